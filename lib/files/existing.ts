// Whether a file that is there already is the one that is wanted.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { hashOf } from "./hash.ts";

const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Whether a regular file of `size` bytes with that SHA-256 (hex) is at the path, and not through a link. What
 * cannot be read is not the same.
 */
export async function isSameFile(path: string, size: number, sha256: string): Promise<boolean> {
  try {
    await using handle = await open(path, FLAGS);
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size !== size) return false;
    return (await hashOf(handle, size)).digest("hex") === sha256;
  } catch {
    return false;
  }
}
