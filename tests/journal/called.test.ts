// The journal as the room asks for it, in this thread: who hears of what is stored, and when what is old goes.

import { afterEach, describe, expect, jest, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { setImmediate } from "node:timers/promises";
import { join } from "node:path";
import type { Call } from "../../lib/journal/calls.ts";
import { CallHandler } from "../../lib/journal/call-handler.ts";
import { directJournal } from "../../lib/journal/direct.ts";
import { INDEX_LAG, INDEX_SLICE, TIDY_MS } from "../../lib/protocol/limits.ts";
import { JournalFailure } from "../../lib/room/journal.ts";
import type { Journal } from "../../lib/room/journal.ts";
import { temporaryFolders } from "../files/temp.ts";
import { ANN, batch, core, draft, many, NOON, seqs, texts } from "./drafts.ts";
import { watchedJournal } from "./watched.ts";

const folder = temporaryFolders();
let journal: Journal | undefined;
afterEach(async () => {
  jest.useRealTimers();
  await journal?.close();
  journal = undefined;
});

function open(path?: string, keep = {}): Journal {
  journal = directJournal({ folder: path, keep, newHistory: "history" }, () => NOON);
  return journal;
}

function watched(isFailing?: (call: Call) => boolean) {
  const all = watchedJournal(isFailing);
  journal = all.journal;
  return all;
}

describe("who follows", () => {
  test("hears of what is stored, in order, before whoever stored it", async () => {
    const kept = open();
    const order: string[] = [];
    kept.follow((entries) => order.push(`heard ${seqs(entries).join()}`));
    const one = draft("one");
    await kept.append(batch([one, draft("two")])).then(() => order.push("stored"));
    await kept.append(batch([one])).then(() => order.push("again"));
    await kept.append(batch([one, draft("three")])).then(() => order.push("stored"));
    expect(order).toEqual(["heard 1,2", "stored", "again", "heard 3", "stored"]);
  });

  test("hears nothing of what failed", async () => {
    const { journal: kept } = watched(({ call }) => call === "append");
    kept.follow(() => expect.unreachable());
    expect(await kept.append(batch(many(2)))).toEqual([
      { fate: "failed", why: "no" },
      { fate: "failed", why: "no" },
    ]);
    expect(await kept.append(batch([]))).toEqual([{ fate: "failed", why: "no" }]);
  });
});

describe("it is tidied", () => {
  test("at the start, and where little is said every TIDY_MS", async () => {
    jest.useFakeTimers();
    const { journal: kept, calls } = watched();
    const turns = async () => {
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    };
    await turns();
    expect(calls.splice(0)).toEqual(["prune", "settle"]);
    jest.advanceTimersByTime(TIDY_MS - 1);
    await turns();
    expect(calls).toEqual([]);
    jest.advanceTimersByTime(1);
    await turns();
    expect(calls).toEqual(["prune", "settle"]);
    // Nor is it indexed again what was.
    await kept.append(batch(many(INDEX_LAG)));
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    calls.length = 0;
    jest.advanceTimersByTime(TIDY_MS);
    await turns();
    expect(calls).toEqual(["prune", "settle"]);
    await kept.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  test.each([
    [INDEX_LAG - 1, []],
    [INDEX_LAG, ["prune", ...Array(Math.ceil((INDEX_LAG + 1) / INDEX_SLICE)).fill("index")]],
  ])("after %d messages", async (count, done) => {
    const { journal: kept, calls } = watched();
    await kept.append(batch([]));
    await setImmediate();
    calls.length = 0;
    await kept.append(batch(many(count)));
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    expect(calls.slice(1)).toEqual(done);
  });

  test("at the start the index of what is there already, before anybody searches", async () => {
    const path = folder();
    const before = core(path);
    before.append(batch([draft("one")]));
    before.close();
    open(path);
    while (!existsSync(join(path, "search.db"))) await setImmediate();
  });

  test("again after that failed", async () => {
    let fails = true;
    const { journal: kept, calls } = watched(({ call }) => fails && call === "prune");
    await kept.append(batch(many(INDEX_LAG)));
    await setImmediate();
    fails = false;
    calls.length = 0;
    await kept.append(batch(many(INDEX_LAG)));
    for (let turn = 0; turn < 10; turn++) await setImmediate();
    expect(calls).toContain("prune");
    expect(calls).toContain("index");
  });

  test("what is too old goes while it runs", async () => {
    const kept = open(folder(), { ageMs: 1000 });
    await kept.append(batch(many(INDEX_LAG, "message", { at: 0 })));
    const newest = () => kept.read({ viewer: ANN, after: 0, upTo: 1e9, limit: 10 });
    while ((await newest()).length > 0) await setImmediate();
    expect(await kept.search({ viewer: ANN, text: "message" })).toEqual([]);
    await kept.append(batch([draft("message young")]));
    expect(texts(await kept.search({ viewer: ANN, text: "message" }))).toEqual(["message young"]);
  });
});

describe("in this thread", () => {
  test("a folder's journal is the same as in threads", async () => {
    const path = folder();
    const kept = open(path);
    await kept.append(batch([draft("tea")]));
    expect(await kept.startOf({ viewer: ANN, upTo: 1, count: 1 })).toBe(0);
    expect(texts(await kept.search({ viewer: ANN, text: "tea" }))).toEqual(["tea"]);
    await kept.close();
    expect(open(path).kept.lastSeq).toBe(1);
  });

  test("what cannot be opened is refused in the same words", () => {
    const path = join(folder(), "file");
    writeFileSync(path, "");
    expect(() => open(path)).toThrow(`Cannot keep the journal in "${path}": it is not a folder`);
    const known = { history: "history", lastSeq: 1 };
    const options = { folder: undefined, keep: {}, newHistory: "history", known };
    expect(() => directJournal(options, () => NOON)).toThrow("Cannot go on");
  });

  test("what cannot be read is told in words", async () => {
    const path = folder();
    const kept = open(path);
    const other = core(folder());
    other.close();
    mkdirSync(join(path, "search.db"));
    await expect(kept.search({ viewer: ANN, text: "tea" })).rejects.toThrow(
      new JournalFailure("the file cannot be opened"),
    );
  });

  test("nothing is answered before it is open", () => {
    const answer = new CallHandler(() => {}).answerTo({ call: "settle" });
    expect(answer).toEqual({ answer: "failed", why: "the journal is not open" });
  });
});
