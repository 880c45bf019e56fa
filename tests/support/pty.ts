// Drives a program in a real pseudo terminal and reads its screen, as a person would see it.

import { Terminal as Emulator } from "@xterm/headless";
import type { Subprocess } from "bun";
import { join } from "node:path";
import { readCells, type Cell } from "./cells.ts";

const SCROLLBACK_LINES = 5000;

/** Below the time limit of a test, so that a wait in vain is reported with the screen it saw. */
const PATIENCE_MS = 4000;

export interface PtyOptions {
  /** The size of the terminal; 60 by 16 characters. */
  cols?: number;
  rows?: number;
  /** Added to the environment of this process. */
  env?: Record<string, string | undefined>;
  /** The folder to start in; the root of the repository. */
  cwd?: string;
  /** Hears each piece of output as it comes, before the emulator does. */
  onOutput?: (bytes: Uint8Array) => void;
}

/** What the program has switched on or off in its terminal. */
export interface Modes {
  alternateScreen: boolean;
  bracketedPaste: boolean;
  focusReports: boolean;
  cursorShown: boolean;
  /** An update is half drawn: a person would still see what was there before it. */
  updating: boolean;
}

/** What to wait for: a text or pattern on the screen or above it, or a test of that text. */
export type Sight = string | RegExp | ((screen: string) => boolean);

export interface Pty extends AsyncDisposable {
  readonly proc: Subprocess;
  /** Where the terminal's cursor is, counted from 0. */
  readonly cursor: { x: number; y: number };
  readonly modes: Modes;
  /** How often the bell has rung. */
  readonly bells: number;
  /** Sends keys. */
  type(keys: string): void;
  /** Changes the size of the terminal; the program gets SIGWINCH. */
  resize(cols: number, rows: number): void;
  /** The text on the screen; `all` adds what has been scrolled off it. */
  screen(all?: boolean): Promise<string>;
  /** Resolves with the text on and above the screen once it shows `what`. */
  waitFor(what: Sight, ms?: number): Promise<string>;
  /** Resolves once `look` is true; it is asked whenever output has reached the screen. `seen` tells a wait in vain what there was. */
  until(look: () => boolean, seen?: () => string, ms?: number): Promise<void>;
  /** The rows of the screen, from the top, as far as output has reached it; without trailing blanks. */
  rows(): string[];
  /** The cells of a row of the screen, counted from 0, in their order; a wide character is one of them. */
  cellsOf(row: number): Cell[];
  /** The cell at a place on the screen, counted from 0; of a wide character either half will do. */
  styleAt(x: number, y: number): Cell;
  /** All output so far, escape sequences included. */
  raw(): string;
}

/** Starts a program in a pseudo terminal. Disposing kills it if it still runs. */
export function pty(command: readonly string[], options: PtyOptions = {}): Pty {
  const { cols = 60, rows = 16, env, cwd, onOutput } = options;
  const emulator = new Emulator({
    cols,
    rows,
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
  });
  const decoder = new TextDecoder();
  const waiting = new Set<() => void>();
  let output = "";
  let bells = 0;
  emulator.onBell(() => bells++);
  const cursorShown = watchCursor(emulator);

  const proc = Bun.spawn([...command], {
    cwd: cwd ?? join(import.meta.dir, "../.."),
    env: {
      ...process.env,
      TERM: "xterm-256color",
      FORCE_COLOR: "1",
      CI: undefined,
      ...env,
    },
    terminal: {
      cols,
      rows,
      data(_terminal, bytes) {
        onOutput?.(bytes);
        output += decoder.decode(bytes, { stream: true });
        emulator.write(bytes, () => {
          for (const check of waiting) check();
        });
      },
    },
  });
  const { terminal } = proc;
  if (!terminal) throw new Error("the program has no terminal");
  // The emulator answers what programs ask of a terminal.
  emulator.onData((answer) => terminal.write(answer));

  const read = (all: boolean): string => {
    const buffer = emulator.buffer.active;
    const lines: string[] = [];
    for (let y = all ? 0 : buffer.baseY; y < buffer.length; y++) {
      lines.push(buffer.getLine(y)?.translateToString(true, 0, emulator.cols) ?? "");
    }
    return lines.join("\n").trimEnd();
  };

  const until = (look: () => boolean, seen: () => string, ms: number): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = () => {
      if (look()) resolve();
    };
    const deadline = setTimeout(() => reject(new Error(seen())), ms);
    waiting.add(check);
    check();
    return promise.finally(() => {
      clearTimeout(deadline);
      waiting.delete(check);
    });
  };

  const cellsOf = (row: number): Cell[] => {
    const { active } = emulator.buffer;
    const line = active.getLine(active.baseY + row);
    if (!line || row >= emulator.rows) throw new Error(`the screen has no row ${row}`);
    return readCells(line);
  };

  return {
    proc,
    get cursor() {
      const { cursorX, cursorY } = emulator.buffer.active;
      return { x: cursorX, y: cursorY };
    },
    get modes() {
      const { bracketedPasteMode, sendFocusMode, synchronizedOutputMode } = emulator.modes;
      return {
        alternateScreen: emulator.buffer.active.type === "alternate",
        bracketedPaste: bracketedPasteMode,
        focusReports: sendFocusMode,
        cursorShown: cursorShown(),
        updating: synchronizedOutputMode,
      };
    },
    get bells() {
      return bells;
    },
    type(keys) {
      terminal.write(keys);
    },
    resize(newCols, newRows) {
      emulator.resize(newCols, newRows);
      terminal.resize(newCols, newRows);
    },
    screen(all = false) {
      return new Promise((resolve) => {
        emulator.write("", () => resolve(read(all)));
      });
    },
    async waitFor(what, ms = PATIENCE_MS) {
      let screen = "";
      const look = () => shows((screen = read(true)), what);
      await until(look, () => `no ${what} within ${ms} ms on:\n${screen}`, ms);
      return screen;
    },
    until(look, seen = () => read(false), ms = PATIENCE_MS) {
      return until(look, () => `in vain for ${ms} ms: ${seen()}`, ms);
    },
    rows() {
      const { active } = emulator.buffer;
      return Array.from(
        { length: emulator.rows },
        (_, y) => active.getLine(active.baseY + y)?.translateToString(true, 0, emulator.cols) ?? "",
      );
    },
    cellsOf,
    styleAt(x, y) {
      const cell = cellsOf(y).find(({ column, width }) => x >= column && x < column + width);
      if (!cell) throw new Error(`the screen has no column ${x}`);
      return cell;
    },
    raw: () => output,
    async [Symbol.asyncDispose]() {
      if (proc.exitCode === null) proc.kill("SIGKILL");
      await proc.exited;
      terminal.close();
      emulator.dispose();
    },
  };
}

function shows(screen: string, what: Sight): boolean {
  if (typeof what === "string") return screen.includes(what);
  return what instanceof RegExp ? what.test(screen) : what(screen);
}

/** Follows whether the cursor is shown, which the emulator knows but does not tell. */
function watchCursor(emulator: Emulator): () => boolean {
  const SHOWN = 25;
  let shown = true;
  const follow = (final: string, now: boolean) =>
    emulator.parser.registerCsiHandler({ prefix: "?", final }, (modes) => {
      if (modes.includes(SHOWN)) shown = now;
      return false; // the emulator's own turn
    });
  follow("h", true);
  follow("l", false);
  return () => shown;
}
