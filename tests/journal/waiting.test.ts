// Who waits for whom in a journal, and what is warned of because no sender hears of it.

import { afterEach, describe, expect, test } from "bun:test";
import { setImmediate } from "node:timers/promises";
import type { Call } from "../../lib/journal/calls.ts";
import { CallHandler } from "../../lib/journal/call-handler.ts";
import { CalledJournal } from "../../lib/journal/called-journal.ts";
import { INDEX_LAG, INDEX_SLICE, SEARCH_SLICES } from "../../lib/protocol/limits.ts";
import { JournalFailure } from "../../lib/room/journal.ts";
import type { Journal } from "../../lib/room/journal.ts";
import { temporaryFolders } from "../files/temp.ts";
import { ANN, batch, core, draft, many, NOON } from "./drafts.ts";
import { NOTHING, watchedJournal, type Success } from "./watched.ts";

const folder = temporaryFolders();
let journal: Journal | undefined;
afterEach(async () => {
  await journal?.close();
  journal = undefined;
});

function watched(isFailing?: (call: Call) => boolean) {
  const all = watchedJournal(isFailing);
  journal = all.journal;
  return all;
}

describe("what is asked meanwhile", () => {
  /** A journal whose answers wait until they are let go, in their order. */
  function stalled(isStalled: (call: Call) => boolean) {
    const asked: string[] = [];
    const waiting: (() => void)[] = [];
    const one = {
      async ask(call: Call): Promise<Success> {
        asked.push(call.call);
        if (isStalled(call)) await new Promise<void>((resolve) => waiting.push(resolve));
        if (call.call === "index") return { answer: "more", isMore: true };
        if (call.call === "append")
          return { answer: "outcomes", outcomes: [{ fate: "stored", seq: 1 }] };
        return call.call === "startOf"
          ? { answer: "seq", seq: 7 }
          : { answer: "entries", entries: [] };
      },
      close: async () => undefined,
    };
    const means = { kept: NOTHING, keeper: one, searcher: one, now: () => NOON, warn: () => {} };
    journal = new CalledJournal({ ...means, known: { ...NOTHING } });
    return { journal, asked, waiting };
  }

  test("a search waits for SEARCH_SLICES of the index at most, none of which shortens it", async () => {
    const reaches: unknown[] = [];
    const { journal: kept, asked } = stalled((call) => {
      if (call.call === "index") reaches.push(call.reach);
      return false;
    });
    await setImmediate();
    asked.length = 0;
    expect(await kept.search({ viewer: ANN, text: "tea" })).toEqual([]);
    expect(asked).toEqual([...Array(SEARCH_SLICES).fill("index"), "search"]);
    expect(reaches).toEqual(Array(SEARCH_SLICES).fill("extends"));
  });

  test.each([SEARCH_SLICES, SEARCH_SLICES + 1])(
    "a search finds what is in the first SEARCH_SLICES slices, of %d",
    async (slices) => {
      const path = folder();
      const before = core(path);
      const last = INDEX_SLICE * (slices - 1) + 1;
      before.append(batch([...many(last - 1), draft("tea")]));
      before.close();
      const searcher = new CallHandler(() => {});
      const options = { folder: path, keep: {}, newHistory: "history" };
      searcher.answerTo({ call: "open", role: "search", options });
      const one = {
        async ask(call: Call): Promise<Success> {
          const answer = searcher.answerTo(call);
          if (answer.answer === "failed") throw new JournalFailure(answer.why);
          return answer;
        },
        close: async () => void searcher.answerTo({ call: "close" }),
      };
      const keeper = { ask: async () => ({ answer: "done" }) as const, close: async () => {} };
      const means = { kept: NOTHING, keeper, searcher: one, now: () => NOON, warn: () => {} };
      journal = new CalledJournal({ ...means, known: { ...NOTHING } });
      const found = () => journal?.search({ viewer: ANN, text: "tea" });
      expect(await found()).toHaveLength(slices > SEARCH_SLICES ? 0 : 1);
      expect(await found()).toHaveLength(1);
    },
  );

  test.each([
    [1, []],
    [2, ["extends and shortens"]],
  ])("the index is shortened after %d slices were taken away", async (slices, reaches) => {
    const indexed: string[] = [];
    let prunings = 0;
    const { promise, resolve } = Promise.withResolvers<void>();
    const one = {
      async ask(call: Call): Promise<Success> {
        if (call.call === "prune") return { answer: "more", isMore: ++prunings < slices };
        if (call.call === "index") indexed.push(call.reach);
        if (call.call === "settle") resolve();
        return { answer: "more", isMore: false };
      },
      close: async () => undefined,
    };
    const means = { kept: NOTHING, keeper: one, searcher: one, now: () => NOON, warn: () => {} };
    journal = new CalledJournal({ ...means, known: { ...NOTHING } });
    await promise;
    expect(indexed).toEqual(reaches);
  });

  test("one reading at a time is under way, and what is to be stored passes all that wait", async () => {
    const { journal: kept, asked, waiting } = stalled(({ call }) => call === "read");
    await setImmediate();
    asked.length = 0;
    const read = () => kept.read({ viewer: ANN, after: 0, upTo: 9, limit: 9 });
    const readings = [read(), read(), kept.startOf({ viewer: ANN, upTo: 9, count: 1 }), read()];
    await setImmediate();
    await kept.append(batch([draft("one")]));
    expect(asked).toEqual(["read", "append"]);
    for (let turn = 0; turn < 3; turn++) {
      waiting.shift()?.();
      await setImmediate();
    }
    expect(asked).toEqual(["read", "append", "read", "startOf", "read"]);
    expect(await Promise.all(readings)).toEqual([[], [], 7, []]);
  });

  test("a reading that fails holds none of those behind it", async () => {
    let fails = true;
    const { journal: kept } = watched(({ call }) => fails && call === "startOf");
    const failing = kept.startOf({ viewer: ANN, upTo: 9, count: 1 });
    const behind = kept.read({ viewer: ANN, after: 0, upTo: 9, limit: 9 });
    await expect(failing).rejects.toThrow("no");
    fails = false;
    expect(await behind).toEqual([]);
  });
});

describe("what no sender hears of is warned of once, and when it goes again", () => {
  const ways: [string, Call["call"], (kept: Journal) => Promise<unknown>, string, string][] = [
    [
      "reading",
      "read",
      (kept) => kept.read({ viewer: ANN, after: 0, upTo: 9, limit: 9 }),
      "Cannot read the journal: no",
      "The journal can be read again",
    ],
    [
      "searching",
      "search",
      (kept) => kept.search({ viewer: ANN, text: "tea" }),
      "Cannot search the journal: no",
      "The journal can be searched again",
    ],
    [
      "tidying",
      "prune",
      async (kept) => {
        await kept.append(batch(many(INDEX_LAG)));
        for (let turn = 0; turn < 10; turn++) await setImmediate();
      },
      "Cannot tidy the journal: no",
      "The journal can be tidied again",
    ],
  ];

  test.each(ways)("%s", async (_, failing, work, cannot, again) => {
    let fails = true;
    const { journal: kept, warnings } = watched(({ call }) => fails && call === failing);
    for (let turn = 0; turn < 2; turn++) {
      for (let time = 0; time < 2; time++) await work(kept).catch(() => undefined);
      expect(warnings.splice(0)).toEqual([cannot]);
      fails = false;
      for (let time = 0; time < 2; time++) await work(kept);
      expect(warnings.splice(0)).toEqual([again]);
      fails = true;
    }
  });

  test("but not that it is closed", async () => {
    const { journal: kept, warnings } = watched();
    await kept.close();
    await expect(kept.read({ viewer: ANN, after: 0, upTo: 9, limit: 9 })).rejects.toThrow("closed");
    expect(warnings).toEqual([]);
  });
});
