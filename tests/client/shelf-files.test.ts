// Names and patterns for files of the shelf.

import { expect, test } from "bun:test";
import { filesMatching, isMeant } from "../../lib/client/shelf-files.ts";

const SHELF = [
  "a.pdf",
  "b.pdf",
  "b.txt",
  "docs/c.pdf",
  "docs/d.txt",
  "what?.txt",
  "[1].txt",
  "!.txt",
];

const list = async () => SHELF;

test.each([
  [["a.pdf"], ["a.pdf"]],
  [["*.pdf"], ["a.pdf", "b.pdf"]],
  [["?.pdf"], ["a.pdf", "b.pdf"]],
  [["b.*"], ["b.pdf", "b.txt"]],
  [["[ab].pdf"], ["a.pdf", "b.pdf"]],
  [["{a,b}.{pdf,txt}"], ["a.pdf", "b.pdf", "b.txt"]],
  [["docs/*"], ["docs/c.pdf", "docs/d.txt"]],
  [["**/*.pdf"], ["a.pdf", "b.pdf", "docs/c.pdf"]],
  // In the order of the words, each once.
  [
    ["b.txt", "*.pdf", "b.*", "b.txt"],
    ["b.txt", "a.pdf", "b.pdf"],
  ],
  [
    ["b.pdf", "*.pdf"],
    ["b.pdf", "a.pdf"],
  ],
  // What a file is called exactly is no pattern.
  [["what?.txt"], ["what?.txt"]],
  [["[1].txt"], ["[1].txt"]],
  // A "!" stands for itself, and not for all but these.
  [["!*"], ["!.txt"]],
  [["!?txt"], ["!.txt"]],
])("%j: %j", async (words, files) => {
  expect(await filesMatching(words, list)).toEqual({ files, unmatched: [] });
});

test("what matches nothing is told, each once; a name is not looked up", async () => {
  const words = ["*.doc", "nope.txt", "*.txt", "{", "*.doc", "[1"];
  expect(await filesMatching(words, list)).toEqual({
    files: ["nope.txt", "b.txt", "what?.txt", "[1].txt", "!.txt"],
    unmatched: ["*.doc", "{", "[1"],
  });
});

test("the shelf is asked once, and only where a word may be a pattern", async () => {
  let asked = 0;
  const counting = async () => (asked++, SHELF);
  await filesMatching(["a.pdf", "nope", "a]b}c"], counting);
  expect(asked).toBe(0);
  await filesMatching(["*.pdf", "*.txt"], counting);
  expect(asked).toBe(1);
});

test("a name that no file can have matches nothing", async () => {
  const names = ["../up.txt", "/etc/a.txt", ".hidden.txt", "a\\b.txt", "ok.txt"];
  for (const word of ["*.txt", "**/*.txt", "{,.,../,/etc/,a\\\\}*.txt"])
    expect(await filesMatching([word], async () => names)).toEqual({
      files: ["ok.txt"],
      unmatched: [],
    });
});

test("a word means something where it is a name of the shelf, or a pattern that matches one", () => {
  const meant = ["a.pdf", "*.pdf", "what?.txt", "!*"].map((word) => isMeant(word, SHELF));
  expect(meant).toEqual([true, true, true, true]);
  expect(["nope", "*.doc", "a.PDF", "!*.doc"].some((word) => isMeant(word, SHELF))).toBe(false);
});

test("where the shelf cannot be had, nothing is said to match", async () => {
  const failing = () => Promise.reject(new Error("lost"));
  await expect(filesMatching(["*.pdf"], failing)).rejects.toThrow("lost");
});
