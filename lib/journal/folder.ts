// The folder of a journal: its files, for their owner's eyes alone, and whether they are still those that were opened.
import { accessSync, closeSync, constants, mkdirSync, openSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { codeOf } from "./faults.ts";

export const JOURNAL_FILE = "journal.db";
export const LOCK_FILE = "journal.lock";
export const SEARCH_FILE = "search.db";

/** What SQLite keeps beside a file: what was written last, and an index of that. */
const BESIDE = ["-wal", "-shm"];

/** Makes a folder that only its owner may look into, where there is none. @throws the system's error */
export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/**
 * Makes an empty file that only its owner may read, where there is none, and makes sure that it may be written;
 * returns its path. A file that is there is not opened: to close it would give up the locks that SQLite has on it,
 * since those are the process'. @throws the system's error
 */
export function makeFile(folder: string, name: string): string {
  const path = join(folder, name);
  try {
    closeSync(openSync(path, "wx", 0o600));
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
    accessSync(path, constants.R_OK | constants.W_OK);
  }
  return path;
}

/** Removes a file of SQLite's with what is kept beside it. Nobody may have it open. */
export function removeFile(folder: string, name: string): void {
  for (const ending of ["", ...BESIDE]) rmSync(join(folder, name + ending), { force: true });
}

/** Which files these names stand for now, as a text to compare: SQLite goes on with files that were moved or removed. */
export function identitiesOf(folder: string, names: readonly string[]): string {
  return names.map((name) => identityOf(join(folder, name))).join(" ");
}

/** The names of a file of SQLite's and of what is kept beside it. */
export function withBeside(name: string): string[] {
  return [name, ...BESIDE.map((ending) => name + ending)];
}

/** A file's size in bytes; 0 where there is none. */
export function sizeOf(folder: string, name: string): number {
  return statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
}

function identityOf(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? `${stats.dev}:${stats.ino}` : "none";
}
