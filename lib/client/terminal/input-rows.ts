// The input line's rows on the screen: broken at the last column, a window of them where there are too many.

import pc from "picocolors";
import {
  cellWidth,
  characterAfter,
  characterBefore,
  charactersOf,
  textWidth,
} from "../view/graphemes.ts";

const NOT_ASCII = /[^\x20-\x7e]/g;
const ASCII_PAIR = /[\x20-\x7e]{2}/g;

// An attribute, not a colour: the cursor is seen where colours are off as well.
const INVERSE_ON = "\x1b[7m";
const INVERSE_OFF = "\x1b[27m";

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
  const { starts, width } = brokenRows(text, textWidth(prefix), columns);
  const atEnd = cursor === text.length;
  const count = starts.length + (atEnd && width >= columns ? 1 : 0);
  const cursorRow =
    cursor === undefined || atEnd ? count - 1 : starts.findLastIndex((start) => start <= cursor);
  const row = (index: number) => {
    const start = starts[index] ?? text.length;
    const end = starts[index + 1] ?? text.length;
    const before = index === 0 ? prefix : "";
    if (cursor === undefined || index !== cursorRow) return before + text.slice(start, end);
    if (atEnd) return `${before}${text.slice(start)}█`;
    const after = characterAfter(text, cursor);
    const from = characterBefore(text, after);
    const under = INVERSE_ON + text.slice(from, after) + INVERSE_OFF;
    return before + text.slice(start, from) + under + text.slice(after, end);
  };
  return windowAround(cursorRow, count, height, row, prefix);
}

/** The window keeps the prefix in sight, and says how much is out of it. */
function windowAround(
  cursorRow: number,
  count: number,
  height: number,
  row: (index: number) => string,
  prefix: string,
): string[] {
  const last = Math.max(0, count - height);
  // A mark takes the window's first and last row, which the cursor must not be in.
  const marks = height >= 3;
  const from = Math.max(0, Math.min(last, cursorRow - height + (marks ? 2 : 1)));
  const shown = Array.from({ length: Math.min(count, height) }, (_, i) => row(from + i));
  if (marks && from > 0) shown[0] = prefix + pc.dim(`… +${from + 1}`);
  if (marks && from < last) shown[height - 1] = pc.dim(`… +${last - from + 1}`);
  return shown;
}

interface BrokenRows {
  /** Where each row begins, as an index of the text. */
  starts: readonly number[];
  /** How many columns the last row takes. */
  width: number;
}

// The frame is painted for every line that arrives, mostly with the input as it was.
let broken: BrokenRows & { key: string } = { key: "", starts: [0], width: 0 };

/** Breaks a text into rows, the first of which has `indent` columns less. */
function brokenRows(text: string, indent: number, columns: number): BrokenRows {
  const key = `${indent} ${columns} ${text}`;
  if (broken.key === key) return broken;
  const starts = [0];
  let width = indent;
  const addAscii = (from: number, to: number) => {
    let at = from;
    while (to - at > Math.max(0, columns - width)) {
      at += Math.max(0, columns - width);
      starts.push(at);
      width = 0;
    }
    width += to - at;
  };
  const addOthers = (from: number, to: number) => {
    let at = from;
    for (const character of charactersOf(text.slice(from, to))) {
      const taken = cellWidth(character);
      if (width + taken > columns) {
        starts.push(at);
        width = 0;
      }
      width += taken;
      at += character.length;
    }
  };
  for (let at = 0; at < text.length;) {
    // A character may reach from the last ASCII before into others, and from others into the next ASCII.
    const other = indexFrom(text, NOT_ASCII, at);
    const ascii = Math.max(at, other < text.length ? other - 1 : other);
    addAscii(at, ascii);
    at =
      ascii === text.length ? ascii : Math.min(text.length, indexFrom(text, ASCII_PAIR, other) + 1);
    addOthers(ascii, at);
  }
  broken = { key, starts, width };
  return broken;
}

function indexFrom(text: string, pattern: RegExp, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}
