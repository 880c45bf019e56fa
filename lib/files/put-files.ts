// Which of the shelf's files guests have put there since the start: what counts toward their quota.

import type { BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import { join } from "node:path";
import { LOOKED_AT_ONCE } from "../protocol/limits.ts";
import { errorCode } from "./reasons.ts";

/** A file is told by where it lies on the disk and by when it was made: a new file soon gets an old one's number. */
type Identity = Pick<BigIntStats, "dev" | "ino" | "birthtimeNs">;

interface PutFile extends Identity {
  bytes: number;
}

/** The files and their bytes, as far as is known without looking at the disk again. */
export class PutFiles {
  readonly #files = new Map<string, PutFile>();
  #bytes = 0;

  get count(): number {
    return this.#files.size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** One more, in the place of what had its name. */
  add(file: string, { size, dev, ino, birthtimeNs }: BigIntStats): void {
    this.delete(file);
    const bytes = Number(size);
    this.#files.set(file, { bytes, dev, ino, birthtimeNs });
    this.#bytes += bytes;
  }

  /** Whether this is the very file that was put under that name, and no other that has the name since. */
  has(file: string, there: Identity): boolean {
    const put = this.#files.get(file);
    return put !== undefined && isSame(put, there);
  }

  /** One less. */
  delete(file: string): void {
    this.#bytes -= this.#files.get(file)?.bytes ?? 0;
    this.#files.delete(file);
  }

  /** Looks at the disk and leaves out those that are not there any more, or were replaced by another file. */
  async look(root: string): Promise<void> {
    const files = [...this.#files];
    for (let first = 0; first < files.length; first += LOOKED_AT_ONCE) {
      const batch = files.slice(first, first + LOOKED_AT_ONCE);
      await Promise.all(
        batch.map(async ([file, put]) => {
          const isThere = await isAt(join(root, file), put);
          // Meanwhile another may have been put in its place.
          if (!isThere && this.#files.get(file) === put) this.delete(file);
        }),
      );
    }
  }
}

function isSame(one: Identity, other: Identity): boolean {
  return one.dev === other.dev && one.ino === other.ino && one.birthtimeNs === other.birthtimeNs;
}

async function isAt(path: string, put: Identity): Promise<boolean> {
  try {
    return isSame(put, await lstat(path, { bigint: true }));
  } catch (error) {
    return errorCode(error) !== "ENOENT";
  }
}
