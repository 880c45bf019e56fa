// One open database of a journal: its tables, what was there, and the transactions on it.
import type { Database } from "bun:sqlite";
import { PRUNE_SLICE } from "../protocol/limits.ts";
import type { Batch, Kept } from "../room/journal.ts";
import { JournalFault } from "./faults.ts";
import { KeptClients } from "./kept-clients.ts";
import { Messages, type Outcome } from "./messages.ts";
import { migrate } from "./schema.ts";

/** What a journal is that goes on in a new connection, perhaps to another file. */
export interface Known {
  history: string;
  /** The number of the newest message that was acknowledged. */
  lastSeq: number;
}

interface Meta {
  history: string;
  last_seq: number;
  last_number: number;
  seen: number;
}

export class Store {
  readonly kept: Kept;
  /** Acknowledged messages of a journal that goes on which its file does not have; "all" where it has nothing at all. */
  missing: number | "all" = 0;
  readonly messages: Messages;
  readonly #clients: KeptClients;
  #lastSeq: number;

  /**
   * Takes a database, which it closes. A journal that is not `known` begins where the file ends, or under the id
   * `newHistory`; one that is goes on after its own last message.
   * @throws JournalFault, SQLiteError; the database is the caller's then
   */
  constructor(
    readonly database: Database,
    newHistory: string,
    known?: Known,
  ) {
    migrate(database);
    this.messages = new Messages(database);
    this.#clients = new KeptClients(database);
    const open = database.transaction(() => this.#open(newHistory, known));
    this.kept = open.immediate();
    this.#lastSeq = this.kept.lastSeq;
  }

  /** The number of the newest message that was stored. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** Stores a batch, all of it or nothing; returns what became of its drafts. @throws SQLiteError */
  append({ drafts, clients, lastNumber, seen }: Batch): Outcome[] {
    const store = this.database.transaction(() => {
      let seq = this.#lastSeq;
      const outcomes = drafts.map((draft) => {
        const outcome = this.messages.add(draft, seq + 1);
        if (outcome.fate === "stored") seq = outcome.seq;
        return outcome;
      });
      for (const client of clients) this.#clients.put(client);
      this.database
        .query<unknown, number[]>(
          "UPDATE meta SET last_seq = ?, last_number = max(last_number, ?), seen = ?",
        )
        .run(seq, lastNumber, seen);
      return { outcomes, seq };
    });
    // Not before it is committed: the numbers of a batch that failed are the next one's.
    const { outcomes, seq } = store.immediate();
    this.#lastSeq = seq;
    return outcomes;
  }

  /**
   * Takes away the oldest messages, PRUNE_SLICE at most: those from before `since` up to the first that is not, and so
   * many that the part `tooMuch` of all is gone (0 to 1); and as many clients. Returns whether there may be more to
   * take. @throws SQLiteError
   */
  prune(since: number, tooMuch: number): boolean {
    const oldest = this.messages.oldest(PRUNE_SLICE);
    const young = oldest.findIndex(({ at }) => at >= since);
    const old = young === -1 ? oldest.length : young;
    const all = this.#lastSeq + 1 - (oldest[0]?.seq ?? this.#lastSeq + 1);
    const gone = oldest.slice(0, Math.max(old, Math.ceil(tooMuch * all)));
    const last = gone.at(-1);
    const run = this.database.transaction(() => {
      if (last) this.messages.removeUpTo(last.seq);
      return this.#clients.prune(PRUNE_SLICE);
    });
    const clients = run.immediate();
    const isMore = tooMuch > 0 ? gone.length > 0 : gone.length === PRUNE_SLICE;
    return isMore || clients === PRUNE_SLICE;
  }

  /** The bytes that are in use, of messages and all else. */
  usedBytes(): number {
    const used = "SELECT (page_count - freelist_count) * page_size AS bytes";
    const from = "pragma_page_count, pragma_freelist_count, pragma_page_size";
    return this.database.query<{ bytes: number }, []>(`${used} FROM ${from}`).get()?.bytes ?? 0;
  }

  /** Moves what was written last to its place, and gives back the room that it took. */
  settle(): void {
    this.database.run("PRAGMA wal_checkpoint(TRUNCATE)");
  }

  close(): void {
    // With `true` no statement keeps the connection, its locks and its files from being closed.
    this.database.close(true);
  }

  #open(newHistory: string, known: Known | undefined): Kept {
    const found = this.#meta();
    const meta = found ?? this.#begin(known?.history ?? newHistory);
    if (known) this.missing = found ? Math.max(0, known.lastSeq - found.last_seq) : "all";
    const lastSeq = known ? this.#goOn(meta, known) : this.#begun(meta);
    const clients = this.#clients.last();
    return {
      history: meta.history,
      lastSeq,
      lastNumber: Math.max(meta.last_number, clients.at(-1)?.number ?? 0),
      clients,
    };
  }

  #meta(): Meta | null {
    return this.database.query<Meta, []>("SELECT * FROM meta").get();
  }

  #begin(history: string): Meta {
    this.database.query("INSERT INTO meta VALUES (1, ?, 0, 0, 0)").run(history);
    return { history, last_seq: 0, last_number: 0, seen: 0 };
  }

  // Whoever is open was here when the server went.
  #begun(meta: Meta): number {
    this.#clients.closeAll(meta.seen);
    return Math.max(meta.last_seq, this.messages.lastSeq());
  }

  // What is behind the last acknowledged message is of a batch that was told to have failed: what the disk did with it
  // after all is taken back. Of a message that was acknowledged and is not here, the number is not given again.
  #goOn(meta: Meta, known: Known): number {
    if (meta.history !== known.history) throw new JournalFault("another journal is in its place");
    this.messages.removeAfter(known.lastSeq);
    this.database.query("UPDATE meta SET last_seq = ?").run(known.lastSeq);
    return known.lastSeq;
  }
}
