// A table that fits the screen: the least important columns go, then the one that can be cut is cut.
import pc from "picocolors";
import { cutEnd } from "./cut.ts";
import { textWidth } from "./graphemes.ts";
import type { Line } from "./line.ts";

/** Columns of the screen between two cells. */
export const GAP = 2;

export interface Column<Row> {
  heading: string;
  text: (row: Row) => string;
  /** Numbers stand at the right of their column. */
  right?: true;
  /** The column with the highest rank is left out first; 0 stays. */
  rank: number;
  /** How a cell is cut, and the columns that are kept for it while others could be left out instead. */
  cut?: { least: number; to: (text: string, columns: number) => string };
}

export interface TableFacts<Row> {
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Whether the first row names the columns. */
  headed: boolean;
  /** Styles a whole row. */
  paint?: (row: Row) => (text: string) => string;
}

/** The rows of a table; none is wider than the screen. */
export function tableLine<Row>(table: TableFacts<Row>): Line {
  // Measured once, and not before it is shown: a shelf may have 100,000 files.
  let measured: readonly Measured[] | undefined;
  return (screen) => {
    measured ??= measuredColumns(table);
    const shown = fitted(measured, screen);
    const rowOf = (at: number) => cutEnd(joined(shown, at), screen);
    const { rows, headed, paint } = table;
    const heading = headed ? [pc.bold(rowOf(0).trimEnd())] : [];
    const body = rows.map((row, at) => {
      const text = rowOf(headed ? at + 1 : at);
      return paint ? paint(row)(text) : text;
    });
    return [...heading, ...body];
  };
}

function measuredColumns<Row>({ columns, rows, headed }: TableFacts<Row>): Measured[] {
  return columns.map((column) => {
    const cells = [...(headed ? [column.heading] : []), ...rows.map(column.text)];
    return { ...column, cells, width: widest(cells) };
  });
}

/** The width of the widest text. */
export function widest(texts: readonly string[]): number {
  return texts.reduce((width, text) => Math.max(width, textWidth(text)), 0);
}

/** The text with blanks up to a width. */
export function padded(text: string, width: number, right = false): string {
  const blanks = " ".repeat(Math.max(0, width - textWidth(text)));
  return right ? blanks + text : text + blanks;
}

interface Measured extends Pick<Column<never>, "right" | "rank" | "cut"> {
  cells: readonly string[];
  width: number;
}

/** The columns that there is room for, the one that can be cut as wide as the others leave it. */
function fitted(all: readonly Measured[], screen: number): Measured[] {
  let shown = [...all];
  while (widthOf(shown, leastOf) > screen) {
    const rank = Math.max(...shown.map((column) => column.rank));
    if (rank === 0) break;
    shown = shown.filter((column) => column.rank !== rank);
  }
  const over = widthOf(shown, (column) => column.width) - screen;
  const wide = shown.find((column) => column.cut);
  if (over <= 0 || !wide) return shown;
  const narrowed = { ...wide, width: wide.width - over };
  return shown.map((column) => (column === wide ? narrowed : column));
}

function widthOf(shown: readonly Measured[], width: (column: Measured) => number): number {
  return shown.reduce((sum, column) => sum + width(column), GAP * (shown.length - 1));
}

function leastOf({ width, cut }: Measured): number {
  return cut ? Math.min(width, cut.least) : width;
}

/** A row's cells side by side; behind the last one no blanks hang. */
function joined(shown: readonly Measured[], row: number): string {
  return shown
    .map(({ cells, width, right, cut }, at) => {
      const text = cells[row] ?? "";
      const fitting = cut ? cut.to(text, width) : text;
      return at === shown.length - 1 && !right ? fitting : padded(fitting, width, right);
    })
    .join(" ".repeat(GAP));
}
