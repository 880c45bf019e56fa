// Paths on this machine, as a shell would complete them.
import { readdir } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { isClean } from "../protocol/text.ts";

/** The paths that begin as `begun` does, spelled on from it; folders end in "/". Hidden ones only when asked for by their dot. */
export async function pathsBeginning(begun: string, home = homedir()): Promise<string[]> {
  const cut = begun.lastIndexOf("/") + 1;
  const folder = begun.slice(0, cut);
  const part = begun.slice(cut);
  const real = folder.startsWith("~/") ? join(home, folder.slice(2)) : folder || ".";
  const entries = await readdir(real, { withFileTypes: true }).catch(() => []);
  return entries
    .filter(({ name }) => name.startsWith(part) && isClean(name))
    .filter(({ name }) => part.startsWith(".") || !name.startsWith("."))
    .map((entry) => `${folder}${entry.name}${entry.isDirectory() ? "/" : ""}`)
    .toSorted();
}
