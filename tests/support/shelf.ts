// A server's shelf over a folder that the test keeps, to which guests may add once it is allowed.

import { Hasher } from "../../lib/files/hasher.ts";
import { Hashes } from "../../lib/files/hashes.ts";
import { Turns } from "../../lib/files/turns.ts";
import { Uploads, type UploadRules } from "../../lib/files/uploads.ts";
import type { Shelf } from "../../lib/server/shelf.ts";

const RULES: UploadRules = { quota: 1e9, file: 1e9, onDuplicate: "rename" };

export class TestShelf implements Shelf {
  readonly hashes: Hashes;
  readonly turns = new Turns();
  uploads: Uploads | undefined;
  readonly #hasher = new Hasher();

  constructor(readonly root: string) {
    this.hashes = new Hashes(this.#hasher);
  }

  /** Lets guests add files; the room has to say so too. */
  async allow(rules: Partial<UploadRules> = {}, now: () => number = Date.now): Promise<void> {
    const means = { hashes: this.hashes, hasher: this.#hasher, now };
    this.uploads = await Uploads.open(this.root, { ...RULES, ...rules }, means);
  }

  [Symbol.dispose](): void {
    this.#hasher.close();
  }
}
