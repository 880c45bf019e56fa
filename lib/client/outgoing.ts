// Own messages on their way: each is kept under its key until the server has told what became of it.
import { OWN_MESSAGES_WAITING } from "../protocol/limits.ts";
import type { Command, Message, ServerMessage } from "../protocol/messages.ts";
import { toFailure } from "./failure.ts";
import type { Session } from "./session.ts";

/** What somebody says; its key is not theirs to choose. */
export type Talk = Omit<Extract<Command, { type: "say" }>, "key"> | Direct;
type Direct = Omit<Extract<Command, { type: "msg" }>, "key">;

/** Own words that are stored: when, in milliseconds since the epoch, and whether who they are for is away. */
export interface Stored {
  at?: number | undefined;
  away?: true | undefined;
}

/** Hears what became of own words, once, and at their place among all that is heard. */
export interface Fate {
  stored(how: Stored): void;
  /** They were "refused", or nobody knows whether they arrived; and why. */
  failed(how: "refused" | "unknown", why: string): void;
}

interface Own {
  key: string;
  talk: Talk;
  fate: Fate;
  /** Whether they ever left: nobody knows then, without an answer, whether they arrived. */
  wasSent: boolean;
  /** Resolves when their fate is told. */
  settled: PromiseWithResolvers<void>;
}

/** Talk as it comes back to who said it. */
type Heard = Message<"said"> | Message<"told">;

export class Outgoing {
  /** By key, in the order in which they were said. */
  #waiting = new Map<string, Own>();
  /** What takes them now. */
  #session: Session | undefined;

  /** `key` makes a UUID; `acknowledged` hears the number of each message that the server acknowledges. */
  constructor(
    private readonly key: () => string,
    private readonly acknowledged: (seq: number) => void,
  ) {}

  /** Whether no more can wait. */
  get isFull(): boolean {
    return this.#waiting.size >= OWN_MESSAGES_WAITING;
  }

  /** Sends words as soon as there is a session; resolves when their fate is told. */
  say(talk: Talk, fate: Fate): Promise<void> {
    const settled = Promise.withResolvers<void>();
    const own = { key: this.key(), talk, fate, wasSent: false, settled };
    this.#waiting.set(own.key, own);
    if (this.#session) this.#send(own, this.#session);
    return settled.promise;
  }

  /** Sends all that waits over a session, in its order, and what is said from now on. */
  goOver(session: Session): void {
    this.#session = session;
    for (const own of this.#waiting.values()) this.#send(own, session);
  }

  /** The session is lost: what has no answer, and what is said from now on, waits for another. */
  hold(): void {
    this.#session = undefined;
  }

  /**
   * Whether talk that is heard is one of those that wait, which then has its place there. A newcomer is not told the
   * keys of who it was before, `former`: it knows its words by their text, of several that were sent and are alike the first.
   */
  takes(heard: Heard, former?: number): boolean {
    const own = heard.key === undefined ? this.#alike(heard, former) : this.#waiting.get(heard.key);
    if (!own) return false;
    this.#settle(own, () => own.fate.stored({ at: heard.at }));
    return true;
  }

  /** Gives up all that waits. `why` says it of what was never sent, and of what has no answer. */
  giveUp(why: { unsent: string; unanswered: string }): void {
    for (const own of this.#waiting.values()) {
      const { fate, wasSent } = own;
      if (wasSent) this.#settle(own, () => fate.failed("unknown", why.unanswered));
      else this.#settle(own, () => fate.failed("refused", why.unsent));
    }
  }

  #send(own: Own, session: Session): void {
    own.wasSent = true;
    const message = (answer: ServerMessage) => {
      if (answer.type !== "ack") return;
      if (answer.seq !== undefined) this.acknowledged(answer.seq);
      this.#settle(own, () => own.fate.stored(answer));
    };
    session.request({ ...own.talk, key: own.key }, { message }).catch((error: unknown) => {
      // Of a session that ended nobody knows: it is asked again over the next.
      if (error === session.failure) return;
      this.#settle(own, () => own.fate.failed("refused", toFailure(error).message));
    });
  }

  /** What was heard under another key, or over another session, is not told twice. */
  #settle(own: Own, tell: () => void): void {
    if (!this.#waiting.delete(own.key)) return;
    tell();
    own.settled.resolve();
  }

  #alike(heard: Heard, former: number | undefined): Own | undefined {
    if (former === undefined || heard.client !== former || heard.type !== "said") return undefined;
    return this.#waiting.values().find(({ talk, wasSent }) => {
      return (
        wasSent && talk.type === "say" && talk.text === heard.text && talk.action === heard.action
      );
    });
  }
}
