// What the chat changes about a terminal, and how each change is taken back.

import { writeSync } from "node:fs";
import type { ReadStream, WriteStream } from "node:tty";

/** What is needed of the two ends of a terminal; `process` has them. */
export interface Tty {
  readonly stdin: Pick<ReadStream, "isTTY" | "setRawMode">;
  readonly stdout: Pick<WriteStream, "isTTY"> & { readonly fd: number };
}

export const HIDE_CURSOR = "\x1b[?25l";
export const SHOW_CURSOR = "\x1b[?25h";

/** Has the terminal mark pasted text, so that it can be told from typing. */
export const PASTE_MARKS_ON = "\x1b[?2004h";
export const PASTE_MARKS_OFF = "\x1b[?2004l";

/** Holds back the screen between the two, so that no half-drawn state is seen. */
export const UPDATE_BEGIN = "\x1b[?2026h";
export const UPDATE_END = "\x1b[?2026l";

/**
 * Gives the terminal back as a shell expects it: raw mode off, cursor shown, paste marks off.
 * For the handlers of exit, signals and uncaught errors: it is synchronous, never throws, and
 * may be called when there is nothing to restore.
 */
export function restoreTerminal(tty: Tty): void {
  try {
    if (tty.stdin.isTTY) tty.stdin.setRawMode(false);
    if (tty.stdout.isTTY) {
      writeSync(tty.stdout.fd, `${UPDATE_END}${PASTE_MARKS_OFF}${SHOW_CURSOR}\x1b[0m`);
    }
  } catch {
    // The terminal is gone (hung up): there is nothing left to restore.
  }
}
