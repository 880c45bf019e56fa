// The recorder: gathers what is to be stored in a turn of the event loop, and has it stored, one batch after the other.
import { BATCH_BYTES, BATCH_MESSAGES, PAST_CLIENTS, SEEN_MS } from "../protocol/limits.ts";
import { byteLength } from "../protocol/text.ts";
import type { Effect } from "../room/effects.ts";
import type { Batch, Draft, Entry, Fate, Journal, KeptClient } from "../room/journal.ts";
import type { Room } from "../room/room.ts";
import { describe, type Log } from "./log.ts";

export interface RecorderMeans {
  room: Room;
  journal: Journal;
  log: Log;
  now: () => number;
  /** Carries out what follows. */
  perform(effects: readonly Effect[]): void;
}

const UNTOLD: Fate = { fate: "failed", why: "the journal did not say why" };

/** Who waits for what is stored; `done` is called when all that follows from it was carried out. */
interface Waiting<T> {
  what: T;
  done: () => void;
}

/** What is stored at once, and who waits for it. */
interface Load {
  batch: Batch;
  drafts: Waiting<Draft>[];
  tickets: Waiting<string>[];
}

/** Invariant: one batch is under way; what comes meanwhile is the next, and leaves in the order in which it came. */
export class Recorder {
  #drafts: Waiting<Draft>[] = [];
  #tickets: Waiting<string>[] = [];
  #clients = new Map<number, KeptClient>();
  /** What the journal told of while a batch was under way: it is heard between the fates of those not stored. */
  #told: Entry[] = [];
  /** Whether there is something to store, beside what could not be kept before. */
  #isDue = false;
  #scheduled = false;
  #isAppending = false;
  #appended = Promise.resolve();
  #failing = false;
  #closing = false;
  #seenAt: number;

  constructor(private readonly means: RecorderMeans) {
    const { journal, now } = means;
    this.#seenAt = now();
    journal.follow((entries) => {
      this.#told.push(...entries);
      if (!this.#isAppending) this.#carryOut(() => this.#hearAll());
    });
  }

  /** Has a message stored. */
  store(draft: Draft, done: () => void): void {
    this.#drafts.push({ what: draft, done });
    this.#due();
  }

  /** Has what is known of a client kept; the room hears of it where there is a ticket. */
  keep(client: KeptClient, ticket?: Waiting<string>): void {
    this.#clients.set(client.number, client);
    if (ticket) this.#tickets.push(ticket);
    this.#due();
  }

  /** A client was given a number: it is kept with what else there is to keep. */
  numbered(): void {
    this.#due();
  }

  /** To be called often: every SEEN_MS it is kept who is here, and tried again to keep what could not be. */
  sweep(): void {
    const { room, now } = this.means;
    // Whichever way the clock jumps, it is due at most once in SEEN_MS.
    if (Math.abs(now() - this.#seenAt) < SEEN_MS) return;
    this.#seenAt = now();
    for (const client of room.present()) this.#clients.set(client.number, client);
    const [someone] = room.listeners;
    if (someone !== undefined || this.#clients.size > 0) this.#due();
  }

  /** Resolves when all that waits is stored, or cannot be. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#isDue ||= this.#clients.size > 0;
    while (this.#isAppending || this.#isDue) {
      if (!this.#isAppending) this.#begin();
      await this.#appended;
    }
  }

  #due(): void {
    this.#isDue = true;
    this.#schedule();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    // After all sockets of this poll were read: what many said in one turn is one batch.
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#isAppending && this.#isDue) this.#begin();
    });
  }

  #begin(): void {
    const { room, now } = this.means;
    const drafts = this.#drafts.splice(0, this.#fitting());
    const tickets = this.#tickets.splice(0);
    const batch = {
      drafts: drafts.map(({ what }) => what),
      clients: [...this.#clients.values()],
      lastNumber: room.lastNumber,
      seen: now(),
    };
    this.#clients = new Map();
    this.#isDue = this.#drafts.length > 0;
    this.#isAppending = true;
    this.#appended = this.#append({ batch, drafts, tickets });
  }

  /** How many of the first messages make a batch. */
  #fitting(): number {
    let bytes = 0;
    const count = this.#drafts.findIndex(({ what }, index) => {
      bytes += byteLength(what.text);
      return index === BATCH_MESSAGES || (index > 0 && bytes > BATCH_BYTES);
    });
    return count < 0 ? this.#drafts.length : count;
  }

  async #append(load: Load): Promise<void> {
    const fates = await this.#fatesOf(load.batch);
    this.#isAppending = false;
    // Before anything is sent: the disk writes the next batch while this one goes to the guests.
    this.#schedule();
    this.#judge(load.batch, fates);
    this.#tell(load, fates);
    for (const { done } of load.drafts) done();
    for (const { done } of load.tickets) done();
  }

  async #fatesOf(batch: Batch): Promise<readonly Fate[]> {
    try {
      return await this.means.journal.append(batch);
    } catch (error) {
      if (!this.#failing) this.means.log.error(`Cannot store: ${describe(error)}`);
      const failed = { fate: "failed", why: "the server failed, and has logged why" } as const;
      // Of a batch without a message there is a fate only where it failed.
      return batch.drafts.length > 0 ? batch.drafts.map(() => failed) : [failed];
    }
  }

  /**
   * Tells of the fates, in the order of the drafts: so the answers of each guest come in theirs. What follows from them
   * changes nobody's standing in the room, and so is carried out together. Of the tickets each is carried out before
   * the room decides what follows from the next, since it reaches whoever listens at that moment.
   */
  #tell({ drafts, tickets }: Load, fates: readonly Fate[]): void {
    const { room } = this.means;
    const effects: Effect[] = [];
    for (const [index, { what }] of drafts.entries())
      effects.push(...this.#decided(() => this.#followsFrom(what, fates[index] ?? UNTOLD)));
    effects.push(...this.#decided(() => this.#hearAll()));
    this.#carryOut(() => effects);
    for (const { what } of tickets) this.#carryOut(() => room.settled(what, "kept"));
  }

  #followsFrom({ key }: Draft, fate: Fate): Effect[] {
    if (fate.fate !== "stored") return this.means.room.settled(key, fate);
    return this.#hear(this.#told.findIndex((entry) => entry.key === key) + 1);
  }

  #hearAll(): Effect[] {
    return this.#hear(this.#told.length);
  }

  /** Has the room hear the first so many of the entries that it was not told of yet. */
  #hear(count: number): Effect[] {
    return this.means.room.heard(this.#told.splice(0, count));
  }

  #carryOut(effects: () => readonly Effect[]): void {
    this.#decided(() => {
      this.means.perform(effects());
      return [];
    });
  }

  /** Nobody asked for this now: a fault of ours is logged, and the room lives on. */
  #decided(effects: () => readonly Effect[]): readonly Effect[] {
    try {
      return effects();
    } catch (error) {
      this.means.log.error(`Cannot tell of what is stored: ${describe(error)}`);
      return [];
    }
  }

  /** Takes note of whether the journal works, and keeps for another time what could not be kept. */
  #judge({ clients }: Batch, fates: readonly Fate[]): void {
    const failure = fates.find((fate) => fate.fate === "failed");
    if (failure?.fate !== "failed") return this.#works();
    this.#fails(failure.why);
    this.#keepAgain(clients);
  }

  #fails(why: string): void {
    if (this.#failing) return;
    this.#failing = true;
    this.means.log.error(`Cannot store what is said: ${why}; until it can be, nobody hears it`);
  }

  #works(): void {
    if (!this.#failing) return;
    this.#failing = false;
    this.means.log.info("What is said is stored again");
  }

  /** What is newer of a client goes before; it waits for the next batch, which whatever comes next makes. */
  #keepAgain(clients: readonly KeptClient[]): void {
    if (this.#closing) return;
    const all = [...clients, ...this.#clients.values()];
    const newest = new Map(all.map((client) => [client.number, client]));
    const tooMany = newest.size - this.means.room.places - PAST_CLIENTS;
    this.#clients = new Map([...newest].slice(Math.max(0, tooMany)));
  }
}
