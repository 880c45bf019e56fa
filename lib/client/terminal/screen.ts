// The terminal's screen: the room's lines above, the input's frame below, one write per tick.
// Room and frame are drawn as one, so that neither can tear the other.

import { Writable } from "node:stream";
import { Backlog } from "./backlog.ts";
import { cutRow } from "../view/cut.ts";
import type { Line } from "../view/line.ts";
import { MainView } from "./main-view.ts";
import { ScrollView } from "./scroll-view.ts";
import { alternateScreen, type TerminalOut, UPDATE_BEGIN, UPDATE_END } from "./terminal.ts";

/**
 * A stream for what clack writes, and the painter of the room and the frame. It does not pass the
 * terminal's resizes on: after one, what is shown is painted again from memory. The newest lines are
 * on the main screen; older ones that were scrolled back to are shown on the alternate screen.
 */
export class Screen extends Writable {
  readonly #tty: TerminalOut;
  readonly #backlog = new Backlog();
  readonly #main: MainView;
  #view: ScrollView | undefined;
  /** Whether the terminal shows the alternate screen, for the view. */
  #alternate = false;
  #held = false;
  #frame: () => readonly string[] = () => [];
  #ready = "";
  #asides: string[] = [];
  #scheduled: NodeJS.Immediate | undefined;
  #awaitsDrain = false;
  readonly #onResize = () => this.repaint();
  readonly #onDrain = () => {
    this.#awaitsDrain = false;
    this.changed();
  };

  constructor(tty: TerminalOut) {
    super({ decodeStrings: false });
    this.#tty = tty;
    this.#main = new MainView(this.#backlog, this.columns, this.rows);
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

  /** Whether older lines are shown instead of the newest. */
  get scrolledBack(): boolean {
    return this.#view !== undefined;
  }

  /** How many lines have come below what is shown since the room was scrolled back. */
  get unread(): number {
    return this.#view?.unread ?? 0;
  }

  /** Shows a frame below the room; `frame` is asked for its rows whenever the screen is painted. */
  attach(frame: () => readonly string[]): void {
    this.#frame = frame;
    this.#tty.on("resize", this.#onResize);
    this.changed();
  }

  /** Leaves the frame as it stands, above whatever is written next; ends scrolling back and a hold. */
  detach(): void {
    this.#held = false;
    this.#view = undefined;
    this.#main.settle();
    this.flush();
    this.#frame = () => [];
    this.#main.leave();
    this.#tty.off("resize", this.#onResize);
  }

  /** Adds a line to the room. It is laid out when it is painted. */
  print(line: Line): void {
    this.#backlog.add(line);
    // What is painted this tick is painted whole; what waits for longer has a bound.
    if (this.#held || this.#view || this.#tty.writableNeedDrain) this.#backlog.trim();
    this.changed();
  }

  /** Forgets the room and empties the screen. */
  clear(): void {
    this.#backlog.clear();
    this.#main.clear();
    this.toBottom();
  }

  /**
   * Leaves the terminal to others until release(): whatever is to be shown meanwhile waits. They must
   * leave the main screen as it was, as the alternate screen does.
   */
  hold(): void {
    this.#view = undefined;
    this.flush();
    this.#held = true;
  }

  /** Takes the terminal back, and paints what has waited. */
  release(): void {
    this.#held = false;
    this.changed();
  }

  /** Scrolls by a page, less one row; forward to the newest row shows the main screen again. */
  page(direction: -1 | 1): void {
    if (this.#held) return;
    if (this.#view) {
      if (!this.#view.page(direction)) this.#view = undefined;
    } else if (direction < 0) {
      this.#ready += this.#paintMain();
      this.#view = ScrollView.open(this.#backlog, this.columns, this.#main.roomHeight);
    }
    this.changed();
  }

  /** Shows the newest lines again. */
  toBottom(): void {
    this.#view = undefined;
    this.changed();
  }

  /** Has the frame painted at the end of this tick, or once a slow terminal has taken what was painted before. */
  changed(): void {
    this.#scheduled ??= setImmediate(() => {
      this.#scheduled = undefined;
      if (!this.#tty.writableNeedDrain) this.flush();
      else if (!this.#awaitsDrain) {
        this.#awaitsDrain = true;
        this.#tty.once("drain", this.#onDrain);
      }
    });
  }

  /** Paints the frame where it should stand, though it has not changed. */
  redraw(): void {
    this.#main.spoil("frame");
    this.#view?.spoil();
    this.changed();
  }

  /** Paints the whole screen, though nothing has changed. */
  repaint(): void {
    this.#main.spoil("all");
    this.#view?.spoil();
    this.changed();
  }

  /** Writes what this tick has gathered, now. */
  flush(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    if (this.#held) return;
    const painted = this.#view ? this.#paintView(this.#view) : this.#paintMain();
    const text = this.#ready + painted + this.#asides.splice(0).join("");
    this.#ready = "";
    if (text !== "") this.#tty.write(`${UPDATE_BEGIN}${text}${UPDATE_END}`);
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.#asides.push(chunk.toString());
    this.changed();
    done();
  }

  #paintMain(): string {
    return this.#show(false) + this.#main.paint(this.#frameRows(), this.columns, this.rows);
  }

  #paintView(view: ScrollView): string {
    const { columns, rows } = this;
    const { unread } = view;
    let frame = this.#frameRows();
    view.fit(columns, rows - frame.length);
    if (view.unread !== unread) {
      // The frame may tell it.
      frame = this.#frameRows();
      view.fit(columns, rows - frame.length);
    }
    return this.#show(true) + view.draw(frame, rows);
  }

  /** Switches to the alternate screen or back, where the terminal does not show it yet. */
  #show(alternate: boolean): string {
    if (this.#alternate === alternate) return "";
    this.#alternate = alternate;
    return alternateScreen(alternate);
  }

  /** The frame's rows, cut to what the screen can hold. */
  #frameRows(): readonly string[] {
    const { columns, rows } = this;
    return this.#frame()
      .slice(-rows)
      .map((row) => cutRow(row, columns));
  }
}
