// The chat without a screen, for TERM=dumb and for screen readers: lines are only ever appended, the terminal
// stays as it is, and the kernel edits what is typed. So a room's line may come in the middle of one that is
// being typed, on the screen alone; and a paste of several lines arrives as several lines.

import { HELD_LINES } from "../../protocol/limits.ts";
import { cleanText } from "../../protocol/text.ts";
import type { Line } from "../view/line.ts";
import { Numbered } from "./numbered.ts";
import type { Question, Surface, Typist } from "./surface.ts";
import { BELL, type TerminalOut } from "./terminal.ts";
import type { TypedLines } from "./typed-lines.ts";

export class PlainPrompt implements Surface {
  readonly appendOnly = true;
  readonly #typist: Pick<Typist, "onLine" | "onLeave">;
  readonly #lines: TypedLines;
  readonly #out: TerminalOut;
  readonly #columns: () => number;
  readonly #over = Promise.withResolvers<void>();
  #ended = false;
  #interrupted = false;
  /** Settles when the last question is answered. */
  #asked: Promise<unknown> = Promise.resolve();
  #answer: ((line: string | undefined) => void) | undefined;
  /** Questions that are asked, or will be. */
  #questions = 0;
  /** What the room says while a question waits, or the terminal takes nothing. */
  #held: string[] | undefined;
  #forgotten = 0;
  readonly #onError = () => this.quit();

  constructor(
    typist: Pick<Typist, "onLine" | "onLeave">,
    terminal: { lines: TypedLines; out: TerminalOut; columns: () => number },
    private readonly leaveEnd = "to leave",
  ) {
    this.#typist = typist;
    this.#lines = terminal.lines;
    this.#out = terminal.out;
    this.#columns = terminal.columns;
  }

  get draft(): string {
    return this.#lines.unfinished;
  }

  async run(): Promise<void> {
    if (this.#ended) return;
    this.#out.on("error", this.#onError);
    for (;;) {
      const line = await this.#lines.next();
      if (line === undefined) break;
      this.#interrupted = false;
      if (this.#answer) this.#answer(line);
      else if (line.trim() !== "") this.#typist.onLine(line);
    }
    this.#answer?.(undefined);
    if (!this.#lines.ended) this.quit();
    else if (!this.#ended) this.#typist.onLeave();
    await this.#over.promise;
    this.#out.off("error", this.#onError);
  }

  quit(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#lines.close();
    this.#answer?.(undefined);
    this.#release();
    this.#over.resolve();
  }

  /**
   * Ctrl-C, which the kernel makes a signal: gives up a question; the second in a row leaves. False where there
   * is no chat, or no input left that could tell more, so that the signal does what it does elsewhere.
   */
  interrupt(): boolean {
    if (this.#ended || this.#lines.over) return false;
    // The terminal has shown "^C", and no line's end.
    this.#write([""]);
    if (this.#answer) this.#answer(undefined);
    else if (this.#interrupted) {
      this.#interrupted = false;
      this.#typist.onLeave();
    } else {
      this.#interrupted = true;
      this.#write([`Press Ctrl-C again ${this.leaveEnd}`]);
    }
    return true;
  }

  print(line: Line): void {
    const rows = line(this.#columns());
    if (!this.#held && this.#out.writableNeedDrain) this.#holdUntilDrained();
    if (!this.#held) return this.#write(rows);
    for (const row of rows) this.#held.push(row);
    if (this.#held.length <= HELD_LINES) return;
    this.#forgotten += this.#held.length - HELD_LINES;
    this.#held = this.#held.slice(-HELD_LINES);
  }

  setLabel(): void {}

  setLive(): void {}

  setStatus(): void {}

  bell(): void {
    this.#out.write(BELL);
  }

  clear(): void {
    this.#write([""]);
  }

  /** Asks in numbered lines. Where the input has ended nobody can answer any more, and the chat ends. */
  async choose(question: Question): Promise<string | undefined> {
    if (!this.#ended) this.#held ??= [];
    this.#questions++;
    const answer = this.#asked.then(() => this.#ask(question)).finally(() => this.#questions--);
    this.#asked = answer;
    return answer;
  }

  /** What the room says waits while the terminal takes nothing. */
  #holdUntilDrained(): void {
    this.#held = [];
    this.#out.once("drain", () => {
      if (this.#questions === 0) this.#release();
    });
  }

  async #ask(question: Question): Promise<string | undefined> {
    if (this.#lines.over) this.quit();
    if (this.#ended) return undefined;
    const numbered = new Numbered(question);
    this.#held ??= [];
    this.#write(numbered.lines);
    for (;;) {
      const { promise, resolve } = Promise.withResolvers<string | undefined>();
      this.#answer = resolve;
      const line = await promise;
      const answered = line === undefined ? GIVEN_UP : numbered.answer(cleanText(line));
      if (answered.done) {
        this.#release();
        return answered.value;
      }
      this.#write(answered.lines);
    }
  }

  /** Ends a question: what the room said meanwhile appears. */
  #release(): void {
    const held = this.#held ?? [];
    this.#answer = undefined;
    this.#held = undefined;
    if (this.#forgotten > 0) this.#write([`(${this.#forgotten} lines before these are left out)`]);
    this.#forgotten = 0;
    this.#write(held);
  }

  #write(rows: readonly string[]): void {
    if (rows.length === 0) return;
    this.#out.write(rows.map((row) => `${row}\n`).join(""));
  }
}

const GIVEN_UP = { done: true, value: undefined } as const;
