// How the bytes of an upload come: how long there was silence, and how long there was too little.

import { UPLOAD_PACE_BYTES } from "../protocol/limits.ts";

export class Arrivals {
  readonly #now: () => number;
  #heardAt: number;
  /** When the last UPLOAD_PACE_BYTES had come, and what has come since then. */
  #pacedAt: number;
  #since = 0;

  /** `now` is a clock in milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
    this.#heardAt = now();
    this.#pacedAt = this.#heardAt;
  }

  /** So many bytes came; none are none. */
  came(bytes: number): void {
    if (bytes === 0) return;
    this.#heardAt = this.#now();
    this.#since += bytes;
    if (this.#since < UPLOAD_PACE_BYTES) return;
    this.#pacedAt = this.#heardAt;
    this.#since = 0;
  }

  /** Milliseconds since bytes came, or since it began. */
  get silentMs(): number {
    return this.#now() - this.#heardAt;
  }

  /** Milliseconds since UPLOAD_PACE_BYTES had come, or since it began. */
  get slowMs(): number {
    return this.#now() - this.#pacedAt;
  }
}
