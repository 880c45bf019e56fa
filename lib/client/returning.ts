// Coming back over and over, until it is done, cannot be done, or nobody wants it any more.
import type { Later } from "../protocol/later.ts";
import { Backoff } from "./backoff.ts";
import { Failure } from "./failure.ts";
import { comeBack, type Admit, type Connect, type Former, type Return } from "./joining.ts";
import { canPass } from "./passing.ts";
import type { Session } from "./session.ts";

/** What coming back needs of the world. */
export interface Means {
  connect: Connect;
  /** Gives the room's password, before one joins anew. */
  admit?: Admit;
  /** Milliseconds since the epoch. */
  now: () => number;
  later: Later;
  /** From 0 to below 1, as Math.random. */
  random: () => number;
}

/** Hears of the tries. */
export interface Waiting {
  /** The next try has begun, or it is known when it will. */
  tries(): void;
  back(joined: Return): void;
  /** It is of no use to try again. */
  failed(failure: Failure): void;
}

export class Returning {
  #backoff: Backoff;
  #nextTry: number | undefined;
  /** Ends what is under way: the wait, or the try. */
  #stop = (_failure: Failure) => {};

  constructor(
    private readonly means: Means,
    private readonly waiting: Waiting,
  ) {
    this.#backoff = new Backoff(means.now, means.random);
  }

  /** When the next try is: milliseconds since the epoch; undefined while there is one. */
  get nextTry(): number | undefined {
    return this.#nextTry;
  }

  /** The line is lost, and who one was is to come back. */
  begin(former: Former): void {
    this.#backoff.lost();
    this.#tryLater(former);
  }

  /** Nobody wants to come back any more, for this reason. */
  stop(failure: Failure): void {
    this.#stop(failure);
  }

  #tryLater(former: Former): void {
    const ms = this.#backoff.next();
    this.#nextTry = this.means.now() + ms;
    this.#stop = this.means.later(ms, () => void this.#try(former));
    this.waiting.tries();
  }

  async #try(former: Former): Promise<void> {
    let stopped: Failure | undefined;
    let trying: Session | undefined;
    this.#nextTry = undefined;
    this.#stop = (failure) => {
      stopped = failure;
      trying?.abandon(failure);
    };
    const connect: Connect = (opened) =>
      this.means.connect((session) => {
        trying = session;
        if (stopped) session.abandon(stopped);
        else opened(session);
      });
    this.waiting.tries();
    let back: Return;
    try {
      back = await comeBack(connect, former, this.means.admit);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      if (stopped) return;
      return canPass(error) ? this.#tryLater(former) : this.waiting.failed(error);
    }
    if (stopped) return back.session.abandon(stopped);
    this.#stop = () => {};
    this.#backoff.back();
    this.waiting.back(back);
  }
}
