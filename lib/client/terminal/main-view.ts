// The room's end and the frame on the main screen, whose scrollback keeps what leaves it at the top.

import pc from "picocolors";
import { type Backlog, heightUpTo, joined, type Piece, piecesOf } from "./backlog.ts";
import { type Line, paragraph } from "../view/line.ts";

// Erasing the whole screen at once would have some terminals push it into their scrollback.
const ERASE_FIRST_ROW = "\x1b[H\x1b[2K";
const ERASE_FIRST_CELL = "\x1b[H\x1b[X";
const ERASE_THE_REST = "\x1b[1;2H\x1b[J\x1b[H";
const ERASE_FROM_ROW = "\x1b[K\x1b[C\x1b[J\r";

/** What is written to make space, and how many rows there are from the cursor to the frame's end. */
interface Space {
  text: string;
  height: number;
}

/**
 * Two assumptions make a resize exact: the terminal reflows long rows, and it keeps the last row
 * of a full screen in place. So a frame never gives up rows by itself: what it no longer needs
 * stays blank above it until the room's next lines take the space.
 */
export class MainView {
  readonly #backlog: Backlog;
  /** The number of the first line that waits to be painted. */
  #next = 0;
  /** The frame as it was painted, with the blank rows above it. */
  #painted: readonly string[] = [];
  #columns: number;
  #rows: number;
  #stale: "nothing" | "frame" | "all" | "cleared" = "nothing";
  #settled = false;

  constructor(backlog: Backlog, columns: number, rows: number) {
    this.#backlog = backlog;
    this.#columns = columns;
    this.#rows = rows;
  }

  /** Rows of the screen that the frame leaves to the room. */
  get roomHeight(): number {
    return this.#rows - this.#painted.length;
  }

  /** Has the frame painted where it should stand, or all, though nothing has changed. */
  spoil(what: "frame" | "all"): void {
    if (this.#stale === "nothing" || (what === "all" && this.#stale === "frame")) {
      this.#stale = what;
    }
  }

  /** Has the screen emptied, after the backlog was. */
  clear(): void {
    this.#next = this.#backlog.end;
    this.#stale = "cleared";
  }

  /** Has the next frame stand right below the room: there is no more to come that blank rows were kept for. */
  settle(): void {
    this.#settled = true;
  }

  /** Leaves the frame as it stands, above whatever is written next. */
  leave(): void {
    this.#painted = [];
    this.#settled = false;
  }

  /** What brings the screen up to date. */
  paint(frame: readonly string[], columns: number, rows: number): string {
    const resized = this.#columns !== columns || this.#rows !== rows;
    const stale = this.#stale;
    this.#columns = columns;
    this.#rows = rows;
    this.#stale = "nothing";

    const anew = (resized || stale === "all") && this.#painted.length > 0;
    const same = !anew && stale === "nothing";
    const space = stale === "cleared" ? emptied() : anew ? this.#recall() : this.#erase();
    const fresh = this.#layOutWaiting();
    const spare = space.height - heightUpTo(fresh, columns, space.height) - frame.length;
    const blank = this.#settled ? 0 : spare;
    const painted =
      frame.length > 0 && blank > 0 ? [...Array<string>(blank).fill(""), ...frame] : frame;
    if (same && fresh.length === 0 && Bun.deepEquals(painted, this.#painted)) return "";
    this.#painted = painted;
    return space.text + fresh.map((row) => `${row}\r\n`).join("") + painted.join("\r\n");
  }

  /** The rows that the terminal shows of its reflowed frame; what it has scrolled off is remembered. */
  #framedHeight(): number {
    // Some terminals do not reflow the cursor's row, the frame's last. Counted as one row it may
    // in others bring back a row that has been scrolled off already, but never lose one.
    const above = piecesOf(this.#painted.slice(0, -1), this.#columns);
    const hidden = above.length + 1 - this.#rows;
    if (hidden <= 0) return above.length + 1;
    if (this.#next > this.#backlog.first) {
      const last = this.#backlog.at(this.#next - 1);
      last.tail = [...last.tail, ...joined(above.slice(0, hidden))];
    }
    return this.#rows;
  }

  #layOutWaiting(): readonly string[] {
    const rows: string[] = [];
    const { first, end } = this.#backlog;
    if (this.#next < first) {
      // Said in front of a line and not by one of its own, which would be one too many.
      const entry = this.#backlog.at(first);
      entry.line = stacked(notKept(first - this.#next), entry.line);
    }
    for (let line = Math.max(first, this.#next); line < end; line++) {
      const entry = this.#backlog.at(line);
      entry.rows = entry.line(this.#columns);
      for (const row of entry.rows) rows.push(row);
    }
    this.#next = end;
    this.#backlog.trim();
    return rows;
  }

  /** Removes the frame. The cursor always rests in its last row. */
  #erase(): Space {
    const height = this.#painted.length;
    if (height === 0) return { text: "", height };
    const up = height > 1 ? `\x1b[${height - 1}A` : "";
    return { text: `\r${up}${ERASE_FROM_ROW}`, height };
  }

  /** Paints the part of the room that the terminal shows above its reflowed frame. */
  #recall(): Space {
    const columns = this.#columns;
    let free = this.#rows - this.#framedHeight();
    let begun = false;
    const shown: Piece[][] = [];
    let height = 0;
    for (let line = this.#next - 1; line >= this.#backlog.first && free > 0; line--) {
      const entry = this.#backlog.at(line);
      const own = piecesOf(entry.rows, columns);
      let pieces = [...own, ...piecesOf(entry.tail, columns)];
      const cut = Math.max(0, pieces.length - free);
      free -= pieces.length - cut;
      if (cut > 0) {
        begun = pieces[cut - 1]?.end === "";
        pieces = pieces.slice(cut);
      } else if (pieces.length > entry.rows.length) {
        // Nothing of it is in the scrollback, where it could not be changed.
        if (own.length > entry.rows.length) entry.rows = entry.line(columns);
        entry.tail = [];
        pieces = piecesOf(entry.rows, columns);
      }
      shown.push(pieces);
      height += pieces.length;
    }
    // Of a row that begins in the scrollback the rest must stay joined to it.
    const erase = begun ? ERASE_FIRST_CELL : ERASE_FIRST_ROW;
    const room = shown.toReversed().flat();
    const text = erase + ERASE_THE_REST + room.map((piece) => piece.text + piece.end).join("");
    return { text, height: free > 0 ? 0 : Math.max(0, this.#rows - height) };
  }
}

function emptied(): Space {
  return { text: ERASE_FIRST_ROW + ERASE_THE_REST, height: 0 };
}

function notKept(count: number): Line {
  const lines = count === 1 ? "line was" : "lines were";
  return paragraph({ text: `… ${count} earlier ${lines} not kept`, paint: pc.dim });
}

function stacked(above: Line, below: Line): Line {
  return (columns) => [...above(columns), ...below(columns)];
}
