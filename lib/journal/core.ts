// The journal itself, in one thread: every call is done when it returns. It opens its file, and anew where it has to.
import type { Database } from "bun:sqlite";
import { join } from "node:path";
import { INDEX_SHARE_MOST } from "../protocol/limits.ts";
import {
  JournalFailure,
  type Batch,
  type Entry,
  type Kept,
  type Reading,
} from "../room/journal.ts";
import { checkPages, lockFolder, memoryDatabase, openDatabase } from "./database.ts";
import { spoils, wordsOf } from "./faults.ts";
import {
  identitiesOf,
  JOURNAL_FILE,
  LOCK_FILE,
  makeFile,
  makeFolder,
  SEARCH_FILE,
  sizeOf,
  withBeside,
} from "./folder.ts";
import { LengthWatch } from "./length-watch.ts";
import type { Outcome } from "./messages.ts";
import { Store, type Known } from "./store.ts";

/** How much is kept: the age of a message in milliseconds, and bytes on the disk; undefined for all. */
export interface Keep {
  ageMs?: number | undefined;
  bytes?: number | undefined;
}

export interface CoreOptions {
  /** Where the journal is; undefined for one in memory. */
  folder: string | undefined;
  keep: Keep;
  /** The id of the history, where it begins now. */
  newHistory: string;
  /** What it goes on from, where it was open before in this process. */
  known?: Known | undefined;
}

interface Opened {
  store: Store;
  lock: Database | undefined;
  /** Of the files, as they were opened. */
  identities: string;
}

const FILES = [...withBeside(JOURNAL_FILE), LOCK_FILE];

const NEW_FILE = "The journal goes on in a new file: the one it had was moved away or deleted";
const ALL_FORGOTTEN = "The journal goes on empty: what it had in memory is lost";

/** To be closed. */
export class JournalCore {
  /** What was there at first; undefined as long as a journal that goes on could not be opened. */
  kept: Kept | undefined;
  #known: Known | undefined;
  #opened: Opened | undefined;
  /** Of a journal that has a file. */
  #length: LengthWatch | undefined;

  /**
   * Opens the journal, and makes it where there is none; one that goes on is opened when it is asked for something.
   * `warn` is told what of it is missing then.
   * @throws Error `Cannot keep the journal in "x": reason`
   */
  constructor(
    private readonly options: CoreOptions,
    private readonly warn: (text: string) => void,
  ) {
    this.#known = options.known;
    if (options.folder !== undefined)
      this.#length = new LengthWatch(join(options.folder, JOURNAL_FILE));
    if (this.#known) return;
    try {
      this.#store();
    } catch (error) {
      const { starting } = wordsOf(error);
      const where = options.folder === undefined ? "memory" : `"${options.folder}"`;
      throw new Error(`Cannot keep the journal in ${where}: ${starting}`, { cause: error });
    }
  }

  /**
   * Stores a batch, all of it or nothing; returns what became of its drafts. A batch without drafts that fails has one
   * outcome too, which says so.
   */
  append(batch: Batch): Outcome[] {
    try {
      return this.#on((store) => store.append(batch));
    } catch (error) {
      const failed: Outcome = { fate: "failed", why: wordsOf(error).running };
      return batch.drafts.length > 0 ? batch.drafts.map(() => failed) : [failed];
    }
  }

  /** As Journal.read. @throws JournalFailure */
  read(reading: Reading): Entry[] {
    return this.answer((store) => store.messages.read(reading));
  }

  /** As Journal.startOf. @throws JournalFailure */
  startOf(asked: { viewer: number; upTo: number; count: number }): number {
    return this.answer((store) => store.messages.startOf(asked));
  }

  /** Takes away a slice of what is not kept; returns whether there may be more. @throws JournalFailure */
  prune(now: number): boolean {
    const { ageMs = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY } =
      this.options.keep;
    return this.answer((store) => {
      const used = store.usedBytes() * (1 + this.#indexShare());
      return store.prune(now - ageMs, Math.max(0, 1 - bytes / used));
    });
  }

  /** Gives back the room of what was written last, where nothing else is to be done. @throws JournalFailure */
  settle(): void {
    this.answer((store) => store.settle());
  }

  /** What a function makes of the open database. @throws JournalFailure */
  answer<T>(work: (store: Store) => T): T {
    try {
      return this.#on(work);
    } catch (error) {
      throw new JournalFailure(wordsOf(error).running, { cause: error });
    }
  }

  /** Closes the file and gives the folder's lock back. */
  close(): void {
    const { store, lock } = this.#opened ?? {};
    this.#opened = undefined;
    try {
      store?.close();
    } finally {
      lock?.close();
    }
  }

  #on<T>(work: (store: Store) => T): T {
    try {
      const store = this.#store();
      const result = work(store);
      if (this.#known) this.#known = { ...this.#known, lastSeq: store.lastSeq };
      return result;
    } catch (error) {
      // What is in memory alone would be lost with its connection, and has no file to be at fault.
      if (this.options.folder !== undefined && spoils(error)) this.#drop();
      throw error;
    }
  }

  /** The store of the files that have the journal's names now: what was moved away is read by nobody. */
  #store(): Store {
    const { folder } = this.options;
    if (
      folder !== undefined &&
      this.#opened &&
      (this.#opened.identities !== identitiesOf(folder, FILES) || this.#length?.wasCutOff())
    )
      this.#drop();
    this.#opened ??= this.#open();
    return this.#opened.store;
  }

  #open(): Opened {
    const { folder, newHistory } = this.options;
    const opened = openIn(folder, newHistory, this.#known, this.#length);
    const { kept, missing } = opened.store;
    this.#length?.accept();
    if (missing === "all") this.warn(folder === undefined ? ALL_FORGOTTEN : NEW_FILE);
    else if (missing > 0)
      this.warn(`${missing} acknowledged messages are not in the file any more`);
    this.kept ??= kept;
    this.#known = { history: kept.history, lastSeq: kept.lastSeq };
    return opened;
  }

  #drop(): void {
    try {
      this.close();
    } catch {
      // It is given up because something is wrong with it.
    }
  }

  // What the index's file has grown to, compared with the journal's, is also about the part of it that is in use.
  #indexShare(): number {
    const { folder } = this.options;
    if (folder === undefined) return 0;
    const journal = sizeOf(folder, JOURNAL_FILE);
    return journal === 0 ? 0 : Math.min(sizeOf(folder, SEARCH_FILE) / journal, INDEX_SHARE_MOST);
  }
}

function openIn(
  folder: string | undefined,
  newHistory: string,
  known: Known | undefined,
  length: LengthWatch | undefined,
): Opened {
  if (folder === undefined) {
    const store = new Store(memoryDatabase(), newHistory, known);
    return { store, lock: undefined, identities: "" };
  }
  makeFolder(folder);
  const lock = lockFolder(folder);
  let database: Database | undefined;
  try {
    database = openDatabase(makeFile(folder, JOURNAL_FILE), "FULL");
    if (length?.wasCutOff()) checkPages(database);
    const store = new Store(database, newHistory, known);
    return { store, lock, identities: identitiesOf(folder, FILES) };
  } catch (error) {
    database?.close();
    lock.close();
    throw error;
  }
}
