// Taking turns: all who send files share the event loop, and leave most of it to everything else.

import { CHUNKS_PER_TURN } from "../protocol/limits.ts";

/** Lets at most so many go on in one turn of the event loop, first come, first served. */
export class Turns {
  readonly #most: number;
  #waiting: (() => void)[] = [];

  constructor(most = CHUNKS_PER_TURN) {
    this.#most = most;
  }

  /** Resolves when it is the caller's turn, which is in a later turn of the event loop; to be awaited before each chunk. */
  next(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    // Whoever waits behind the first is released by the same chain of immediates.
    if (this.#waiting.length === 1) setImmediate(() => this.#release());
    return promise;
  }

  #release(): void {
    for (const go of this.#waiting.splice(0, this.#most)) go();
    if (this.#waiting.length > 0) setImmediate(() => this.#release());
  }
}
