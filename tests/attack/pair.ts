// The healthy pair: two guests who talk to each other at a pace, and count what comes, in which order, and when.

import type { Target } from "./link.ts";
import { Talker, type Heard } from "./talker.ts";

/** How often it is looked how many messages are due: milliseconds. */
const TICK_MS = 1;

/** How long nothing may come before what is missing counts as lost: milliseconds. */
const PATIENCE_MS = 15_000;

/** What each message has behind its number, so that it is as long as talk is. */
const WORDS = "the tea is on the table, and so are the biscuits";

/** What no message may bear, whoever said it: what moves a cursor, turns the text around, or piles up. */
const UNCLEAN = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|\p{M}{9}/u;

/** What came of talking. */
export interface Exchange {
  /** What should have come and did not: ACKs of one's own, and what the other said. */
  lost: number;
  /** What came before its turn, or again. */
  disordered: number;
  /** Words of anybody that no screen should get. */
  unclean: number;
  /** From the sending to the ACK, and to the other's ear: milliseconds of each message. */
  ackMs: number[];
  deliveryMs: number[];
  /** Why it ended early, if it did. */
  ended?: string;
}

/** One of the two in one exchange: what it has said, and how much of it and of the other's words has come. */
class Side {
  readonly sentAt: number[] = [];
  acked = 0;
  heard = 0;
  #firstId = 0;

  constructor(
    readonly talker: Talker,
    private readonly round: string,
    private readonly result: Exchange,
  ) {}

  say(): void {
    const number = this.sentAt.push(performance.now()) - 1;
    const id = this.talker.say(`${this.round} ${number} ${WORDS}`);
    if (number === 0) this.#firstId = id;
  }

  /** Takes what came; whether it was one of those that are counted. */
  hear({ type, re, text = "" }: Heard, other: Side): boolean {
    if (UNCLEAN.test(text)) this.result.unclean++;
    if (re !== undefined) return type === "ack" && this.#acked(re - this.#firstId);
    if (!text.startsWith(`${this.round} `)) return false;
    const number = Number(text.slice(this.round.length + 1).split(" ", 1)[0]);
    if (number !== this.heard) this.result.disordered++;
    this.heard = number + 1;
    this.result.deliveryMs.push(performance.now() - (other.sentAt[number] ?? NaN));
    return true;
  }

  #acked(number: number): true {
    if (number !== this.acked) this.result.disordered++;
    this.acked = number + 1;
    this.result.ackMs.push(performance.now() - (this.sentAt[number] ?? NaN));
    return true;
  }
}

export class Pair implements Disposable {
  #rounds = 0;

  private constructor(
    private readonly one: Talker,
    private readonly other: Talker,
  ) {}

  /** Two guests in the room. */
  static async join(target: Target): Promise<Pair> {
    return new Pair(await Talker.join(target, "Ann"), await Talker.join(target, "Ben"));
  }

  /** Each says so many messages, so many a second; resolves once all have come, or nothing does any more. */
  async exchange(count: number, perSecond: number): Promise<Exchange> {
    const round = `pair ${++this.#rounds}`;
    const result: Exchange = { lost: 0, disordered: 0, unclean: 0, ackMs: [], deliveryMs: [] };
    const over = Promise.withResolvers<void>();
    const ended = (why: string) => {
      result.ended = why;
      over.resolve();
    };
    const one = new Side(this.one, round, result);
    const other = new Side(this.other, round, result);
    const isDone = (side: Side) => side.acked >= count && side.heard >= count;
    let lastNews = performance.now();
    const listen = (side: Side, to: Side) => {
      side.talker.onEnded = ended;
      side.talker.onHeard = (heard) => {
        if (side.hear(heard, to)) lastNews = performance.now();
        if (isDone(one) && isDone(other)) over.resolve();
      };
    };
    listen(one, other);
    listen(other, one);

    const begun = performance.now();
    const ticking = setInterval(() => {
      const now = performance.now();
      const due = Math.min(count, 1 + Math.floor(((now - begun) * perSecond) / 1000));
      for (const side of [one, other]) while (side.sentAt.length < due) side.say();
      if (now - lastNews > PATIENCE_MS) ended("nothing came any more");
    }, TICK_MS);
    await over.promise;
    clearInterval(ticking);
    result.lost = 4 * count - result.ackMs.length - result.deliveryMs.length;
    return result;
  }

  [Symbol.dispose](): void {
    this.one[Symbol.dispose]();
    this.other[Symbol.dispose]();
  }
}
