// Cells that look the same and stand beside each other, as one piece to draw.

import type { Cell } from "../support/cells.ts";
import { mixed, rgb, type Scheme } from "./schemes.ts";

/** How much of the paper's colour a dim character takes. */
export const DIM_SHARE = 0.34;

/** A block that fills its cell: fonts leave gaps, so its colour is drawn behind it as well. */
const FULL_BLOCK = "█";

export interface Run {
  column: number;
  /** In columns. */
  width: number;
  text: string;
  fill: string;
  /** The colour behind it, where that is not the paper's. */
  back: string | undefined;
  /** SVG's attributes for its weight, slant and lines. */
  attributes: string;
}

/** The runs of a row, blank ends left out; the cell at column `cursor` is drawn as the terminal's cursor. */
export function runsOf(row: readonly Cell[], scheme: Scheme, cursor?: number): Run[] {
  const runs: Run[] = [];
  let open: Run | undefined;
  for (const cell of row) {
    const run = runOf(cell, scheme, cell.column === cursor);
    // A character that is wide, or of several code points, stands alone: fonts do not agree on its width.
    const alone = cell.width > 1 || [...cell.text].length > 1;
    if (open && !alone && alike(open, run)) {
      open.text += run.text;
      open.width += run.width;
    } else {
      runs.push(run);
      open = alone ? undefined : run;
    }
  }
  return runs.map(trimmed).filter(({ text, back }) => text !== "" || back !== undefined);
}

function runOf(cell: Cell, scheme: Scheme, isCursor: boolean): Run {
  const ink = rgb(cell.fg, scheme, scheme.text);
  const ground = rgb(cell.bg, scheme, scheme.paper);
  const reversed = cell.inverse !== isCursor;
  const back = reversed ? ink : ground;
  const fore = reversed ? ground : ink;
  const fill = cell.dim ? mixed(fore, back, DIM_SHARE) : fore;
  const lines = [cell.underline && "underline", cell.struck && "line-through"].filter(Boolean);
  return {
    column: cell.column,
    width: cell.width,
    text: cell.text,
    fill,
    back: cell.text === FULL_BLOCK ? fill : back === scheme.paper ? undefined : back,
    attributes: [
      cell.bold ? ' font-weight="bold"' : "",
      cell.italic ? ' font-style="italic"' : "",
      lines.length > 0 ? ` text-decoration="${lines.join(" ")}"` : "",
    ].join(""),
  };
}

function alike(a: Run, b: Run): boolean {
  return a.fill === b.fill && a.back === b.back && a.attributes === b.attributes;
}

/** A run without blank ends; what is drawn behind them or through them has to stay. */
function trimmed(run: Run): Run {
  if (run.back !== undefined || run.attributes.includes("text-decoration")) return run;
  const text = run.text.trimStart();
  const before = run.text.length - text.length;
  const kept = text.trimEnd();
  const width = run.width - before - (text.length - kept.length);
  return { ...run, column: run.column + before, width, text: kept };
}
