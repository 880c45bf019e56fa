// Small files that are read and replaced as a whole: a certificate, a list that a person may edit.

import { chmod, mkdir, open, realpath, rename, rm } from "node:fs/promises";
import { constants } from "node:fs";
import { dirname } from "node:path";
import { errorCode, reasonOf } from "./reasons.ts";

// A pipe in the file's place must not hold anybody up.
const READ = constants.O_RDONLY | constants.O_NONBLOCK;

/** What the system says of a file that is not there, nor perhaps its folder. */
const NOT_THERE: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);

/** Files that are being replaced by this process, which keeps their temporary names apart. */
let replacing = 0;

/**
 * The text of a file of at most so many bytes of UTF-8; undefined where there is none.
 * @throws Error `Cannot read "path": why`
 */
export async function readWhole(path: string, mostBytes: number): Promise<string | undefined> {
  try {
    return await readText(path, mostBytes);
  } catch (error) {
    if (NOT_THERE.has(errorCode(error) ?? "")) return undefined;
    throw new Error(`Cannot read "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

/**
 * Puts a text in the place of a file, with these permissions, at once: whoever reads finds the old or the new one, whole,
 * also after a crash. A symbolic link goes on to lead to it. The folder is made where it is missing, for its owner alone.
 * @throws Error `Cannot write "path": why`; what was there stays then
 */
export async function replaceWhole(path: string, text: string, mode: number): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await replaceText(await targetOf(path), text, mode);
  } catch (error) {
    throw new Error(`Cannot write "${path}": ${reasonOf(error)}`, { cause: error });
  }
}

async function readText(path: string, mostBytes: number): Promise<string> {
  await using file = await open(path, READ);
  const stats = await file.stat();
  if (!stats.isFile()) throw new Error(stats.isDirectory() ? "a folder" : "no regular file");
  const bytes = Buffer.alloc(mostBytes + 1);
  let length = 0;
  while (length < bytes.byteLength) {
    const { bytesRead } = await file.read(bytes, length, bytes.byteLength - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  if (length > mostBytes) throw new Error(`it has more than ${mostBytes} bytes`);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, length));
  } catch {
    throw new Error("it is no text in UTF-8");
  }
}

async function replaceText(path: string, text: string, mode: number): Promise<void> {
  const made = `${path}.${process.pid}.${++replacing}`;
  await rm(made, { force: true }); // of a process of the same number that was killed
  try {
    await writeNew(made, text, mode);
    await rename(made, path);
  } catch (error) {
    await rm(made, { force: true }).catch(() => {});
    throw error;
  }
  await syncFolder(dirname(path));
}

async function writeNew(path: string, text: string, mode: number): Promise<void> {
  await using file = await open(path, "wx", mode);
  await file.writeFile(text);
  await chmod(path, mode); // whatever the process's mask takes away
  await file.sync();
}

/** Where a path leads, also where nothing is there yet. */
async function targetOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return path;
    throw error;
  }
}

/** Has the new name outlast a power cut, where the system lets a folder be synced. */
async function syncFolder(path: string): Promise<void> {
  try {
    await using folder = await open(path, constants.O_RDONLY);
    await folder.sync();
  } catch {
    // The file itself is on the disk; only which of both names it bears is left to the system.
  }
}
