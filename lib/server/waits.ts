// What a guest is made to wait for by us, such as the comparison of its password.
import type { Deadlines } from "./deadlines.ts";
import type { Holds } from "./holds.ts";

export interface Wait {
  /** Aborts where the guest has to go, or is gone, before it is over. */
  signal: AbortSignal;
  /** To be called once. */
  over: () => void;
}

export class Waits {
  #last: AbortController | undefined;

  constructor(
    private readonly holds: Holds,
    private readonly deadlines: Deadlines,
  ) {}

  /** Has the guest wait until `over` is called: nothing more of it is taken meanwhile, and its time at the door stands still. */
  begin(): Wait {
    const settled = this.holds.begin("keep");
    const goesOn = this.deadlines.holdUp();
    const waiting = new AbortController();
    this.#last = waiting;
    const over = () => {
      goesOn();
      settled();
    };
    return { signal: waiting.signal, over };
  }

  /** Nobody waits any more. */
  abort(): void {
    this.#last?.abort();
  }
}
