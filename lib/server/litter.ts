// What was read of guests and is not needed any more. The collector would let hundreds of megabytes of it stand before it
// looks, since it counts objects and not what they hold outside of its heap; so it is told in time.
import type { ByteStream } from "../protocol/byte-stream.ts";
import { LITTER_BYTES, LITTER_MS, PAGE_LITTER } from "../protocol/limits.ts";

export class Litter {
  #bytes = 0;
  #collectedAt = Number.NEGATIVE_INFINITY;
  #isDue = false;

  /** `collect` takes it away at once; `later` does something in a turn of its own; `now` is in milliseconds. */
  constructor(
    private readonly collect: () => void,
    private readonly later: (action: () => void) => void,
    private readonly now: () => number,
  ) {}

  /** So many bytes more are about to be litter. */
  add(bytes: number): void {
    this.#bytes += bytes;
    // However fast it comes, the rest of the server has its time as well.
    const isTooSoon = Math.abs(this.now() - this.#collectedAt) < LITTER_MS;
    if (this.#bytes < LITTER_BYTES || this.#isDue || isTooSoon) return;
    this.#isDue = true;
    this.later(() => {
      this.#isDue = false;
      this.#bytes = 0;
      this.collect();
      this.#collectedAt = this.now();
    });
  }
}

/** A stream of pages: each is litter once the next is asked for, and so is what it was made of. */
export function littering(pages: ByteStream, litter: Pick<Litter, "add">): ByteStream {
  return {
    async next() {
      const step = await pages.next();
      if (!step.done) litter.add(step.value.byteLength * PAGE_LITTER);
      return step;
    },
    async return() {
      await pages.return?.();
      return { done: true, value: undefined };
    },
  };
}
