// Keeping a text as a file of its own.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { SAME_NAMES } from "../protocol/limits.ts";
import { numbered } from "./place.ts";
import { errorCode, reasonOf } from "./reasons.ts";

/**
 * Writes a text, ended by LF, as a new file into the folder, which is made if need be, and gives its path:
 * the name, or "name (1).ext" and so on where that is taken. Throws an Error where the disk does not allow it.
 */
export async function keepText(folder: string, name: string, text: string): Promise<string> {
  try {
    await mkdir(folder, { recursive: true });
    for (let number = 0; number <= SAME_NAMES; number++) {
      const path = join(folder, numbered(name, number));
      if (await create(path, `${text}\n`)) return path;
    }
  } catch (error) {
    throw new Error(`Cannot keep "${name}": ${reasonOf(error)}`, { cause: error });
  }
  throw new Error(`Cannot keep "${name}": ${SAME_NAMES} more files have that name`);
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
