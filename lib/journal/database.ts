// Opening SQLite's files as the journal needs them, and the lock that keeps a second server out.
import { Database } from "bun:sqlite";
import { JOURNAL_BUSY_MS, JOURNAL_LOG_BYTES } from "../protocol/limits.ts";
import { damaged, isDamage, isHeld, JournalFault } from "./faults.ts";
import { LOCK_FILE, makeFile } from "./folder.ts";

/**
 * A connection to a file, which is made where there is none. `FULL` waits for the disk at every commit; with `NORMAL`
 * a power cut may take the last ones. @throws SQLiteError
 */
export function openDatabase(path: string, synchronous: "FULL" | "NORMAL"): Database {
  const database = new Database(path, { create: true, readwrite: true, strict: true });
  try {
    database.run(`PRAGMA busy_timeout = ${JOURNAL_BUSY_MS}`);
    database.run("PRAGMA journal_mode = WAL");
    database.run(`PRAGMA synchronous = ${synchronous}`);
    // What a burst made it grow by is given back at the next checkpoint.
    database.run(`PRAGMA journal_size_limit = ${JOURNAL_LOG_BYTES}`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Looks at every page of a database. @throws JournalFault where one is damaged, SQLiteError */
export function checkPages(database: Database): void {
  const query = database.query<{ quick_check: string }, []>("PRAGMA quick_check(1)");
  if (query.get()?.quick_check !== "ok") throw damaged();
}

/** A database in memory, with room for a search index in the schema `search`, so that the two are measured apart. */
export function memoryDatabase(): Database {
  const database = new Database(":memory:", { strict: true });
  database.run("ATTACH ':memory:' AS search");
  return database;
}

/**
 * Takes the lock of a folder until the connection is closed or the process ends, however it does: the system gives it
 * back. @throws JournalFault where another server has it, SQLiteError or the system's error where it cannot be had
 */
export function lockFolder(folder: string): Database {
  const lock = new Database(makeFile(folder, LOCK_FILE), { readwrite: true, strict: true });
  try {
    lock.run(`PRAGMA busy_timeout = ${JOURNAL_BUSY_MS}`);
    lock.run("BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    lock.close();
    if (isHeld(error)) throw new JournalFault("another server keeps its own there");
    // It is not made anew: whoever has it locked would not be seen any more.
    if (isDamage(error))
      throw new JournalFault(
        `"${LOCK_FILE}" is damaged; remove it, and a new one is made`,
        `"${LOCK_FILE}" is damaged`,
      );
    throw error;
  }
}
