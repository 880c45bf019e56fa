// The tables of a journal's file, and how those of an older Parlor become ours.
import type { Database } from "bun:sqlite";
import { JournalFault } from "./faults.ts";

/** Each brings a file from the version of its index to the next; what was released is never changed. */
const MIGRATIONS: readonly (readonly string[])[] = [
  [
    `CREATE TABLE meta (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      history TEXT NOT NULL,
      last_seq INTEGER NOT NULL,
      last_number INTEGER NOT NULL,
      seen INTEGER NOT NULL
    ) STRICT`,
    `CREATE TABLE messages (
      seq INTEGER PRIMARY KEY,
      key BLOB NOT NULL UNIQUE CHECK (length(key) = 16),
      at INTEGER NOT NULL,
      client INTEGER NOT NULL,
      sender TEXT NOT NULL,
      text TEXT NOT NULL,
      action INTEGER NOT NULL,
      recipient INTEGER,
      recipient_name TEXT
    ) STRICT`,
    `CREATE TABLE clients (
      number INTEGER PRIMARY KEY,
      name TEXT NOT NULL,
      address TEXT NOT NULL,
      dialect TEXT NOT NULL,
      opened INTEGER NOT NULL,
      closed INTEGER,
      messages INTEGER NOT NULL,
      received INTEGER NOT NULL,
      sent INTEGER NOT NULL,
      session_hash TEXT,
      session_until INTEGER
    ) STRICT`,
  ],
  // With these a reading passes over what its viewer may not see, however many direct messages others exchange.
  [
    "CREATE INDEX open_talk ON messages (seq) WHERE recipient IS NULL",
    "CREATE INDEX told_by ON messages (client, seq) WHERE recipient IS NOT NULL",
    "CREATE INDEX told_to ON messages (recipient, seq) WHERE recipient IS NOT NULL",
  ],
];

/** The version that this Parlor writes. */
export const SCHEMA = MIGRATIONS.length;

/**
 * Brings a file's tables to the version `to`, each step whole or not at all; an empty file gets them.
 * @throws JournalFault where a newer Parlor wrote it, SQLiteError where the file or the disk is at fault
 */
export function migrate(database: Database, to = SCHEMA): void {
  const from = versionOf(database);
  if (from > to) {
    const why = `a newer Parlor wrote it (schema ${from}, this one knows ${to})`;
    throw new JournalFault(why, why);
  }
  for (let version = from; version < to; version++) step(database, version);
}

function step(database: Database, version: number): void {
  const run = database.transaction(() => {
    for (const statement of MIGRATIONS[version] ?? []) database.run(statement);
    database.run(`PRAGMA user_version = ${version + 1}`);
  });
  run.immediate();
}

function versionOf(database: Database): number {
  return (
    database.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version ?? 0
  );
}
