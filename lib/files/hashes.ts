// The SHA-256 of the shelf's files, remembered for as long as a file stays as it is.

import type { FileHandle } from "node:fs/promises";
import { FILE_CLOCK_MS, HASHED_FILES } from "../protocol/limits.ts";
import type { Hasher } from "./hasher.ts";
import { openShelfFile, type OpenFile } from "./shelf.ts";
import { versionOf } from "./version.ts";

/** A hashing that is under way, and how many wait for it. */
interface Run {
  version: string;
  askers: number;
  /** Gives it up. */
  end: AbortController;
  sha256: Promise<string | undefined>;
}

/** Hashes of files by their version, at most so many: the one that was not asked for longest is forgotten first. */
export class Hashes {
  readonly #hasher: Pick<Hasher, "sha256">;
  readonly #most: number;
  readonly #now: () => number;
  /** The one that was asked for last is last. */
  readonly #known = new Map<string, string>();
  readonly #running = new Map<string, Run>();

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
   * the file is not that version any more by the end, and at once where the signal aborts: when the last who
   * asked has gone that way, the hashing is given up. Rejects with an Error where the file cannot be read.
   */
  async of(
    root: string,
    file: string,
    version: string,
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    if (signal?.aborted) return undefined;
    const known = this.known(version);
    if (known !== undefined) return known;
    const run = this.#running.get(version) ?? this.#start(root, file, version);
    run.askers++;
    return signal === undefined ? run.sha256 : this.#unlessAborted(run, signal);
  }

  #start(root: string, file: string, version: string): Run {
    const end = new AbortController();
    const sha256 = this.#run(root, file, version, end.signal).finally(() => this.#forget(run));
    const run: Run = { version, askers: 0, end, sha256 };
    this.#running.set(version, run);
    return run;
  }

  // One that is being given up has made way for another of the same version.
  #forget(run: Run): void {
    if (this.#running.get(run.version) === run) this.#running.delete(run.version);
  }

  async #unlessAborted(run: Run, signal: AbortSignal): Promise<string | undefined> {
    const { promise: gone, resolve } = Promise.withResolvers<undefined>();
    const leave = () => {
      resolve(undefined);
      run.askers--;
      if (run.askers > 0) return;
      this.#forget(run);
      run.end.abort();
    };
    signal.addEventListener("abort", leave);
    try {
      return await Promise.race([gone, run.sha256]);
    } finally {
      signal.removeEventListener("abort", leave);
    }
  }

  async #run(
    root: string,
    file: string,
    version: string,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    const open = await openShelfFile(root, file);
    if (!open.ok) return undefined;
    try {
      return open.version === version ? await this.#hash(open, signal) : undefined;
    } finally {
      // Not before the hasher has let go of it.
      await open.handle.close();
    }
  }

  async #hash(
    { handle, size, version }: OpenFile,
    signal: AbortSignal,
  ): Promise<string | undefined> {
    await this.#clockTicked(handle, signal);
    if (signal.aborted) return undefined;
    let sha256: string;
    try {
      sha256 = await this.#hasher.sha256(handle.fd, size, signal);
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
  async #clockTicked(handle: FileHandle, signal: AbortSignal): Promise<void> {
    const age = this.#now() - Number((await handle.stat({ bigint: true })).ctimeMs);
    if (age >= FILE_CLOCK_MS || signal.aborted) return;
    const { promise: aborted, resolve } = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => resolve());
    // A negative age is that of a file on a machine whose clock is ahead.
    await Promise.race([aborted, Bun.sleep(FILE_CLOCK_MS - Math.max(0, age))]);
  }
}

async function isStill(handle: FileHandle, version: string): Promise<boolean> {
  return versionOf(await handle.stat({ bigint: true })) === version;
}
