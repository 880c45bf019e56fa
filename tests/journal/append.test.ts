// Storing: numbers without a gap, keys that are known again, and all of a batch or nothing.

import { afterEach, describe, expect, test } from "bun:test";
import { openDatabase } from "../../lib/journal/database.ts";
import type { JournalCore } from "../../lib/journal/core.ts";
import { JOURNAL_BUSY_MS, JOURNAL_LOG_BYTES } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "../files/temp.ts";
import {
  all,
  ANN,
  batch,
  BOB,
  client,
  core,
  draft,
  entriesOf,
  EVE,
  many,
  NOON,
  seqs,
  texts,
  toBob,
} from "./drafts.ts";
import { join } from "node:path";

const folder = temporaryFolders();
const opened: JournalCore[] = [];
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close();
});

function open(...args: Parameters<typeof core>): JournalCore {
  const journal = core(...args);
  opened.push(journal);
  return journal;
}

describe.each(["memory", "folder"])("a journal in %s", (where) => {
  const place = () => (where === "folder" ? folder() : undefined);

  test("gives numbers from 1, without a gap, and gives back what was said", () => {
    const journal = open(place());
    const said = [draft("one"), draft("two", { action: true }), toBob("three\nlines")];
    expect(journal.append(batch(said))).toEqual([
      { fate: "stored", seq: 1 },
      { fate: "stored", seq: 2 },
      { fate: "stored", seq: 3 },
    ]);
    expect(all(journal)).toEqual(entriesOf(said));
  });

  test("knows a key again, in a later batch and in the same", () => {
    const journal = open(place());
    const [one, two] = [draft("one"), draft("two", { action: true, at: NOON + 5 })];
    expect(journal.append(batch([one, two, one, two]))).toEqual([
      { fate: "stored", seq: 1 },
      { fate: "stored", seq: 2 },
      { fate: "again", seq: 1, at: NOON },
      { fate: "again", seq: 2, at: NOON + 5 },
    ]);
    const later = [{ ...two, at: NOON + 99 }, draft("three")];
    expect(journal.append(batch(later))).toEqual([
      { fate: "again", seq: 2, at: NOON + 5 },
      { fate: "stored", seq: 3 },
    ]);
    expect(texts(all(journal))).toEqual(["one", "two", "three"]);
  });

  test("knows it by what is said, and not by who says it, when, and whom it is for by name", () => {
    const journal = open(place());
    const one = toBob("one");
    journal.append(batch([one]));
    const back = {
      ...one,
      client: EVE,
      from: "eve",
      at: NOON + 1,
      to: { client: BOB, name: "Bo" },
    };
    expect(journal.append(batch([back]))).toEqual([{ fate: "again", seq: 1, at: NOON }]);
  });

  test.each([
    ["another text", { text: "two" }],
    ["an action", { action: true as const }],
    ["for somebody", { to: { client: BOB, name: "bob" } }],
  ])("does not take a key for something else: %s", (_, other) => {
    const journal = open(place());
    const one = draft("one");
    const stored = journal.append(batch([one, { ...one, ...other }, draft("three")]));
    expect(stored.map(({ fate }) => fate)).toEqual(["stored", "key-taken", "stored"]);
    expect(seqs(all(journal))).toEqual([1, 2]);
  });

  test("does not take a key for something else: for another of the same name", () => {
    const journal = open(place());
    const one = toBob("one");
    journal.append(batch([one]));
    const other = { ...one, to: { client: EVE, name: "bob" } };
    expect(journal.append(batch([other]))).toEqual([{ fate: "key-taken" }]);
  });

  test("orders by number, whatever the clock says", () => {
    const journal = open(place());
    for (const at of [NOON, NOON - 1e9, NOON + 1e9, 0])
      journal.append(batch([draft(`${at}`, { at })]));
    expect(all(journal).map(({ at }) => at)).toEqual([NOON, NOON - 1e9, NOON + 1e9, 0]);
  });
});

describe("a batch that fails", () => {
  // What no server hands over stands for any fault in the middle of a transaction.
  const wrong = draft("wrong", { key: "00" });

  test.each([undefined, "folder"])(
    "leaves nothing behind in %p, and its numbers are the next one's",
    (where) => {
      const journal = open(where && folder());
      journal.append(batch([draft("one")]));
      const kept = batch([draft("two"), wrong, draft("three")], {
        clients: [client(7)],
        lastNumber: 7,
      });
      const failed = { fate: "failed", why: expect.stringContaining("CHECK") } as const;
      expect(journal.append(kept)).toEqual([failed, failed, failed]);
      expect(journal.append(batch([draft("four")]))).toEqual([{ fate: "stored", seq: 2 }]);
      expect(texts(all(journal))).toEqual(["one", "four"]);
    },
  );

  test("leaves nothing behind for the next process either", () => {
    const path = folder();
    const journal = open(path);
    journal.append(batch([draft("one")]));
    journal.append(batch([draft("two"), wrong]));
    journal.close();
    expect(texts(all(open(path)))).toEqual(["one"]);
  });

  test("says so also where it has no draft", () => {
    const path = folder();
    const journal = open(path);
    const other = openDatabase(join(path, "journal.db"), "FULL");
    other.run("BEGIN IMMEDIATE");
    const failed = { fate: "failed", why: "another program holds the file" } as const;
    expect(journal.append(batch([], { clients: [client(1)] }))).toEqual([failed]);
    expect(journal.append(batch(many(2)))).toEqual([failed, failed]);
    other.run("ROLLBACK");
    other.close();
    expect(journal.append(batch([], { clients: [client(1)] }))).toEqual([]);
    expect(journal.append(batch([draft("one")]))).toEqual([{ fate: "stored", seq: 1 }]);
  });
});

test("numbers, the history's id and all else outlive the process", () => {
  const path = folder();
  const first = open(path, { newHistory: "first" });
  const said = [draft("one"), toBob("two")];
  first.append(batch(said, { lastNumber: 12 }));
  first.close();
  const second = open(path, { newHistory: "second" });
  expect(second.kept).toEqual({ history: "first", lastSeq: 2, lastNumber: 12, clients: [] });
  expect(second.append(batch([said[1] ?? draft(""), draft("three")]))).toEqual([
    { fate: "again", seq: 2, at: NOON },
    { fate: "stored", seq: 3 },
  ]);
  expect(all(second, ANN)).toHaveLength(3);
});

test("what is stored is safe, and a burst leaves no large file", () => {
  const journal = open(folder());
  const found = ["synchronous", "journal_mode", "busy_timeout", "journal_size_limit"].map((name) =>
    journal.answer(({ database }) => database.query(`PRAGMA ${name}`).get()),
  );
  expect(found).toEqual([
    { synchronous: 2 },
    { journal_mode: "wal" },
    { timeout: JOURNAL_BUSY_MS },
    { journal_size_limit: JOURNAL_LOG_BYTES },
  ]);
});
