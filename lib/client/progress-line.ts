// One line of a terminal that is rewritten in place, below what stays.
import { PROGRESS_MS } from "../protocol/limits.ts";
import type { TerminalOut } from "./terminal/terminal.ts";
import { cutEnd } from "./view/cut.ts";

const ERASE = "\r\x1b[K";

/** Whoever writes anything else to the same terminal clears the line before. */
export class ProgressLine {
  #isShown = false;
  /** When it was last written: milliseconds since the epoch. */
  #at = -Infinity;

  constructor(
    private readonly out: TerminalOut,
    private readonly now: () => number,
  ) {}

  /** Shows what `text` says, cut to the terminal; at most once in PROGRESS_MS, it is not asked in between. */
  show(text: () => string): void {
    const now = this.now();
    if (now - this.#at < PROGRESS_MS) return;
    this.#at = now;
    this.#isShown = true;
    // Erased first: a text as wide as the terminal has no place behind it to erase from.
    this.out.write(ERASE + cutEnd(text(), this.out.columns));
  }

  /** Leaves the line empty, as a place for something else. The next text is shown at once. */
  clear(): void {
    this.#at = -Infinity;
    if (this.#isShown) this.out.write(ERASE);
    this.#isShown = false;
  }
}
