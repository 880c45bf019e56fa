// How a person leaves: asked first where something would be cut off, and not before what was said is heard.
import type { Question } from "../terminal/surface.ts";

/** What leaving needs of the chat around it. */
export interface LeavingFacts {
  /** What is to be asked before; undefined where nothing would be cut off. */
  question: () => Question | undefined;
  choose: (question: Question) => Promise<string | undefined>;
  /** Resolves when nothing is waited for any more. */
  answered: () => Promise<void>;
  close: () => void;
}

export class Leaving {
  #state: "no" | "asking" | "waiting" = "no";

  constructor(private readonly facts: LeavingFacts) {}

  /** Whether it is decided, and only last answers are waited for. */
  get isWaiting(): boolean {
    return this.#state === "waiting";
  }

  /** The person wants to leave; who wants it again will not wait for answers any more. */
  async wish(): Promise<void> {
    const { question, choose, answered, close } = this.facts;
    if (this.#state === "waiting") return close();
    if (this.#state === "asking") return;
    const asked = question();
    if (asked) {
      this.#state = "asking";
      const answer = await choose(asked);
      this.#state = "no";
      if (answer !== "leave") return;
    }
    this.#state = "waiting";
    await answered();
    close();
  }
}
