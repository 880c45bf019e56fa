// The end of a file that only grows: a log, a history.

import { fstatSync, readSync } from "node:fs";

/** The last bytes of an open file, at most so many. Throws a system error where it cannot be read. */
export function lastBytes(fd: number, most: number): Buffer {
  const { size } = fstatSync(fd);
  const bytes = Buffer.alloc(Math.min(size, most));
  const from = size - bytes.length;
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(fd, bytes, done, bytes.length - done, from + done);
    if (read === 0) break;
    done += read;
  }
  return bytes.subarray(0, done);
}
