// Giving the terminal back: what is written, raw mode, and no harm where there is none.

import { expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  ALTERNATE_OFF,
  ALTERNATE_ON,
  alternateScreen,
  FOCUS_REPORTS_OFF,
  restoreTerminal,
  UPDATE_END,
} from "../../../lib/client/terminal/terminal.ts";

/** A terminal whose output is a file, and what was done to it. */
function fileTerminal(isTTY: boolean) {
  const folder = mkdtempSync(join(tmpdir(), "parlor-terminal-"));
  const path = join(folder, "screen");
  const fd = openSync(path, "w");
  const modes: boolean[] = [];
  const stdin = {
    isTTY,
    setRawMode(this: NodeJS.ReadStream, mode: boolean) {
      modes.push(mode);
      return this;
    },
  };
  return {
    tty: { stdin, stdout: { isTTY, fd } },
    modes,
    written: () => readFileSync(path, "utf8"),
    [Symbol.dispose]() {
      closeSync(fd);
      rmSync(folder, { recursive: true });
    },
  };
}

test("shows the cursor, ends marks, reports and colours, and leaves raw mode", () => {
  using terminal = fileTerminal(true);
  restoreTerminal(terminal.tty);
  expect(terminal.written()).toContain("\x1b[?25h");
  expect(terminal.written()).toContain("\x1b[?2004l");
  expect(terminal.written()).toContain(FOCUS_REPORTS_OFF);
  expect(terminal.written()).toStartWith(UPDATE_END);
  expect(terminal.written()).toEndWith("\x1b[0m");
  expect(terminal.modes).toEqual([false]);
});

test("leaves the alternate screen once, and only where it is shown", () => {
  using terminal = fileTerminal(true);
  restoreTerminal(terminal.tty);
  expect(terminal.written()).not.toContain(ALTERNATE_OFF);
  expect(alternateScreen(true)).toBe(ALTERNATE_ON);
  restoreTerminal(terminal.tty);
  restoreTerminal(terminal.tty);
  expect(terminal.written().split(ALTERNATE_OFF)).toHaveLength(2);
  alternateScreen(true);
  expect(alternateScreen(false)).toBe(ALTERNATE_OFF);
  restoreTerminal(terminal.tty);
  expect(terminal.written().split(ALTERNATE_OFF)).toHaveLength(2);
});

test("does nothing to what is no terminal", () => {
  using terminal = fileTerminal(false);
  restoreTerminal(terminal.tty);
  expect(terminal.written()).toBe("");
  expect(terminal.modes).toEqual([]);
});

test("a terminal that is gone is no reason to fail", () => {
  using terminal = fileTerminal(true);
  const gone = { ...terminal.tty, stdout: { isTTY: true, fd: 9999 } };
  expect(() => restoreTerminal(gone)).not.toThrow();
});

test("a keyboard that is gone keeps nothing from the screen", () => {
  using terminal = fileTerminal(true);
  const stdin = {
    isTTY: true,
    setRawMode(): never {
      throw new Error("EIO");
    },
  };
  restoreTerminal({ ...terminal.tty, stdin });
  expect(terminal.written()).toContain("\x1b[?25h");
});
