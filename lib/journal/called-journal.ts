// The journal as the room asks for it, over those who have its files open; and when what is old goes.

import { setImmediate } from "node:timers/promises";
import { INDEX_LAG, TIDY_MS } from "../protocol/limits.ts";
import { JournalFailure } from "../room/journal.ts";
import type { Batch, Entry, Fate, Journal, Kept, Reading } from "../room/journal.ts";
import type { Asked, Call } from "./calls.ts";
import type { Known } from "./store.ts";

type Heard = (entries: readonly Entry[]) => void;

const CLOSED = "the journal is closed";

export interface CalledJournalMeans {
  kept: Kept;
  keeper: Asked;
  /** The same as the keeper where the journal is in memory. */
  searcher: Asked;
  now: () => number;
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
  #isClosed = false;
  readonly #clock: NodeJS.Timeout;

  constructor(private readonly means: CalledJournalMeans) {
    this.kept = means.kept;
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
    const answer = await this.#ask({ call: "read", reading });
    return answer.answer === "entries" ? answer.entries : [];
  }

  async startOf(asked: { viewer: number; upTo: number; count: number }): Promise<number> {
    const answer = await this.#ask({ call: "startOf", asked });
    return answer.answer === "seq" ? answer.seq : 0;
  }

  async search(asked: { viewer: number; text: string }): Promise<readonly Entry[]> {
    await this.#index();
    const answer = await this.#ask({ call: "search", asked }, this.means.searcher);
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

  #stored(entries: Entry[]): void {
    const last = entries.at(-1);
    if (!last) return;
    this.means.known.lastSeq = last.seq;
    this.#untidied += entries.length;
    this.#unindexed += entries.length;
    if (this.#untidied >= INDEX_LAG) this.#tidy();
    this.#heard?.(entries);
  }

  /** Brings the index up to the journal, a slice at a time. @throws JournalFailure */
  async #index(): Promise<void> {
    this.#unindexed = 0;
    await this.#repeat({ call: "index" }, this.means.searcher);
  }

  #tidy(): void {
    if (this.#isTidying) return;
    this.#isTidying = true;
    this.#tidyAll()
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
    await this.#repeat({ call: "prune", now: this.means.now() });
    if (this.#unindexed >= INDEX_LAG) await this.#index();
    if (isQuiet) await this.#ask({ call: "settle" });
  }

  /** Asks until there is no more to do; what else is asked meanwhile comes in between. */
  async #repeat(call: Call, whom = this.means.keeper): Promise<void> {
    for (;;) {
      const answer = await this.#ask(call, whom);
      if (answer.answer !== "more" || !answer.isMore) return;
      await setImmediate();
    }
  }
}
