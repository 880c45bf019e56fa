// Lines laid out: at words, with a hanging indent, addresses whole, on screens of any width.

import { describe, expect, test } from "bun:test";
import { paragraph } from "../../../lib/client/view/line.ts";

const FAMILY = "👩‍👩‍👧";
const URL = "https://example.org/a/long/path?with=queries";

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
    ["an address until it is no ASCII", "", `x ${URL}漢字漢字漢字`, 12, ["x", URL, "漢字漢字漢字"]],
    ["two addresses in a word", "", `${URL}漢${URL}`, 20, [URL, "漢", URL]],
    ["other blanks", "a: ", "one\u00a0two\u3000\u2003six", 11, ["a: one\u00a0two", "   six"]],
    ["wide blanks in front", "", "\u3000\u3000a b", 5, ["\u3000\u3000a", "b"]],
    ["wide blanks of one column too many", "", "a\u3000b", 3, ["a", "b"]],
    ["a wide blank before one", "", `x\u3000${URL}漢漢漢`, 46, ["x", `${URL}漢`, "漢漢"]],
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
    const rows = [`ann: ${"word ".repeat(500).trimEnd()}`, "ann:   b", "ann: c"];
    expect(line(Infinity)).toEqual(rows);
    expect(paragraph({ head: "a: ", text: "漢".repeat(100) })(Infinity)).toHaveLength(1);
  });

  test("of a screen without end: each has the head, so that none passes for another's", () => {
    const bold = (text: string) => `<${text}>`;
    const line = paragraph({ head: "ann: ", text: "hi\n\nbob: no\n  é ", paint: bold });
    expect(line(Infinity)).toEqual(["ann: <hi>", "ann: ", "ann: <bob: no>", "ann: <  é>"]);
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

  test.each([
    "(",
    "a",
    "a.",
    "漢",
    "://",
    "www.",
    "a ",
    " ",
    "http://",
    "((a:/",
    "\u3000",
    "漢http://a",
    "http://漢",
  ])("a message of nothing but %j", (unit) => {
    const text = unit.repeat(100_000 / unit.length);
    const begun = performance.now();
    paragraph({ head: "ann: ", text })(20);
    expect(performance.now() - begun).toBeLessThan(1000);
  });
});
