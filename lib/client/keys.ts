// The keyboard as clack and node:readline shall see it: without pastes, which readline would take
// in quadratic time and line by line, and without the control keys that the chat answers itself.

import { Readable } from "node:stream";
import type { ReadStream } from "node:tty";

const PASTE_BEGIN = Buffer.from("\x1b[200~");
const PASTE_END = Buffer.from("\x1b[201~");
const NOTHING = Buffer.alloc(0);
const SPACE = 0x20;
const ESCAPE = 0x1b;

/** Who is told what the keyboard keeps from readline. */
export interface KeyListener {
  /** A control key, by its byte; true takes it, so that readline never sees it. */
  onControl(byte: number): boolean;
  onPaste(text: string): void;
  /** The keyboard is gone. */
  onEnd(): void;
}

/** A terminal's input whose pastes and control keys go to a listener, everything else to readline. */
export class Keys extends Readable {
  readonly #tty: ReadStream;
  #listener: KeyListener | undefined;
  #paste: Buffer[] | undefined;
  #held: Buffer = NOTHING;
  #passed = 0;
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => this.#listener?.onEnd();

  constructor(tty: ReadStream) {
    super();
    this.#tty = tty;
  }

  get isTTY(): boolean {
    return this.#tty.isTTY;
  }

  setRawMode(on: boolean): this {
    this.#tty.setRawMode(on);
    return this;
  }

  override pause(): this {
    this.#tty.pause();
    return super.pause();
  }

  override resume(): this {
    this.#tty.resume();
    return super.resume();
  }

  override _read(): void {
    // Nothing to fetch: every chunk is handed on at once, which keeps keys and pastes in order.
  }

  /** Starts to read the terminal. */
  attach(listener: KeyListener): void {
    this.#listener = listener;
    this.#tty.on("data", this.#onData);
    this.#tty.on("end", this.#onEnd);
    this.#tty.on("error", this.#onEnd);
  }

  /** Stops to read the terminal, which no longer keeps the program alive. */
  detach(): void {
    this.#listener = undefined;
    this.#tty.off("data", this.#onData);
    this.#tty.off("end", this.#onEnd);
    this.#tty.off("error", this.#onEnd);
    this.#tty.pause();
  }

  /** Types a text as one key, whatever its length. It must have no line breaks. */
  type(text: string): void {
    this.emit("keypress", text, { sequence: text });
  }

  /** Presses a key by its name, as readline calls it. */
  press(name: string, ctrl = false): void {
    this.emit("keypress", undefined, { name, ctrl });
  }

  #take(chunk: Buffer): void {
    let rest = this.#held.length > 0 ? Buffer.concat([this.#held, chunk]) : chunk;
    this.#held = NOTHING;
    while (rest.length > 0 && this.#listener) {
      rest = this.#paste ? this.#takePaste(rest, this.#paste) : this.#takeKeys(rest);
    }
  }

  #takeKeys(bytes: Buffer): Buffer {
    const at = bytes.indexOf(PASTE_BEGIN);
    const end = at < 0 ? bytes.length - begun(bytes, PASTE_BEGIN) : at;
    const keys = bytes.subarray(this.#passed, Math.max(this.#passed, end));
    this.#passed = 0;
    this.#press(keys);
    if (at >= 0) {
      this.#paste = [];
      return bytes.subarray(at + PASTE_BEGIN.length);
    }
    this.#held = bytes.subarray(end);
    // It may just as well be the Escape key, or begin an arrow: readline has the timer to tell.
    if (this.#held.length === 1) {
      this.#press(this.#held);
      this.#passed = 1;
    }
    return NOTHING;
  }

  #takePaste(bytes: Buffer, paste: Buffer[]): Buffer {
    const at = bytes.indexOf(PASTE_END);
    const end = at < 0 ? bytes.length - begun(bytes, PASTE_END) : at;
    paste.push(bytes.subarray(0, end));
    if (at < 0) {
      this.#held = bytes.subarray(end);
      return NOTHING;
    }
    this.#paste = undefined;
    this.#listener?.onPaste(Buffer.concat(paste).toString());
    return bytes.subarray(at + PASTE_END.length);
  }

  /** Hands bytes to readline, up to and after the control keys that the listener takes. */
  #press(bytes: Buffer): void {
    let from = 0;
    for (const [at, byte] of bytes.entries()) {
      if (byte >= SPACE || byte === ESCAPE) continue;
      // The keys before it first: the listener looks at the line that they have made.
      this.#pass(bytes.subarray(from, at));
      from = this.#listener?.onControl(byte) === false ? at : at + 1;
      if (!this.#listener) return;
    }
    this.#pass(bytes.subarray(from));
  }

  #pass(bytes: Buffer): void {
    if (bytes.length > 0) this.emit("data", bytes);
  }
}

/** How many bytes at the end could be the beginning of a mark. */
function begun(bytes: Buffer, mark: Buffer): number {
  for (let n = Math.min(bytes.length, mark.length - 1); n > 0; n--) {
    if (bytes.subarray(-n).equals(mark.subarray(0, n))) return n;
  }
  return 0;
}
