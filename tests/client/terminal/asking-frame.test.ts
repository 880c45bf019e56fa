// A question's rows: on a screen of any size, never more and never wider than it.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import { questionRows } from "../../../lib/client/terminal/question-frame.ts";
import { QUESTION_FOOTER_ROWS } from "../../../lib/protocol/limits.ts";

const choices = Array.from({ length: 30 }, (_, i) => ({ value: `${i}`, label: `file-${i}` }));
const shown = (rows: readonly string[]) => rows.map((row) => Bun.stripANSI(row).trimEnd());

test("everything has its place where there is room", () => {
  const state = { message: "Which file?", choices, cursor: 1, total: 30, search: undefined };
  expect(shown(questionRows(state, 40, QUESTION_FOOTER_ROWS))).toEqual(
    [
      "◆  Which file?",
      "│  ○ file-0",
      "│  ● file-1",
      "│  ○ file-2",
      "│  ○ file-3",
      "│  ○ file-4",
      "│  ○ file-5",
      "└  ↑/↓ choose · Enter takes it · Esc back",
    ].map((row) => row.slice(0, 40)),
  );
});

test("one row fewer gives up the help first, then the message, then the search", () => {
  const state = { message: "Which?", choices, cursor: 29, total: 40, search: "file█" };
  const rows = (height: number) => shown(questionRows(state, 40, height));
  expect(rows(QUESTION_FOOTER_ROWS - 1).at(-1)).toBe("│  ● file-29");
  expect(rows(3)).toEqual(["◆  Which?", "│  Search: file█ 30 of 40", "│  ● file-29"]);
  expect(rows(2)).toEqual(["│  Search: file█ 30 of 40", "│  ● file-29"]);
  expect(rows(1)).toEqual(["│  ● file-29"]);
});

test("a long message takes a third of the screen, its end in sight", () => {
  const message = 'Overwrite "a file whose name is long.txt"?';
  const state = { message, choices, cursor: 0, total: 30, search: undefined };
  const rows = shown(questionRows(state, 20, 7));
  expect(rows.slice(0, 2)).toEqual(['◆  Overwrite "a file', '│  whose na…ng.txt"?']);
  expect(rows).toHaveLength(7);
});

test("of a long search the end is in sight", () => {
  const search = "abcdefghijklmnopqrstuvwxyz█";
  const state = { message: "Which?", choices: [], cursor: 0, total: 30, search };
  expect(shown(questionRows(state, 20, 3))).toEqual([
    "◆  Which?",
    "│  klmnopqrstuvwxyz█",
    "│  No matches",
  ]);
});

test("file names are cut in their middle, other choices at their end", () => {
  const long = [{ value: "a", label: "Overwrite what is there.txt" }];
  const state = { message: "Which?", choices: long, cursor: 0, total: 1 };
  const row = (search?: string) => shown(questionRows({ ...state, search }, 20, 2)).at(-1);
  expect(row("█")).toBe("│  ● Overwri…ere.txt");
  expect(row()).toBe("│  ● Overwrite what…");
});

test("joined emoji are as wide as the terminals that do not join them have them", () => {
  const file = [{ value: "a", label: "👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧.txt", hint: "1 kB" }];
  const state = { message: "👩‍👩‍👧 👩‍👩‍👧 👩‍👩‍👧?", choices: file, cursor: 0, total: 1 };
  const rows = (columns: number, search: string) =>
    shown(questionRows({ ...state, search }, columns, 6));
  expect(rows(34, "█")).toContain("│  ● 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧.txt (1 kB)");
  expect(rows(33, "█")).toContain("│  ● 👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧.txt");
  expect(rows(26, "█")).toContain("│  ● 👩‍👩‍👧…👩‍👩‍👧.txt");
  expect(rows(17, "👩‍👩‍👧👩‍👩‍👧\x1b[7ma\x1b[27m")).toContain("│  👩‍👩‍👧👩‍👩‍👧a");
  expect(rows(15, "👩‍👩‍👧👩‍👩‍👧\x1b[7ma\x1b[27m")).toContain("│  👩‍👩‍👧a");
  expect(rows(16, "█").slice(0, 2)).toEqual(["◆  👩‍👩‍👧 👩‍👩‍👧", "│  👩‍👩‍👧?"]);
});

test("a hint is shown where it fits beside its choice", () => {
  const hinted = [{ value: "a", label: "name", hint: "12 kB" }];
  const state = { message: "Which?", choices: hinted, cursor: 0, total: 1, search: undefined };
  expect(shown(questionRows(state, 17, 2))[1]).toBe("│  ● name (12 kB)");
  expect(shown(questionRows(state, 16, 2))[1]).toBe("│  ● name");
});

test("whatever the texts and the size: so many rows, none too wide, and the cursor's choice among them", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "漢", "é", "👩‍👩‍👧", "/") });
  const sizes = fc.record({
    columns: fc.integer({ min: 1, max: 60 }),
    rows: fc.integer({ min: 1, max: 30 }),
  });
  const states = fc.record({
    message: text,
    labels: fc.array(fc.record({ label: text, hint: fc.option(text, { nil: undefined }) })),
    at: fc.nat(),
    search: fc.option(text, { nil: undefined }),
  });
  const property = fc.property(
    states,
    sizes,
    ({ message, labels, at, search }, { columns, rows }) => {
      const all = labels.map(({ label, hint }) => ({
        value: label,
        label,
        ...(hint === undefined ? {} : { hint }),
      }));
      const cursor = all.length === 0 ? 0 : at % all.length;
      const state = { message, choices: all, cursor, total: all.length, search };
      const painted = questionRows(state, columns, rows);
      expect(painted).toHaveLength(rows);
      for (const row of painted) expect(textWidth(row)).toBeLessThanOrEqual(columns);
      const marks = painted.filter((row) => row.includes("●"));
      expect(marks).toHaveLength(all.length === 0 || columns < 4 ? 0 : 1);
    },
  );
  fc.assert(property, { numRuns: 1000 });
});
