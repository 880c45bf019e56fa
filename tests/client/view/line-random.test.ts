// Lines of any words, laid out on any screen: what fits is whole, what is too wide is indented, nothing is lost.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import { paragraph } from "../../../lib/client/view/line.ts";

const FAMILY = "👩‍👩‍👧";
const URL = "https://example.org/a/long/path?with=queries";

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

const WORD = fc.oneof(
  fc.stringMatching(/^[a-z,.!]{1,30}$/),
  fc.stringMatching(/^[漢字かなé]{1,20}$/u),
  fc.constantFrom("😀", "👍🏽👍🏽", "e\u0301", "(", URL, `"${URL}",`, "www.example.org/x/y/z"),
);
const TEXT = fc
  .array(
    fc.tuple(
      fc.constantFrom(" ", " ", " ", "   ", "\u3000", "\u00a0 ", "\n", "\n    ", "\n\n"),
      WORD,
    ),
  )
  .map((words) => words.flat().join(""));
const HEAD = fc.constantFrom(
  "",
  "ann: ",
  "漢字: ",
  `${FAMILY} bob> `,
  "\x1b[36ma-rather-long-name\x1b[39m: ",
);
const SPACES = /[\p{Zs}\n]+/gu;

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
          if (textWidth(row) > columns) expect(row).toMatch(/^ *["(]*(https:\/\/|www\.)[^ ]+$/);
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
        const indent = " ".repeat(Math.min(textWidth(head), Math.floor(columns / 3)));
        const [, ...rest] = paragraph({ head, text })(columns);
        for (const row of rest) expect(row).toStartWith(indent);
      }),
    );
  });
});

describe("nobody's words stand at the screen's edge as another's line", () => {
  const BLANKS = Array.from("\u00a0\u1680\u2000\u2005\u200a\u202f\u205f\u3000");
  // Seen as blanks in many a font.
  const OTHERS = ["\u3164", "\u2800", "\u115f\u1160", "\u180e", "\u200b"];

  test.each([...BLANKS, ...OTHERS])("with %j in an address", (blank) => {
    for (let length = 1; length <= 40; length++) {
      const words = `${blank}I${blank}quit`;
      const text = `https://x/${"a".repeat(length)}alice:${words}`;
      const rows = paragraph({ head: "bob: ", text })(20);
      const shown = rows.flatMap((row) => row.match(/.{1,20}/gsu) ?? []);
      expect(shown.filter((row) => row.startsWith("alice:") && row !== "alice:")).toEqual([]);
      expect(rows.at(-1)).toStartWith("     ");
    }
  });
});
