// Giving a finished file its final name in a folder: beside what is there, or in the place of one file.

import type { Stats } from "node:fs";
import { link as hardLink, lstat, readdir, rename, unlink } from "node:fs/promises";
import { basename, extname, join } from "node:path";
import { EXTENSION_BYTES, FILE_PART_BYTES, SAME_NAMES } from "../protocol/limits.ts";
import { beginning, byteLength } from "../protocol/text.ts";
import { errorCode } from "./reasons.ts";

type Link = (from: string, to: string) => Promise<void>;

/** What becomes of a finished file whose name is taken: it is refused, takes the other's place, or gets a number. */
export const ON_DUPLICATE = ["error", "overwrite", "rename"] as const;
export type OnDuplicate = (typeof ON_DUPLICATE)[number];

/** The name is another file's, and nobody said that it may be replaced or that another name will do. */
export class NameTaken extends Error {
  override readonly name = "NameTaken";
}

/**
 * Names the finished file `partial` as `name` in the folder and gives the path, which is the only one it has
 * afterwards. Where the name is taken: as `onDuplicate` says. Throws NameTaken for "error", else what place()
 * and replace() throw; `partial` and what is there stay as they are then.
 */
export async function give(
  partial: string,
  folder: string,
  name: string,
  onDuplicate: OnDuplicate,
): Promise<string> {
  if (onDuplicate === "overwrite") return replace(partial, folder, name);
  if (onDuplicate === "rename") return place(partial, folder, name);
  const path = join(folder, name);
  if (await takeName(partial, path)) return path;
  throw new NameTaken(TAKEN);
}

/** The words for a name that is taken, as a reason. */
export const TAKEN = "a file has that name already";

// What link(2) says on a filesystem without hard links: FAT, exFAT, some network filesystems.
const NO_HARD_LINKS = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/**
 * Names the finished file `partial` as `name` in the folder, or "name (1).ext" and so on where that is
 * taken, and gives the path. It bears only that name afterwards. Throws a system error where the folder
 * does not allow it, an Error where SAME_NAMES numbered names are taken too.
 */
export async function place(
  partial: string,
  folder: string,
  name: string,
  link: Link = hardLink,
): Promise<string> {
  return underFreeName(folder, name, (path) => takeName(partial, path, link));
}

/**
 * As place(), where nobody else names a file in the folder meanwhile: it is read once, so that names that are taken are
 * not tried, one call each.
 */
export async function placeAlone(partial: string, folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  if (await takeName(partial, path)) return path;
  const taken = new Set(await readdir(folder));
  const takes = async (each: string) => !taken.has(basename(each)) && takeName(partial, each);
  return underFreeName(folder, name, takes);
}

/**
 * The path in the folder that `takes` takes: the name, or "name (1).ext" and so on where it says that one is
 * taken. Throws what it throws, and an Error where SAME_NAMES numbered names are taken too.
 */
export async function underFreeName(
  folder: string,
  name: string,
  takes: (path: string) => Promise<boolean>,
): Promise<string> {
  for (let number = 0; number <= SAME_NAMES; number++) {
    const path = join(folder, numbered(name, number));
    if (await takes(path)) return path;
  }
  throw new Error(`${SAME_NAMES} more files have that name`);
}

/**
 * Names the finished file `partial` as `name` in the folder, in the place of the file that has the name, and
 * gives the path: whoever looks finds the one or the other, whole. Throws an Error where that is no regular
 * file, a system error where the folder does not allow it; what is there stays then.
 */
export async function replace(partial: string, folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  const problem = await replaceProblem(path);
  if (problem !== undefined) throw new Error(problem);
  await rename(partial, path);
  return path;
}

/** Why what has this path cannot be replaced, in words that follow a colon; undefined where it can, or is not there. */
export async function replaceProblem(path: string): Promise<string | undefined> {
  const there = await lstatIfAny(path);
  if (there === undefined || there.isFile()) return undefined;
  return `${there.isDirectory() ? "a folder" : "no regular file"} has that name`;
}

/** The name with a number before its extension, as "name (1).ext"; the name itself for 0. */
export function numbered(name: string, number: number): string {
  if (number === 0) return name;
  const ending = extname(name);
  const extension = byteLength(ending) > EXTENSION_BYTES ? "" : ending;
  const stem = name.slice(0, name.length - extension.length);
  return withEnding(stem, ` (${number})${extension}`);
}

/** A text and an ending, the text cut so that both are a name of at most FILE_PART_BYTES bytes. */
export function withEnding(text: string, ending: string): string {
  return beginning(text, FILE_PART_BYTES - byteLength(ending)) + ending;
}

/** Moves a file to a path of the same disk unless something is there: then false. Throws a system error. */
export async function takeName(
  partial: string,
  path: string,
  link: Link = hardLink,
): Promise<boolean> {
  try {
    await link(partial, path);
  } catch (error) {
    const code = errorCode(error) ?? "";
    if (code === "EEXIST") return false;
    if (!NO_HARD_LINKS.has(code)) throw error;
    // Without hard links nothing portable both checks and names: a file made in between would be lost.
    if (await lstatIfAny(path)) return false;
    await rename(partial, path);
    return true;
  }
  // The file is safe under its name; an old name that will not go is no reason to say otherwise.
  await unlink(partial).catch(() => undefined);
  return true;
}

/** What stands at a path, a broken link included; undefined where nothing does. Throws a system error where it cannot be known. */
export async function lstatIfAny(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
