// Drives a program in a real pseudo terminal and reads its screen, as a person would see it.

import { Terminal as Emulator } from "@xterm/headless";
import type { Subprocess } from "bun";
import { join } from "node:path";

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
}

/** What to wait for: a text or pattern on the screen or above it, or a test of that text. */
export type Sight = string | RegExp | ((screen: string) => boolean);

export interface Pty extends AsyncDisposable {
  readonly proc: Subprocess;
  /** Where the terminal's cursor is, counted from 0. */
  readonly cursor: { x: number; y: number };
  /** Sends keys. */
  type(keys: string): void;
  /** Changes the size of the terminal; the program gets SIGWINCH. */
  resize(cols: number, rows: number): void;
  /** The text on the screen; `all` adds what has been scrolled off it. */
  screen(all?: boolean): Promise<string>;
  /** Resolves with the text on and above the screen once it shows `what`. */
  waitFor(what: Sight, ms?: number): Promise<string>;
  /** All output so far, escape sequences included. */
  raw(): string;
}

/** Starts a program in a pseudo terminal. Disposing kills it if it still runs. */
export function pty(command: readonly string[], options: PtyOptions = {}): Pty {
  const { cols = 60, rows = 16, env, cwd } = options;
  const emulator = new Emulator({
    cols,
    rows,
    scrollback: SCROLLBACK_LINES,
    allowProposedApi: true,
  });
  const decoder = new TextDecoder();
  const waiting = new Set<() => void>();
  let output = "";

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
      lines.push(buffer.getLine(y)?.translateToString(true) ?? "");
    }
    return lines.join("\n").trimEnd();
  };

  return {
    proc,
    get cursor() {
      const { cursorX, cursorY } = emulator.buffer.active;
      return { x: cursorX, y: cursorY };
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
    waitFor(what, ms = PATIENCE_MS) {
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      const check = () => {
        const screen = read(true);
        if (shows(screen, what)) resolve(screen);
      };
      const deadline = setTimeout(() => {
        reject(new Error(`no ${what} within ${ms} ms on:\n${read(true)}`));
      }, ms);
      waiting.add(check);
      check();
      return promise.finally(() => {
        clearTimeout(deadline);
        waiting.delete(check);
      });
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
