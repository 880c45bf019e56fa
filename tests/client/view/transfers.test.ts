// The table of what is under way: in full, on a narrow screen, and never wider than that.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import { transfersTable, type TransferRow } from "../../../lib/client/view/transfers.ts";

const DOWN: TransferRow = {
  number: 2,
  direction: "down",
  file: "slides/a talk about nothing.pdf",
  before: "waiting",
  done: 42_000_000,
  size: 100_000_000,
  rate: 2_000_000,
};
const WAITING: TransferRow = { ...DOWN, number: 10, done: 0, size: undefined, rate: undefined };
const ROWS: readonly TransferRow[] = [
  DOWN,
  { ...DOWN, number: 7, direction: "up", file: "photo.jpg", size: 42_000_000, rate: 0 },
  { ...WAITING, direction: "up", file: "big.bin", before: "reading" },
  { ...WAITING, number: 11, file: "日本語.txt" },
];

function rows(columns: number, of = ROWS): string[] {
  return transfersTable(of)(columns).map((row) => Bun.stripANSI(row).trimEnd());
}

test("number, way, file, how far, of how much, rate and what is left", () => {
  expect(rows(Infinity)).toEqual([
    " #  way   file                                done      of      rate  left",
    " 2  down  slides/a talk about nothing.pdf     42 %  100 MB  2.0 MB/s  29 s",
    " 7  up    photo.jpg                          100 %   42 MB     0 B/s",
    "10  up    big.bin                          reading",
    "11  down  日本語.txt                       waiting",
  ]);
});

test.each([
  [65, " 2  down  slides/a ta…othing.pdf     42 %  100 MB  2.0 MB/s  29 s"],
  [56, " 2  down  slides/a t…othing.pdf     42 %  2.0 MB/s  29 s"],
  [46, " 2  down  slides/a t…othing.pdf     42 %  29 s"],
  [40, " 2  down  slides/a t…othing.pdf     42 %"],
  [24, " 2  down  slid…     42 %"],
])(
  "in %d columns the size goes first, then the rate, then what is left; the name is cut",
  (columns, row) => {
    expect(rows(columns)[1]).toBe(row);
  },
);

test("nothing is under way", () => {
  expect(rows(80, [])).toEqual(["* No transfer is under way"]);
});

test("no row is wider than the screen", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), (columns) => {
      for (const row of rows(columns)) expect(textWidth(row)).toBeLessThanOrEqual(columns);
    }),
  );
});
