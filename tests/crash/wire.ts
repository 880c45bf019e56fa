// One connection of a frames guest in the crash tests: messages out, messages in, and how it ended.

import { FrameDecoder } from "../../lib/protocol/decode.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE, PREFACE_BYTES, type Frame } from "../../lib/protocol/frame.ts";
import { ServerMessage, type Command } from "../../lib/protocol/messages.ts";
import { readControl } from "../../lib/protocol/read-message.ts";
import type { Heard } from "../support/frames-guest.ts";
import { Guest } from "../support/guest.ts";
import { Changing } from "../support/patience.ts";

export type Request = Command | { type: "ping" };

/** Who hears what a connection brings. */
export interface WireListener {
  hear: (message: Heard) => void;
  end: () => void;
  /** Something came that no server says; the connection is broken off. */
  fail: (why: unknown) => void;
}

export class Wire extends Changing {
  /** The code of the `bye`, where one came. */
  bye: string | undefined;
  ended = false;
  #raw: Guest;
  #decoder = new FrameDecoder();
  #lastId = 0;
  /** How many bytes of the server's preface are there. */
  #preface = 0;
  /** The answers so far to what was asked by `answers`, by its id. */
  #asked = new Map<number, Heard[]>();
  #to: WireListener | undefined;

  private constructor(raw: Guest) {
    super();
    this.#raw = raw;
  }

  /** Connects and sends the preface; nothing is read before `listen`. */
  static async open(port: number): Promise<Wire> {
    const wire = new Wire(await Guest.connect(port));
    wire.#raw.send(PREFACE);
    return wire;
  }

  /** Hands over each message, and then tells of the end; both may happen before this returns. */
  listen(to: WireListener): void {
    this.#to = to;
    this.#raw.tap((bytes) => (bytes ? this.#take(bytes) : this.#finish()));
  }

  /** Sends a request; returns its id. */
  ask(request: Request): number {
    const id = ++this.#lastId;
    this.#raw.send(encodeControl({ id, ...request }));
    return id;
  }

  /** Sends a request; resolves with its answers once the last of them came. */
  async answers(request: Request): Promise<Heard[]> {
    const id = this.ask(request);
    const answers: Heard[] = [];
    this.#asked.set(id, answers);
    const isLast = (message: Heard) => ("more" in message ? !message.more : message.type !== "ack");
    await this.until(
      () => answers.some(isLast) || undefined,
      (state) => `"${request.type}" is not answered: ${state}; ${answers.length} came`,
    );
    this.#asked.delete(id);
    return answers;
  }

  /** Stops reading, as a line does that is lost without a word. */
  pause(): void {
    this.#raw.pause();
  }

  resume(): void {
    this.#raw.resume();
  }

  /** Breaks the connection off. */
  cut(): void {
    this.#raw[Symbol.dispose]();
  }

  #take(bytes: Uint8Array): void {
    try {
      const rest = this.#preface === PREFACE_BYTES ? bytes : this.#afterPreface(bytes);
      for (const frame of this.#decoder.push(rest)) this.#takeFrame(frame);
    } catch (error) {
      this.#to?.fail(error);
      this.cut();
    }
    this.changed();
  }

  /** Skips what the server says to people, and its preface. */
  #afterPreface(bytes: Uint8Array): Uint8Array {
    let at = this.#preface > 0 ? 0 : bytes.indexOf(0);
    if (at < 0) return new Uint8Array();
    for (; at < bytes.byteLength && this.#preface < PREFACE_BYTES; at++, this.#preface++) {
      if (bytes[at] !== PREFACE[this.#preface]) throw new Error("the server's preface is wrong");
    }
    return bytes.subarray(at);
  }

  #takeFrame(frame: Frame): void {
    if (frame.kind !== "control") throw new Error(`a frame came that is "${frame.kind}"`);
    const { id, result } = readControl(ServerMessage, frame.payload);
    if (!result.ok) throw new Error(`no message of a server: ${result.refusal.message}`);
    const message: Heard = id === undefined ? result.value : { ...result.value, re: id };
    if (message.type === "ping") this.#raw.send(encodeControl({ type: "pong" }));
    if (message.type === "bye") this.bye = message.code;
    this.#asked.get(message.re ?? 0)?.push(message);
    this.#to?.hear(message);
  }

  #finish(): void {
    if (this.ended) return;
    this.ended = true;
    this.#to?.end();
    this.changed();
  }
}
