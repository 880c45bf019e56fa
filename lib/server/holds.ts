// What a guest's next request waits for: its messages on their way to be stored, and what is kept of it.
import { STORES_WAITING } from "../protocol/limits.ts";
import type { Input } from "./dialects/dialect.ts";

/**
 * What no order binds, and so nothing holds back: a ping asks whether the line lives, not the disk, and chunks
 * belong to a transfer that was taken before.
 */
const FREE: ReadonlySet<Input["input"]> = new Set(["ping", "chunk", "nothing"]);

export class Holds {
  #waiting = { store: 0, keep: 0 };
  /** What comes after all of them, in its order. */
  #after: (() => void)[] = [];

  /** `released` hears of each that is settled; what had to wait runs in `guarded`, which never throws. */
  constructor(
    private readonly released: () => void,
    private readonly guarded: (action: () => void) => void,
  ) {}

  /** One more to wait for; what it returns is to be called once, when all that follows from its fate is done. */
  begin(what: "store" | "keep"): () => void {
    this.#waiting[what]++;
    return () => {
      this.#waiting[what]--;
      while (this.#isSettled) {
        const next = this.#after.shift();
        if (!next) break;
        this.guarded(next);
      }
      this.released();
    };
  }

  /** Does something when nothing is waited for any more: at once, where nothing is. */
  afterwards(action: () => void): void {
    if (this.#isClear) action();
    else this.#after.push(action);
  }

  /** Whether an input may be taken now. Talk may follow talk, since the journal keeps its order. */
  admits(input: Input): boolean {
    if (this.#isClear || FREE.has(input.input)) return true;
    if (input.input !== "command" || this.#waiting.keep > 0 || this.#after.length > 0) return false;
    const { type } = input.command;
    return (type === "say" || type === "msg") && this.#waiting.store < STORES_WAITING;
  }

  get #isSettled(): boolean {
    return this.#waiting.store === 0 && this.#waiting.keep === 0;
  }

  get #isClear(): boolean {
    return this.#isSettled && this.#after.length === 0;
  }
}
