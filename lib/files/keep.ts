// Keeping a text as a file of its own.

import { mkdir, writeFile } from "node:fs/promises";
import { underFreeName } from "./place.ts";
import { errorCode, reasonOf } from "./reasons.ts";

/**
 * Writes a text, ended by LF, as a new file into the folder, which is made if need be, and gives its path:
 * the name, or "name (1).ext" and so on where that is taken. Throws an Error where the disk does not allow it.
 */
export async function keepText(folder: string, name: string, text: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    return await underFreeName(folder, name, (path) => create(path, `${text}\n`));
  } catch (error) {
    throw new Error(`Cannot keep "${name}": ${reasonOf(error)}`, { cause: error });
  }
}

async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}
