// Texts cut to a width: whole graphemes, a mark, and a file's extension kept.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { brokenRow, cutBeginning, cutEnd, cutFile, cutRow } from "../../../lib/client/view/cut.ts";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import { EXTENSION_BYTES } from "../../../lib/protocol/limits.ts";

test.each([
  ["hello", 5, "hello"],
  ["hello", 4, "hel…"],
  ["hello", 1, "…"],
  ["hello", 0, ""],
  ["hello", -3, ""],
  ["", 0, ""],
  ["漢字漢字", 8, "漢字漢字"],
  ["漢字漢字", 7, "漢字漢…"],
  ["漢字漢字", 6, "漢字…"],
  ["👨‍👩‍👧👨‍👩‍👧", 12, "👨‍👩‍👧👨‍👩‍👧"],
  ["👨‍👩‍👧👨‍👩‍👧", 11, "👨‍👩‍👧…"],
  ["👨‍👩‍👧👨‍👩‍👧", 6, "…"],
  ["hello", Infinity, "hello"],
])("%p in %d columns is %p", (text, columns, cut) => {
  expect(cutEnd(text, columns)).toBe(cut);
});

test.each([
  ["report.pdf", 10, "report.pdf"],
  ["long-report.pdf", 10, "long-….pdf"],
  ["long-report.pdf", 9, "long….pdf"],
  ["long-report.pdf", 7, "lo….pdf"],
  ["long-report.pdf", 6, "long-…"],
  ["a/very/long/path/file.tar", 13, "a/very…le.tar"],
  ["no-extension-at-all", 9, "no-e…-all"],
  [".hidden-and-long", 9, ".hid…long"],
  ["folder.d/name-of-it", 9, "fold…f-it"],
  ["a.an-extension-that-is-none", 9, "a.an…none"],
  [`${"a".repeat(30)}.${"e".repeat(EXTENSION_BYTES - 1)}`, 20, "aaa….eeeeeeeeeeeeeee"],
  [`${"a".repeat(30)}.${"e".repeat(EXTENSION_BYTES)}`, 20, "aaaaaaaaaa…eeeeeeeee"],
  ["漢字漢字.txt", 10, "漢字….txt"],
  ["👨‍👩‍👧👨‍👩‍👧.txt", 16, "👨‍👩‍👧👨‍👩‍👧.txt"],
  ["👨‍👩‍👧👨‍👩‍👧.txt", 15, "👨‍👩‍👧….txt"],
  ["👨‍👩‍👧👨‍👩‍👧.txt", 10, "….txt"],
  ["anything", 0, ""],
  ["anything", 1, "…"],
  ["anything", 2, "a…"],
  ["anything", Infinity, "anything"],
])("the file %p in %d columns is %p", (path, columns, cut) => {
  expect(cutFile(path, columns)).toBe(cut);
});

describe("a row with styles", () => {
  const row = "\x1b[1ma👨‍👩‍👧\x1b[31m漢\x1b[39mz\x1b[22m";

  test.each([
    [10, row, row],
    [9, "\x1b[1ma👨‍👩‍👧\x1b[31m漢\x1b[39m\x1b[22m", "\x1b[1m👨‍👩‍👧\x1b[31m漢\x1b[39mz\x1b[22m"],
    [8, "\x1b[1ma👨‍👩‍👧\x1b[22m", "\x1b[1m\x1b[31m漢\x1b[39mz\x1b[22m"],
    [6, "\x1b[1ma\x1b[22m", "\x1b[1m\x1b[31m漢\x1b[39mz\x1b[22m"],
    [0, "", ""],
  ])("in %d columns: its beginning and its end", (columns, beginning, end) => {
    expect(cutRow(row, columns)).toBe(beginning);
    expect(cutBeginning(row, columns)).toBe(end);
  });

  test("is broken at the last column, by the opinion that is asked for", () => {
    expect(brokenRow(row, 7).map(Bun.stripANSI)).toEqual(["a👨‍👩‍👧", "漢z"]);
    expect(brokenRow(row, 5, Bun.stringWidth).map(Bun.stripANSI)).toEqual(["a👨‍👩‍👧漢", "z"]);
    expect(brokenRow(row, 1).map(Bun.stripANSI)).toEqual(["a", "👨‍👩‍👧", "漢", "z"]);
    expect(brokenRow("", 1)).toEqual([""]);
    expect(brokenRow(row, 10)).toEqual([row]);
  });
});

describe("of any text", () => {
  const text = fc
    .array(fc.oneof(fc.string({ unit: "grapheme", maxLength: 6 }), fc.constant("👨‍👩‍👧‍👦")))
    .map((each) => each.join("").replaceAll(/(?!\u200d)\p{C}/gu, "x"));

  test("nothing is wider, and nothing that fits is cut", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 80 }), (whole, columns) => {
        for (const cut of [cutEnd, cutFile]) {
          const shown = cut(whole, columns);
          expect(textWidth(shown)).toBeLessThanOrEqual(columns);
          expect(shown === whole).toBe(textWidth(whole) <= columns);
        }
        for (const cut of [cutRow, cutBeginning]) {
          expect(textWidth(cut(whole, columns))).toBeLessThanOrEqual(columns);
        }
        expect(whole).toStartWith(cutRow(whole, columns));
        expect(whole).toEndWith(cutBeginning(whole, columns));
        expect(brokenRow(whole, columns).join("")).toBe(whole);
      }),
      { numRuns: 1000 },
    );
  });
});
