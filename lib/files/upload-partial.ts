// The partial file of an upload: it lies in a hidden folder of the shelf, under a name that no guest has chosen.

import type { BigIntStats } from "node:fs";
import { constants } from "node:fs";
import { mkdir, open, realpath, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { lstatIfAny } from "./place.ts";
import { errorCode } from "./reasons.ts";
import { realPathOfHandle, realPathOfName, type RealPath } from "./shelf.ts";

const FOLDER = ".uploads";

const TAKE_UP = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const CREATE = TAKE_UP | constants.O_CREAT | constants.O_EXCL;

const realPathOf: RealPath = process.platform === "linux" ? realPathOfHandle : realPathOfName;

/** What is left of an upload that was interrupted: bytes, and when it last grew in milliseconds since 1970. */
export interface KeptPartial {
  bytes: number;
  modified: number;
}

/** The hidden folder of the partials of a shelf. */
export function partialsFolder(root: string): string {
  return join(root, FOLDER);
}

/** The path of the partial of a file with that SHA-256 (64 hex digits). */
export function partialPath(root: string, sha256: string): string {
  return join(root, FOLDER, `${sha256}.part`);
}

/** The SHA-256 that a partial with this name is for; undefined where it is the name of none. */
export function sha256OfPartial(name: string): string | undefined {
  return /^([0-9a-f]{64})\.part$/.exec(name)?.[1];
}

/** Whether the folder of the partials is there. Throws an Error where what has its name is no folder of the shelf. */
export async function hasPartialsFolder(root: string): Promise<boolean> {
  const folder = partialsFolder(root);
  const there = await lstatIfAny(folder);
  if (there === undefined) return false;
  if (!there.isDirectory() || (await realpath(folder)) !== folder) {
    throw new Error(`what is called ${FOLDER} there is no folder of its own`);
  }
  return true;
}

/** A partial that is open for writing and reading. It lives until keep(), drop() or close(), one of which must be called. */
export class UploadPartial {
  readonly path: string;
  readonly handle: FileHandle;
  /** Bytes that it had when it was opened. */
  readonly from: number;

  private constructor(path: string, handle: FileHandle, from: number) {
    this.path = path;
    this.handle = handle;
    this.from = from;
  }

  /**
   * Takes up the partial of a file of `size` bytes, cut to that size, or makes it, and its folder if need be. What
   * else has its name makes room. Throws an Error where the disk does not allow it, or where a symbolic link leads away.
   */
  static async open(root: string, sha256: string, size: number): Promise<UploadPartial> {
    // Before anything is made: through a link it would be made elsewhere.
    const real = await realpath(root).catch(() => undefined);
    if (real !== root) throw new Error("the shelf is not where it was");
    if (!(await hasPartialsFolder(root))) await mkdir(partialsFolder(root));
    const path = partialPath(root, sha256);
    const taken = await takeUp(path);
    const handle = taken ?? (await open(path, CREATE, 0o644));
    try {
      const bytes = (await handle.stat()).size;
      const partial = new UploadPartial(path, handle, Math.min(bytes, size));
      if (!(await partial.isInPlace())) throw new Error("its partial file is not where it was");
      if (bytes > size) await handle.truncate(size);
      return partial;
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** Whether its path still leads to it, without any symbolic link. */
  async isInPlace(): Promise<boolean> {
    try {
      return (await realPathOf(this.handle, this.path)) === this.path;
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return false;
    }
  }

  /** What it is now, by its handle. */
  stats(): Promise<BigIntStats> {
    return this.handle.stat({ bigint: true });
  }

  /** Closes it and tells what is kept of it: nothing where it is empty, and then it is removed. */
  async keep(): Promise<KeptPartial | undefined> {
    const { size, mtimeMs } = await this.handle.stat();
    await (size > 0 ? this.close() : this.drop());
    return size > 0 ? { bytes: size, modified: mtimeMs } : undefined;
  }

  /** Closes it and removes it. */
  async drop(): Promise<void> {
    // Where a link came into its path since, what lies there is somebody else's.
    if (await this.isInPlace()) await unlink(this.path).catch(() => undefined);
    await this.close();
  }

  /** Closes it and leaves it as it is. Closing twice is no error. */
  async close(): Promise<void> {
    await this.handle.close().catch(() => undefined);
  }
}

// It has a second name where the server was killed as it named a finished upload: then it is a file of the shelf, which
// nothing may write to. Judged by the handle, so that what is judged is what is written to.
async function takeUp(path: string): Promise<FileHandle | undefined> {
  const there = await lstatIfAny(path);
  if (there === undefined) return undefined;
  const handle = there.isFile() ? await open(path, TAKE_UP) : undefined;
  try {
    const stats = await handle?.stat();
    if (stats?.isFile() && stats.nlink === 1) return handle;
    await unlink(path);
  } catch (error) {
    await handle?.close();
    throw error;
  }
  await handle?.close();
  return undefined;
}
