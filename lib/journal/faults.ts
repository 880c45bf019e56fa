// What the disk and SQLite say when they refuse, in words for people: one table.

/** Why the journal cannot be kept, or does not answer, in words; not yet a sentence. */
export class JournalFault extends Error {
  override name = "JournalFault";

  /** What to say at the start, where the server then ends, and while it runs. */
  constructor(
    readonly starting: string,
    readonly running = starting,
  ) {
    super(starting);
  }
}

interface Words {
  starting: string;
  running: string;
}

const FULL = { starting: "no space is left", running: "the disk is full" };
const FAILS = { starting: "the disk fails", running: "the disk fails" };
const DAMAGED = {
  starting: '"journal.db" is damaged; move it away and a new one begins',
  running: "the file is damaged",
};
const NOT_OURS = {
  starting: '"journal.db" is not a journal of Parlor; move it away and a new one begins',
  running: "the file is damaged",
};
const READ_ONLY = { starting: "the disk is read-only", running: "the disk is read-only" };
const FORBIDDEN = { starting: "permission denied", running: "permission denied" };
const NO_FOLDER = { starting: "it is not a folder", running: "its folder is gone" };
const HELD = { starting: "another program holds it", running: "another program holds the file" };
const NO_MEMORY = { starting: "no memory is left", running: "no memory is left" };
const TOO_MANY = { starting: "too many files are open", running: "too many files are open" };

/** By the code of the system or of SQLite, or by the first part of SQLite's, as SQLITE_IOERR of SQLITE_IOERR_WRITE. */
const WORDS = new Map<string, Words>([
  ["ENOSPC", FULL],
  ["EDQUOT", FULL],
  ["SQLITE_FULL", FULL],
  // Only where the disk has no room for it does the index of the write-ahead log not grow.
  ["SQLITE_IOERR_SHMSIZE", FULL],
  ["EIO", FAILS],
  ["SQLITE_IOERR", FAILS],
  ["SQLITE_CORRUPT", DAMAGED],
  ["SQLITE_NOTADB", DAMAGED],
  ["SQLITE_ERROR", NOT_OURS],
  ["SQLITE_MISMATCH", NOT_OURS],
  ["EROFS", READ_ONLY],
  ["SQLITE_READONLY", READ_ONLY],
  ["EACCES", FORBIDDEN],
  ["EPERM", FORBIDDEN],
  ["SQLITE_PERM", FORBIDDEN],
  ["SQLITE_AUTH", FORBIDDEN],
  ["ENOTDIR", NO_FOLDER],
  ["EEXIST", NO_FOLDER],
  ["ENOENT", { starting: "there is no such folder", running: "its folder is gone" }],
  ["ELOOP", { starting: "it is a symbolic link to itself", running: "its folder is gone" }],
  ["ENAMETOOLONG", { starting: "its name is too long", running: "its name is too long" }],
  ["SQLITE_CANTOPEN", { starting: "it cannot be opened", running: "the file cannot be opened" }],
  ["SQLITE_BUSY", HELD],
  ["SQLITE_LOCKED", HELD],
  ["SQLITE_PROTOCOL", HELD],
  ["ENOMEM", NO_MEMORY],
  ["SQLITE_NOMEM", NO_MEMORY],
  ["SQLITE_IOERR_NOMEM", NO_MEMORY],
  ["EMFILE", TOO_MANY],
  ["ENFILE", TOO_MANY],
]);

/** What an error means for the journal; an error without a row there is told as it is. */
export function wordsOf(error: unknown): Words {
  if (error instanceof JournalFault) return error;
  const code = codeOf(error);
  const row = WORDS.get(code) ?? WORDS.get(primaryOf(code));
  if (row) return row;
  const why = error instanceof Error ? error.message : String(error);
  return { starting: why, running: why };
}

/** Whether a connection may be at fault that has met this error, so that a new one has to take its place. */
export function spoils(error: unknown): boolean {
  return !(error instanceof JournalFault) && !PASSING.has(primaryOf(codeOf(error)));
}

/** A file that SQLite opens, though a part of it is missing. */
export function damaged(): JournalFault {
  return new JournalFault(DAMAGED.starting, DAMAGED.running);
}

/** Whether an error tells that a file's content is not what it should be. */
export function isDamage(error: unknown): boolean {
  const row = WORDS.get(primaryOf(codeOf(error)));
  return row === DAMAGED || row === NOT_OURS;
}

/** Whether another connection has locked a file. */
export function isHeld(error: unknown): boolean {
  return WORDS.get(primaryOf(codeOf(error))) === HELD;
}

/** After these, SQLite says, a transaction that was rolled back leaves nothing behind. */
const PASSING = new Set(["SQLITE_FULL", "SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_NOMEM"]);

/** A code as "ENOSPC" or "SQLITE_FULL"; empty where there is none. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}

function primaryOf(code: string): string {
  return code.split("_").slice(0, 2).join("_");
}
