// The input line by characters: where they begin, and the rows they take on a screen.

import { expect, test } from "bun:test";
import fc from "fast-check";
import {
  cellWidth,
  characterAfter,
  characterBefore,
  charactersOf,
  textWidth,
} from "../../../lib/client/view/graphemes.ts";
import { inputRows } from "../../../lib/client/terminal/input-rows.ts";
import { INPUT_BYTES } from "../../../lib/protocol/limits.ts";
import { FAMILY } from "../terminal/prompt-room.ts";

const characters = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("a", "b", " ", "/", "Z") },
  {
    weight: 5,
    arbitrary: fc.constantFrom(
      "é",
      "e\u0301",
      "漢",
      "😀",
      FAMILY,
      "🇩🇪",
      "\u0301",
      "ก็",
      "1\ufe0f\u20e3",
      "ן",
      "\u0600",
    ),
  },
);
const texts = fc.array(characters, { maxLength: 80 }).map((parts) => parts.join(""));

/** The rows as they would be if every character were looked at. */
function naiveRows(
  prefix: string,
  text: string,
  cursor: number | undefined,
  columns: number,
): string[] {
  const rows = [prefix];
  let width = charactersOf(prefix).reduce((sum, each) => sum + cellWidth(each), 0);
  const add = (cell: string, taken: number) => {
    if (width + taken > columns) {
      rows.push("");
      width = 0;
    }
    rows[rows.length - 1] += cell;
    width += taken;
  };
  let at = 0;
  for (const character of charactersOf(text)) {
    const end = at + character.length;
    const under = cursor !== undefined && cursor >= at && cursor < end;
    add(under ? `\x1b[7m${character}\x1b[27m` : character, cellWidth(character));
    at = end;
  }
  if (cursor === text.length) add("█", 1);
  return rows;
}

test("whatever the text: the rows of the quick way are those of the plain one", () => {
  fc.assert(
    fc.property(texts, fc.nat(200), fc.integer({ min: 8, max: 30 }), (text, at, columns) => {
      for (const cursor of [undefined, text.length, Math.min(at, text.length)]) {
        for (const prefix of ["ann> ".slice(0, columns >> 1), `${FAMILY}> `]) {
          const rows = inputRows({ prefix, text, cursor, columns, height: 1000 });
          expect(rows).toEqual(naiveRows(prefix, text, cursor, columns));
          for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(columns);
        }
      }
    }),
    { verbose: true, numRuns: 400 },
  );
});

test("the cursor is seen without colours: its cell is inverted by an attribute", () => {
  const layout = { prefix: "> ", text: `a${FAMILY}b`, columns: 20, height: 2 };
  expect(inputRows({ ...layout, cursor: 1 })).toEqual([`> a\x1b[7m${FAMILY}\x1b[27mb`]);
  expect(inputRows({ ...layout, cursor: layout.text.length })).toEqual([`> a${FAMILY}b█`]);
  expect(inputRows({ ...layout, cursor: undefined })).toEqual([`> a${FAMILY}b`]);
});

test("a full last row leaves the cursor a row of its own", () => {
  const layout = { prefix: "> ", text: "abcdef", columns: 8, height: 6 };
  expect(inputRows({ ...layout, cursor: 6 })).toEqual(["> abcdef", "█"]);
  expect(inputRows({ ...layout, cursor: 5 })).toEqual(["> abcde\x1b[7mf\x1b[27m"]);
});

test("of too many rows those around the cursor are shown, and how many are not", () => {
  const text = "0123456789".repeat(10);
  const layout = { prefix: "", text, columns: 10, height: 4 };
  const plain = (cursor: number) =>
    inputRows({ ...layout, cursor }).map((row) => Bun.stripANSI(row));
  expect(plain(0)).toEqual(["0123456789", "0123456789", "0123456789", "… +7"]);
  expect(plain(55)).toEqual(["… +4", "0123456789", "0123456789", "… +4"]);
  expect(plain(100)).toEqual(["… +8", "0123456789", "0123456789", "█"]);
  expect(inputRows({ ...layout, height: 1, cursor: 100 })).toEqual(["█"]);
});

test("where characters begin and end", () => {
  const text = `a${FAMILY}e\u0301`;
  expect(charactersOf(text)).toEqual(["a", FAMILY, "e\u0301"]);
  expect(characterBefore(text, 0)).toBe(0);
  expect(characterBefore(text, 1 + FAMILY.length)).toBe(1);
  expect(characterBefore(text, 3)).toBe(1);
  expect(characterAfter(text, 1)).toBe(1 + FAMILY.length);
  expect(characterAfter(text, text.length)).toBe(text.length);
});

test("a joined emoji is as wide as the terminals that do not join it have it", () => {
  expect(cellWidth("a")).toBe(1);
  expect(cellWidth("漢")).toBe(2);
  expect(cellWidth("e\u0301")).toBe(1);
  expect(cellWidth(FAMILY)).toBe(6);
});

test.each([
  ["", 0],
  ["ascii ~", 7],
  ["\x1b[36mann\x1b[39m", 3],
  [`a${FAMILY}漢e\u0301`, 10],
  [`\x1b[36m${FAMILY}${FAMILY}\x1b[39m> `, 14],
])("%j takes %d columns", (text, width) => {
  expect(textWidth(text)).toBe(width);
});

test("a CR and its LF are one character", () => {
  expect(charactersOf("a\r\nb\nc")).toEqual(["a", "\r\n", "b", "\n", "c"]);
  expect(charactersOf("a\nb")).toEqual(["a", "\n", "b"]);
});

test.each(["a", "漢", "😀", FAMILY, "e\u0301", "a漢"])(
  "a draft of all bytes there can be, of %p, is laid out fast",
  (unit) => {
    const text = unit.repeat(Math.floor(INPUT_BYTES / Buffer.byteLength(unit)));
    const start = performance.now();
    for (let i = 0; i < 10; i++) {
      inputRows({ prefix: "> ", text: `${text}${i}`, cursor: i, columns: 80, height: 6 });
    }
    expect((performance.now() - start) / 10).toBeLessThan(50);
  },
);
