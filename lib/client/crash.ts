// A crash of the client, kept for whoever is to find its cause: a log of bounded size, of the newest.

import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { lastBytes } from "../files/last-bytes.ts";
import { CRASH_LOG_BYTES } from "../protocol/limits.ts";
import { cleanLines } from "../protocol/text.ts";

const LF = 0x0a;

/** All that is known of an error, its causes and where it was thrown, in lines that are safe to show. */
export function describeCrash(error: unknown): string {
  return cleanLines(Bun.inspect(error, { colors: false }));
}

/**
 * Adds an entry to the log in a file that only its owner can read, and makes its folder. Of what would be more than
 * CRASH_LOG_BYTES the oldest lines are dropped.
 * @throws Error where the log cannot be written
 */
export function logCrash(path: string, at: Date, description: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const fd = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
  try {
    if (!fstatSync(fd).isFile()) throw new Error(`Cannot write "${path}": it is no file`);
    fchmodSync(fd, 0o600);
    const entry = Buffer.from(`${at.toISOString()}\n${description}\n\n`);
    const kept = newest(Buffer.concat([lastBytes(fd, CRASH_LOG_BYTES), entry]));
    ftruncateSync(fd, 0);
    writeFileSync(fd, kept);
  } finally {
    closeSync(fd);
  }
}

/** As many whole lines from the end as may be kept; of a single line that is longer, its end. */
function newest(log: Buffer): Buffer {
  if (log.length <= CRASH_LOG_BYTES) return log;
  const from = log.length - CRASH_LOG_BYTES;
  const line = log.indexOf(LF, from - 1) + 1;
  return log.subarray(line < log.length - 1 ? line : from);
}
