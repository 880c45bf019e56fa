// The input line by what a person sees as characters: its rows on the screen, and a key's reach.

import pc from "picocolors";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

export interface InputLayout {
  /** What stands before the text; it is coloured already. */
  prefix: string;
  text: string;
  /** Where the cursor is drawn, as an index of the text; undefined draws none. */
  cursor: number | undefined;
  columns: number;
  /** How many rows there may be; of more, those around the cursor are shown. */
  height: number;
}

/** The rows of an input, none wider than the screen. */
export function inputRows(layout: InputLayout): string[] {
  const { prefix, text, cursor, columns, height } = layout;
  const rows = [prefix];
  let width = Bun.stringWidth(prefix);
  let cursorRow = 0;
  const add = (cell: string, under: boolean) => {
    const taken = cellWidth(cell);
    if (width + taken > columns) {
      rows.push("");
      width = 0;
    }
    rows[rows.length - 1] += under ? pc.inverse(cell) : cell;
    width += taken;
    if (under) cursorRow = rows.length - 1;
  };
  for (const { segment, index } of graphemes.segment(text)) {
    const end = index + segment.length;
    add(segment, cursor !== undefined && cursor >= index && cursor < end);
  }
  if (cursor === text.length) {
    add("█", false);
    cursorRow = rows.length - 1;
  }
  return rows.length > height ? rowsAround(rows, cursorRow, prefix, height) : rows;
}

/** The window keeps the prefix in sight, and says how much is out of it. */
function rowsAround(
  rows: readonly string[],
  cursorRow: number,
  prefix: string,
  height: number,
): string[] {
  const last = rows.length - height;
  // A mark takes the window's first and last row, which the cursor must not be in.
  const marks = height >= 3;
  const from = Math.max(0, Math.min(last, cursorRow - height + (marks ? 2 : 1)));
  const shown = rows.slice(from, from + height);
  if (marks && from > 0) shown[0] = prefix + pc.dim(`… +${from + 1}`);
  if (marks && from < last) {
    shown[height - 1] = pc.dim(`… +${last - from + 1}`);
  }
  return shown;
}

/**
 * How many times readline, which goes by code points, has to press a key for it to reach over a
 * whole grapheme.
 */
export function keyPresses(key: string | undefined, text: string, cursor: number): number {
  const back = key === "left" || key === "backspace";
  if (!back && key !== "right" && key !== "delete") return 1;
  const found = graphemes.segment(text).containing(back ? cursor - 1 : cursor);
  if (!found) return 1;
  const inside = cursor - found.index;
  const crossed = back ? found.segment.slice(0, inside) : found.segment.slice(inside);
  return [...crossed].length;
}

/** Terminals disagree about joined emoji: the widest opinion keeps a row from overflowing in any. */
function cellWidth(grapheme: string): number {
  const whole = Bun.stringWidth(grapheme);
  let parts = 0;
  for (const character of grapheme) parts += Bun.stringWidth(character);
  return Math.max(whole, parts);
}
