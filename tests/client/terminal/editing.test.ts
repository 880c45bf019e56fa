// The Emacs keys as pure functions: each by its name, with the cursor written as a bar.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  atEnd,
  type Draft,
  EDITS,
  EMPTY,
  inserted,
  KILLS,
  same,
} from "../../../lib/client/terminal/editing.ts";
import { charactersOf } from "../../../lib/client/view/graphemes.ts";
import { FAMILY } from "./prompt-room.ts";

const ALL = new Map([...EDITS, ...KILLS]);

/** "he|llo" as a line. */
function draft(written: string): Draft {
  const cursor = written.indexOf("|");
  return { text: written.slice(0, cursor) + written.slice(cursor + 1), cursor };
}

function shown({ text, cursor }: Draft): string {
  return `${text.slice(0, cursor)}|${text.slice(cursor)}`;
}

function pressed(key: string, before: string): string {
  const edit = ALL.get(key);
  if (!edit) throw new Error(`nothing is bound to ${key}`);
  return shown(edit(draft(before)));
}

describe.each([
  [["C-a", "home"], "one tw|o", "|one two"],
  [["C-e", "end"], "one tw|o", "one two|"],
  [["C-b", "left"], "one|", "on|e"],
  [["C-b", "left"], "|one", "|one"],
  [["C-b", "left"], `a${FAMILY}|b`, `a|${FAMILY}b`],
  [["C-b", "left"], "xe\u0301|", "x|e\u0301"],
  [["C-f", "right"], "|one", "o|ne"],
  [["C-f", "right"], "one|", "one|"],
  [["C-f", "right"], `|${FAMILY}b`, `${FAMILY}|b`],
  [["C-f", "right"], "|🇩🇪🇫🇷", "🇩🇪|🇫🇷"],
  [["M-b", "C-left", "M-left"], "one, two,  |", "one, |two,  "],
  [["M-b", "C-left", "M-left"], "größe|", "|größe"],
  [["M-b", "C-left", "M-left"], "|one", "|one"],
  [["M-b", "C-left", "M-left"], "eins, 日本語|", "eins, |日本語"],
  [["M-f", "C-right", "M-right"], "one|, two, ", "one, two|, "],
  [["M-f", "C-right", "M-right"], "|e\u0301te\u0301.", "e\u0301te\u0301|."],
  [["M-f", "C-right", "M-right"], "one| ...", "one ...|"],
  [["C-h", "backspace"], `a${FAMILY}|b`, "a|b"],
  [["C-h", "backspace"], "|b", "|b"],
  [["C-d", "delete"], `a|${FAMILY}b`, "a|b"],
  [["C-d", "delete"], "b|", "b|"],
  [["C-k"], "one| two", "one|"],
  [["C-u"], "one| two", "| two"],
  [["C-w"], "get a/b.txt,  |now", "get |now"],
  [["C-w"], "  |", "|"],
  [["M-d", "C-delete", "M-delete"], "one| two, three", "one|, three"],
  [["M-backspace", "C-backspace"], "one a/b.|", "one a/|"],
  [["C-t"], "ab|cd", "acb|d"],
  [["C-t"], "abcd|", "abdc|"],
  [["C-t"], `a${FAMILY}|`, `${FAMILY}a|`],
  [["C-t"], "|ab", "|ab"],
  [["C-t"], "a|", "a|"],
  [["M-u"], "on|e two", "onE| two"],
  [["M-u"], "| straße x", " STRASSE| x"],
  [["M-l"], "O|NE TWO", "One| TWO"],
  [["M-c"], "one| tWO three", "one Two| three"],
  [["M-c"], "|(élan)", "(Élan|)"],
  [["M-u"], "one|", "one|"],
])("%p", (keys, before, after) => {
  test.each(keys.map((key) => [key]))(`%s: ${before} becomes ${after}`, (key) => {
    expect(pressed(key, before)).toBe(after);
  });
});

test("a line, a text put in, and the same again", () => {
  expect(shown(atEnd("ab"))).toBe("ab|");
  expect(shown(EMPTY)).toBe("|");
  expect(shown(inserted(draft("a|d"), "bc"))).toBe("abc|d");
  expect(same(draft("a|b"), draft("a|b"))).toBe(true);
  expect(same(draft("a|b"), draft("ab|"))).toBe(false);
  expect(same(draft("a|"), draft("b|"))).toBe(false);
});

const characters = fc.constantFrom("a", "Z", " ", ",", "é", "e\u0301", "日", "😀", FAMILY, "🇩🇪");
const lines = fc.array(characters, { maxLength: 12 });

test("whatever the line: the cursor stays between characters, motions change no text, deletions only delete", () => {
  fc.assert(
    fc.property(lines, fc.nat(12), fc.constantFrom(...ALL.keys()), (parts, at, key) => {
      const text = parts.join("");
      const before = { text, cursor: parts.slice(0, at).join("").length };
      const after = ALL.get(key)?.(before) ?? before;
      const starts = [0];
      for (const each of charactersOf(after.text)) starts.push((starts.at(-1) ?? 0) + each.length);
      expect(starts).toContain(after.cursor);
      if (after.text.length < text.length) {
        const removed = text.length - after.text.length;
        const piece = text.slice(after.cursor, after.cursor + removed);
        expect(after.text.slice(0, after.cursor) + piece + after.text.slice(after.cursor)).toBe(
          text,
        );
      }
    }),
    { verbose: true },
  );
});
