// When a question may come by itself: not while somebody types, who would answer it unseen.
import { QUESTION_LOOK_MS, QUESTION_QUIET_MS } from "../../protocol/limits.ts";

/** Does something again and again, so many milliseconds apart, until the function that it returns is called. */
export type Every = (ms: number, act: () => void) => () => void;

export const every: Every = (ms, act) => {
  const timer = setInterval(act, ms);
  return () => clearInterval(timer);
};

export interface QuietFacts {
  /** Whether the person is in the middle of a line. */
  isTyping: () => boolean;
  /** Milliseconds since the epoch. */
  now: () => number;
  every: Every;
}

/** Looks at the input line while somebody waits for it to be empty. */
export class Quiet {
  /** When it was last seen in use. */
  #usedAt = 0;

  constructor(private readonly facts: QuietFacts) {}

  /** A line was entered: that may have taken less time than lies between two looks. */
  entered(): void {
    this.#usedAt = this.facts.now();
  }

  /**
   * Resolves once the input line has been empty for QUESTION_QUIET_MS without a break. Rejects with the signal's
   * reason once that aborts.
   */
  async wait(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    this.entered();
    const stop = this.facts.every(QUESTION_LOOK_MS, () => {
      if (this.#isQuiet()) resolve();
    });
    try {
      await promise;
    } finally {
      stop();
      signal.removeEventListener("abort", abort);
    }
  }

  #isQuiet(): boolean {
    const { isTyping, now } = this.facts;
    const at = now();
    // A clock that was set back must not make it wait for as long.
    if (isTyping() || at < this.#usedAt) this.#usedAt = at;
    return at - this.#usedAt >= QUESTION_QUIET_MS;
  }
}
