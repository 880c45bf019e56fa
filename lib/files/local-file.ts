// Opening a file of this machine that a person has named, to be sent.

import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { reasonOf } from "./reasons.ts";
import type { OpenFile } from "./shelf.ts";
import { versionOf } from "./version.ts";

// Without O_NONBLOCK opening a FIFO would wait for whoever writes to it.
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * Opens a file for reading. A link is followed: whoever named it meant what it leads to. Throws an Error whose
 * message is the reason alone where it cannot be read or is no regular file.
 */
export async function openLocalFile(path: string): Promise<OpenFile> {
  const handle = await open(path, FLAGS).catch((error: unknown) => {
    throw new Error(reasonOf(error), { cause: error });
  });
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new Error(stats.isDirectory() ? "a folder" : "not a regular file");
    const [size, modified] = [Number(stats.size), Number(stats.mtimeMs)];
    return { ok: true, handle, size, modified, version: versionOf(stats) };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
