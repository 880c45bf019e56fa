// Whether a folder lies where the shelf would give out what is in it.

import { realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { errorCode } from "./reasons.ts";

/** Whether the shelf in `root`, a real path, shows what is in a folder, which need not be there yet. @throws Error */
export async function isShown(root: string, folder: string): Promise<boolean> {
  const path = relative(root, await realPathOf(resolve(folder)));
  if (path.split(sep)[0] === ".." || isAbsolute(path)) return false;
  return !path.split(sep).some((part) => part.startsWith("."));
}

async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) throw error;
    return join(await realPathOf(parent), basename(path));
  }
}
