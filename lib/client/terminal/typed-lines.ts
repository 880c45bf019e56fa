// What is typed into a terminal that nobody has made raw: the kernel edits the line, and here it arrives whole.

import type { Readable } from "node:stream";

const CTRL_C = "\x03";

/** The lines of a terminal's input, one after the other; those that were typed ahead wait. */
export class TypedLines {
  readonly #input: Readable;
  readonly #decoder = new TextDecoder();
  #unfinished = "";
  #lines: string[] = [];
  #waiting: PromiseWithResolvers<string | undefined> | undefined;
  #state: "new" | "open" | "ended" | "gone" = "new";
  readonly #onData = (chunk: Uint8Array) => this.#take(chunk);
  readonly #onEnd = () => this.#finish("ended");
  readonly #onError = () => this.#finish("gone");

  /** Begins to read only once a line is waited for. */
  constructor(input: Readable) {
    this.#input = input;
  }

  /** What has arrived of a line that is not finished; the kernel passes it on where Ctrl-D is pressed inside. */
  get unfinished(): string {
    return this.#unfinished;
  }

  /** Whether no more can come: the input's end (Ctrl-D), or the terminal is gone, or close() was called. */
  get over(): boolean {
    return this.#state === "ended" || this.#state === "gone";
  }

  /** Whether the person has ended the input, as by Ctrl-D. */
  get ended(): boolean {
    return this.#state === "ended";
  }

  /** The next line without its end, or undefined where none will come. Only one may wait for it. */
  async next(): Promise<string | undefined> {
    const line = this.#lines.shift();
    if (line !== undefined || this.over) return line;
    if (this.#state === "new") {
      this.#state = "open";
      this.#input.on("data", this.#onData).on("end", this.#onEnd).on("error", this.#onError);
    }
    this.#waiting ??= Promise.withResolvers();
    this.#input.resume();
    return this.#waiting.promise;
  }

  /** Stops reading. Who waits for a line hears that none will come. */
  close(): void {
    this.#lines = [];
    this.#finish("gone");
    this.#input.off("data", this.#onData).off("end", this.#onEnd);
    this.#input.pause();
  }

  #take(chunk: Uint8Array): void {
    const interrupts = this.#decoder.decode(chunk, { stream: true }).split(CTRL_C);
    const rest = interrupts.pop() ?? "";
    // In a terminal that something has left raw the key arrives instead of its signal.
    if (interrupts.length > 0) this.#unfinished = "";
    for (let n = interrupts.length; n > 0; n--) process.kill(process.pid, "SIGINT");
    const lines = (this.#unfinished + rest).split(/\r\n|\r|\n/);
    this.#unfinished = lines.pop() ?? "";
    this.#lines.push(...lines);
    const line = this.#waiting && this.#lines.shift();
    if (line !== undefined) this.#answer(line);
    // Until somebody waits again the kernel keeps what is typed.
    if (!this.#waiting) this.#input.pause();
  }

  #finish(state: "ended" | "gone"): void {
    if (this.#state !== "gone") this.#state = state;
    this.#answer(undefined);
  }

  #answer(line: string | undefined): void {
    this.#waiting?.resolve(line);
    this.#waiting = undefined;
  }
}
