// What the client changes about a terminal, and how each change is taken back.

import { writeSync } from "node:fs";
import type { Writable } from "node:stream";
import type { ReadStream, WriteStream } from "node:tty";

/** Where the client writes: standard output, or a stream before it that turns all into ASCII. */
export interface TerminalOut extends Writable {
  readonly columns: number;
  readonly rows: number;
  readonly isTTY: boolean;
  /** Whether it has taken nothing for so long that nobody should wait for it; undefined where all do. */
  readonly isStuck?: boolean;
}

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

/** Has the terminal tell when its window is looked at, and when no longer. */
export const FOCUS_REPORTS_ON = "\x1b[?1004h";
export const FOCUS_REPORTS_OFF = "\x1b[?1004l";

/** What a line that is typed here needs: a cursor of our own, and to know pastes and focus from keys. */
export const TYPING_ON = HIDE_CURSOR + PASTE_MARKS_ON + FOCUS_REPORTS_ON;
export const TYPING_OFF = FOCUS_REPORTS_OFF + PASTE_MARKS_OFF;

/** Holds back the screen between the two, so that no half-drawn state is seen. */
export const UPDATE_BEGIN = "\x1b[?2026h";
export const UPDATE_END = "\x1b[?2026l";

/**
 * A second, empty screen without scrollback, and back to the first as it was. Written by alternateScreen.
 * It is emptied first: what tmux 3.3 finds on it after a resize it may mix into the main one's scrollback.
 */
export const ALTERNATE_ON = "\x1b[?1049h";
export const ALTERNATE_OFF = "\x1b[H\x1b[J\x1b[?1049l";

export const BELL = "\x07";

let alternate = false;

/**
 * What to write to show the alternate screen, or the main one again, which must not be shown already: it
 * would be emptied. restoreTerminal goes by the last call.
 */
export function alternateScreen(on: boolean): string {
  alternate = on;
  return on ? ALTERNATE_ON : ALTERNATE_OFF;
}

/**
 * Gives the terminal back as a shell expects it: raw mode off, cursor shown, no marks of pastes, no
 * reports of focus, the main screen. For the handlers of exit, signals and uncaught errors: it is
 * synchronous, never throws, and may be called when there is nothing to restore.
 */
export function restoreTerminal(tty: Tty): void {
  attempt(() => tty.stdin.isTTY && tty.stdin.setRawMode(false));
  attempt(() => {
    if (!tty.stdout.isTTY) return;
    const screen = alternate ? alternateScreen(false) : "";
    const modes = TYPING_OFF + screen + SHOW_CURSOR;
    writeSync(tty.stdout.fd, `${UPDATE_END}${modes}\x1b[0m`);
  });
}

/** What a step gives, or undefined where it fails: a terminal that is gone (hung up) has nothing left to restore. */
export function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch {
    return undefined;
  }
}
