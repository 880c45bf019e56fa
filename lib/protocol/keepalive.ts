// Whether a peer is still there: told by when it was last heard, the same on both sides.
import { GONE_AFTER_MS, PING_AFTER_MS } from "./limits.ts";

export class Keepalive {
  #heardAt: number;
  #pingedAt = 0;

  constructor(private readonly now: () => number) {
    this.#heardAt = now();
  }

  /** The peer was heard, or begins to be listened to again: its silence counts from now. */
  heard(): void {
    this.#heardAt = this.now();
  }

  /** How long the peer has not been heard: milliseconds. */
  get silentMs(): number {
    return this.now() - this.#heardAt;
  }

  /** What a peer's silence asks for by now: a ping, once a silence, or to give it up. */
  due(): "nothing" | "ping" | "goodbye" {
    if (this.silentMs > GONE_AFTER_MS) return "goodbye";
    if (this.silentMs <= PING_AFTER_MS || this.#pingedAt > this.#heardAt) return "nothing";
    this.#pingedAt = this.now();
    return "ping";
  }
}
