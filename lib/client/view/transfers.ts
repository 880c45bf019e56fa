// What is under way between our client and the shelf, as a table.
import { bytesText } from "../../protocol/sizes.ts";
import { tableLine, type Column } from "./columns.ts";
import { cutFile } from "./cut.ts";
import { noticeLine } from "./events.ts";
import type { Line } from "./line.ts";
import { leftText, percentText, rateText } from "./numbers.ts";

export interface TransferRow {
  /** By which it can be cancelled. */
  number: number;
  /** From the shelf, or to it. */
  direction: "down" | "up";
  file: string;
  /** What happens before its bytes move. */
  before: "waiting" | "reading";
  /** Bytes that are there, and of how many; undefined before they move. */
  done: number;
  size: number | undefined;
  /** Bytes in a second, or undefined where it is not known yet. */
  rate: number | undefined;
}

// The columns of the screen that are kept for a file's name while less important columns could be left out.
const LEAST = 16;

const COLUMNS: readonly Column<TransferRow>[] = [
  { heading: "#", text: ({ number }) => String(number), right: true, rank: 0 },
  { heading: "way", text: ({ direction }) => direction, rank: 0 },
  { heading: "file", text: ({ file }) => file, rank: 0, cut: { least: LEAST, to: cutFile } },
  { heading: "done", text: doneText, right: true, rank: 0 },
  { heading: "of", text: sizeText, right: true, rank: 3 },
  { heading: "rate", text: rateOf, right: true, rank: 2 },
  { heading: "left", text: leftOf, right: true, rank: 1 },
];

/** All that is under way: which way, how far, how fast, and how long it still takes. */
export function transfersTable(transfers: readonly TransferRow[]): Line {
  if (transfers.length === 0) return noticeLine("No transfer is under way");
  return tableLine({ rows: transfers, headed: true, columns: COLUMNS });
}

function doneText({ before, done, size }: TransferRow): string {
  return size === undefined ? before : percentText(done, size);
}

function sizeText({ size }: TransferRow): string {
  return size === undefined ? "" : bytesText(size);
}

function rateOf({ rate }: TransferRow): string {
  return rate === undefined ? "" : rateText(rate);
}

function leftOf({ done, size, rate }: TransferRow): string {
  return (size === undefined ? undefined : leftText(size - done, rate)) ?? "";
}
