// What was said before: shown to newcomers, and asked for in pages.

import { describe, expect, test } from "bun:test";
import {
  FOUND_MESSAGES,
  HISTORY_LAST,
  HISTORY_PAGE,
  HISTORY_PAGE_BYTES,
  MESSAGE_BYTES,
} from "../../lib/protocol/limits.ts";
import type { FramesGuest, Heard } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";
import { say, told } from "./returning.ts";

/** Says numbered messages, and waits until all are stored. */
async function talk(guest: FramesGuest, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, index) =>
    guest.ask({ type: "say", text: `no. ${index + 1}` }),
  );
  for (const id of ids) await guest.answers(id);
}

/** The numbers in each page of an answer; it must be well formed. */
function pagesOf([ack, ...pages]: readonly Heard[]): number[][] {
  expect(ack?.type).toBe("ack");
  return pages.map((page, index) => {
    if (page.type !== "history") throw new Error(`a ${page.type} came`);
    expect(page.more).toBe(index < pages.length - 1);
    return page.entries.map(({ seq }) => seq);
  });
}

const upTo = (last: number, first = 1) =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("a newcomer", () => {
  test.each([
    { replay: 0, asks: {}, first: 31 },
    { replay: 20, asks: {}, first: 11 },
    { replay: 30, asks: {}, first: 1 },
    { replay: 31, asks: {}, first: 1 },
    { replay: 20, asks: { replay: 0 }, first: 31 },
    { replay: 0, asks: { replay: 3 }, first: 28 },
    { replay: 20, asks: { replay: HISTORY_LAST }, first: 1 },
    { replay: 20, asks: { since: 0 }, first: 1 },
    { replay: 20, asks: { since: 29 }, first: 30 },
    { replay: 20, asks: { since: 30 }, first: 31 },
    { replay: 20, asks: { since: 99 }, first: 31 },
    { replay: 20, asks: { since: 28, replay: 1 }, first: 29 },
  ])("that asks for $asks of a room that shows $replay", async ({ replay, asks, first }) => {
    await using house = new House({ replay });
    const ann = await house.frames("Ann");
    await talk(ann, 30);
    const ben = await house.frames("Ben", asks);
    expect(told(await ben.shown())).toEqual(upTo(30, first).map((seq) => `${seq} Ann: no. ${seq}`));
    expect(await ben.next("live")).toEqual({ type: "live", seq: 30 });
    await say(ann, "now");
    await ben.heard();
    expect(ben.came.at(-2)).toMatchObject({ type: "said", seq: 31 });
  });

  test("may not ask for more than so many", async () => {
    await using house = new House();
    const guest = await house.unnamedFrames();
    const nick = { type: "nick", name: "Ann", replay: HISTORY_LAST + 1 } as const;
    expect(await guest.request(nick)).toMatchObject([{ type: "error", code: "bad-message" }]);
  });

  test("in lines or without line endings is shown nothing unasked", async () => {
    await using house = new House({ replay: 20 });
    const ann = await house.frames("Ann");
    await talk(ann, 3);
    const [lina, old] = [await house.lines("Lina"), await house.bare("Old")];
    expect(await lina.heard()).toEqual(["* Old joined"]);
    expect(await old.heard("")).toEqual([]);
    old.send("/history");
    expect(await old.line()).toStartWith("* Cannot show the history");
  });

  test("is shown no direct message of others", async () => {
    await using house = new House({ replay: 20 });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    await ann.request({ type: "msg", to: "Ben", text: "psst" });
    await say(ben, "two");
    const cem = await house.frames("Cem", { since: 0 });
    expect(told(await cem.shown())).toEqual(["2 Ben: two"]);
    for (const asked of [
      { type: "history", since: 0 },
      { type: "history" },
      { type: "search", text: "psst" },
    ] as const) {
      const seen = JSON.stringify(await cem.request(asked));
      expect(seen).not.toContain("psst");
      expect(JSON.stringify(await ann.request(asked))).toContain("psst");
    }
  });
});

describe("the history", () => {
  test("has what is asked for, in pages", async () => {
    await using house = new House();
    const ann = await house.frames("Ann");
    expect(pagesOf(await ann.request({ type: "history" }))).toEqual([[]]);
    await talk(ann, 2 * HISTORY_PAGE);
    const ben = await house.frames("Ben");
    const pages = async (range: { last?: number; before?: number; since?: number }) =>
      pagesOf(await ben.request({ type: "history", ...range }));
    expect(await pages({})).toEqual([upTo(200, 181)]);
    expect(await pages({ last: 0 })).toEqual([[]]);
    expect(await pages({ last: 1 })).toEqual([[200]]);
    expect(await pages({ last: HISTORY_PAGE })).toEqual([upTo(200, 101)]);
    expect(await pages({ last: HISTORY_PAGE + 1 })).toEqual([upTo(199, 100), [200]]);
    expect(await pages({ last: HISTORY_LAST })).toEqual([upTo(100), upTo(200, 101)]);
    expect(await pages({ before: 0 })).toEqual([[]]);
    expect(await pages({ before: 1 })).toEqual([[]]);
    expect(await pages({ before: 3 })).toEqual([[1, 2]]);
    expect(await pages({ before: 101, last: 2 })).toEqual([[99, 100]]);
    expect(await pages({ before: 999, last: 2 })).toEqual([[199, 200]]);
    expect(await pages({ since: 0 })).toEqual([upTo(100), upTo(200, 101)]);
    expect(await pages({ since: 198 })).toEqual([[199, 200]]);
    expect(await pages({ since: 200 })).toEqual([[]]);
    expect(await pages({ since: 999 })).toEqual([[]]);
    const most = { type: "history", last: HISTORY_LAST + 1 } as const;
    expect(await ben.request(most)).toMatchObject([{ type: "error" }]);
  });

  test("of long messages has fewer in a page, and none is lost", async () => {
    await using house = new House();
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const texts = ["x", "\\", '"'].flatMap((character) =>
      Array.from({ length: 12 }, () => character.repeat(MESSAGE_BYTES)),
    );
    for (const text of texts) await say(ann, text);
    const answers = await ben.request({ type: "history", since: 0 });
    expect(pagesOf(answers).flat()).toEqual(upTo(texts.length));
    for (const page of answers) {
      if (page.type !== "history") continue;
      expect(JSON.stringify(page.entries).length).toBeLessThanOrEqual(HISTORY_PAGE_BYTES);
      if (page.more) expect(page.entries.length).toBeGreaterThanOrEqual(3);
    }
    const all = answers.flatMap((page) => (page.type === "history" ? page.entries : []));
    expect(all.map(({ text }) => text)).toEqual(texts);
  });

  test("has all that is known of a message", async () => {
    await using house = new House({ now: () => 1_800_000_000_000 });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    await ann.request({ type: "say", text: "waves", action: true });
    await ben.request({ type: "msg", to: "ann", text: "psst" });
    const at = 1_800_000_000_000;
    const entries = [
      { seq: 1, at, from: "Ann", client: 1, text: "waves", action: true },
      { seq: 2, at, from: "Ben", client: 2, text: "psst", to: "Ann" },
    ];
    for (const guest of [ann, ben]) {
      const [, page] = await guest.request({ type: "history" });
      expect(page).toMatchObject({ type: "history", entries, more: false });
    }
  });

  test("reads in lines as what begins with a star, in the order of the answers", async () => {
    await using house = new House();
    const lina = await house.lines("Lina");
    lina.send("one\n/history\n/history before 1\n/search one\n/search two\n/who\n");
    const lines = await lina.lines(7);
    expect(lines[0]).toBe("one ACK");
    expect(lines[1]).toBe("/history ACK");
    expect(lines[2]).toMatch(/^\* .*Lina: one$/);
    expect(lines[3]).toBe("/history before 1 ACK");
    expect(lines[4]).toBe("/search one ACK");
    expect(lines[5]).toBe(lines[2] ?? "");
    expect(lines[6]).toBe("/search two ACK");
  });

  test("that its asker does not wait for ends with it", async () => {
    await using house = new House();
    const ann = await house.frames("Ann");
    for (let each = 0; each < 300; each++) ann.ask({ type: "say", text: "x".repeat(2000) });
    await say(ann, "last");
    const ben = await house.frames("Ben");
    ben.raw.pause();
    for (let each = 0; each < 10; each++) ben.ask({ type: "history", since: 0 });
    await house.read();
    ben[Symbol.dispose]();
    await house.log.line(`Connection closed: ${ben.raw.address}`);
    await say(ann, "still here");
    expect(house.log.all.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  });
});

test("a search finds the newest messages with all its words, so many of them", async () => {
  await using house = new House();
  const ann = await house.frames("Ann");
  await talk(ann, FOUND_MESSAGES + 1);
  await say(ann, "tea and biscuits");
  const found = async (text: string) => pagesOf(await ann.request({ type: "search", text }));
  expect(await found("no")).toEqual([upTo(51, 2)]);
  expect(await found("biscuits tea")).toEqual([[52]]);
  expect(await found("biscuits coffee")).toEqual([[]]);
});
