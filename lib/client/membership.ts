// One's place in the room, over any number of sessions: what was said is sent until it has an answer, what was missed
// is made up for, and a line that is lost is found again.
import { EXIT } from "../protocol/exits.ts";
import type { Command, ServerMessage } from "../protocol/messages.ts";
import type { Answering } from "./answering.ts";
import { Failure } from "./failure.ts";
import type { Former, Joined, Return } from "./joining.ts";
import { Outgoing, type Fate, type Talk } from "./outgoing.ts";
import { canPass } from "./passing.ts";
import { Returning, type Means } from "./returning.ts";
import type { Session } from "./session.ts";

/** Whether something was said before we came, while we were away, or is said now. */
export type When = "earlier" | "missed" | "now";

/** Hears of the room, in order, whatever session it comes over. */
export interface Hearer {
  /** What the server says unasked; `live` ends what is earlier or missed. */
  heard(message: ServerMessage, when: When): void;
  /** The line is lost, for this reason; it is tried to come back. */
  lost(why: Failure): void;
  /** The line is there again, and with it perhaps another name and number. */
  back(): void;
  /** The next try has begun, or is known. */
  tries(): void;
}

/** A lost line, and when it is next tried to come back: milliseconds since the epoch; undefined while it is. */
export interface Outage {
  readonly nextTry: number | undefined;
}

const AWAY = "Cannot do that now: not connected";
const UNANSWERED = "There was no answer: the connection was lost";
const LEFT = {
  unsent: "You left before it could be sent",
  unanswered: "The server has not answered",
};

export class Membership {
  /** Resolves with why it ended for good. */
  readonly ended: Promise<Failure>;
  #ended = Promise.withResolvers<Failure>();
  #failure: Failure | undefined;
  #joined: Joined;
  #former: Former;
  #number: number;
  /** Who we were before we had to join anew. */
  #formerNumber: number | undefined;
  #when: When = "earlier";
  #hearer: Hearer | undefined;
  #isAway = false;
  #returning: Returning;
  #outgoing: Outgoing;

  /** `key` makes a UUID, by which a message is known. */
  constructor(joined: Joined, means: Means, key: () => string) {
    this.ended = this.#ended.promise;
    this.#outgoing = new Outgoing(key, (seq) => this.#saw(seq));
    this.#returning = new Returning(means, {
      tries: () => this.#hearer?.tries(),
      back: (back) => this.#cameBack(back),
      failed: (failure) => this.#end(failure),
    });
    const { hello, welcome } = joined;
    this.#joined = joined;
    this.#number = welcome.client ?? hello.client;
    const { name, token } = welcome;
    this.#former = { name, token, history: hello.history, seen: undefined };
  }

  /** Our name, and our number among the clients. */
  get name(): string {
    return this.#former.name;
  }

  get number(): number {
    return this.#number;
  }

  /** What newcomers are told, and whether the server takes files. */
  get motd(): string | undefined {
    return this.#joined.welcome.motd;
  }

  get uploads(): boolean {
    return this.#joined.welcome.uploads === true;
  }

  /** The lost line; undefined while there is one. */
  get outage(): Outage | undefined {
    return this.#isAway && !this.#failure ? this.#returning : undefined;
  }

  /** How long the server has owed an answer without a word: milliseconds. */
  get unansweredMs(): number {
    return this.#isAway ? 0 : this.#joined.session.unansweredMs;
  }

  /** Why it ended for good, where it has. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** The session of now, or the last one while there is none. */
  get session(): Session {
    return this.#joined.session;
  }

  /** The session of now. What begins on it ends with it. @throws Failure where there is none */
  here(): Session {
    const { session } = this;
    if (this.#failure) throw this.#failure;
    if (session.failure) throw new Failure(EXIT.network, AWAY);
    return session;
  }

  /** Begins to hear the room, from the welcome on. To be called once, as soon as one has joined. */
  listen(hearer: Hearer): void {
    this.#hearer = hearer;
    this.#hearOn(this.#joined);
  }

  /** Whether so much waits for an answer that nothing more can be said. */
  get isFull(): boolean {
    return this.#outgoing.isFull;
  }

  /** Says something, now or when the line is there again; resolves when its fate was told. */
  say(talk: Talk, fate: Fate): Promise<void> {
    return this.#outgoing.say(talk, fate);
  }

  /** Asks the server for anything else. @throws Failure, at once where there is no line, or when it is lost */
  async request(command: Command, answering: Answering = {}): Promise<void> {
    const session = this.here();
    try {
      await session.request(command, answering);
    } catch (error) {
      throw error === session.failure ? new Failure(EXIT.network, UNANSWERED) : error;
    }
  }

  /** Tells the fate of all that was said and has no answer: it is not waited for any more. */
  giveUp(): void {
    this.#outgoing.giveUp(LEFT);
  }

  /** Leaves the room for good, in peace where there is a line; at once where not. */
  async leave(): Promise<void> {
    const { session } = this.#joined;
    this.#end(new Failure(EXIT.ok, "Left the room"));
    await session.leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  /** Ends it for good and at once, for this reason; leave() then resolves when the server was told, or cannot be. */
  quit(failure = new Failure(EXIT.ok, "Left the room")): void {
    this.#end(failure);
    this.#joined.session.quit(failure);
  }

  #hearOn({ session, welcome, unheard }: Joined): void {
    // A server without sessions says nothing again, and so not when it is through with it; it knows no such number.
    const hasSessions = welcome.token !== undefined || welcome.client !== undefined;
    if (!hasSessions) this.#isLive(session);
    for (const message of unheard) this.#heard(message);
    session.listen((message) => this.#heard(message));
    void session.ended.then((failure) => this.#lost(failure));
  }

  #heard(message: ServerMessage): void {
    if (message.type === "said" || message.type === "told") {
      this.#saw(message.seq);
      if (this.#outgoing.takes(message, this.#formerNumber)) return;
    }
    if (message.type === "renamed" && message.client === this.#number)
      this.#former.name = message.to;
    const when = this.#when;
    if (message.type === "live") this.#saw(message.seq);
    this.#hearer?.heard(message, when);
    if (message.type === "live" && when !== "now") this.#isLive(this.#joined.session);
  }

  #isLive(session: Session): void {
    this.#when = "now";
    this.#formerNumber = undefined;
    this.#outgoing.goOver(session);
  }

  #saw(seq: number): void {
    this.#former.seen = Math.max(seq, this.#former.seen ?? 0);
  }

  #lost(failure: Failure): void {
    if (this.#failure) return;
    this.#outgoing.hold();
    if (!canPass(failure)) return this.#end(failure);
    this.#isAway = true;
    this.#hearer?.lost(failure);
    this.#returning.begin(this.#former);
  }

  #cameBack(back: Return): void {
    const { hello, welcome } = back;
    this.#joined = back;
    this.#isAway = false;
    this.#when = back.isGapless ? "missed" : "earlier";
    // Numbers of clients mean something within one history only.
    const isAnotherOfIt = back.as === "newcomer" && back.isGapless;
    this.#formerNumber = isAnotherOfIt ? this.#number : undefined;
    this.#number = welcome.client ?? hello.client;
    const { name, token = this.#former.token } = welcome;
    const seen = back.isGapless ? this.#former.seen : undefined;
    this.#former = { name, token, history: hello.history, seen };
    this.#hearer?.back();
    this.#hearOn(back);
  }

  #end(failure: Failure): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#returning.stop(failure);
    this.#outgoing.giveUp({ unsent: failure.message, unanswered: failure.message });
    this.#ended.resolve(failure);
  }
}
