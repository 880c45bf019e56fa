// How the server comes to its end: at once or at a time, once, and with all told and kept that is owed.
import { EXIT, type ExitCode } from "../protocol/exits.ts";
import type { Later } from "../protocol/later.ts";
import { LINGER_MS, LONGEST_TIMER_MS } from "../protocol/limits.ts";
import type { Log } from "./log.ts";
import { within } from "./within.ts";

export interface ClosingParts {
  /** Tells everyone, and resolves when all is closed. */
  stop: () => Promise<void>;
  /** Resolves when nothing is waited for any more that goes on after that: the console, the log. */
  last: () => Promise<unknown>;
  exit: (code: ExitCode) => void;
  log: Log;
  /** Milliseconds since the epoch. */
  now: () => number;
  later: Later;
}

export class Closing {
  #begun = false;
  #takeBack = () => {};

  constructor(private readonly parts: ClosingParts) {}

  /** Whether the server stops. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Stops the server in so many milliseconds; undefined: it does not, where it was about to. */
  in(ms: number | undefined): void {
    this.#takeBack();
    this.#takeBack = () => {};
    if (ms === undefined || this.#begun) return;
    if (ms === 0) this.now("The host closes the room");
    else this.#waitUntil(this.parts.now() + ms);
  }

  /** Stops the server, and ends the process with a code; nothing where it stops already. `why` is for the log. */
  now(why: string, code: ExitCode = EXIT.ok): void {
    if (this.#begun) return;
    this.#begun = true;
    this.#takeBack();
    this.parts.log.info(why);
    void this.#close(code);
  }

  async #close(code: ExitCode): Promise<void> {
    const { stop, last, log, exit } = this.parts;
    let result = code;
    try {
      await stop();
      log.info("Stopped");
    } catch (error) {
      log.error(`Cannot stop: ${error}`);
      result = EXIT.network;
    }
    // A disk that does not answer keeps nobody here.
    await within(LINGER_MS, last());
    exit(result);
  }

  /** A timer takes no longer time than LONGEST_TIMER_MS, and the clock may be put. */
  #waitUntil(at: number): void {
    const left = at - this.parts.now();
    if (left <= 0) return this.now("The time has come at which the host closes the room");
    this.#takeBack = this.parts.later(Math.min(left, LONGEST_TIMER_MS), () => this.#waitUntil(at));
  }
}
