// The journal as the room asks for it, over those who have its files open; and when what is old goes.

import { setImmediate } from "node:timers/promises";
import { INDEX_LAG, SEARCH_SLICES, TIDY_MS } from "../protocol/limits.ts";
import { JournalFailure } from "../room/journal.ts";
import type { Batch, Entry, Fate, Journal, Kept, Reading } from "../room/journal.ts";
import type { Asked, Call } from "./calls.ts";
import type { Known } from "./store.ts";

type Heard = (entries: readonly Entry[]) => void;

const CLOSED = "the journal is closed";

/** What no sender hears of when it fails. */
const DONE = { read: "read", search: "searched", tidy: "tidied" } as const;

export interface CalledJournalMeans {
  kept: Kept;
  keeper: Asked;
  /** The same as the keeper where the journal is in memory. */
  searcher: Asked;
  now: () => number;
  /** Is told when reading, searching or tidying fails, and when it does no more. */
  warn: (text: string) => void;
  /** What a keeper goes on from that is started in place of another; it is kept true. */
  known: Known;
}

export class CalledJournal implements Journal {
  readonly kept: Kept;
  #heard: Heard | undefined;
  /** Messages that were stored since it was last tidied, and since the index was last brought up to them. */
  #untidied = 0;
  #unindexed = 0;
  #isTidying = false;
  /** The last reading that was asked for; never rejects. */
  #reading: Promise<unknown> = Promise.resolve();
  /** What did not go the last time. */
  readonly #failing = new Set<keyof typeof DONE>();
  #isClosed = false;
  readonly #clock: NodeJS.Timeout;

  constructor(private readonly means: CalledJournalMeans) {
    this.kept = means.kept;
    // How far the last server's index was is not known, and whoever searches first shall not wait for all of it.
    if (this.kept.lastSeq > 0) this.#unindexed = INDEX_LAG;
    this.#clock = setInterval(() => this.#tidy(), TIDY_MS).unref();
    this.#tidy();
  }

  async append(batch: Batch): Promise<readonly Fate[]> {
    try {
      const answer = await this.#ask({ call: "append", batch });
      const outcomes = answer.answer === "outcomes" ? answer.outcomes : [];
      const entries: Entry[] = [];
      const fates = outcomes.map((outcome, index): Fate => {
        const draft = batch.drafts[index];
        if (outcome.fate !== "stored") return outcome;
        if (draft) entries.push({ ...draft, seq: outcome.seq });
        return { fate: "stored" };
      });
      this.#stored(entries);
      return fates;
    } catch (error) {
      if (!(error instanceof JournalFailure)) throw error;
      const failed: Fate = { fate: "failed", why: error.message };
      return batch.drafts.length > 0 ? batch.drafts.map(() => failed) : [failed];
    }
  }

  follow(heard: Heard): void {
    this.#heard = heard;
  }

  async read(reading: Reading): Promise<readonly Entry[]> {
    const answer = await this.#inTurn({ call: "read", reading });
    return answer.answer === "entries" ? answer.entries : [];
  }

  async startOf(asked: { viewer: number; upTo: number; count: number }): Promise<number> {
    const answer = await this.#inTurn({ call: "startOf", asked });
    return answer.answer === "seq" ? answer.seq : 0;
  }

  async search(asked: { viewer: number; text: string }): Promise<readonly Entry[]> {
    const answer = await this.#told("search", async () => {
      await this.#repeat({ call: "index", reach: "extends" }, this.means.searcher, SEARCH_SLICES);
      return this.#ask({ call: "search", asked }, this.means.searcher);
    });
    return answer.answer === "entries" ? answer.entries : [];
  }

  async close(): Promise<void> {
    const { keeper, searcher } = this.means;
    this.#isClosed = true;
    clearInterval(this.#clock);
    // The last to let go of a file moves what was written last to its place: that is the keeper's to do.
    await searcher.close();
    if (searcher !== keeper) await keeper.close();
  }

  async #ask(call: Call, whom = this.means.keeper) {
    if (this.#isClosed) throw new JournalFailure(CLOSED);
    return whom.ask(call);
  }

  /** A reading waits for those before it here, so that what is to be stored never waits for more than one. */
  #inTurn(call: Call) {
    const answer = this.#reading.then(() => this.#told("read", () => this.#ask(call)));
    this.#reading = answer.catch(() => undefined);
    return answer;
  }

  /** Does something, and warns where it does not go any more, or again. */
  async #told<T>(what: keyof typeof DONE, work: () => Promise<T>): Promise<T> {
    const { warn } = this.means;
    try {
      const result = await work();
      if (this.#failing.delete(what)) warn(`The journal can be ${DONE[what]} again`);
      return result;
    } catch (error) {
      if (!this.#isClosed && !this.#failing.has(what)) {
        this.#failing.add(what);
        warn(`Cannot ${what} the journal: ${error instanceof Error ? error.message : error}`);
      }
      throw error;
    }
  }

  #stored(entries: Entry[]): void {
    const last = entries.at(-1);
    if (!last) return;
    this.means.known.lastSeq = last.seq;
    this.#untidied += entries.length;
    this.#unindexed += entries.length;
    if (this.#untidied >= INDEX_LAG) this.#tidy();
    this.#heard?.(entries);
  }

  #tidy(): void {
    if (this.#isTidying) return;
    this.#isTidying = true;
    this.#told("tidy", () => this.#tidyAll())
      // What cannot be done now is tried again, and the journal goes on without it.
      .catch(() => undefined)
      .finally(() => {
        this.#isTidying = false;
        if (this.#untidied >= INDEX_LAG) this.#tidy();
      });
  }

  async #tidyAll(): Promise<void> {
    const isQuiet = this.#untidied === 0;
    this.#untidied = 0;
    const prunings = await this.#repeat({ call: "prune", now: this.means.now() });
    if (this.#unindexed >= INDEX_LAG || prunings > 1) await this.#index();
    if (isQuiet) await this.#ask({ call: "settle" });
  }

  async #index(): Promise<void> {
    const count = this.#unindexed;
    await this.#repeat({ call: "index", reach: "extends and shortens" }, this.means.searcher);
    this.#unindexed -= count;
  }

  /**
   * Asks until there is no more to do, `most` times at most; returns how often. What else is asked meanwhile comes in
   * between.
   */
  async #repeat(call: Call, whom = this.means.keeper, most = Number.POSITIVE_INFINITY) {
    for (let count = 1; ; count++) {
      const answer = await this.#ask(call, whom);
      if (answer.answer !== "more" || !answer.isMore || count >= most) return count;
      await setImmediate();
    }
  }
}
