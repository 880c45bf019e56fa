// A terminal in this process for a Screen to paint on, and to look at: @xterm/headless behind a stream.

import { type IUnicodeVersionProvider, Terminal as Emulator } from "@xterm/headless";
import { Writable } from "node:stream";
import { paragraph } from "../../../lib/client/view/line.ts";
import { Screen } from "../../../lib/client/terminal/screen.ts";
import type { TerminalOut } from "../../../lib/client/terminal/terminal.ts";

// The emulator's own table is of a time when an emoji took one column.
const NEWER_WIDTHS: IUnicodeVersionProvider = {
  version: "newer",
  wcwidth,
  charProperties(codepoint, preceding) {
    const before = (preceding >> 1) & 3;
    const own = wcwidth(codepoint);
    const joined = own === 0 && before > 0;
    return ((joined ? before : own) << 1) | (joined ? 1 : 0);
  },
};

function wcwidth(codepoint: number): 0 | 1 | 2 {
  const width = Bun.stringWidth(String.fromCodePoint(codepoint));
  return width === 0 || width === 1 ? width : 2;
}

export class ScreenTerminal extends Writable implements TerminalOut {
  readonly isTTY = true;
  /** All writes so far, escape sequences included. */
  readonly writes: string[] = [];
  columns: number;
  rows: number;
  readonly #emulator: Emulator;

  constructor(columns: number, rows: number) {
    super({ decodeStrings: false });
    this.columns = columns;
    this.rows = rows;
    this.#emulator = new Emulator({
      cols: columns,
      rows,
      scrollback: 30_000,
      allowProposedApi: true,
    });
    this.#emulator.unicode.register(NEWER_WIDTHS);
    this.#emulator.unicode.activeVersion = NEWER_WIDTHS.version;
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.writes.push(chunk);
    this.#emulator.write(chunk);
    done();
  }

  /** Whether the alternate screen is shown. */
  get alternate(): boolean {
    return this.#emulator.buffer.active.type === "alternate";
  }

  /** Changes the size as a terminal does: by itself first, then the program hears of it. */
  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.columns = columns;
    this.rows = rows;
    this.emit("resize");
  }

  /** The rows on the screen once this tick's output is there; `all` adds the scrollback. */
  async shown(all = false): Promise<string[]> {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise<void>((resolve) => this.#emulator.write("", resolve));
    const buffer = this.#emulator.buffer.active;
    const rows: string[] = [];
    for (let y = all ? 0 : buffer.baseY; y < buffer.length; y++) {
      rows.push(buffer.getLine(y)?.translateToString(true, 0, this.columns) ?? "");
    }
    while (rows.at(-1) === "") rows.pop();
    return rows;
  }
}

/** A screen with a frame, on a terminal. */
export class Stage {
  readonly tty: ScreenTerminal;
  readonly screen: Screen;
  #frame: () => readonly string[] = () => ["> █"];

  constructor(columns: number, rows: number) {
    this.tty = new ScreenTerminal(columns, rows);
    this.screen = new Screen(this.tty);
    this.screen.attach(() => this.#frame());
  }

  /** The frame's rows, or what tells them whenever the screen is painted. */
  set frame(rows: readonly string[] | (() => readonly string[])) {
    this.#frame = typeof rows === "function" ? rows : () => rows;
    this.screen.changed();
  }

  /** Prints texts, each as a line by ann. */
  say(...texts: readonly string[]): void {
    for (const text of texts) this.screen.print(paragraph({ head: "ann: ", text }));
  }

  /** Prints the lines L0, L1 and so on, from one number to below another. */
  count(from: number, to: number): void {
    for (const text of counted(from, to)) this.screen.print(() => [text]);
  }
}

/** A stage with the lines L0 to L29 on nine rows above a frame of one. */
export function thirty(): Stage {
  const stage = new Stage(20, 10);
  stage.count(0, 30);
  return stage;
}

/** The texts of numbered lines. */
export function counted(from: number, to: number): string[] {
  return Array.from({ length: to - from }, (_, i) => `L${from + i}`);
}

/** All that rows show, rid of how it is broken into rows. */
export function substance(rows: readonly string[]): string {
  return rows.join("").replaceAll(/\p{Zs}/gu, "");
}
