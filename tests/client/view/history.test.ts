// What was said earlier as lines: clocks, days, whose words, and which part of all it is.
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import { PLAIN_LOOK } from "../../../lib/client/view/events.ts";
import {
  datedLine,
  entryLine,
  historyLine,
  type HistoryAsked,
} from "../../../lib/client/view/history.ts";
import { FOUND_MESSAGES } from "../../../lib/protocol/limits.ts";
import type { HistoryEntry } from "../../../lib/protocol/messages.ts";

const zone = process.env["TZ"];
beforeAll(() => void (process.env["TZ"] = "America/New_York"));
afterAll(() => void (process.env["TZ"] = zone ?? "Etc/UTC"));

const at = (iso: string) => new Date(iso).getTime();
const look = { ...PLAIN_LOOK, me: () => "Bo", number: 2 };
const NOW = "2026-11-22T14:05";

/** Ann's words of today, as number 1, but for what is told of them. */
function entry(fields: Partial<Omit<HistoryEntry, "at">> & { at?: string }): HistoryEntry {
  const time = at(fields.at ?? "2026-11-22T14:02");
  return { seq: 1, from: "Ann", client: 1, text: "hi", ...fields, at: time };
}

function shown(
  entries: readonly HistoryEntry[],
  asked: HistoryAsked = ["history"],
  columns = Infinity,
): string[] {
  return historyLine(entries, look, at(NOW), ...asked)(columns).map(Bun.stripANSI);
}

describe("a message has its clock, and", () => {
  test.each([
    ["who said it", {}, "14:02 Ann: hi"],
    ["what they do", { action: true as const, text: "waves" }, "14:02 ~ Ann waves"],
    ["the mark of a mention", { text: "hi bo" }, "14:02 » Ann: hi bo"],
    ["that it is for us alone", { to: "Bo" }, "14:02 → Ann to you: hi"],
    [
      "that it is for another alone",
      { client: 2, from: "Bo", to: "Ann" },
      "14:02 → you to Ann: hi",
    ],
    ["our own name", { client: 2, from: "Bo" }, "14:02 Bo: hi"],
    ["the name we had then", { client: 2, from: "Old", text: "I am Bo" }, "14:02 Old: I am Bo"],
    ["another's who has our name", { client: 9, from: "Bo", to: "Bo" }, "14:02 → Bo to you: hi"],
  ])("%s", (_what, fields, row) => {
    expect(entryLine(entry(fields), look)(Infinity).map(Bun.stripANSI)).toEqual([row]);
  });

  test("stands before each of its lines, or is what they are indented by", () => {
    const two = entry({ text: "one\nCy: two" });
    expect(shown([two]).slice(1)).toEqual(["14:02 Ann: one", "14:02 Ann: Cy: two"]);
    expect(shown([two], ["history"], 60).slice(1)).toEqual([
      "14:02 Ann: one",
      "           Cy: two",
    ]);
  });

  test("names have their colours", () => {
    const coloured = { ...look, colourOf: () => (name: string) => `<${name}>` };
    expect(Bun.stripANSI(entryLine(entry({}), coloured)(80)[0] ?? "")).toBe("14:02 <Ann>: hi");
  });
});

describe("the notice above them", () => {
  const three = [81, 85, 100].map((seq) => entry({ seq }));
  test.each<[string, HistoryEntry[], HistoryAsked, string]>([
    ["a part", three, ["history"], "* 81 to 100; /history before 81 shows those before"],
    ["before one", three, ["history", 101], "* 81 to 100; /history before 81 shows those before"],
    ["one", [entry({ seq: 2 })], ["history"], "* 2; /history before 2 shows those before"],
    ["from the first on", [entry({ seq: 1 }), entry({ seq: 2 })], ["history"], "* 1 to 2"],
    ["the first", [entry({ seq: 1 })], ["history"], "* 1"],
    ["nothing", [], ["history"], "* Nothing was said yet"],
    ["nothing before", [], ["history", 81], "* Nothing is kept before 81"],
    ["found", three, ["search", "hi"], '* 3 found for "hi"'],
    ["not found", [], ["search", "tea"], '* Nothing found for "tea"'],
  ])("%s", (_what, entries, asked, notice) => {
    expect(shown(entries, asked)[0]).toBe(notice);
    expect(shown(entries, asked)).toHaveLength(entries.length + 1);
  });

  test("says that more may be found where a search gives its most", () => {
    const found = Array.from({ length: FOUND_MESSAGES }, (_, seq) => entry({ seq }));
    expect(shown(found, ["search", "hi"])[0]).toBe(`* The newest ${FOUND_MESSAGES} found for "hi"`);
    const fewer = found.slice(1);
    expect(shown(fewer, ["search", "hi"])[0]).toBe(`* ${FOUND_MESSAGES - 1} found for "hi"`);
  });
});

describe("days are told", () => {
  const days = (...times: string[]) =>
    shown(
      times.map((time) => entry({ at: time })),
      ["history"],
      16,
    )
      .slice(1)
      .filter((row) => /^(?:──|\d\d:)/.test(row))
      .map((row) => (row.startsWith("──") ? row.slice(3, 13) : row.slice(0, 5)));

  test("before the first, unless it is of today", () => {
    expect(days("2026-11-22T00:00")).toEqual(["00:00"]);
    expect(days("2026-11-21T23:59")).toEqual(["2026-11-21", "23:59"]);
    expect(days("2025-11-22T14:02")).toEqual(["2025-11-22", "14:02"]);
  });

  test("where they change", () => {
    expect(days("2026-11-20T10:00", "2026-11-20T11:00", "2026-11-22T00:00")).toEqual([
      "2026-11-20",
      "10:00",
      "11:00",
      "2026-11-22",
      "00:00",
    ]);
  });

  test("and go forward alone, where a clock went back", () => {
    expect(days("2026-11-22T10:00", "2026-11-20T11:00", "2026-11-22T12:00")).toEqual([
      "10:00",
      "11:00",
      "12:00",
    ]);
    expect(days("2031-01-01T10:00", "2026-11-22T11:00")).toEqual(["2031-01-01", "10:00", "11:00"]);
  });
});

describe("for where nobody chats, a message has its date, and", () => {
  test.each([
    ["who said it", {}, ["2026-11-22 14:02 Ann: hi"]],
    ["what they do", { action: true as const }, ["2026-11-22 14:02 ~ Ann hi"]],
    ["whom it is for", { to: "Bo" }, ["2026-11-22 14:02 → Ann to Bo: hi"]],
    [
      "both before each line",
      { text: "one\nBo: two" },
      ["2026-11-22 14:02 Ann: one", "2026-11-22 14:02 Ann: Bo: two"],
    ],
  ])("%s", (_what, fields, rows) => {
    expect(datedLine(entry(fields))(Infinity).map(Bun.stripANSI)).toEqual(rows);
  });
});

test("no row is wider than the screen, whatever is said, and each width has its own rows", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 60 }).map((some) => some.trim() || "x");
  const some = fc.array(fc.record({ text, action: fc.boolean(), direct: fc.boolean() }));
  const printable = (words: string) => words.replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, "x");
  fc.assert(
    fc.property(some, fc.array(fc.integer({ min: 10, max: 120 })), (said, widths) => {
      const entries = said.map(({ text: words, action, direct }, seq) =>
        entry({
          seq,
          text: printable(words),
          ...(action ? { action } : {}),
          ...(direct ? { to: "Bo" } : {}),
        }),
      );
      const line = historyLine(entries, look, at(NOW), "search", "x");
      for (const columns of widths) {
        const rows = line(columns);
        expect(rows).toEqual(historyLine(entries, look, at(NOW), "search", "x")(columns));
        for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(columns);
      }
    }),
  );
});

test("is laid out once a width, however often it is looked at", () => {
  const line = historyLine([entry({})], look, at(NOW), "history");
  const rows = line(80);
  expect(line(80)).toBe(rows);
  expect(line(10)).not.toBe(rows);
  expect(line(80)).toEqual(rows);
});
