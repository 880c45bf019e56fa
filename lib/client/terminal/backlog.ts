// The room's lines as the screen remembers them, and their rows as a terminal breaks them.

import { BACKLOG_LINES } from "../../protocol/limits.ts";
import { brokenRow } from "../view/cut.ts";
import type { Line } from "../view/line.ts";

export interface Entry {
  line: Line;
  /** The rows that it was painted with on the main screen; none while it waits to be painted. */
  rows: readonly string[];
  /** Rows of a frame that stood behind it on the main screen when a resize scrolled them off. */
  tail: readonly string[];
}

/** Lines by their numbers, which count on however many are forgotten. */
export class Backlog {
  #entries: Entry[] = [];
  /** The number of the array's first line; it may be one that is forgotten. */
  #base = 0;
  #first = 0;

  /** The number of the oldest line that is remembered; `end` where there is none. */
  get first(): number {
    return this.#first;
  }

  /** The number that the next line will have. */
  get end(): number {
    return this.#base + this.#entries.length;
  }

  add(line: Line): void {
    this.#entries.push({ line, rows: [], tail: [] });
  }

  /** A remembered line, from `first` to below `end`. */
  at(number: number): Entry {
    const entry = this.#entries[number - this.#base];
    if (number < this.#first || entry === undefined) {
      throw new RangeError(`Cannot find line ${number}: ${this.#first} to ${this.end} are kept`);
    }
    return entry;
  }

  /** Forgets all but the newest lines. */
  trim(): void {
    this.#first = Math.max(this.#first, this.end - BACKLOG_LINES);
    // Moving the array is dear: it waits until half of it is forgotten.
    if (this.#first - this.#base > BACKLOG_LINES) this.#drop();
  }

  clear(): void {
    this.#first = this.end;
    this.#drop();
  }

  #drop(): void {
    this.#entries = this.#entries.slice(this.#first - this.#base);
    this.#base = this.#first;
  }
}

/** A row of the screen that is, or is a part of, a row of a line. */
export interface Piece {
  text: string;
  /** What leads to the next piece: nothing where the terminal itself breaks the row. */
  end: "\r\n" | "";
}

/** Rows as a terminal shows them: broken anywhere, at the last column. */
export function piecesOf(rows: readonly string[], columns: number): Piece[] {
  return rows.flatMap((row) => {
    const texts = broken(row, columns);
    return texts.map((text, i): Piece => ({ text, end: i + 1 < texts.length ? "" : "\r\n" }));
  });
}

/** The rows that pieces are of, as far as they are there. */
export function joined(pieces: readonly Piece[]): string[] {
  const text = pieces.map((piece) => piece.text + piece.end).join("");
  return text === "" ? [] : text.replace(/\r\n$/, "").split("\r\n");
}

/** How many rows of the screen rows take; counting ends where `enough` is reached. */
export function heightUpTo(rows: readonly string[], columns: number, enough: number): number {
  let height = 0;
  for (const row of rows) {
    if (height >= enough) break;
    height += broken(row, columns).length;
  }
  return height;
}

/**
 * A row cut where the terminal breaks it. Of opinions about the width of joined emoji this takes the
 * narrowest: in other terminals a resize may show a row twice, but loses none.
 */
function broken(row: string, columns: number): readonly string[] {
  return Bun.stringWidth(row) <= columns ? [row] : brokenRow(row, columns, Bun.stringWidth);
}
