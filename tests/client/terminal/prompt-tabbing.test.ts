// The candidates of a completion: what is put in, and the row that shows them.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { atEnd } from "../../../lib/client/terminal/editing.ts";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import { commonBeginning, Tabbing } from "../../../lib/client/terminal/tabbing.ts";
import { FAMILY } from "./prompt-room.ts";

function tabbing(text: string, candidates: readonly string[]): Tabbing {
  return new Tabbing(atEnd(text), { start: 0, end: text.length, candidates });
}

function row(tab: Tabbing, columns: number): string {
  return Bun.stripANSI(tab.row(columns));
}

test("what all begin with, by whole characters", () => {
  expect(commonBeginning(["anna", "anton", "an"])).toBe("an");
  expect(commonBeginning(["one"])).toBe("one");
  expect(commonBeginning(["a", "b"])).toBe("");
  expect(commonBeginning([])).toBe("");
  expect(commonBeginning(["😀", "😁"])).toBe("");
  expect(commonBeginning([`${FAMILY}a`, "👩b"])).toBe("");
});

test("what is there already is not made less", () => {
  expect(tabbing("AN", ["anna", "andy"]).begin()).toEqual(atEnd("AN"));
  expect(tabbing("ANN", ["anna", "andy"]).begin()).toEqual(atEnd("ANN"));
  expect(tabbing("A", ["anna", "andy"]).begin()).toEqual(atEnd("an"));
  expect(tabbing("anna", ["Al"]).begin()).toEqual(atEnd("Al"));
});

test("as many as fit, and how many do not", () => {
  const tab = tabbing("", ["one", "two", "three", "four"]);
  expect(row(tab, 21)).toBe("one  two  three  four");
  expect(row(tab, 20)).toBe("one  two  three  +1");
  expect(row(tab, 19)).toBe("one  two  three  +1");
  expect(row(tab, 18)).toBe("one  two  +2");
});

test("the current one is always in sight", () => {
  const names = Array.from({ length: 30 }, (_, i) => `name-${i}`);
  const tab = tabbing("", names);
  expect(row(tab, 30)).toBe("name-0  name-1  name-2  +27");
  for (const name of names) {
    tab.step(1);
    expect(row(tab, 30)).toContain(`[${name}]`);
  }
  expect(row(tab, 30)).toBe("[name-29]  +29");
});

test("one that is wider than the screen is cut", () => {
  const tab = tabbing("", ["a/very/long/path/to/a/file.txt", "bbbb"]);
  tab.step(1);
  expect(row(tab, 20)).toBe("[a/very/…le.txt]  +1");
});

test("joined emoji are as wide as the terminals that do not join them have them", () => {
  const tab = tabbing("", [`a${FAMILY}${FAMILY}`, `b${FAMILY}${FAMILY}`]);
  expect(row(tab, 28)).toBe(`a${FAMILY}${FAMILY}  b${FAMILY}${FAMILY}`);
  expect(row(tab, 27)).toBe(`a${FAMILY}${FAMILY}  +1`);
});

test("whatever the candidates and the width: the row fits, and counts all", () => {
  const unit = fc.oneof(fc.string({ unit: "grapheme" }), fc.constant(FAMILY));
  const candidates = fc.array(fc.string({ unit, minLength: 1, maxLength: 12 }), {
    minLength: 2,
    maxLength: 20,
  });
  fc.assert(
    fc.property(candidates, fc.nat(40), fc.integer({ min: 20, max: 60 }), (all, steps, columns) => {
      const tab = tabbing(
        "",
        all.map((text, i) => `${i}${text.replaceAll(/[\s+[\]]/g, "x")}`),
      );
      for (let i = 0; i < steps; i++) tab.step(1);
      const shown = row(tab, columns);
      expect(textWidth(shown)).toBeLessThanOrEqual(columns);
      const parts = shown.split("  ");
      const hidden = Number(/^\+(\d+)$/.exec(parts.at(-1) ?? "")?.[1] ?? 0);
      expect(parts.length - (hidden > 0 ? 1 : 0) + hidden).toBe(all.length);
      if (steps > 0) expect(shown).toContain(`[${(steps - 1) % all.length}`);
    }),
    { verbose: true },
  );
});
