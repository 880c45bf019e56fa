// A journal that fails on command, over one that works: for what a server does when its disk does not.

import { JournalFailure } from "../../lib/room/journal.ts";
import type { Batch, Entry, Fate, Journal, Kept, Reading } from "../../lib/room/journal.ts";

export class FaultyJournal implements Journal {
  /** Why nothing can be stored, or read, now. */
  #noAppend: string | undefined;
  #noRead: string | undefined;
  /** Resolves when what is stalled goes on; undefined while nothing is. */
  #gate: PromiseWithResolvers<void> | undefined;
  #stalled = Promise.withResolvers<void>();
  #dies = false;
  #died = Promise.withResolvers<void>();
  #isDead = false;

  constructor(private readonly journal: Journal) {}

  get kept(): Kept {
    return this.journal.kept;
  }

  /** From now on nothing is stored. */
  fail(why: string): void {
    this.#noAppend = why;
  }

  /** From now on nothing can be read or found. */
  failReading(why: string): void {
    this.#noRead = why;
  }

  /** Everything works again. */
  heal(): void {
    this.#noAppend = undefined;
    this.#noRead = undefined;
  }

  /** From now on batches are neither stored nor answered, until `go`. Resolves when the first of them waits. */
  stall(): Promise<void> {
    this.#gate ??= Promise.withResolvers();
    return this.#stalled.promise;
  }

  go(): void {
    this.#gate?.resolve();
    this.#gate = undefined;
    this.#stalled = Promise.withResolvers();
  }

  /**
   * The next batch is stored, and as if the process ended then: it is never answered, nobody hears of it, and neither
   * of any after it. Resolves when it is stored.
   */
  dieBeforeAnswer(): Promise<void> {
    this.#dies = true;
    return this.#died.promise;
  }

  async append(batch: Batch): Promise<readonly Fate[]> {
    if (this.#gate) {
      this.#stalled.resolve();
      await this.#gate.promise;
    }
    if (this.#isDead) return never();
    const why = this.#noAppend;
    if (why !== undefined) {
      const failed: Fate = { fate: "failed", why };
      return batch.drafts.length > 0 ? batch.drafts.map(() => failed) : [failed];
    }
    this.#isDead = this.#dies;
    const fates = await this.journal.append(batch);
    if (!this.#isDead) return fates;
    this.#died.resolve();
    return never();
  }

  follow(heard: (entries: readonly Entry[]) => void): void {
    this.journal.follow((entries) => {
      if (!this.#isDead) heard(entries);
    });
  }

  async read(reading: Reading): Promise<readonly Entry[]> {
    this.#checkReading();
    return this.journal.read(reading);
  }

  async startOf(asked: { viewer: number; upTo: number; count: number }): Promise<number> {
    this.#checkReading();
    return this.journal.startOf(asked);
  }

  async search(asked: { viewer: number; text: string }): Promise<readonly Entry[]> {
    this.#checkReading();
    return this.journal.search(asked);
  }

  async close(): Promise<void> {
    await this.journal.close();
  }

  #checkReading(): void {
    if (this.#noRead !== undefined) throw new JournalFailure(this.#noRead);
  }
}

function never(): Promise<never> {
  return Promise.withResolvers<never>().promise;
}
