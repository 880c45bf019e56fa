// The keyboard as clack and node:readline shall see it: no key torn in two, no pastes, which readline
// would take in quadratic time and line by line, and none of what the chat answers itself.

import { settings } from "@clack/core";
import { Readable } from "node:stream";
import { ESCAPE_MS, LATE_KEY_MS, PASTE_BYTES } from "../../protocol/limits.ts";
import { cleanText } from "../../protocol/text.ts";
import type { Draft } from "./editing.ts";
import { begun, CTRL_C, ESCAPE, PASTE_BEGIN, PASTE_END, wholeOrBegun } from "./key-bytes.ts";
import { isKey, keyName } from "./key-names.ts";

const NOTHING = Buffer.alloc(0);
const SPACE = 0x20;

/** A terminal's input; process.stdin is one. */
export interface Keyboard extends Readable {
  readonly isTTY: boolean;
  setRawMode(on: boolean): unknown;
}

/** Who is told what the keyboard keeps from readline. */
export interface KeyListener {
  /** A control key, by its byte; true takes it, so that readline never sees it. */
  onControl(byte: number): boolean;
  /** The first PASTE_BYTES of a paste; `cut` where there was more. */
  onPaste(text: string, cut: boolean): void;
  /** The keyboard is gone. */
  onEnd(): void;
  /** Clean text without line breaks; readline is given none where this is defined. */
  onText?(text: string): void;
  /** Any other key, as keyName has it; readline is given none where this is defined. */
  onKey?(name: string): void;
}

/** A terminal's input: pastes, control keys and, where it asks for them, texts and other keys go to a listener, all else to readline. */
export class Keys extends Readable {
  readonly #tty: Keyboard;
  #listener: KeyListener | undefined;
  #paste: { parts: Buffer[]; bytes: number } | undefined;
  #held: Buffer = NOTHING;
  /** The held ESC has been told as the Escape key. */
  #escaped = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #typed = "";
  readonly #onData = (chunk: Buffer) => this.#take(chunk);
  readonly #onEnd = () => this.#listener?.onEnd();

  constructor(tty: Keyboard) {
    super();
    this.#tty = tty;
  }

  get isTTY(): boolean {
    return this.#tty.isTTY;
  }

  setRawMode(on: boolean): this {
    // A terminal that is gone has no mode, and is told of as the keyboard's end.
    const ignore = () => {};
    this.#tty.on("error", ignore);
    this.#tty.setRawMode(on);
    this.#tty.off("error", ignore);
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
    this.#tty.on("data", this.#onData).on("end", this.#onEnd).on("error", this.#onEnd);
  }

  /** Stops to read the terminal, which no longer keeps the program alive. */
  detach(): void {
    this.lend();
    this.#listener = undefined;
    this.#tty.off("end", this.#onEnd).off("error", this.#onEnd);
  }

  /** Leaves the terminal's input to somebody else; what has been read of it is still told. */
  lend(): void {
    clearTimeout(this.#timer);
    this.#tty.off("data", this.#onData);
    this.#tty.pause();
  }

  /** Reads the terminal again. */
  takeBack(): void {
    this.#tty.on("data", this.#onData);
    this.#tty.resume();
  }

  /** Types a text as one key, whatever its length. It must have no line breaks. */
  type(text: string): void {
    // Clack would take the word "escape" for the key, which cancels.
    const at = settings.aliases.get(text) === "cancel" ? 1 : text.length;
    for (const part of [text.slice(0, at), text.slice(at)]) {
      if (part !== "") super.emit("keypress", part, { sequence: part });
    }
  }

  /** Presses a key by its name, as readline calls it. */
  press(name: string, ctrl = false): void {
    super.emit("keypress", undefined, { name, ctrl });
  }

  /** Has readline, which keeps the text `now` with the cursor `at` an index of it, keep another line. */
  retype(now: string, at: number, { text, cursor }: Draft): void {
    const added = text.slice(at, cursor);
    if (cursor > at && now.slice(0, at) + added + now.slice(at) === text) this.type(added);
    else if (now === text && cursor === 0) this.press("a", true);
    else if (now === text && cursor === text.length) this.press("e", true);
    else {
      this.press("u", true);
      this.press("k", true);
      // What is typed at the beginning leaves the cursor behind it.
      this.type(text.slice(cursor));
      this.press("a", true);
      this.type(text.slice(0, cursor));
    }
  }

  // Readline decodes the bytes, and emits here what both it and the listener are to hear of.
  override emit(event: string | symbol, ...given: unknown[]): boolean {
    const [text, key] = given;
    if (event !== "keypress" || !isKey(key)) return super.emit(event, ...given);
    const { onText, onKey } = this.#listener ?? {};
    const name = keyName(key);
    if (name === undefined && onText) this.#typed += typeof text === "string" ? text : "";
    else if (name === undefined || !onKey) return super.emit(event, ...given);
    else {
      this.#tellTyped();
      this.#listener?.onKey?.(name);
    }
    return true;
  }

  #take(chunk: Buffer): void {
    clearTimeout(this.#timer);
    // A paste whose end has been lost would take every key for good.
    const givenUp = this.#paste !== undefined && chunk.length === 1 && chunk[0] === CTRL_C;
    if (givenUp) this.#paste = undefined;
    let rest = givenUp ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = NOTHING;
    while (rest.length > 0 && this.#listener) {
      rest = this.#paste ? this.#takePaste(rest, this.#paste) : this.#takeKeys(rest);
    }
    if (!this.#paste) this.#await();
  }

  /** Hands on all keys up to a paste, or to the beginning of what is still to come; gives what is after it. */
  #takeKeys(bytes: Buffer): Buffer {
    const from = this.#escaped ? 1 : 0;
    const whole = wholeOrBegun(bytes);
    const at = whole?.at ?? bytes.length;
    this.#escaped &&= at === 0 && whole?.ended === false;
    this.#press(bytes.subarray(from, Math.max(from, at)));
    if (whole?.ended === false) this.#held = bytes.subarray(at);
    if (!whole?.ended) return NOTHING;
    if (whole.sequence === PASTE_BEGIN) this.#paste = { parts: [], bytes: 0 };
    else this.#pass(bytes.subarray(at, at + whole.sequence.length));
    return bytes.subarray(at + whole.sequence.length);
  }

  #takePaste(bytes: Buffer, paste: { parts: Buffer[]; bytes: number }): Buffer {
    const at = bytes.indexOf(PASTE_END);
    const end = at < 0 ? bytes.length - begun(bytes, PASTE_END) : at;
    const room = PASTE_BYTES - paste.bytes;
    if (room > 0) paste.parts.push(bytes.subarray(0, Math.min(end, room)));
    paste.bytes += end;
    if (at < 0) {
      this.#held = bytes.subarray(end);
      return NOTHING;
    }
    this.#paste = undefined;
    const cut = paste.bytes > PASTE_BYTES;
    // A decoder that expects more leaves a character out that the cut has gone through.
    const text = new TextDecoder().decode(Buffer.concat(paste.parts), { stream: cut });
    this.#listener?.onPaste(text, cut);
    return bytes.subarray(at + PASTE_END.length);
  }

  /** An ESC alone is the Escape key if nothing follows; what follows late is then a key of its own. */
  #await(): void {
    if (this.#held.length === 1 && !this.#escaped) {
      this.#timer = setTimeout(() => {
        this.#escaped = true;
        this.#tellEscape();
        this.#await();
      }, ESCAPE_MS);
    } else if (this.#escaped) {
      this.#timer = setTimeout(() => {
        const rest = this.#held.subarray(1);
        this.#held = NOTHING;
        this.#escaped = false;
        this.#press(rest);
      }, LATE_KEY_MS);
    }
  }

  /** Hands on keys, but the control keys that the listener takes. */
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

  /** Has readline decode keys. It would wait for what follows an ESC at their end, which is known not to. */
  #pass(bytes: Buffer): void {
    const escaped = bytes.at(-1) === ESCAPE;
    const keys = escaped ? bytes.subarray(0, -1) : bytes;
    if (keys.length > 0) {
      if (keys.at(-1) === ESCAPE) this.#pass(keys);
      else super.emit("data", keys);
    }
    this.#tellTyped();
    if (escaped) this.#tellEscape();
  }

  #tellTyped(): void {
    const text = cleanText(this.#typed);
    this.#typed = "";
    if (text !== "") this.#listener?.onText?.(text);
  }

  #tellEscape(): void {
    this.emit("keypress", undefined, { name: "escape", sequence: "\x1b" });
  }
}
