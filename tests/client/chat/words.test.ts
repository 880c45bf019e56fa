// The words of a line as a shell splits them, and words as they are written.
import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  begunWord,
  isPlainWord,
  quotedWord,
  unquoted,
  wordsOf,
} from "../../../lib/client/chat/words.ts";

test.each<[string, string[]]>([
  ["a.pdf", ["a.pdf"]],
  ["a.pdf  b.pdf\nc", ["a.pdf", "b.pdf", "c"]],
  [`"a b" 'c d' e\\ f`, ["a b", "c d", "e f"]],
  [`a"b c"'d e'f`, ["ab cd ef"]],
  [`"a \\" b" 'c\\'`, ['a " b', "c\\"]],
  [`"a\\b"`, ["a\\b"]],
  // A quote without its end is none.
  ["Ann's photo.jpg", ["Ann's", "photo.jpg"]],
  ['"a b', ['"a', "b"]],
  ["a\\", ["a\\"]],
  [`"" ''`, ["", ""]],
  [" ", []],
])("%p: %j", (line, texts) => {
  expect(wordsOf(line).map(({ text }) => text)).toEqual(texts);
  expect(line.trim().startsWith(wordsOf(line)[0]?.typed ?? "")).toBe(true);
});

test("each word is known as it was typed", () => {
  const typed = ['"a b"', "c\\ d", "'e'f"];
  expect(wordsOf(typed.join("  ")).map((word) => word.typed)).toEqual(typed);
});

test.each<[string, number, string, string]>([
  ["", 0, "", ""],
  ["a b", 2, "", "b"],
  ["a ", 2, "", ""],
  ["a\\ b", 0, "", "a b"],
  ['a "b c', 2, '"', "b c"],
  ["a 'b \\c", 2, "'", "b \\c"],
  ['"a \\" b', 0, '"', 'a " b'],
  ['"a b"', 0, "", "a b"],
  [`"a b" 'c d`, 6, "'", "c d"],
  ["Ann's ph", 6, "", "ph"],
])("%p is being ended from %d on", (line, start, quote, text) => {
  expect(begunWord(line)).toEqual({ start, quote, text });
});

test.each([
  ["a.pdf", "", "a.pdf"],
  ["a b", "", '"a b"'],
  ["a.pdf", "'", "'a.pdf'"],
  ["it's", "", `"it's"`],
  ["it's", "'", `"it's"`],
  ['a "b"', "", `'a "b"'`],
  ['a "b"', '"', '"a \\"b\\""'],
  ["", "", '""'],
])("%p in quotes begun with %p is %p", (text, quote, word) => {
  expect(quotedWord(text, quote)).toBe(word);
});

test("a word in quotes means itself; a plain one needs none", () => {
  const text = fc.string({ unit: fc.constantFrom("a", " ", "'", '"', "\\", "$", "\n", "*") });
  fc.assert(
    fc.property(fc.array(text), fc.constantFrom("", "'", '"'), (texts, quote) => {
      const words = wordsOf(texts.map((each) => quotedWord(each, quote)).join(" "));
      expect(words.map((word) => word.text)).toEqual(texts);
      for (const each of texts) if (isPlainWord(each)) expect(unquoted(each)).toBe(each);
    }),
  );
});
