// The cells of an emulated screen: each with its characters and how they look.

import type { IBufferCell, IBufferLine } from "@xterm/headless";

/** A palette's number from 0 to 255, a colour of its own as `#rrggbb`, or the terminal's own. */
export type Colour = number | `#${string}` | "default";

export interface Style {
  readonly fg: Colour;
  readonly bg: Colour;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
  readonly inverse: boolean;
  readonly struck: boolean;
}

export interface Cell extends Style {
  /** Where it begins, counted from 0. */
  readonly column: number;
  /** How many columns it takes: 1, or 2 for a wide character. */
  readonly width: number;
  /** Its characters: one grapheme, or a space where nothing was written. */
  readonly text: string;
}

/** What a terminal shows where nothing was written. */
export const PLAIN: Style = {
  fg: "default",
  bg: "default",
  bold: false,
  dim: false,
  italic: false,
  underline: false,
  inverse: false,
  struck: false,
};

/** The cells of a line in their order; a wide character is one of them. */
export function readCells(line: IBufferLine): Cell[] {
  const cells: Cell[] = [];
  for (let column = 0; column < line.length; column++) {
    const cell = line.getCell(column);
    // The right half of a wide character has no width of its own.
    if (cell && cell.getWidth() > 0) cells.push(readCell(cell, column));
  }
  return cells;
}

function readCell(cell: IBufferCell, column: number): Cell {
  return {
    column,
    width: cell.getWidth(),
    text: cell.isInvisible() ? " " : cell.getChars() || " ",
    fg: colour(cell.isFgDefault(), cell.isFgRGB(), cell.getFgColor()),
    bg: colour(cell.isBgDefault(), cell.isBgRGB(), cell.getBgColor()),
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
    italic: cell.isItalic() !== 0,
    underline: cell.isUnderline() !== 0,
    inverse: cell.isInverse() !== 0,
    struck: cell.isStrikethrough() !== 0,
  };
}

function colour(isDefault: boolean, isOwn: boolean, value: number): Colour {
  if (isDefault) return "default";
  return isOwn ? `#${value.toString(16).padStart(6, "0")}` : value;
}
