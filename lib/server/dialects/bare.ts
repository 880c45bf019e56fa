// The bare dialect: the original Python client, whose messages have no ending; silence completes them.
import { MESSAGE_BYTES } from "../../protocol/limits.ts";
import type { ServerMessage } from "../../protocol/messages.ts";
import type { Stage } from "../../room/client.ts";
import type { Tag } from "../../room/effects.ts";
import type { Input } from "./dialect.ts";
import { inputsOf, LinesDialect } from "./lines.ts";

const LF = 0x0a;

/** What the original server never sent, its guests do not see. */
const UNSEEN: ReadonlySet<ServerMessage["type"]> = new Set([
  "told",
  "joined",
  "left",
  "renamed",
  "added",
  "removed",
  "history",
  "notice",
]);

export class BareDialect extends LinesDialect {
  override readonly name = "bare";
  override readonly endsBySilence = true;
  #parts: Uint8Array[] = [];
  #bytes = 0;

  override receive(bytes: Uint8Array): Iterable<Input> {
    // Two bytes more than a message: enough to be seen as too long, also where a newline still comes.
    const room = MESSAGE_BYTES + 2 - this.#bytes;
    if (room > 0) this.#parts.push(new Uint8Array(bytes.subarray(0, room)));
    this.#bytes += bytes.byteLength;
    return [];
  }

  /** Once a newline comes the guest speaks lines, what silence has not completed yet included. */
  override handOver(bytes: Uint8Array): Uint8Array | undefined {
    return bytes.includes(LF) ? Buffer.concat([this.#take(), bytes]) : undefined;
  }

  override *complete(stage: () => Stage): Generator<Input> {
    const bytes = this.#bytes;
    const message = this.#take();
    if (bytes > 0) yield* inputsOf(bytes > MESSAGE_BYTES ? "too-long" : message, stage());
  }

  override encode(message: ServerMessage, tag?: Tag): Uint8Array | undefined {
    return UNSEEN.has(message.type) ? undefined : super.encode(asOriginal(message), tag);
  }

  #take(): Uint8Array {
    const message = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#bytes = 0;
    return message;
  }
}

/** A message as the original server knew it: no motd, and whatever is said is talk. */
function asOriginal(message: ServerMessage): ServerMessage {
  if (message.type === "welcome") return { ...message, motd: undefined };
  return message.type === "said" ? { ...message, action: undefined } : message;
}
