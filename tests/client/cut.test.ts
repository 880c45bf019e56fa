// Texts cut to a width: whole graphemes, a mark, and a file's extension kept.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cutEnd, cutFile } from "../../lib/client/cut.ts";
import { EXTENSION_BYTES } from "../../lib/protocol/limits.ts";

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
  ["👨‍👩‍👧👨‍👩‍👧", 3, "👨‍👩‍👧…"],
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
  ["anything", 0, ""],
  ["anything", 1, "…"],
  ["anything", 2, "a…"],
  ["anything", Infinity, "anything"],
])("the file %p in %d columns is %p", (path, columns, cut) => {
  expect(cutFile(path, columns)).toBe(cut);
});

describe("of any text", () => {
  const text = fc
    .string({ unit: "grapheme", maxLength: 60 })
    .map((each) => each.replaceAll(/\p{C}/gu, "x"));

  test("nothing is wider, and nothing that fits is cut", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 0, max: 80 }), (whole, columns) => {
        for (const cut of [cutEnd, cutFile]) {
          const shown = cut(whole, columns);
          expect(Bun.stringWidth(shown)).toBeLessThanOrEqual(columns);
          expect(shown === whole).toBe(Bun.stringWidth(whole) <= columns);
        }
      }),
      { numRuns: 1000 },
    );
  });
});
