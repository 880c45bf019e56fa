// All guests of a load: has them talk for a time, measures that, and checks that everyone heard everything once.

import { lineText } from "../lines.ts";
import { percentile } from "../statistics.ts";
import type { CommonRecord } from "./common-record.ts";
import type { LoadGuest, Said } from "./load-guest.ts";
import type { Carried, LoadOrder } from "./load-order.ts";

/** How often it looks how many messages are due: milliseconds. */
const TICK_MS = 1;

/** How long the last ACKs and messages may take to come: milliseconds. */
const PATIENCE_MS = 30_000;

export class Crowd {
  readonly #guests: LoadGuest[] = [];
  /** What was ACKed, by its number. */
  readonly #acked = new Map<number, string>();
  #said = 0;
  #phase: "warming" | "measuring" | "over" = "warming";
  readonly #ms: number[] = [];
  #delivered = 0;
  readonly #through = Promise.withResolvers<void>();

  constructor(
    private readonly order: LoadOrder,
    private readonly record: CommonRecord,
  ) {}

  /** Adds a guest; the first ones talk. */
  add(guest: LoadGuest): void {
    this.#guests.push(guest);
  }

  /** A guest's message was ACKed. */
  acked(seq: number, { text, sentAt }: Said): void {
    if (this.#acked.has(seq)) throw new Error(`two messages are ACKed as ${seq}`);
    this.#acked.set(seq, text);
    if (this.#phase === "measuring") this.#ms.push(performance.now() - sentAt);
  }

  /** A guest heard messages of others. */
  heard(count: number): void {
    if (this.#phase === "measuring") this.#delivered += count;
  }

  /** Bytes came for a guest. */
  take(guest: LoadGuest, bytes: Buffer): void {
    const before = guest.waiting;
    guest.take(bytes);
    if (this.#phase === "over") this.#look();
    else if (this.order.perSecond === undefined) this.#say(guest, before - guest.waiting);
  }

  /** Talks, measures, and checks at last. @throws Error where something was lost, doubled, or out of order */
  async carry(): Promise<Carried> {
    const pacing = this.#begin();
    await Bun.sleep(this.order.warmMs);
    this.#phase = "measuring";
    const begun = performance.now();
    const cpu = process.cpuUsage();
    await Bun.sleep(this.order.measureMs);
    this.#phase = "over";
    clearInterval(pacing);
    const ms = performance.now() - begun;
    const { user, system } = process.cpuUsage(cpu);
    await this.#settled();
    const share = (part: number) => percentile(this.#ms, part);
    return {
      ms,
      stored: this.#ms.length,
      delivered: this.#delivered,
      all: this.#acked.size,
      p50: share(0.5),
      p99: share(0.99),
      worst: share(1),
      busy: (user + system) / 1000 / ms,
    };
  }

  #begin(): NodeJS.Timeout | undefined {
    const { talkers, inFlight, perSecond } = this.order;
    const talking = this.#guests.slice(0, talkers);
    if (perSecond === undefined) {
      for (const guest of talking) this.#say(guest, inFlight);
      return undefined;
    }
    // At its pace whether or not the answers come: a server that is late is not spared.
    const begun = performance.now();
    return setInterval(() => {
      const due = Math.floor(((performance.now() - begun) * perSecond) / 1000);
      for (let guest; this.#said < due && (guest = talking[this.#said % talkers]);)
        this.#say(guest, 1);
    }, TICK_MS);
  }

  #say(guest: LoadGuest, count: number): void {
    if (count > 0) guest.say(Array.from({ length: count }, () => lineText(this.#said++)));
  }

  async #settled(): Promise<void> {
    const impatient = setTimeout(() => {
      const waiting = this.#guests.filter((guest) => !guest.isThrough(this.#last));
      const first = waiting.slice(0, 3).map((guest) => guest.state);
      this.#through.reject(new Error(`${waiting.length} wait for more: ${first.join("; ")}`));
    }, PATIENCE_MS);
    this.#look();
    await this.#through.promise;
    clearTimeout(impatient);
    for (const guest of this.#guests) guest.check(this.#last);
    for (let seq = this.record.before + 1; seq <= this.#last; seq++) {
      const text = this.#acked.get(seq);
      const heard = this.#guests.length > 1 ? this.record.textOf(seq) : text;
      if (text === undefined || heard !== text)
        throw new Error(`message ${seq} is ACKed as ${text}, and heard as ${heard}`);
    }
  }

  /** The number of the newest message, once all are ACKed. */
  get #last(): number {
    return this.record.before + this.#said;
  }

  #look(): void {
    if (this.#guests.every((guest) => guest.isThrough(this.#last))) this.#through.resolve();
  }
}
