// A file that is cut off in place while it is open: nothing is acknowledged into what is left of it.

import { afterEach, describe, expect, test } from "bun:test";
import { cpSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JournalCore } from "../../lib/journal/core.ts";
import { temporaryFolders } from "../files/temp.ts";
import { all, batch, core, draft, many, NOON, seqs } from "./drafts.ts";

const folder = temporaryFolders();
const warnings: string[] = [];
let journal: JournalCore | undefined;
afterEach(() => {
  warnings.length = 0;
  journal?.close();
  journal = undefined;
});

const PAGE = 4096;
const FAILED = { fate: "failed", why: "the file is damaged" } as const;

/** A journal of 2001 messages, of which the last is at the end of its file; and the path of that. */
function filled(): { journal: JournalCore; file: string } {
  const path = folder();
  journal = core(path, {}, (text) => warnings.push(text));
  for (let turn = 0; turn < 20; turn++) journal.append(batch(many(100, "a".repeat(300))));
  journal.append(batch([draft("a".repeat(10 * PAGE))]));
  journal.settle();
  // What is not at its place yet: closing the file makes it as long as it was.
  journal.append(batch([], { seen: NOON + 1 }));
  return { journal, file: join(path, "journal.db") };
}

describe("a journal's file that is cut off", () => {
  test.each([
    ["by its last pages", (size: number) => size - 3 * PAGE],
    ["to its half", (size: number) => Math.floor(size / 2 / PAGE) * PAGE],
    ["to its first page", () => PAGE],
  ])("%s takes nothing more, until it is moved away", (_, left) => {
    const { journal: kept, file } = filled();
    truncateSync(file, left(statSync(file).size));
    for (let turn = 0; turn < 3; turn++)
      expect(kept.append(batch([draft("two")]))).toEqual([FAILED]);
    for (const ending of ["", "-wal", "-shm"]) rmSync(file + ending, { force: true });
    expect(kept.append(batch([draft("two")]))).toEqual([{ fate: "stored", seq: 2002 }]);
    expect(warnings).toHaveLength(1);
  });

  test("by an older copy of itself that was written over it goes on, and says what is missing", () => {
    const path = folder();
    journal = core(path, {}, (text) => warnings.push(text));
    const file = join(path, "journal.db");
    journal.append(batch([draft("one")]));
    journal.settle();
    cpSync(file, `${file}-copy`);
    journal.append(batch(many(500)));
    journal.settle();
    journal.append(batch([]));
    journal.settle();
    const { ino } = statSync(file);
    writeFileSync(file, readFileSync(`${file}-copy`));
    expect(statSync(file).ino).toBe(ino);
    expect(journal.append(batch([draft("two")]))).toEqual([{ fate: "stored", seq: 502 }]);
    const { database } = journal.answer((store) => store);
    expect(journal.append(batch([draft("three")]))).toEqual([{ fate: "stored", seq: 503 }]);
    expect(journal.answer((store) => store.database === database)).toBe(true);
    expect(seqs(all(journal))).toEqual([1, 502, 503]);
    expect(warnings).toEqual(["500 acknowledged messages are not in the file any more"]);
  });
});

test("a file that is pruned is as long as before, and one that grows is no other", () => {
  const path = folder();
  journal = core(path, { keep: { ageMs: 1000 } }, (text) => warnings.push(text));
  const { database } = journal.answer((store) => store);
  for (let turn = 0; turn < 5; turn++) {
    journal.append(batch(many(500, "old", { at: NOON - 2000 })));
    journal.settle();
    while (journal.prune(NOON));
    journal.settle();
  }
  expect(journal.append(batch([draft("one")]))).toEqual([{ fate: "stored", seq: 2501 }]);
  expect(journal.answer((store) => store.database === database)).toBe(true);
  expect(warnings).toEqual([]);
});
