// The search index in a file of its own: the journal never waits for it, and where it is damaged it is made anew.
import type { Database } from "bun:sqlite";
import type { Entry } from "../room/journal.ts";
import { openDatabase } from "./database.ts";
import { isDamage, JournalFault, spoils } from "./faults.ts";
import {
  identitiesOf,
  JOURNAL_FILE,
  makeFile,
  removeFile,
  SEARCH_FILE,
  sizeOf,
  withBeside,
} from "./folder.ts";
import { SearchIndex, type Reach } from "./search-index.ts";
import { join } from "node:path";

const FILES = [...withBeside(JOURNAL_FILE), ...withBeside(SEARCH_FILE)];

interface Opened {
  database: Database;
  index: SearchIndex;
  identities: string;
}

/** Reads the journal of a folder and writes the index beside it. To be closed. */
export class Searcher {
  #opened: Opened | undefined;
  /** Once is enough: where the new one is damaged too, it is the journal or the disk. */
  #wasMadeAnew = false;

  /** `warn` is told when the index is made anew. */
  constructor(
    private readonly folder: string,
    private readonly warn: (text: string) => void,
  ) {}

  /** As SearchIndex.follow. @throws JournalFault, SQLiteError */
  follow(reach: Reach): boolean {
    return this.#do((index) => index.follow(reach));
  }

  /** As SearchIndex.find. @throws JournalFault, SQLiteError */
  find(asked: { viewer: number; text: string }): Entry[] {
    return this.#do((index) => index.find(asked));
  }

  close(): void {
    const { database } = this.#opened ?? {};
    this.#opened = undefined;
    database?.close(true);
  }

  #do<T>(work: (index: SearchIndex) => T): T {
    try {
      return work(this.#index());
    } catch (error) {
      if (spoils(error)) this.close();
      if (!isDamage(error) || this.#wasMadeAnew) throw error;
      this.#wasMadeAnew = true;
      removeFile(this.folder, SEARCH_FILE);
      this.warn("The journal's search index is damaged and made anew");
      return work(this.#index());
    }
  }

  #index(): SearchIndex {
    const { folder } = this;
    if (this.#opened && this.#opened.identities !== identitiesOf(folder, FILES)) this.close();
    this.#opened ??= open(folder);
    return this.#opened.index;
  }
}

function open(folder: string): Opened {
  // To attach a file that is not there would make one.
  if (sizeOf(folder, JOURNAL_FILE) === 0) throw new JournalFault("the file is gone");
  const database = openDatabase(makeFile(folder, SEARCH_FILE), "NORMAL");
  try {
    database.run("ATTACH ? AS journal", [join(folder, JOURNAL_FILE)]);
    const index = new SearchIndex(database, "main");
    return { database, index, identities: identitiesOf(folder, FILES) };
  } catch (error) {
    database.close();
    throw error;
  }
}
