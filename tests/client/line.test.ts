// Lines laid out: at words, with a hanging indent, addresses whole, on screens of any width.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { cellWidth } from "../../lib/client/graphemes.ts";
import { paragraph } from "../../lib/client/line.ts";

const FAMILY = "👩‍👩‍👧";
const URL = "https://example.org/a/long/path?with=queries";

/** The columns that a row takes in the widest opinion. */
function width(row: string): number {
  const segments = new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(
    Bun.stripANSI(row),
  );
  return [...segments].reduce((sum, { segment }) => sum + cellWidth(segment), 0);
}

/** Words one after another as long as they fit, as simply as it can be said. */
function oracle(head: string, words: readonly string[], columns: number): string[] {
  const indent = " ".repeat(Math.min(head.length, Math.floor(columns / 3)));
  const rows = [head + words[0]];
  for (const word of words.slice(1)) {
    const longer = `${rows.at(-1)} ${word}`;
    if (longer.length <= columns) rows[rows.length - 1] = longer;
    else rows.push(indent + word);
  }
  return rows;
}

describe("a paragraph's rows", () => {
  test.each([
    ["fits", "ann: ", "hello there", 20, ["ann: hello there"]],
    ["to the last column", "ann: ", "hello there", 16, ["ann: hello there"]],
    ["one column less", "ann: ", "hello there", 15, ["ann: hello", "     there"]],
    ["nothing", "ann: ", "", 20, ["ann: "]],
    ["nothing at all", "", "", 20, [""]],
    ["no head", "", "one two three", 8, ["one two", "three"]],
    ["several rows", "ann: ", "one\n\n  two", 20, ["ann: one", "     ", "       two"]],
    ["an empty first row", "ann: ", "\none", 20, ["ann: ", "     one"]],
    ["spaces inside", "ann: ", "a   b    c", 14, ["ann: a   b", "    c"]],
    ["spaces in front", "", "    if (x) {\n      y();", 12, ["    if (x) {", "      y();"]],
    ["spaces too wide for their word", "ann: ", "        word", 15, ["ann: word"]],
    ["a head of a third", "abcde: ", "one two", 12, ["abcde: one", "    two"]],
    ["a head that leaves no space", "a long name: ", "hello", 15, ["a long name: ", "     hello"]],
    [
      "a head wider than the screen",
      "a long name: ",
      "hi you",
      9,
      ["a long na", "me: hi", "   you"],
    ],
    [
      "a head to the last column",
      "a long name: ",
      "abcdefghijklmn",
      13,
      ["a long name: ", "    abcdefghi", "    jklmn"],
    ],
    ["a word too wide", "a: ", "x abcdefghijkl", 8, ["a: x abc", "  defghi", "  jkl"]],
    ["a word too wide alone", "", "abcdefgh", 3, ["abc", "def", "gh"]],
    ["wide characters", "a: ", "漢字漢字漢", 8, ["a: 漢字", "  漢字漢"]],
    ["a wide one at the edge", "", "a漢字漢字", 4, ["a漢", "字漢", "字"]],
    ["combining marks", "", "e\u0301e\u0301e\u0301", 2, ["e\u0301e\u0301", "e\u0301"]],
    ["joined emoji", "", FAMILY.repeat(2), 7, [FAMILY, FAMILY]],
    ["an address that fits", "a: ", `see ${URL} now`, 60, [`a: see ${URL} now`]],
    ["an address that fits a row", "a: ", `see ${URL} now`, 48, ["a: see", `   ${URL}`, "   now"]],
    ["an address that fits none", "a: ", `see ${URL} now`, 20, ["a: see", `   ${URL}`, "   now"]],
    ["an address behind a head", "a: ", URL, 20, ["a: ", `   ${URL}`]],
    ["an address alone", "", URL, 20, [URL]],
    ["an address after a row", "a: ", `x\n${URL}`, 20, ["a: x", `   ${URL}`]],
    ["two addresses", "", `${URL} ${URL}`, 20, [URL, URL]],
    ["an address in brackets", "", `x (${URL})`, 20, ["x", `(${URL})`]],
    ["an address in a word", "", `看${URL}`, 20, ["看", URL]],
    [
      "an address by its www",
      "",
      "x www.example.org/abcdefg",
      20,
      ["x", "www.example.org/abcdefg"],
    ],
    ["no address", "", "awww.example.org/abcdefg", 20, ["awww.example.org/abc", "defg"]],
  ] as const)("%s", (_, head, text, columns, rows) => {
    expect(paragraph({ head, text })(columns)).toEqual(rows);
  });

  test("the text after an address goes on behind it where there is space", () => {
    const rows = paragraph({ text: `one ${URL} two three` })(50);
    expect(rows).toEqual([`one ${URL}`, "two three"]);
  });

  test("of a screen without end: only the text's own", () => {
    const line = paragraph({ head: "ann: ", text: `${"word ".repeat(500)}\n  b\nc` });
    expect(line(Infinity)).toEqual([`ann: ${"word ".repeat(500).trimEnd()}`, "       b", "     c"]);
    expect(paragraph({ head: "a: ", text: "漢".repeat(100) })(Infinity)).toHaveLength(1);
  });

  test("the same paragraph on one screen after another", () => {
    const line = paragraph({ text: "one two" });
    expect([line(7), line(3), line(20)]).toEqual([["one two"], ["one", "two"], ["one two"]]);
  });
});

describe("styles", () => {
  const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;

  test("the head's takes no columns", () => {
    const line = paragraph({ head: `${bold("ann")}: `, text: "hello there" });
    expect(line(15)).toEqual([`${bold("ann")}: hello`, "     there"]);
    expect(line(16)).toEqual([`${bold("ann")}: hello there`]);
  });

  test("the text's is whole in each row, and not on empty ones", () => {
    const line = paragraph({ head: "a: ", text: "one two\n\nx", paint: bold });
    expect(line(7)).toEqual([`a: ${bold("one")}`, `  ${bold("two")}`, "  ", `  ${bold("x")}`]);
    expect(line(20)).toEqual([`a: ${bold("one two")}`, "   ", `   ${bold("x")}`]);
    expect(paragraph({ text: "", paint: bold })(20)).toEqual([""]);
  });

  test("a head that is broken keeps its own in each row", () => {
    const line = paragraph({ head: bold("漢字漢字: "), text: "x" });
    expect(line(5)).toEqual([bold("漢字"), bold("漢字:"), `${bold(" ")}x`]);
    expect(line(6)).toEqual([bold("漢字漢"), `${bold("字: ")}x`]);
  });
});

const WORD = fc.oneof(
  fc.stringMatching(/^[a-z,.!]{1,30}$/),
  fc.stringMatching(/^[漢字かなé]{1,20}$/u),
  fc.constantFrom("😀", "👍🏽👍🏽", "e\u0301", "(", URL, `"${URL}",`, "www.example.org/x/y/z"),
);
const TEXT = fc
  .array(fc.tuple(fc.constantFrom(" ", " ", " ", "   ", "\n", "\n    ", "\n\n"), WORD))
  .map((words) => words.flat().join(""));
const HEAD = fc.constantFrom(
  "",
  "ann: ",
  "漢字: ",
  `${FAMILY} bob> `,
  "\x1b[36ma-rather-long-name\x1b[39m: ",
);
const SPACES = /[ \n]+/g;

describe("whatever the text", () => {
  test("rows of words are what an oracle says", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 });
    const heads = fc.stringMatching(/^[a-z]{0,6}$/);
    fc.assert(
      fc.property(heads, words, fc.integer({ min: 20, max: 70 }), (head, all, columns) => {
        const rows = paragraph({ head, text: all.join(" ") })(columns);
        expect(rows).toEqual(oracle(head, all, columns));
      }),
    );
  });

  test("no row is wider than the screen but for a single address", () => {
    fc.assert(
      fc.property(HEAD, TEXT, fc.integer({ min: 10, max: 90 }), (head, text, columns) => {
        for (const row of paragraph({ head, text })(columns)) {
          if (width(row) > columns) expect(row).toMatch(/^ *["(]*(https:\/\/|www\.)[^ ]+$/);
        }
      }),
    );
  });

  test("nothing is lost but spaces, on the narrowest screens, too", () => {
    fc.assert(
      fc.property(HEAD, TEXT, fc.integer({ min: 1, max: 40 }), (head, text, columns) => {
        const rows = paragraph({ head, text })(columns);
        const all = Bun.stripANSI(rows.join("")).replace(SPACES, "");
        expect(all).toBe(Bun.stripANSI(head + text).replace(SPACES, ""));
      }),
    );
  });

  test("addresses are whole, and words that fit a row, too", () => {
    fc.assert(
      fc.property(HEAD, TEXT, fc.integer({ min: 45, max: 90 }), (head, text, columns) => {
        const rows = paragraph({ head, text })(columns);
        const all = Bun.stripANSI(rows.join("\n")).split(SPACES).filter(Boolean);
        expect(all).toEqual(
          Bun.stripANSI(head + text)
            .split(SPACES)
            .filter(Boolean),
        );
      }),
    );
  });

  test("rows but the first are indented by the head, up to a third", () => {
    fc.assert(
      fc.property(HEAD, TEXT, fc.integer({ min: 24, max: 90 }), (head, text, columns) => {
        const indent = " ".repeat(Math.min(width(head), Math.floor(columns / 3)));
        const [, ...rest] = paragraph({ head, text })(columns);
        for (const row of rest) expect(row).toStartWith(indent);
      }),
    );
  });
});

describe("is quick", () => {
  test("20,000 short lines", () => {
    const begun = performance.now();
    let rows = 0;
    for (let i = 0; i < 20_000; i++) {
      rows += paragraph({ head: "ann: ", text: `line number ${i}` })(80).length;
    }
    expect(rows).toBe(20_000);
    expect(performance.now() - begun).toBeLessThan(200);
  });

  test.each(["(", "a", "a.", "漢", "://", "www.", "a ", " ", "http://", "((a:/"])(
    "a message of nothing but %j",
    (unit) => {
      const text = unit.repeat(100_000 / unit.length);
      const begun = performance.now();
      paragraph({ head: "ann: ", text })(20);
      expect(performance.now() - begun).toBeLessThan(1000);
    },
  );
});
