// Log lines of one kind that may come by the thousand: the first few of a second stand for themselves, others are counted.
import { TURNED_AWAY_LINES, TURNED_AWAY_LOG_MS } from "../protocol/limits.ts";

export class FoldedLog {
  #since = Number.NEGATIVE_INFINITY;
  #lines = 0;
  #counted = 0;

  /** `onCounted` hears how many lines were not written. */
  constructor(
    private readonly now: () => number,
    private readonly onCounted: (lines: number) => void,
  ) {}

  /** Writes a line, or counts it where so many were written within TURNED_AWAY_LOG_MS. */
  add(write: () => void): void {
    this.sweep();
    if (this.#lines === TURNED_AWAY_LINES) return void this.#counted++;
    this.#lines++;
    write();
  }

  /** Tells how many were counted once the time is over; to be called now and then. */
  sweep(): void {
    // A clock that was put back begins a new time.
    if (Math.abs(this.now() - this.#since) < TURNED_AWAY_LOG_MS) return;
    const counted = this.#counted;
    this.#since = this.now();
    this.#lines = 0;
    this.#counted = 0;
    if (counted > 0) this.onCounted(counted);
  }
}
