// The flow of an upload in the chat: which file of this machine, and its bytes.
import { basename, resolve } from "node:path";
import { Turns } from "../../files/turns.ts";
import { cleanText } from "../../protocol/text.ts";
import { toFailure } from "../failure.ts";
import { putFile } from "../put.ts";
import type { Session } from "../session.ts";
import { putText } from "../transfer-words.ts";
import { localPath } from "./local-path.ts";
import type { Transfer } from "./transfer.ts";
import type { Transfers } from "./transfers.ts";

/** What uploads need of the chat around them. */
export interface UploadsFacts {
  session: Session;
  /** Whether the server takes files. */
  taken: boolean;
  transfers: Transfers;
  failed: (text: string) => void;
  /** The shelf has a file more. */
  stored: () => void;
}

export class Uploads {
  readonly #turns = new Turns();

  constructor(private readonly facts: UploadsFacts) {}

  /** Puts the file on the shelf whose path was typed, as a shell would take it or as it stands. */
  start(typed: string): void {
    try {
      this.#put(typed);
    } catch (error) {
      this.facts.failed(toFailure(error).message);
    }
  }

  #put(typed: string): void {
    if (!this.facts.taken) throw new Error(`Cannot put "${typed}": this server takes no files`);
    const path = resolve(localPath(typed));
    const file = cleanText(basename(path));
    const asked = { direction: "up", file, key: path, again: `/put ${typed}` } as const;
    this.facts.transfers.run(asked, (transfer) => this.#send(path, transfer));
  }

  async #send(path: string, transfer: Transfer): Promise<string> {
    const { session, transfers, stored } = this.facts;
    await transfers.turn(transfer);
    const put = await putFile(session, path, {
      turns: this.#turns,
      onPhase: (phase) => transfers.prepares(transfer, phase === "reading" ? "reading" : "waiting"),
      onProgress: (sent, size) => transfers.heard(transfer, sent, size),
      signal: transfer.signal,
    });
    stored();
    return putText(put);
  }
}
