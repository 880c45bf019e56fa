// A look back at the room: its lines laid out anew on the alternate screen, from a place that stays.

import { type Backlog, type Piece, piecesOf } from "./backlog.ts";

/** A row of a line as it is laid out now. */
interface Position {
  line: number;
  row: number;
}

/** A place of the room however its lines are laid out. */
interface Place {
  line: number;
  /** What of the line's text stands before it, in UTF-16 units without blanks. */
  before: number;
}

export class ScrollView {
  readonly #backlog: Backlog;
  #columns: number;
  /** Rows of the screen for the room; what pages go by. */
  #height: number;
  #top: Position;
  /** Where paging has led to; `top` is derived from it when the width changes. */
  #anchor: Place;
  /** The number of the first line that was never in sight. */
  #unseen: number;
  #drawnRoom: string | undefined;
  #drawnFrame: readonly string[] = [];

  private constructor(backlog: Backlog, columns: number, height: number) {
    this.#backlog = backlog;
    this.#columns = columns;
    this.#height = height;
    this.#unseen = backlog.end;
    this.#top = { line: backlog.end, row: 0 };
    this.#anchor = { line: backlog.end, before: 0 };
  }

  /** A page back from the newest line; undefined where the main screen's `height` rows show all there is. */
  static open(backlog: Backlog, columns: number, height: number): ScrollView | undefined {
    const view = new ScrollView(backlog, columns, height);
    const top = view.#back(view.#top, height);
    if (top.line === backlog.first && top.row === 0) return undefined;
    view.#moveTo(view.#back(top, view.#step));
    return view;
  }

  /** Lines that have come since the view was opened, and were not in sight yet. */
  get unread(): number {
    return this.#backlog.end - this.#unseen;
  }

  /** Moves by a page, less one row; false where that would bring the newest row in sight. */
  page(direction: -1 | 1): boolean {
    this.#stayInMemory();
    if (direction < 0) {
      this.#moveTo(this.#back(this.#top, this.#step));
      return true;
    }
    const next = this.#forward(this.#top, this.#step);
    if (!next || !this.#forward(next, this.#height)) return false;
    this.#moveTo(next);
    return true;
  }

  /** Fits the view to a screen. It stays where it is, unless it would end before the screen does. */
  fit(columns: number, height: number): void {
    this.#stayInMemory();
    if (columns !== this.#columns) {
      this.#columns = columns;
      this.#top = this.#positionOf(this.#anchor);
    }
    this.#height = height;
    if (!this.#forward(this.#top, height - 1)) {
      this.#moveTo(this.#back({ line: this.#backlog.end, row: 0 }, height));
    }
    this.#see();
  }

  /** Has all drawn though nothing has changed. */
  spoil(): void {
    this.#drawnRoom = undefined;
  }

  /** What brings the screen up to date: the room, and the frame in the last of `rows` rows. */
  draw(frame: readonly string[], rows: number): string {
    const shown = this.#shown();
    const room = shown.map((piece, i) => (shown[i - 1]?.end ?? "") + piece.text).join("");
    const old = this.#drawnFrame;
    const sameRoom = room === this.#drawnRoom && frame.length === old.length;
    if (sameRoom && frame.every((row, i) => row === old[i])) return "";
    this.#drawnRoom = room;
    this.#drawnFrame = frame;
    const below = `\x1b[${rows - frame.length + 1};1H\x1b[J${frame.join("\r\n")}`;
    return (sameRoom ? "" : `\x1b[H\x1b[J${room}`) + (frame.length > 0 ? below : "");
  }

  get #step(): number {
    return Math.max(1, this.#height - 1);
  }

  #moveTo(top: Position): void {
    this.#top = top;
    this.#anchor = this.#placeOf(top);
    this.#see();
  }

  /** What has been forgotten meanwhile cannot be shown: the view then moves to what follows. */
  #stayInMemory(): void {
    const { first } = this.#backlog;
    if (this.#top.line < first) this.#moveTo({ line: first, row: 0 });
  }

  #pieces(line: number): Piece[] {
    return piecesOf(this.#backlog.at(line).line(this.#columns), this.#columns);
  }

  #shown(): Piece[] {
    const { line: from, row } = this.#top;
    const shown: Piece[] = [];
    for (let line = from; line < this.#backlog.end && shown.length < this.#height; line++) {
      const pieces = this.#pieces(line);
      shown.push(...(line === from ? pieces.slice(row) : pieces));
    }
    return shown.slice(0, this.#height);
  }

  #see(): void {
    const bottom = this.#forward(this.#top, this.#height - 1);
    this.#unseen = Math.max(this.#unseen, bottom ? bottom.line + 1 : this.#backlog.end);
  }

  /** So many rows further up, or the first row of all. */
  #back({ line, row }: Position, count: number): Position {
    let left = count;
    while (left > row) {
      if (line === this.#backlog.first) return { line, row: 0 };
      left -= row;
      line--;
      row = this.#pieces(line).length;
    }
    return { line, row: row - left };
  }

  /** So many rows further down; undefined behind the last. */
  #forward({ line, row }: Position, count: number): Position | undefined {
    let at = row + count;
    for (; line < this.#backlog.end; line++) {
      const height = this.#pieces(line).length;
      if (at < height) return { line, row: at };
      at -= height;
    }
    return undefined;
  }

  #placeOf({ line, row }: Position): Place {
    if (line === this.#backlog.end) return { line, before: 0 };
    const above = this.#pieces(line).slice(0, row);
    return { line, before: above.reduce((sum, { text }) => sum + substance(text), 0) };
  }

  /** The row that a place is in. */
  #positionOf({ line, before }: Place): Position {
    if (before === 0) return { line, row: 0 };
    const pieces = this.#pieces(line);
    let row = 0;
    let left = before;
    for (const { text } of pieces.slice(0, -1)) {
      left -= substance(text);
      if (left < 0) break;
      row++;
    }
    return { line, row };
  }
}

/** What of a row does not depend on how its line was broken: neither blanks nor styles. */
function substance(text: string): number {
  return Bun.stripANSI(text).replaceAll(/\p{Zs}/gu, "").length;
}
