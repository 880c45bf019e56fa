// The rows below the room: what may still change, a hint, the status, the input; on any size of screen.

import pc from "picocolors";
import { INPUT_ROWS, STATUS_SCREEN_ROWS } from "../../protocol/limits.ts";
import { brokenRow, cutEnd } from "../view/cut.ts";
import { textWidth } from "../view/graphemes.ts";
import { inputRows, type InputLayout } from "./input-rows.ts";
import type { Line } from "../view/line.ts";

export interface FrameParts {
  columns: number;
  rows: number;
  /** The newest last; of too many the oldest are left out. */
  live: readonly Line[];
  /** One row that fits, styled already. */
  hint: string | undefined;
  /** The most important first. */
  status: readonly string[];
  /** How many lines have arrived below what is shown; undefined where the newest are shown. */
  unread: number | undefined;
  input: Pick<InputLayout, "prefix" | "text" | "cursor">;
}

/** The frame's rows, fewer than the screen has, so that the room is always seen; at least one. */
export function frameRows(parts: FrameParts): string[] {
  const { columns, rows, live, input } = parts;
  let left = Math.max(1, rows - 1) - 1;
  const take = (row: string | undefined): string[] => {
    if (row === undefined || left === 0) return [];
    left--;
    return [row];
  };
  const hint = take(parts.hint);
  const status = take(statusRow(parts));
  const typed = inputRows({ ...input, columns, height: Math.min(INPUT_ROWS, 1 + left) });
  left -= typed.length - 1;
  const above = left > 0 ? live.flatMap((line) => brokenRows(line, columns)).slice(-left) : [];
  return [...above, ...hint, ...status, ...typed];
}

function statusRow({ columns, rows, status, unread }: FrameParts): string | undefined {
  if (rows < STATUS_SCREEN_ROWS && unread === undefined) return undefined;
  const parts = [...scrolledBack(unread), ...status];
  while (parts.length > 1 && textWidth(parts.join(" · ")) > columns) parts.pop();
  return parts.length > 0 ? pc.dim(cutEnd(parts.join(" · "), columns)) : undefined;
}

function scrolledBack(unread: number | undefined): string[] {
  if (unread === undefined) return [];
  return [`${unread > 0 ? `${unread.toLocaleString("en")} new below` : "scrolled back"}, Esc`];
}

/** A line's rows; one that is too wide is broken as the terminal would, since the frame's height has to be known. */
function brokenRows(line: Line, columns: number): string[] {
  return line(columns).flatMap((row) => brokenRow(row, columns));
}
