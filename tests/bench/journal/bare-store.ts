// The journal's row, and its key that none may have twice, without anything around it: what storing costs at the least.

import { Database } from "bun:sqlite";
import { join } from "node:path";

export interface Row {
  readonly key: Uint8Array;
  readonly at: number;
  readonly client: number;
  readonly sender: string;
  readonly text: string;
}

export class BareStore {
  readonly #database: Database;
  readonly #storeAll: (rows: readonly Row[]) => void;
  /** The number of the newest row. */
  last = 0;

  constructor(folder: string) {
    const database = new Database(join(folder, "bare.db"), { create: true, strict: true });
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    database.run(
      `CREATE TABLE messages (
        seq INTEGER PRIMARY KEY, key BLOB NOT NULL UNIQUE, at INTEGER NOT NULL, client INTEGER NOT NULL,
        sender TEXT NOT NULL, text TEXT NOT NULL, action INTEGER NOT NULL, recipient INTEGER, recipient_name TEXT
      ) STRICT`,
    );
    const insert = database.query<
      undefined,
      [number, Uint8Array, number, number, string, string, 0, null, null]
    >("INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.#database = database;
    this.#storeAll = database.transaction((rows: readonly Row[]) => {
      for (const { key, at, client, sender, text } of rows)
        insert.run(++this.last, key, at, client, sender, text, 0, null, null);
    });
  }

  /** Stores rows in one transaction. */
  store(rows: readonly Row[]): void {
    this.#storeAll(rows);
  }

  close(): void {
    this.#database.close();
  }
}
