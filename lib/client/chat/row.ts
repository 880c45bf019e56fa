// A row: so many at a time have their turn, the first to come first, and whoever is cancelled gives up its place at once.

export class Row {
  #free: number;
  #waiting = new Set<() => void>();

  /** `atOnce` may have their turn at a time. */
  constructor(atOnce: number) {
    this.#free = atOnce;
  }

  /**
   * What `act` resolves with, which begins when its turn has come. Rejects with the signal's reason as soon as it
   * aborts: the place is another's then, and what `act` still does concerns nobody.
   */
  async take<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const aborted = Promise.withResolvers<never>();
    const turn = Promise.withResolvers<void>();
    const abort = () => aborted.reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    this.#waiting.add(turn.resolve);
    this.#next();
    try {
      await Promise.race([turn.promise, aborted.promise]);
      return await Promise.race([act(), aborted.promise]);
    } finally {
      signal.removeEventListener("abort", abort);
      if (!this.#waiting.delete(turn.resolve)) this.#free++;
      this.#next();
    }
  }

  #next(): void {
    for (const begin of this.#waiting) {
      if (this.#free < 1) return;
      this.#free--;
      this.#waiting.delete(begin);
      begin();
    }
  }
}
