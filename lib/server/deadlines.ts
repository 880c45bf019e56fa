// What a guest's silence, slowness or indecision asks for by now.
import type { Refusal } from "../protocol/errors.ts";
import { Keepalive } from "../protocol/keepalive.ts";
import { FILE_STALL_MS, RETURN_MS, TALK_STALL_MS } from "../protocol/limits.ts";
import type { Outbox } from "../protocol/outbox.ts";

/** How a guest stands. */
export interface Standing {
  /** Below 0 while it can only come back. */
  number: number;
  isNamed: boolean;
  /** Nothing more is read of it for good. */
  isLeaving: boolean;
  /** It is not read for now. */
  isPaused: boolean;
  /** Whether it answers pings. */
  pings: boolean;
}

export type Overdue = "nothing" | "slow" | "full" | "gone" | "ping" | Refusal;

export class Deadlines {
  readonly #openedAt: number;
  /** How long it was made to wait, and since when it is: milliseconds. */
  #heldUpMs = 0;
  #heldUpSince: number | undefined;
  readonly #keepalive: Keepalive;

  constructor(private readonly now: () => number) {
    this.#openedAt = now();
    this.#keepalive = new Keepalive(now);
  }

  /** The guest was heard, or is listened to again. */
  heard(): void {
    this.#keepalive.heard();
  }

  /** The guest is made to wait until what this returns is called: that time at the door is not its own. */
  holdUp(): () => void {
    const since = this.now();
    this.#heldUpSince = since;
    return () => {
      this.#heldUpMs += this.now() - since;
      this.#heldUpSince = undefined;
    };
  }

  /** Since when the guest is here, less what it was made to wait: milliseconds. */
  stoodFor(): number {
    return (this.#heldUpSince ?? this.now()) - this.#openedAt - this.#heldUpMs;
  }

  /** What has to happen now, if anything; `nameTimeoutMs` is how long a guest may take to give a name. */
  overdue(guest: Standing, outbox: Outbox, nameTimeoutMs: number): Overdue {
    const patience = outbox.waitingBytes > 0 ? TALK_STALL_MS : FILE_STALL_MS;
    if (outbox.stalledFor() > patience) return "slow";
    if (guest.isLeaving) return "nothing";
    const stoodFor = this.stoodFor();
    if (guest.number < 0 && stoodFor >= RETURN_MS) return "full";
    if (!guest.isNamed && stoodFor >= nameTimeoutMs) {
      const message = `No name within ${nameTimeoutMs / 1000} seconds; goodbye`;
      return { code: "name-timeout", message };
    }
    // A guest that is not read cannot be heard either; its stalls are looked at above.
    if (guest.isPaused || !guest.pings) return "nothing";
    const due = this.#keepalive.due();
    return due === "goodbye" ? "gone" : due;
  }
}
