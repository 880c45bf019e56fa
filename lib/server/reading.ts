// Reading a guest: what it sent is worked off in its order, while it reads its answers, need not wait for others, and keeps its pace.
import { INPUTS_PER_TURN } from "../protocol/limits.ts";
import type { Input } from "./dialects/dialect.ts";
import type { Holds } from "./holds.ts";
import type { Arrival, Intake } from "./intake.ts";
import type { Pace } from "./pace.ts";

/** What the owner of a reading does for it, and tells it. */
export interface ReadingEvents {
  take(input: Input): void;
  /** Whether so much waits that nothing more should be taken. */
  congested(): boolean;
  /** Nothing more is to be received for now, or it is again. */
  pause(paused: boolean): void;
  /** To go on in a turn of its own, by calling `work`. */
  later(): void;
  /** The guest has sent its last, and all of it was taken. */
  exhausted(): void;
}

export class Reading {
  /** Taken from the intake, and not admitted yet. */
  #next: Input | undefined;
  #working = false;
  #paused = false;
  #stopped = false;

  constructor(
    private readonly intake: Intake,
    private readonly holds: Holds,
    private readonly events: ReadingEvents,
    /** Undefined where the guest may go as fast as it can. */
    private readonly pace?: Pace,
  ) {}

  /** Whether the guest is not read; its silence is of our making then. */
  get paused(): boolean {
    return this.#paused;
  }

  push(arrival: Arrival): void {
    this.intake.push(arrival);
    if (arrival instanceof Uint8Array) this.pace?.received(arrival.byteLength);
    this.work();
  }

  /** Nothing more is worked off. */
  stop(): void {
    this.#stopped = true;
    this.pace?.stop();
  }

  /** Works off what was received, one input after the other; to be called again whenever more may be taken. */
  work(): void {
    if (this.#working || this.#stopped) return;
    this.#working = true;
    let inputs = 0;
    try {
      while (!this.#stopped && !this.events.congested() && inputs < INPUTS_PER_TURN) {
        const input = this.#admitted();
        if (!input) break;
        this.events.take(input);
        inputs++;
      }
    } finally {
      this.#working = false;
    }
    if (this.#stopped) return;
    const more = inputs === INPUTS_PER_TURN;
    if (more) this.events.later();
    const isWaiting = this.#next !== undefined;
    const isTooFast = this.pace?.holdsUp(isWaiting) ?? false;
    this.#pause(more || isWaiting || isTooFast || this.events.congested());
    if (!this.#next && this.intake.exhausted) this.events.exhausted();
  }

  #admitted(): Input | undefined {
    const input = this.#next ?? this.intake.next();
    this.#next = undefined;
    if (!input || (this.holds.admits(input) && (this.pace?.admits(input) ?? true))) return input;
    this.#next = input;
    return undefined;
  }

  #pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    this.events.pause(paused);
  }
}
