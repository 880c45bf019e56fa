// A frames guest that asks for history, and measures how long the whole answer takes.

import type { Socket } from "bun";
import { FrameDecoder } from "../../../lib/protocol/decode.ts";
import { encodeControl } from "../../../lib/protocol/encode.ts";
import { PREFACE } from "../../../lib/protocol/frame.ts";
import type { Command } from "../../../lib/protocol/messages.ts";

export interface Answer {
  /** From the asking to the last byte: milliseconds. */
  ms: number;
  /** The control messages of the answer, as JSON. */
  messages: string[];
}

export class Asker implements Disposable {
  #socket: Socket<unknown> | undefined;
  readonly #decoder = new FrameDecoder();
  #hasBegun = false;
  readonly #came: string[] = [];
  #lastId = 0;
  #news = Promise.withResolvers<void>();
  #ended = false;

  /** Connects and comes in by `nick` or `resume`; the answer ends where the guest hears all that is said. */
  async enter(port: number, command: Command): Promise<Answer> {
    const begun = performance.now();
    this.#socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data: (_, bytes) => this.#take(bytes),
        close: () => {
          this.#ended = true;
          this.#news.resolve();
        },
      },
    });
    this.#socket.write(Buffer.concat([PREFACE, this.#encode(command)]));
    return this.#answer(begun, (json) => json.includes('"type":"live"'));
  }

  /** Asks for something that is answered in pages. */
  async ask(command: Command): Promise<Answer> {
    const begun = performance.now();
    this.#socket?.write(this.#encode(command));
    return this.#answer(begun, (json) => json.includes('"more":false'));
  }

  [Symbol.dispose](): void {
    this.#socket?.terminate();
  }

  #encode(command: Command): Uint8Array {
    return encodeControl({ id: ++this.#lastId, ...command });
  }

  async #answer(begun: number, isLast: (json: string) => boolean): Promise<Answer> {
    for (let looked = 0; ;) {
      while (looked < this.#came.length) {
        const json = this.#came[looked++] ?? "";
        if (json.includes('"type":"error"')) throw new Error(`the server refuses: ${json}`);
        if (!isLast(json)) continue;
        return { ms: performance.now() - begun, messages: this.#came.splice(0, looked) };
      }
      if (this.#ended) throw new Error(`the server closed after ${this.#came.at(-1)}`);
      await this.#news.promise;
    }
  }

  #take(bytes: Buffer): void {
    const at = this.#hasBegun ? 0 : bytes.indexOf(0);
    if (at < 0) return;
    const frames = this.#hasBegun ? bytes : bytes.subarray(at + PREFACE.byteLength);
    this.#hasBegun = true;
    for (const frame of this.#decoder.push(frames))
      if (frame.kind === "control") this.#came.push(Buffer.from(frame.payload).toString());
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }
}
