// What the disk and SQLite say, in words; and after what a connection is not used again.

import { expect, test } from "bun:test";
import { isDamage, isHeld, JournalFault, spoils, wordsOf } from "../../lib/journal/faults.ts";

const error = (code: string) => Object.assign(new Error(`what ${code} says`), { code });

test.each([
  ["ENOSPC", "no space is left", "the disk is full", true],
  ["EDQUOT", "no space is left", "the disk is full", true],
  ["SQLITE_FULL", "no space is left", "the disk is full", false],
  ["SQLITE_IOERR_SHMSIZE", "no space is left", "the disk is full", true],
  ["SQLITE_IOERR", "the disk fails", "the disk fails", true],
  ["SQLITE_IOERR_FSYNC", "the disk fails", "the disk fails", true],
  ["SQLITE_IOERR_NOMEM", "no memory is left", "no memory is left", true],
  ["SQLITE_NOMEM", "no memory is left", "no memory is left", false],
  ["SQLITE_READONLY_DBMOVED", "the disk is read-only", "the disk is read-only", true],
  ["EROFS", "the disk is read-only", "the disk is read-only", true],
  ["EACCES", "permission denied", "permission denied", true],
  ["SQLITE_CANTOPEN_ISDIR", "it cannot be opened", "the file cannot be opened", true],
  ["SQLITE_BUSY_SNAPSHOT", "another program holds it", "another program holds the file", false],
  ["EMFILE", "too many files are open", "too many files are open", true],
  ["ESTRANGE", "what ESTRANGE says", "what ESTRANGE says", true],
])("%s", (code, starting, running, isSpoiled) => {
  expect(wordsOf(error(code))).toEqual({ starting, running });
  expect(spoils(error(code))).toBe(isSpoiled);
});

test("damage is told from what passes", () => {
  for (const code of ["SQLITE_CORRUPT", "SQLITE_CORRUPT_VTAB", "SQLITE_NOTADB", "SQLITE_ERROR"]) {
    expect(isDamage(error(code))).toBe(true);
    expect(wordsOf(error(code)).running).toBe("the file is damaged");
  }
  expect(isDamage(error("SQLITE_FULL"))).toBe(false);
  expect(isDamage(new Error("plain"))).toBe(false);
  expect(isHeld(error("SQLITE_BUSY"))).toBe(true);
  expect(isHeld(error("SQLITE_FULL"))).toBe(false);
});

test("our own words are told as they are, and so is what is no error at all", () => {
  expect(wordsOf(new JournalFault("one", "two"))).toMatchObject({
    starting: "one",
    running: "two",
  });
  expect(spoils(new JournalFault("one"))).toBe(false);
  expect(wordsOf("thrown")).toEqual({ starting: "thrown", running: "thrown" });
  expect(wordsOf(Object.assign(new Error("numbered"), { code: 7 })).running).toBe("numbered");
});
