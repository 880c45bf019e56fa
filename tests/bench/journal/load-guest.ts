// One guest of the load: it talks, and checks each ACK and each message that it hears.

import { frameBytes } from "./bare-frames.ts";
import type { CommonRecord } from "./common-record.ts";
import type { Entered } from "./enter.ts";
import type { Wire } from "./wires.ts";

/** What a guest has said, until it is ACKed. */
export interface Said {
  readonly id: number;
  readonly text: string;
  readonly sentAt: number;
}

/** What all guests of a load share, and who hears of what they were told. */
export interface Shared {
  readonly wire: Wire;
  readonly record: CommonRecord;
  readonly crowd: {
    acked(seq: number, said: Said): void;
    heard(count: number): void;
  };
}

export class LoadGuest {
  /** What it said and is not ACKed yet, in its order. */
  readonly #waiting: Said[] = [];
  #lastId = 1;
  /** Numbers of its own messages: as they were ACKed, and as they were left out of what it heard. */
  readonly #acked: number[] = [];
  readonly #leftOut: number[] = [];
  /** The number that it hears next, unless that is its own. */
  #next: number;
  #rest: Buffer<ArrayBufferLike> = Buffer.alloc(0);

  constructor(
    private readonly entered: Pick<Entered, "client" | "send">,
    private readonly shared: Shared,
  ) {
    this.#next = shared.record.before + 1;
  }

  get #client(): number {
    return this.entered.client;
  }

  /** Messages that are not ACKed yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Says all of these in one write. */
  say(texts: readonly string[]): void {
    const sentAt = performance.now();
    const all = texts.map((text) => {
      const id = ++this.#lastId;
      this.#waiting.push({ id, text, sentAt });
      return this.shared.wire.say(id, Bun.randomUUIDv7(), text);
    });
    const [only] = all;
    const bytes = all.length === 1 && only ? only : Buffer.concat(all);
    this.entered.send(bytes);
  }

  /** Takes what came. @throws Error where it is not what had to come */
  take(chunk: Buffer): void {
    const { record, crowd } = this.shared;
    const bytes = this.#rest.byteLength > 0 ? Buffer.concat([this.#rest, chunk]) : chunk;
    let at = 0;
    let known = 0;
    for (;;) {
      if (known === 0) {
        this.#leaveOutOwn();
        known = record.run(this.#next, this.#client, bytes.byteLength - at);
      }
      // All that is known so far, or the half of it, or the half of that: an ACK may stand among them.
      let same = known;
      while (same > 0 && !record.matches(this.#next, same, bytes, at)) same >>= 1;
      if (same > 0) {
        at += record.length(this.#next, same);
        this.#next += same;
        known -= same;
        crowd.heard(same);
        continue;
      }
      const length = frameBytes(bytes, at);
      if (length === undefined || at + length > bytes.byteLength) break;
      if (this.#takeFrame(bytes.subarray(at, at + length))) known = 0;
      at += length;
    }
    this.#rest = Buffer.from(bytes.subarray(at));
  }

  /** Whether all is ACKed, and all was heard up to a number. */
  isThrough(last: number): boolean {
    this.#leaveOutOwn();
    let next = this.#next;
    for (let own = this.#leftOut.length; this.#acked[own] === next; own++) next++;
    return this.#waiting.length === 0 && this.#rest.byteLength === 0 && next > last;
  }

  /** Where it is, for a person. */
  get state(): string {
    const { byteLength } = this.#rest;
    return `client ${this.#client} at ${this.#next}, ${this.waiting} not ACKed, ${byteLength} bytes of a message`;
  }

  /** @throws Error where it did not hear all messages but its own, each once */
  check(last: number): void {
    for (; this.#next <= last; this.#next++) this.#leftOut.push(this.#next);
    const [acked, leftOut] = [this.#acked.join(), this.#leftOut.join()];
    if (acked !== leftOut)
      throw new Error(`client ${this.#client} said ${acked}, but did not hear ${leftOut}`);
  }

  #leaveOutOwn(): void {
    const { record } = this.shared;
    while (record.clientOf(this.#next) === this.#client) this.#leftOut.push(this.#next++);
  }

  /** Whether it was a message, after which another is the next. */
  #takeFrame(frame: Buffer): boolean {
    const { record, wire, crowd } = this.shared;
    const told = wire.read(frame);
    if (told.told === "ack") this.#takeAck(told.id, told.seq);
    if (told.told !== "said") return false;
    const { seq, client, text } = told;
    if (seq < this.#next || client === this.#client)
      throw new Error(`client ${this.#client} hears ${seq} of ${client}, and is at ${this.#next}`);
    if (record.clientOf(seq) === 0) record.add(seq, client, text, frame);
    else if (!record.matches(seq, 1, frame, 0))
      throw new Error(`client ${this.#client} hears another message ${seq}: ${text}`);
    for (; this.#next < seq; this.#next++) this.#leftOut.push(this.#next);
    this.#next = seq + 1;
    crowd.heard(1);
    return true;
  }

  #takeAck(id: number, seq: number): void {
    const said = this.#waiting.shift();
    if (said?.id !== id) throw new Error(`an ACK of request ${id}, not of ${said?.id}`);
    if (seq <= (this.#acked.at(-1) ?? 0)) throw new Error(`an ACK of ${seq} after a later one`);
    this.#acked.push(seq);
    this.shared.crowd.acked(seq, said);
  }
}
