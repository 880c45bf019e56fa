// The words of all messages: an index that follows the journal, a slice at a time, and can be made of it anew.
import type { Database } from "bun:sqlite";
import { FOUND_MESSAGES, INDEX_ANEW, INDEX_SLICE } from "../protocol/limits.ts";
import type { Entry } from "../room/journal.ts";
import { COLUMNS, entryOf, type MessageRow } from "./messages.ts";
import { indexed, queryOf, TOKENIZER } from "./words.ts";

/** How far the index is: it has the words of the messages from `first` to `last`, and `key` is that of the last. */
interface State {
  first: number;
  last: number;
  key: Uint8Array | null;
}

/** Where an index goes that follows its journal. */
export type Reach = "extends" | "extends and shortens";

/** What changes with the tables or the tokenizer: an index of another version is made anew. */
const VERSION = 1;

const FIND = `SELECT ${COLUMNS} FROM words JOIN messages ON messages.seq = words.rowid
  WHERE words MATCH $words AND (recipient IS NULL OR client = $viewer OR recipient = $viewer)
  ORDER BY words.rowid DESC LIMIT $limit`;

/** Over a connection that has the journal's `messages` too. Its own tables are in the schema of the given name. */
export class SearchIndex {
  constructor(
    private readonly database: Database,
    private readonly schema: "main" | "search",
  ) {
    const version = `PRAGMA ${schema}.user_version`;
    const found = database.query<{ user_version: number }, []>(version).get()?.user_version;
    if (found === VERSION) return;
    const make = database.transaction(() => {
      this.#makeTables();
      database.run(`${version} = ${VERSION}`);
    });
    make();
  }

  /**
   * Follows the journal by INDEX_SLICE messages at most, to its end and, unless it only `extends`, to its beginning;
   * returns whether it is not there yet. What the journal has no more is not found either way. @throws SQLiteError
   */
  follow(reach: Reach): boolean {
    const slice = this.database.transaction(() => {
      if (!this.#isOfThisJournal()) this.#makeTables();
      const isLonger = reach === "extends and shortens" && this.#shorten();
      return this.#extend() || isLonger;
    });
    return slice();
  }

  /** The newest messages with all words of a text that a viewer may see, in their order. @throws SQLiteError */
  find({ viewer, text }: { viewer: number; text: string }): Entry[] {
    const words = queryOf(text);
    if (words === undefined) return [];
    const query = this.database.query<
      MessageRow,
      [{ words: string; viewer: number; limit: number }]
    >(FIND);
    return query.all({ words, viewer, limit: FOUND_MESSAGES }).map(entryOf).toReversed();
  }

  // The words alone: the texts are the journal's. They can be taken out without them.
  #makeTables(): void {
    const { database, schema } = this;
    database.run(`DROP TABLE IF EXISTS ${schema}.words`);
    database.run(`DROP TABLE IF EXISTS ${schema}.indexed`);
    database.run(
      `CREATE VIRTUAL TABLE ${schema}.words USING fts5 (text, content = '', contentless_delete = 1,
        prefix = '1 2', tokenize = "${TOKENIZER}")`,
    );
    database.run(
      `CREATE TABLE ${schema}.indexed (id INTEGER PRIMARY KEY CHECK (id = 1),
        first INTEGER NOT NULL, last INTEGER NOT NULL, key BLOB) STRICT`,
    );
    database.run(`INSERT INTO ${schema}.indexed VALUES (1, 1, 0, NULL)`);
  }

  // Where an older copy of the journal was put back its numbers go to other messages than those that the index knows.
  #isOfThisJournal(): boolean {
    const { last, key } = this.#state();
    if (key === null) return true;
    const found = this.database
      .query<{ key: Uint8Array }, [number]>("SELECT key FROM messages WHERE seq = ?")
      .get(last);
    return found ? Buffer.from(found.key).equals(key) : this.#oldest() > last;
  }

  /** Forgets messages that the journal has no more; returns whether there are more of them. */
  #shorten(): boolean {
    const { first, last } = this.#state();
    const living = Math.min(this.#oldest(), last + 1);
    const upTo = Math.min(living, first + INDEX_SLICE);
    if (upTo <= first) return false;
    if (living - first > INDEX_SLICE && living - first > INDEX_ANEW * (last + 1 - living)) {
      this.#makeTables();
      return false;
    }
    this.database.query("DELETE FROM words WHERE rowid >= ? AND rowid < ?").run(first, upTo);
    this.database.query("UPDATE indexed SET first = ?").run(upTo);
    return upTo === first + INDEX_SLICE;
  }

  /** Takes in the next messages; returns whether there may be more of them. */
  #extend(): boolean {
    const { first, last } = this.#state();
    const next = this.database
      .query<{ seq: number; key: Uint8Array; text: string }, [number, number]>(
        "SELECT seq, key, text FROM messages WHERE seq > ? ORDER BY seq LIMIT ?",
      )
      .all(last, INDEX_SLICE);
    const [oldest] = next;
    const newest = next.at(-1);
    if (!oldest || !newest) return false;
    const add = this.database.query<unknown, [number, string]>(
      "INSERT INTO words (rowid, text) VALUES (?, ?)",
    );
    for (const { seq, text } of next) add.run(seq, indexed(text));
    this.database
      .query("UPDATE indexed SET first = ?, last = ?, key = ?")
      .run(last === 0 ? oldest.seq : first, newest.seq, newest.key);
    return next.length === INDEX_SLICE;
  }

  #oldest(): number {
    const query = this.database.query<{ seq: number | null }, []>(
      "SELECT min(seq) AS seq FROM messages",
    );
    return query.get()?.seq ?? Number.MAX_SAFE_INTEGER;
  }

  #state(): State {
    const query = this.database.query<State, []>("SELECT first, last, key FROM indexed");
    return query.get() ?? { first: 1, last: 0, key: null };
  }
}
