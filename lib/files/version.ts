// Telling whether a file is still the one that it was.

import type { BigIntStats } from "node:fs";

/**
 * What a file is told by: another version, and so perhaps another content, after every change. The time of
 * the last change to the file itself (ctime) is part of it, since nobody can put that one back.
 */
export function versionOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev}:${ino}:${size}:${mtimeNs}:${ctimeNs}`;
}
