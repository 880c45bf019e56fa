// The journal that fails on command does so, and otherwise what the one below it does.

import { expect, test } from "bun:test";
import { setImmediate } from "node:timers/promises";
import { directJournal } from "../../lib/journal/direct.ts";
import type { Entry } from "../../lib/room/journal.ts";
import { FaultyJournal } from "../support/faulty-journal.ts";
import { ANN, batch, draft, many, NOON, seqs, texts } from "./drafts.ts";

function faulty() {
  const below = directJournal({ folder: undefined, keep: {}, newHistory: "history" }, () => NOON);
  const journal = new FaultyJournal(below);
  const heard: Entry[] = [];
  journal.follow((entries) => heard.push(...entries));
  return { journal, below, heard };
}

const everything = { viewer: ANN, after: 0, upTo: 100, limit: 100 };

test("it does what the one below does", async () => {
  const { journal, heard } = faulty();
  expect(await journal.append(batch([draft("tea")]))).toEqual([{ fate: "stored" }]);
  expect(texts(heard)).toEqual(["tea"]);
  expect(await journal.read(everything)).toEqual(heard);
  expect(await journal.startOf({ viewer: ANN, upTo: 1, count: 1 })).toBe(0);
  expect(await journal.search({ viewer: ANN, text: "tea" })).toEqual(heard);
  expect(journal.kept.history).toBe("history");
  await journal.close();
});

test("it fails until it is healed", async () => {
  const { journal, heard } = faulty();
  journal.fail("the disk is full");
  const failed = { fate: "failed", why: "the disk is full" } as const;
  expect(await journal.append(batch(many(2)))).toEqual([failed, failed]);
  expect(await journal.append(batch([]))).toEqual([failed]);
  expect(await journal.read(everything)).toEqual([]);
  journal.failReading("the disk fails");
  await expect(journal.read(everything)).rejects.toThrow("the disk fails");
  await expect(journal.startOf({ viewer: ANN, upTo: 1, count: 1 })).rejects.toThrow();
  await expect(journal.search({ viewer: ANN, text: "tea" })).rejects.toThrow();
  expect(heard).toEqual([]);
  journal.heal();
  expect(await journal.append(batch([draft("one")]))).toEqual([{ fate: "stored" }]);
  expect(seqs(await journal.read(everything))).toEqual([1]);
});

test("it stalls until it may go on", async () => {
  const { journal, heard } = faulty();
  const stalled = journal.stall();
  const stored = journal.append(batch([draft("one")]));
  await stalled;
  await setImmediate();
  expect(heard).toEqual([]);
  journal.go();
  expect(await stored).toEqual([{ fate: "stored" }]);
  expect(await journal.append(batch([draft("two")]))).toEqual([{ fate: "stored" }]);
  expect(seqs(heard)).toEqual([1, 2]);
});

test("it dies after it stored and before anybody knows", async () => {
  const { journal, below, heard } = faulty();
  const died = journal.dieBeforeAnswer();
  let isAnswered = false;
  const said = draft("one");
  for (const each of [said, draft("two")])
    void journal.append(batch([each])).then(() => (isAnswered = true));
  await died;
  await setImmediate();
  expect([isAnswered, heard]).toEqual([false, []]);
  expect(await below.append(batch([said, draft("three")]))).toEqual([
    { fate: "again", seq: 1, at: NOON },
    { fate: "stored" },
  ]);
});
