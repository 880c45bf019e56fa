// The partial files of uploads that were interrupted, and that nobody is continuing: until they are, or make room.

import { lstat, readdir, realpath, unlink } from "node:fs/promises";
import { LOOKED_AT_ONCE } from "../protocol/limits.ts";
import { errorCode } from "./reasons.ts";
import {
  hasPartialsFolder,
  partialPath,
  partialsFolder,
  sha256OfPartial,
  type KeptPartial,
} from "./upload-partial.ts";

/** What is known of them without looking at the disk again. A partial is theirs from add() until take() or a drop. */
export class IdlePartials {
  readonly #root: string;
  /** By SHA-256. */
  readonly #kept = new Map<string, KeptPartial>();
  #bytes = 0;

  private constructor(root: string) {
    this.#root = root;
  }

  /**
   * Finds those that lie in the shelf's hidden folder; other files there are left alone. Throws an Error where
   * the folder cannot be read, or where what has its name is no folder of the shelf.
   */
  static async open(root: string): Promise<IdlePartials> {
    const partials = new IdlePartials(root);
    if (!(await hasPartialsFolder(root))) return partials;
    const names = await readdir(partialsFolder(root));
    const all = names.flatMap((name) => sha256OfPartial(name) ?? []);
    for (let first = 0; first < all.length; first += LOOKED_AT_ONCE) {
      const batch = all.slice(first, first + LOOKED_AT_ONCE);
      await Promise.all(batch.map((sha256) => partials.#find(sha256)));
    }
    return partials;
  }

  /** How many there are, and their bytes in all. */
  get count(): number {
    return this.#kept.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** One more. */
  add(sha256: string, kept: KeptPartial): void {
    this.take(sha256);
    this.#kept.set(sha256, kept);
    this.#bytes += kept.bytes;
  }

  /** Gives away the one for this SHA-256, if there is one: it stays on the disk, and is no longer one of them. */
  take(sha256: string): KeptPartial | undefined {
    const kept = this.#kept.get(sha256);
    this.#kept.delete(sha256);
    this.#bytes -= kept?.bytes ?? 0;
    return kept;
  }

  /** Removes all that did not grow since then, in milliseconds since 1970. */
  async dropOlder(then: number): Promise<void> {
    for (const [sha256, { modified }] of this.#kept) {
      if (modified < then) await this.#drop(sha256);
    }
  }

  /** Removes the one that did not grow for longest, and tells what it was; undefined where there is none. */
  async dropOldest(): Promise<KeptPartial | undefined> {
    const [oldest] = [...this.#kept].toSorted(([, a], [, b]) => a.modified - b.modified);
    if (oldest !== undefined) await this.#drop(oldest[0]);
    return oldest?.[1];
  }

  // One that does not go is forgotten too, until the next start: or it would be tried for ever.
  async #drop(sha256: string): Promise<void> {
    this.take(sha256);
    await remove(this.#root, sha256).catch(() => undefined);
  }

  async #find(sha256: string): Promise<void> {
    try {
      const stats = await lstat(partialPath(this.#root, sha256));
      if (!stats.isFile()) return;
      // The server was killed as it gave this one its name: under that it is whole, and offered once this one is gone.
      if (stats.nlink > 1 || stats.size === 0) await remove(this.#root, sha256);
      else this.add(sha256, { bytes: stats.size, modified: stats.mtimeMs });
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
    }
  }
}

async function remove(root: string, sha256: string): Promise<void> {
  // Where the folder has become a link, what lies there is somebody else's.
  if ((await realpath(partialsFolder(root))) !== partialsFolder(root)) return;
  await unlink(partialPath(root, sha256));
}
