// The shelf's folder: which files it offers, in which order, and opening one so that nothing else is ever read.

import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { lstat, open, readdir, readlink, realpath } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join, sep } from "node:path";
import { LOOKED_AT_ONCE } from "../protocol/limits.ts";
import { fileNameProblem } from "./names.ts";
import { errorCode, reasonOf } from "./reasons.ts";
import { sortedBatches } from "./sorted.ts";
import { versionOf } from "./version.ts";

/** What a file is: its bytes, when they changed, in whole milliseconds since 1970, and its versionOf. */
interface Facts {
  size: number;
  modified: number;
  version: string;
}

/** A file of the shelf, by its path with "/". */
export interface ShelfEntry extends Facts {
  file: string;
}

/** A file that is open for reading. Whoever has it closes the handle; readChunks does. */
export interface OpenFile extends Facts {
  ok: true;
  handle: FileHandle;
}

/** Why a file is not given out: for the host's log, since a guest only hears that there is no such file. */
export interface NotOnShelf {
  ok: false;
  why: string;
}

const NO_FOLDER: Record<string, string> = {
  ENOENT: "there is no such folder",
  ENOTDIR: "it is not a folder",
};

/**
 * The real absolute path of a shelf's folder, which the other functions take as their root.
 * Throws an Error where it is missing, not a folder, or may not be read.
 */
export async function openShelf(folder: string): Promise<string> {
  try {
    const root = await realpath(folder);
    await (await open(root, constants.O_RDONLY | constants.O_DIRECTORY)).close();
    return root;
  } catch (error) {
    const why = NO_FOLDER[errorCode(error) ?? ""] ?? reasonOf(error);
    throw new Error(`Cannot open the shelf "${folder}": ${why}`, { cause: error });
  }
}

/**
 * Every file that openShelfFile would open, subfolders included, in the code-unit order of the paths.
 * Reads ahead LOOKED_AT_ONCE files at most and lets the event loop turn in between; holds the names of
 * the folders it is in. A folder or file that vanishes or may not be read is left out.
 */
export function listShelf(root: string): AsyncGenerator<ShelfEntry> {
  return listFolder(root, "");
}

/** What lies in a folder: a file that can be offered, a folder to walk into, or nothing of interest. */
type Found = ShelfEntry | "folder" | undefined;

async function* listFolder(root: string, folder: string): AsyncGenerator<ShelfEntry> {
  // A folder's place is that of "name/", after "name!" and "name.txt", and only looking tells that it is one.
  // So it waits here. While "a/" waits every name begins with "a", so a later folder is due earlier: a stack.
  const waiting: string[] = [];
  const names = await namesIn(root, folder);
  for await (const batch of sortedBatches(names, LOOKED_AT_ONCE)) {
    const found = await Promise.all(batch.map((name) => look(root, folder + name)));
    for (const [index, name] of batch.entries()) {
      for (let due = waiting.at(-1); due !== undefined && due < name; due = waiting.at(-1)) {
        waiting.pop();
        yield* listFolder(root, folder + due);
      }
      const entry = found[index];
      if (entry === "folder") waiting.push(`${name}/`);
      else if (entry !== undefined) yield entry;
    }
  }
  for (const due of waiting.toReversed()) yield* listFolder(root, folder + due);
}

async function namesIn(root: string, folder: string): Promise<string[]> {
  const path = join(root, folder.slice(0, -1));
  try {
    // The listing may have paused for long since it saw this folder: a symbolic link may lie there by now.
    return (await realpath(path)) === path ? await readdir(path) : [];
  } catch {
    return [];
  }
}

async function look(root: string, file: string): Promise<Found> {
  if (fileNameProblem(file) !== undefined) return undefined;
  const path = join(root, file);
  try {
    const stats = await lstat(path, { bigint: true });
    if (stats.isDirectory()) return "folder";
    if (whyNotOffered(stats) !== undefined) return undefined;
    // Opening alone tells for sure; where everyone may read, the cost can be spared.
    if ((stats.mode & READABLE_BY_ALL) !== READABLE_BY_ALL)
      await (await open(path, OPEN_FLAGS)).close();
    return { file, ...factsOf(stats) };
  } catch {
    return undefined;
  }
}

const READABLE_BY_ALL = 0o444n;

// NONBLOCK: opening a FIFO must not wait for its writer. NOCTTY: no device becomes the server's terminal.
const OPEN_FLAGS =
  constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;

/** Asks the system for the real path of what a handle has open; undefined where that cannot be told. */
export type RealPath = (handle: FileHandle, path: string) => Promise<string | undefined>;

/**
 * Opens a file of the shelf, or says why not. It is judged after it was opened, by its handle: whatever
 * happens to its name meanwhile, what is read is what was judged.
 */
export async function openShelfFile(
  root: string,
  file: string,
  realPath: RealPath = process.platform === "linux" ? realPathOfHandle : realPathOfName,
): Promise<OpenFile | NotOnShelf> {
  const problem = fileNameProblem(file);
  if (problem !== undefined) return { ok: false, why: problem };

  const path = join(root, file);
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, OPEN_FLAGS);
    const stats = await handle.stat({ bigint: true });
    const why = whyNotOffered(stats) ?? whyElsewhere(root, path, await realPath(handle, path));
    if (why === undefined) return { ok: true, handle, ...factsOf(stats) };
    await handle.close();
    return { ok: false, why };
  } catch (error) {
    await handle?.close();
    if (errorCode(error) === undefined) throw error;
    return { ok: false, why: reasonOf(error) };
  }
}

function factsOf(stats: BigIntStats): Facts {
  const { size, mtimeMs } = stats;
  return { size: Number(size), modified: Number(mtimeMs), version: versionOf(stats) };
}

function whyNotOffered(stats: BigIntStats): string | undefined {
  if (stats.isDirectory()) return "a folder";
  if (!stats.isFile()) return "not a regular file";
  if (stats.nlink > 1n) return "more than one hard link";
  return stats.nlink < 1n ? "no such file" : undefined;
}

// Only the same path will do: a link inside the shelf could lead to a hidden folder of it.
function whyElsewhere(root: string, path: string, real: string | undefined): string | undefined {
  if (real === path) return undefined;
  if (real === undefined || real === path + UNLINKED) return "it changed while it was opened";
  return real.startsWith(root.endsWith(sep) ? root : root + sep)
    ? "a symbolic link inside the shelf"
    : "outside the shelf";
}

// Linux: proc(5) on /proc/pid/fd. A file that lost its name since has this after its path.
const UNLINKED = " (deleted)";

/** The path that Linux keeps for the open file itself: no race can fool it. */
export function realPathOfHandle(handle: FileHandle): Promise<string> {
  return readlink(`/proc/self/fd/${handle.fd}`);
}

/** For other systems: the path that the name leads to, if what lies there is what the handle has open. */
export async function realPathOfName(
  handle: FileHandle,
  path: string,
): Promise<string | undefined> {
  const real = await realpath(path);
  const [there, opened] = await Promise.all([
    lstat(real, { bigint: true }),
    handle.stat({ bigint: true }),
  ]);
  return there.ino === opened.ino && there.dev === opened.dev ? real : undefined;
}
