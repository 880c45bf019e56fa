// Keeping a text as a file of its own.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { reasonOf } from "./reasons.ts";

/**
 * Writes a text, ended by LF, as a new file into the folder, which is made if need be, and gives its path.
 * Throws an Error where that name is taken or the disk does not allow it.
 */
export async function keepText(folder: string, name: string, text: string): Promise<string> {
  const path = join(folder, name);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(path, `${text}\n`, { flag: "wx" });
  } catch (error) {
    throw new Error(`Cannot keep "${path}": ${reasonOf(error)}`, { cause: error });
  }
  return path;
}
