// The rows below the room, on screens of any size.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { type FrameParts, frameRows } from "../../../lib/client/terminal/frame.ts";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import { paragraph } from "../../../lib/client/view/line.ts";
import { INPUT_ROWS, STATUS_SCREEN_ROWS } from "../../../lib/protocol/limits.ts";
import { FAMILY } from "./prompt-room.ts";

function frame(parts: Partial<FrameParts> & { text?: string }): string[] {
  const { text = "", ...rest } = parts;
  return frameRows({
    columns: 40,
    rows: 24,
    live: [],
    hint: undefined,
    status: [],
    unread: undefined,
    input: { prefix: "ann> ", text, cursor: text.length },
    ...rest,
  }).map((row) => Bun.stripANSI(row));
}

const live = ["one", "two", "three"].map((text) => paragraph({ text }));

test("from the top: what may still change, a hint, the status, the input", () => {
  expect(frame({ live, hint: "hint", status: ["ann in room", "3 here"], text: "x" })).toEqual([
    "one",
    "two",
    "three",
    "hint",
    "ann in room · 3 here",
    "ann> x█",
  ]);
  expect(frame({})).toEqual(["ann> █"]);
});

test("parts of the status that do not fit are left out from the end; the first is cut", () => {
  const status = ["ann in parlor", "3 here", "127.0.0.1:12345"];
  expect(frame({ status, columns: 40 })[0]).toBe("ann in parlor · 3 here · 127.0.0.1:12345");
  expect(frame({ status, columns: 39 })[0]).toBe("ann in parlor · 3 here");
  expect(frame({ status, columns: 21 })[0]).toBe("ann in parlor");
  expect(frame({ status, columns: 10 })[0]).toBe("ann in pa…");
});

test("a joined emoji counts as the terminals that do not join it have it", () => {
  const status = [FAMILY.repeat(3), "3 here"];
  expect(frame({ status, columns: 27 })[0]).toBe(`${FAMILY.repeat(3)} · 3 here`);
  expect(frame({ status, columns: 26 })[0]).toBe(FAMILY.repeat(3));
  expect(frame({ status, columns: 17 })[0]).toBe(`${FAMILY.repeat(2)}…`);
  const address = `https://example.com/${FAMILY}`;
  expect(frame({ live: [() => [address]], columns: 25 }).slice(0, 2)).toEqual([
    address.slice(0, 20),
    FAMILY,
  ]);
});

test("scrolled back: what is new below, or only that it is so", () => {
  const status = ["ann in parlor"];
  expect(frame({ status, unread: 0 })[0]).toBe("scrolled back, Esc · ann in parlor");
  expect(frame({ status, unread: 1234 })[0]).toBe("1,234 new below, Esc · ann in parlor");
  expect(frame({ unread: 3 })[0]).toBe("3 new below, Esc");
});

test("a small screen hides the status row, unless there is news in it", () => {
  const status = ["ann in parlor"];
  expect(frame({ status, rows: STATUS_SCREEN_ROWS })).toEqual(["ann in parlor", "ann> █"]);
  expect(frame({ status, rows: STATUS_SCREEN_ROWS - 1 })).toEqual(["ann> █"]);
  expect(frame({ status, rows: 5, unread: 2, columns: 20 })).toEqual([
    "2 new below, Esc",
    "ann> █",
  ]);
});

test("of 5 rows the room keeps one, and the newest of what may still change is seen", () => {
  const five = { rows: 5, columns: 20, live };
  expect(frame(five)).toEqual(["one", "two", "three", "ann> █"]);
  expect(frame({ ...five, hint: "hint" })).toEqual(["two", "three", "hint", "ann> █"]);
  expect(frame({ ...five, hint: "hint", unread: 0 })).toEqual([
    "three",
    "hint",
    "scrolled back, Esc",
    "ann> █",
  ]);
  expect(frame({ ...five, text: "x".repeat(50) }).length).toBe(4);
  expect(frame({ ...five, text: "x".repeat(500) })).toEqual([
    "ann> … +23",
    "x".repeat(20),
    "x".repeat(20),
    `${"x".repeat(5)}█`,
  ]);
});

test("a long input has so many rows, and no more", () => {
  const text = "x".repeat(40 * INPUT_ROWS - 6);
  expect(frame({ text }).length).toBe(INPUT_ROWS);
  expect(frame({ text: `${text}yy` }).length).toBe(INPUT_ROWS);
  expect(frame({ text: `${text}yy` })[0]).toBe("ann> … +2");
});

test("an address that is too wide is broken, so that the height is known", () => {
  const address = `https://example.com/${"x".repeat(60)}`;
  const rows = frame({ live: [paragraph({ text: address })] });
  expect(rows.slice(0, -1).join("")).toBe(address);
  expect(rows.length).toBe(3);
});

test("whatever there is: the frame has fewer rows than the screen, and the input is in it", () => {
  const words = fc.array(fc.oneof(fc.string({ maxLength: 30 }), fc.constant(FAMILY)));
  const texts = fc.array(
    words.map((all) => all.join("")),
    { maxLength: 12 },
  );
  fc.assert(
    fc.property(
      texts,
      texts,
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.nat(300),
      fc.option(fc.nat(9999), { nil: undefined }),
      fc.integer({ min: 1, max: 30 }),
      fc.integer({ min: 20, max: 60 }),
      (lines, status, text, cursor, unread, rows, columns) => {
        const clean = text.replaceAll(/[\x00-\x1f\x7f-\x9f]/g, "x");
        const all = frameRows({
          columns,
          rows,
          live: lines.map((line) => paragraph({ text: line })),
          hint: lines[0] && "hint",
          status,
          unread,
          input: { prefix: "> ", text: clean, cursor: Math.min(cursor, clean.length) },
        });
        expect(all.length).toBeLessThanOrEqual(Math.max(1, rows - 1));
        for (const row of all) expect(textWidth(row)).toBeLessThanOrEqual(columns);
        expect(all.some((row) => row.includes("\x1b[7m") || row.includes("█"))).toBe(true);
      },
    ),
    { verbose: true },
  );
});
