// A question in numbered lines: few choices, many, and how each is answered.

import { expect, test } from "bun:test";
import { Numbered } from "../../../lib/client/terminal/numbered.ts";
import { NUMBERED_CHOICES } from "../../../lib/protocol/limits.ts";

const files = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ value: `v${i}`, label: `file-${i}.txt` }));

const chosen = (value: string | undefined) => ({ done: true, value }) as const;

test("as many as are numbered at once are all shown", () => {
  const question = new Numbered({ message: "Which file?", choices: files(NUMBERED_CHOICES) });
  expect(question.lines).toHaveLength(NUMBERED_CHOICES + 2);
  expect(question.lines[1]).toBe("1) file-0.txt");
  expect(question.lines.at(-2)).toBe("20) file-19.txt");
  expect(question.answer("20")).toEqual(chosen("v19"));
});

test("one more, and a part of the name is asked for first", () => {
  const question = new Numbered({ message: "Which file?", choices: files(NUMBERED_CHOICES + 1) });
  expect(question.lines).toEqual([
    "Which file? (21 to choose from)",
    "Type part of the name; an empty line cancels:",
  ]);
  // Nothing has a number yet.
  expect(question.answer("1")).toMatchObject({ done: false });
});

test("a part narrows, a number then answers, and another part narrows anew", () => {
  const question = new Numbered({ message: "Which file?", choices: files(200) });
  expect(question.answer("ILE-17")).toEqual({
    done: false,
    lines: [
      "1) file-17.txt",
      ...Array.from({ length: 10 }, (_, i) => `${i + 2}) file-17${i}.txt`),
      "Type a number (1 to 11) or a name; an empty line cancels:",
    ],
  });
  expect(question.answer("12")).toMatchObject({ done: false });
  question.answer("e-3.");
  expect(question.answer("1")).toEqual(chosen("v3"));
});

test("of many matches the first are shown, and how many more there are", () => {
  const question = new Numbered({ message: "Which file?", choices: files(200) });
  const answered = question.answer("file");
  expect(answered).toMatchObject({ done: false });
  const lines = answered.done ? [] : answered.lines;
  expect(lines).toHaveLength(NUMBERED_CHOICES + 2);
  expect(lines[NUMBERED_CHOICES]).toBe("… and 180 more: type more of the name");
  expect(question.answer("20")).toEqual(chosen("v19"));
  expect(question.answer("21")).toMatchObject({ done: false });
});

test("the whole name answers, shown or not; the beginning of one does not where there are many", () => {
  const question = new Numbered({ message: "Which file?", choices: files(200) });
  expect(question.answer(" FILE-150.txt ")).toEqual(chosen("v150"));
  expect(question.answer("file-150")).toEqual({
    done: false,
    lines: ["1) file-150.txt", "Type a number (1) or a name; an empty line cancels:"],
  });
});

test("nothing found is said, and the numbers stay", () => {
  const question = new Numbered({ message: "Which file?", choices: files(200) });
  question.answer("file-7.");
  expect(question.answer("zzz")).toEqual({
    done: false,
    lines: ['Nothing has "zzz" in its name. Type part of the name; an empty line cancels:'],
  });
  expect(question.answer("1")).toEqual(chosen("v7"));
});

test("an empty line is no choice, and so is a beginning that two share", () => {
  const question = new Numbered({ message: "Which file?", choices: files(3) });
  expect(question.answer("  ")).toEqual(chosen(undefined));
  expect(question.answer("file")).toMatchObject({ done: false });
  expect(question.answer("file-2")).toEqual(chosen("v2"));
});
