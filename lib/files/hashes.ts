// The SHA-256 of the shelf's files, remembered for as long as a file stays as it is.

import type { FileHandle } from "node:fs/promises";
import { FILE_CLOCK_MS, HASHED_FILES } from "../protocol/limits.ts";
import type { Hasher } from "./hasher.ts";
import { openShelfFile, type OpenFile } from "./shelf.ts";
import { versionOf } from "./version.ts";

/** Hashes of files by their version, at most so many: the one that was not asked for longest is forgotten first. */
export class Hashes {
  readonly #hasher: Pick<Hasher, "sha256">;
  readonly #most: number;
  readonly #now: () => number;
  /** The one that was asked for last is last. */
  readonly #known = new Map<string, string>();
  readonly #running = new Map<string, Promise<string | undefined>>();

  constructor(hasher: Pick<Hasher, "sha256">, most = HASHED_FILES, now: () => number = Date.now) {
    this.#hasher = hasher;
    this.#most = most;
    this.#now = now;
  }

  /** The SHA-256 (hex) of that version, where it is remembered. */
  known(version: string): string | undefined {
    const sha256 = this.#known.get(version);
    if (sha256 !== undefined) this.add(version, sha256);
    return sha256;
  }

  /** Remembers the SHA-256 (hex) of a version. */
  add(version: string, sha256: string): void {
    this.#known.delete(version);
    this.#known.set(version, sha256);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
  }

  /**
   * The SHA-256 (hex) of a file of the shelf in that version: the remembered one, or else it is hashed, once for all
   * who ask meanwhile. The file is opened anew, so the asker may close its own handle. Gives undefined where
   * the file is not that version any more by the end. Rejects with an Error where it cannot be read.
   */
  async of(root: string, file: string, version: string): Promise<string | undefined> {
    const known = this.known(version);
    if (known !== undefined) return known;
    const running = this.#running.get(version) ?? this.#run(root, file, version);
    this.#running.set(version, running);
    return running;
  }

  async #run(root: string, file: string, version: string): Promise<string | undefined> {
    try {
      const open = await openShelfFile(root, file);
      if (!open.ok) return undefined;
      try {
        if (open.version === version) return await this.#hash(open);
      } finally {
        await open.handle.close();
      }
    } finally {
      this.#running.delete(version);
    }
    return undefined;
  }

  async #hash({ handle, size, version }: OpenFile): Promise<string | undefined> {
    await this.#clockTicked(handle);
    let sha256: string;
    try {
      sha256 = await this.#hasher.sha256(handle.fd, size);
    } catch (error) {
      // That it changed says more than what the change made of the reading.
      if (await isStill(handle, version)) throw error;
      return undefined;
    }
    if (!(await isStill(handle, version))) return undefined;
    this.add(version, sha256);
    return sha256;
  }

  // A change within the same tick of the filesystem's clock as the one before makes no new version. So a file that is
  // as young as that is read only after the tick: what is changed from then on is seen.
  async #clockTicked(handle: FileHandle): Promise<void> {
    const age = this.#now() - Number((await handle.stat({ bigint: true })).ctimeMs);
    // A negative age is that of a file on a machine whose clock is ahead.
    if (age < FILE_CLOCK_MS) await Bun.sleep(FILE_CLOCK_MS - Math.max(0, age));
  }
}

async function isStill(handle: FileHandle, version: string): Promise<boolean> {
  return versionOf(await handle.stat({ bigint: true })) === version;
}
