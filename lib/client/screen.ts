// The terminal's screen: the room's lines above, the input's frame below, one write per tick.
// Room and frame are drawn as one, so that neither can tear the other.

import { Writable } from "node:stream";
import type { WriteStream } from "node:tty";
import { REMEMBERED_LINES } from "../protocol/limits.ts";
import { UPDATE_BEGIN, UPDATE_END } from "./terminal.ts";

// Erasing the whole screen at once would have some terminals push it into their scrollback.
const ERASE_FIRST_ROW = "\x1b[H\x1b[2K";
const ERASE_FIRST_CELL = "\x1b[H\x1b[X";
const ERASE_THE_REST = "\x1b[1;2H\x1b[J\x1b[H";

/**
 * A stream for what clack writes, and the painter of the room and the frame. It does not pass the
 * terminal's resizes on: after one, the end of the room is painted again from memory.
 *
 * Two assumptions make a resize exact: the terminal reflows long lines, and it keeps the last row
 * of a full screen in place. So a frame never gives up rows by itself: what it no longer needs
 * stays blank above it until the room's next lines take the space.
 */
export class Screen extends Writable {
  readonly #tty: WriteStream;
  #frame: () => readonly string[] = () => [];
  #room: string[] = [];
  #waiting: string[] = [];
  #asides: string[] = [];
  #painted: readonly string[] = [];
  #columns: number;
  #rows: number;
  #stale: "nothing" | "frame" | "all" = "nothing";
  #scheduled: NodeJS.Immediate | undefined;
  readonly #onResize = () => this.changed();

  constructor(tty: WriteStream) {
    super({ decodeStrings: false });
    this.#tty = tty;
    this.#columns = this.columns;
    this.#rows = this.rows;
    // A terminal that is gone is told by the keyboard's end; what it can no longer show is lost.
    tty.on("error", () => {});
  }

  get columns(): number {
    return this.#tty.columns || 80;
  }

  get rows(): number {
    return this.#tty.rows || 24;
  }

  get isTTY(): boolean {
    return this.#tty.isTTY;
  }

  /** Shows a frame below the room; `frame` is asked for its rows whenever the screen is painted. */
  attach(frame: () => readonly string[]): void {
    this.#frame = frame;
    this.#tty.on("resize", this.#onResize);
    this.changed();
  }

  /** Leaves the frame as it stands, above whatever is written next. */
  detach(): void {
    this.flush();
    this.#frame = () => [];
    this.#painted = [];
    this.#tty.off("resize", this.#onResize);
  }

  /** Adds a text of one or more lines to the room. */
  print(text: string): void {
    for (const line of text.split("\n")) this.#waiting.push(line);
    this.changed();
  }

  /** Has the frame painted at the end of this tick. */
  changed(): void {
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  /** Paints the frame where it should stand, though it has not changed. */
  redraw(): void {
    this.#stale = "frame";
    this.changed();
  }

  /** Paints the whole screen, though nothing has changed. */
  repaint(): void {
    this.#stale = "all";
    this.changed();
  }

  /** Writes what this tick has gathered, now. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const text = this.#paint() + this.#asides.splice(0).join("");
    if (text !== "") this.#tty.write(`${UPDATE_BEGIN}${text}${UPDATE_END}`);
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#asides.push(chunk.toString());
    this.changed();
    done();
  }

  #paint(): string {
    const resized = this.#columns !== this.columns || this.#rows !== this.rows;
    const anew = (resized || this.#stale === "all") && this.#painted.length > 0;
    const same = !anew && this.#stale === "nothing";
    this.#columns = this.columns;
    this.#rows = this.rows;
    this.#stale = "nothing";

    const before = anew ? this.#recall() : this.#erase();
    const lines = this.#waiting.splice(0);
    const frame = this.#frame();
    const blank = before.height - this.#heightUpTo(lines, before.height) - frame.length;
    const painted =
      frame.length > 0 && blank > 0 ? [...Array<string>(blank).fill(""), ...frame] : frame;
    if (same && lines.length === 0 && sameRows(painted, this.#painted)) {
      return "";
    }
    this.#painted = painted;
    this.#remember(lines);
    return `${before.text}${lines.map((line) => `${line}\r\n`).join("")}${painted.join("\r\n")}`;
  }

  /** Removes the frame. The cursor always rests in its last row. */
  #erase(): { text: string; height: number } {
    const height = this.#painted.length;
    if (height === 0) return { text: "", height };
    const up = height > 1 ? `\x1b[${height - 1}A` : "";
    return { text: `\r${up}\x1b[J`, height };
  }

  /** Paints the part of the room that the terminal shows above its reflowed frame. */
  #recall(): { text: string; height: number } {
    // Some terminals do not reflow the cursor's row, the frame's last. Counted as one row it may
    // in others bring back a row that has been scrolled off already, but never lose one.
    const above = this.#heightUpTo(this.#painted.slice(0, -1), this.#rows);
    const height = Math.min(above + 1, this.#rows);
    const shown: string[] = [];
    let free = this.#rows - height;
    let begun = false;
    for (let i = this.#room.length - 1; i >= 0 && free > 0; i--) {
      const rows = this.#wrap(this.#room[i] ?? "");
      shown.unshift(`${rows.slice(-free).join("")}\r\n`);
      begun = rows.length > free;
      free -= rows.length;
    }
    // Of a line that begins in the scrollback the first row must stay joined to it.
    const erase = begun ? ERASE_FIRST_CELL : ERASE_FIRST_ROW;
    const text = `${erase}${ERASE_THE_REST}${shown.join("")}`;
    return { text, height: free > 0 ? 0 : height };
  }

  #remember(lines: readonly string[]): void {
    for (const line of lines) this.#room.push(line);
    if (this.#room.length > 2 * REMEMBERED_LINES) {
      this.#room = this.#room.slice(-REMEMBERED_LINES);
    }
  }

  /** The rows that lines take; counting ends where `enough` is reached. */
  #heightUpTo(lines: readonly string[], enough: number): number {
    let height = 0;
    for (const line of lines) {
      if (height >= enough) break;
      height += this.#wrap(line).length;
    }
    return height;
  }

  /** A line as the terminal breaks it: anywhere, at the last column. */
  #wrap(line: string): readonly string[] {
    if (Bun.stringWidth(line) <= this.#columns) return [line];
    return Bun.wrapAnsi(line, this.#columns, {
      hard: true,
      trim: false,
      wordWrap: false,
    }).split("\n");
  }
}

function sameRows(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((row, i) => row === b[i]);
}
