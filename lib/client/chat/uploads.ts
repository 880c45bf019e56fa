// The flow of an upload in the chat: which file of this machine, and its bytes.
import { basename, resolve } from "node:path";
import { Turns } from "../../files/turns.ts";
import { cleanText } from "../../protocol/text.ts";
import { toFailure } from "../failure.ts";
import { putFile } from "../put.ts";
import type { Session } from "../session.ts";
import { putText } from "../transfer-words.ts";
import { localFiles, type LocalFile } from "./local-path.ts";
import type { Transfer } from "./transfer.ts";
import { CROWDED, type Transfers } from "./transfers.ts";

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

  /** Puts the files on the shelf whose paths were typed, as a shell would take them or as they stand. */
  start(typed: string): void {
    this.#try(() => {
      const { taken, transfers } = this.facts;
      if (!taken) throw new Error(`Cannot put "${typed}": this server takes no files`);
      const files = localFiles(typed);
      if (files.length > transfers.room && files.length > 1)
        throw new Error(`Cannot put ${files.length.toLocaleString("en")} files: ${CROWDED}`);
      // One that cannot be put is no reason to leave out the others.
      for (const file of files) this.#try(() => this.#put(file));
    });
  }

  #put({ path: named, typed }: LocalFile): void {
    const path = resolve(named);
    const file = cleanText(basename(path));
    const asked = { direction: "up", file, key: path, again: `/put ${typed}` } as const;
    this.facts.transfers.run(asked, (transfer) => this.#send(path, transfer));
  }

  #try(step: () => void): void {
    try {
      step();
    } catch (error) {
      this.facts.failed(toFailure(error).message);
    }
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
