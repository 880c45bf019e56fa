// The traffic of one session after the other: what goes over a line ends with it, and the next line has traffic of its own.
import type { Membership } from "../membership.ts";
import { Traffic, type TrafficFacts } from "./traffic.ts";

export class LinesTraffic {
  #now: Traffic;
  /** Of which it was said how all ended. */
  #told: Traffic | undefined;

  constructor(
    private readonly place: Membership,
    private readonly facts: Omit<TrafficFacts, "session" | "uploads">,
  ) {
    this.#now = this.#open();
  }

  /** That of the session of now, or of the last one while there is none. */
  get now(): Traffic {
    return this.#now;
  }

  /** That of the session of now. @throws Failure where there is none */
  here(): Traffic {
    this.place.here();
    return this.#now;
  }

  /** The line is lost: each transfer says so. */
  lost(): void {
    const traffic = this.#now;
    void traffic.settled().then(() => this.#tellEnds(traffic));
  }

  /** There is another line. */
  back(): void {
    this.#now = this.#open();
  }

  /** Says what becomes of all that is under way, and ends with the chat. */
  close(): void {
    this.#tellEnds(this.#now);
  }

  #open(): Traffic {
    const { session, uploads } = this.place;
    return new Traffic({ ...this.facts, session, uploads });
  }

  #tellEnds(traffic: Traffic): void {
    if (this.#told === traffic) return;
    this.#told = traffic;
    for (const words of traffic.lastWords) this.facts.note(words);
  }
}
