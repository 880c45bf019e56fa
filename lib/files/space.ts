// How much room is left on a disk.

import { statfs } from "node:fs/promises";

/** The bytes that this user may still write to the folder's disk; undefined where that cannot be told. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { blocks, bavail, bsize } = await statfs(folder);
    // Disks that cannot count say 0 of 0: some network disks, and those that are only a view of another.
    return blocks > 0 ? bavail * bsize : undefined;
  } catch {
    return undefined;
  }
}
