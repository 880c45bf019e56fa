// How long a closing connection may take: until when, by what it was sent of late.
import { CLOSE_MS, LINGER_MS, SWEEP_MS, UNREAD_BYTES } from "../protocol/limits.ts";
import type { Traffic } from "../room/client.ts";

export class Parting {
  #by = Number.POSITIVE_INFINITY;
  /** Bytes sent in all, as the sweeps of the last CLOSE_MS found them. */
  #sentBySweep = [0];

  constructor(
    private readonly traffic: Traffic,
    private readonly now: () => number,
  ) {}

  /** Whether there is a deadline. */
  get begun(): boolean {
    return this.#by < Number.POSITIVE_INFINITY;
  }

  /** Whether the deadline has passed. */
  get isOver(): boolean {
    return this.now() >= this.#by;
  }

  /** Sets a deadline, unless an earlier one is set. */
  begin(ms: number): void {
    this.#by = Math.min(this.#by, this.now() + ms);
  }

  /** To be called every SWEEP_MS. */
  sweep(): void {
    if (this.#sentBySweep.push(this.traffic.sent) > CLOSE_MS / SWEEP_MS) this.#sentBySweep.shift();
  }

  /** All is sent: some peers, netcat among them, only leave when they are cut off: soon, but never before they have it all. */
  beginAfterLastByte(): void {
    const sentOfLate = this.traffic.sent - (this.#sentBySweep[0] ?? 0);
    this.begin(sentOfLate > UNREAD_BYTES ? CLOSE_MS : LINGER_MS);
  }
}
