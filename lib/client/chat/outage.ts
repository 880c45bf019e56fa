// What the room's lines tell of a lost connection: nothing of one that is back at once.
import { OUTAGE_NOTED_MS } from "../../protocol/limits.ts";
import type { Failure } from "../failure.ts";
import type { Every } from "./quiet.ts";

export interface OutageFacts {
  every: Every;
  note: (text: string) => void;
}

export class OutageNotes {
  /** Ends the wait for the line that tells of it. */
  #stop = () => {};
  #isNoted = false;
  /** Our name before. */
  #name = "";

  constructor(private readonly facts: OutageFacts) {}

  /** The connection is lost, for this reason; we are called so. */
  lost(name: string, { refusal }: Failure): void {
    this.over();
    this.#name = name;
    this.#stop = this.facts.every(OUTAGE_NOTED_MS, () => {
      this.over();
      this.#isNoted = true;
      // The server's own words, where it had any.
      this.facts.note(`${refusal?.message ?? "Connection lost"}; trying to come back`);
    });
  }

  /** It is there again, and we are called so now. */
  back(name: string): void {
    this.over();
    if (name !== this.#name) this.facts.note(`Back in the room, as ${name}`);
    else if (this.#isNoted) this.facts.note("Back in the room");
    this.#isNoted = false;
  }

  /** Nothing more is to be told. */
  over(): void {
    this.#stop();
    this.#stop = () => {};
  }
}
