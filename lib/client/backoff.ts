// When to try again: soon at first, then ever later, and never all clients at the same moment.
import { RETRY_CHANCE, RETRY_FIRST_MS, RETRY_MOST_MS, STEADY_LINE_MS } from "../protocol/limits.ts";

export class Backoff {
  #tries = 0;
  /** When the line was there again: milliseconds since the epoch. */
  #backAt: number;

  /** `random` is from 0 to below 1, as Math.random. */
  constructor(
    private readonly now: () => number,
    private readonly random: () => number,
  ) {
    this.#backAt = now();
  }

  /** How long to wait before the next try: milliseconds. */
  next(): number {
    const most = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#tries++);
    return most * (1 - RETRY_CHANCE + 2 * RETRY_CHANCE * this.random());
  }

  /** The line is there again. */
  back(): void {
    this.#backAt = this.now();
  }

  /** The line is lost: after one that did not hold for long, it goes on where it was. */
  lost(): void {
    if (this.now() - this.#backAt >= STEADY_LINE_MS) this.#tries = 0;
  }
}
