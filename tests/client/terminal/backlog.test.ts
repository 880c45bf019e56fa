// The room's memory: its bound, and rows as a terminal breaks them.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Backlog, heightUpTo, piecesOf } from "../../../lib/client/terminal/backlog.ts";
import { BACKLOG_LINES } from "../../../lib/protocol/limits.ts";

function filled(count: number): Backlog {
  const backlog = new Backlog();
  for (let i = 0; i < count; i++) backlog.add(() => [String(i)]);
  return backlog;
}

describe("memory", () => {
  test.each([0, 1, 2, BACKLOG_LINES, BACKLOG_LINES + 1, 3 * BACKLOG_LINES])(
    "%i lines past the limit",
    (past) => {
      const backlog = filled(BACKLOG_LINES + past);
      expect([backlog.first, backlog.end]).toEqual([0, BACKLOG_LINES + past]);
      backlog.trim();
      expect([backlog.first, backlog.end]).toEqual([past, BACKLOG_LINES + past]);
      expect(backlog.at(past).line(80)).toEqual([String(past)]);
      expect(backlog.at(backlog.end - 1).line(80)).toEqual([String(backlog.end - 1)]);
      expect(() => backlog.at(past - 1)).toThrow(`Cannot find line ${past - 1}`);
      expect(() => backlog.at(backlog.end)).toThrow("Cannot find line");
    },
  );

  test("line by line, as it comes", () => {
    const backlog = new Backlog();
    for (let i = 0; i < 3 * BACKLOG_LINES; i++) {
      backlog.add(() => [String(i)]);
      backlog.trim();
      if (i % 997 === 0) expect(backlog.at(backlog.first).line(1)).toEqual([String(backlog.first)]);
    }
    expect(backlog.end - backlog.first).toBe(BACKLOG_LINES);
  });

  test("cleared, it numbers on", () => {
    const backlog = filled(5);
    backlog.clear();
    expect([backlog.first, backlog.end]).toEqual([5, 5]);
    backlog.add(() => ["new"]);
    expect(backlog.at(5).line(80)).toEqual(["new"]);
  });
});

describe("rows on a terminal", () => {
  const texts = (rows: readonly string[], columns: number) =>
    piecesOf(rows, columns).map(({ text, end }) => text + end);

  test.each([
    [["abc", ""], 3, ["abc\r\n", "\r\n"]],
    [["abcd ef"], 3, ["abc", "d e", "f\r\n"]],
    [["a漢字b"], 3, ["a漢", "字b\r\n"]],
    [["漢字"], 3, ["漢", "字\r\n"]],
    [["漢字"], 1, ["漢", "字\r\n"]],
    [["ae\u0301i"], 2, ["ae\u0301", "i\r\n"]],
    [["👩‍👩‍👧👩‍👩‍👧"], 4, ["👩‍👩‍👧👩‍👩‍👧\r\n"]],
    [["👩‍👩‍👧👩‍👩‍👧"], 3, ["👩‍👩‍👧", "👩‍👩‍👧\r\n"]],
    [["👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧"], 4, ["👩‍👩‍👧👩‍👩‍👧", "👩‍👩‍👧\r\n"]],
    [
      ["\x1b[1mab\x1b[31mcd\x1b[39m\x1b[22me"],
      3,
      ["\x1b[1mab\x1b[31mc\x1b[39m\x1b[22m", "\x1b[1m\x1b[31md\x1b[39m\x1b[22me\r\n"],
    ],
  ] as const)("%j at %i", (rows, columns, pieces) => {
    expect(texts(rows, columns)).toEqual([...pieces]);
    expect(heightUpTo(rows, columns, 99)).toBe(pieces.length);
    expect(heightUpTo(rows, columns, 0)).toBe(0);
    expect(heightUpTo(rows, columns, 1)).toBeGreaterThanOrEqual(1);
  });

  test("as full as can be, and nothing lost", () => {
    const text = fc.array(fc.constantFrom("a", " ", "漢", "e\u0301", "\x1b[1m", "\x1b[22m"));
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 12 }), (parts, columns) => {
        const row = parts.join("");
        const pieces = piecesOf([row], columns).map((piece) => Bun.stripANSI(piece.text));
        expect(pieces.join("")).toBe(Bun.stripANSI(row));
        for (const [i, piece] of pieces.entries()) {
          expect(Bun.stringWidth(piece)).toBeLessThanOrEqual(columns);
          const next = [...(pieces[i + 1] ?? "")][0];
          if (next) expect(Bun.stringWidth(piece + next)).toBeGreaterThan(columns);
        }
      }),
    );
  });
});
