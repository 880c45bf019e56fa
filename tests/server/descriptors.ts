// How often this process has a file open: a handle that is never given back cannot be seen in any other way.

import { fstatSync, readdirSync, statSync } from "node:fs";

/** How many of this process's descriptors are open on a file. */
export function descriptorsOf(path: string): number {
  const { dev, ino } = statSync(path);
  return readdirSync("/dev/fd").filter((descriptor) => {
    try {
      const opened = fstatSync(Number(descriptor));
      return opened.dev === dev && opened.ino === ino;
    } catch {
      return false; // the one that listed them, which is closed by now
    }
  }).length;
}
