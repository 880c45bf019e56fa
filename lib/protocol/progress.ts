// Whether a peer takes what waits for it: a byte now and then is no progress, or a trickle would hold memory for ever.
import { PROGRESS_BYTES } from "./limits.ts";

/** Progress is PROGRESS_BYTES taken since the last of it, or all that waited. */
export class Progress {
  #at: number;
  #bytes = 0;
  #isBlocked = false;
  #tookAll = true;

  /** `now` is a clock in milliseconds. */
  constructor(private readonly now: () => number) {
    this.#at = now();
  }

  /** Milliseconds without progress, while something waits for the peer; 0 else. */
  get stalledFor(): number {
    return this.#isBlocked ? this.now() - this.#at : 0;
  }

  /** Whether it takes no more for now. */
  get isBlocked(): boolean {
    return this.#isBlocked;
  }

  /** It took so many bytes. */
  took(bytes: number): void {
    this.#bytes += bytes;
    if (!this.#tookAll && this.#bytes < PROGRESS_BYTES) return;
    this.#at = this.now();
    this.#bytes = 0;
  }

  /** It took less than it was given. */
  block(): void {
    this.#isBlocked = true;
    this.#tookAll = false;
  }

  /** It can take more, or need not any more. */
  unblock(): void {
    this.#isBlocked = false;
  }

  /** Nothing more is there to be taken, unless it is blocked. */
  rest(): void {
    if (!this.#isBlocked) this.#tookAll = true;
  }
}
