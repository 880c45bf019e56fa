// Guests' files for the shelf: which are taken, and what all of them together may take of the disk.

import { constants, type BigIntStats } from "node:fs";
import { access, unlink } from "node:fs/promises";
import { basename, join } from "node:path";
import type { ErrorCode } from "../protocol/errors.ts";
import { PARTIAL_KEPT_MS, SAME_NAMES } from "../protocol/limits.ts";
import { bytesText } from "../protocol/sizes.ts";
import { cleanText } from "../protocol/text.ts";
import type { Hasher } from "./hasher.ts";
import type { Hashes } from "./hashes.ts";
import { newNameProblem } from "./names.ts";
import {
  give,
  lstatIfAny,
  numbered,
  replaceProblem,
  placeAlone,
  TAKEN,
  type OnDuplicate,
} from "./place.ts";
import { errorCode, reasonOf } from "./reasons.ts";
import { openShelfFile } from "./shelf.ts";
import { freeBytes } from "./space.ts";
import { type Announced, type Placed, Upload } from "./upload.ts";
import { type Claim, UploadLedger } from "./upload-ledger.ts";
import { UploadPartial } from "./upload-partial.ts";
import { cannotPut, UploadRefused } from "./upload-refused.ts";
import { versionOf } from "./version.ts";

/** What the host allows: bytes of all guests' files together and of one, and what becomes of a taken name. */
export interface UploadRules {
  quota: number;
  file: number;
  onDuplicate: OnDuplicate;
}

export interface UploadsMeans {
  hashes: Hashes;
  hasher: Pick<Hasher, "sha256">;
  /** Milliseconds since 1970. */
  now: () => number;
  free?: typeof freeBytes;
}

interface Refused {
  offer: "refused";
  code: ErrorCode;
  /** In words that follow a colon. */
  why: string;
}

/** What becomes of an announced file: it is not taken, or is on the shelf under this name, or is to be sent. */
export type Offer =
  Refused | { offer: "already"; file: string } | { offer: "send"; upload: Upload };

/** The uploads of one shelf. Nothing of it is to be closed, but for each upload that it gave. */
export class Uploads {
  readonly #root: string;
  readonly #rules: UploadRules;
  readonly #means: UploadsMeans;
  readonly #ledger: UploadLedger;
  #lastTurn: Promise<unknown> = Promise.resolve();

  private constructor(root: string, rules: UploadRules, means: UploadsMeans, ledger: UploadLedger) {
    this.#root = root;
    this.#rules = rules;
    this.#means = means;
    this.#ledger = ledger;
  }

  /**
   * Uploads into the folder that openShelf gave. Finds what was interrupted before, and removes what is older than
   * PARTIAL_KEPT_MS. Throws an Error where the folder cannot be written, or where the place of the partial files cannot be
   * read or is something else's.
   */
  static async open(root: string, rules: UploadRules, means: UploadsMeans): Promise<Uploads> {
    try {
      await access(root, constants.W_OK | constants.X_OK);
      const ledger = await UploadLedger.open(root, rules.quota);
      await ledger.dropOlder(means.now() - PARTIAL_KEPT_MS);
      return new Uploads(root, rules, means, ledger);
    } catch (error) {
      const why = reasonOf(error);
      throw new Error(`Cannot take files for the shelf "${root}": ${why}`, { cause: error });
    }
  }

  /**
   * Answers what a guest announces. The upload that it may give is the caller's, to be ended. Once the signal aborts
   * nobody waits for the answer, and no file is hashed for it.
   */
  async offer(announced: Announced, signal?: AbortSignal): Promise<Offer> {
    const unfit = newNameProblem(announced.file);
    if (unfit !== undefined) return refused("file-refused", unfit);
    if (announced.size > this.#rules.file) {
      return refused("too-large", `a file may have at most ${bytesText(this.#rules.file)}`);
    }
    await this.#ledger.vacate(announced.sha256);
    // Before anything else is waited for: whoever comes meanwhile finds this one there.
    const claim = this.#ledger.claim(announced.sha256);
    if (typeof claim === "string") return refused("busy", claim);
    try {
      return (await this.#onShelf(announced, signal)) ?? (await this.#admit(announced, claim));
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      return refused("no-space", reasonOf(error));
    } finally {
      if (claim.upload === undefined) this.#ledger.release(claim, { kept: claim.kept });
    }
  }

  /**
   * Removes a file that a guest put on the shelf since the start, which then no longer counts toward the quota. False
   * where it is not there, or another has its name. Throws an UploadRefused where the folder does not allow it.
   */
  remove(file: string): Promise<boolean> {
    // In turn: or a file that gets this name meanwhile would go instead of the one that was judged.
    return this.#inTurn(async () => {
      const open = await openShelfFile(this.#root, file);
      if (!open.ok) return false;
      try {
        if (!this.#ledger.isPut(file, await open.handle.stat({ bigint: true }))) return false;
        // Nothing removes by handle. If a folder on its path became a symbolic link since it was judged, another file
        // of that name would go; but only the host can do that, as guests make neither folders nor links here.
        await unlink(join(this.#root, file));
        this.#ledger.forget(file);
      } catch (error) {
        if (errorCode(error) === "ENOENT") return false;
        if (errorCode(error) === undefined) throw error;
        const message = `Cannot remove "${cleanText(file)}": ${reasonOf(error)}`;
        throw new UploadRefused("no-space", message, error);
      } finally {
        await open.handle.close();
      }
      return true;
    });
  }

  /** The answer where the shelf has something of that name that stays; undefined else. */
  async #onShelf(announced: Announced, signal?: AbortSignal): Promise<Offer | undefined> {
    const { file } = announced;
    if (this.#rules.onDuplicate === "rename") return this.#underSomeNumber(announced, signal);
    if (await this.#isOffered(file, announced, signal)) return { offer: "already", file };
    const path = join(this.#root, file);
    if (this.#rules.onDuplicate === "overwrite") {
      const problem = await replaceProblem(path);
      return problem === undefined ? undefined : refused("exists", problem);
    }
    return (await lstatIfAny(path)) && refused("exists", TAKEN);
  }

  // Up to the first free name, which is the one that it would get.
  async #underSomeNumber(announced: Announced, signal?: AbortSignal): Promise<Offer | undefined> {
    const { file, size } = announced;
    for (let number = 0; number <= SAME_NAMES; number++) {
      const name = numbered(file, number);
      const there = await lstatIfAny(join(this.#root, name));
      if (there === undefined) return undefined;
      if (there.size === size && (await this.#isOffered(name, announced, signal)))
        return { offer: "already", file: name };
    }
    return undefined;
  }

  async #isOffered(
    file: string,
    { size, sha256 }: Announced,
    signal?: AbortSignal,
  ): Promise<boolean> {
    const open = await openShelfFile(this.#root, file);
    if (!open.ok) return false;
    await open.handle.close();
    if (open.size !== size) return false;
    try {
      return (await this.#means.hashes.of(this.#root, file, open.version, signal)) === sha256;
    } catch {
      // One that cannot be read is not known to be the announced one.
      return false;
    }
  }

  #admit(announced: Announced, claim: Claim): Promise<Offer> {
    const { size, sha256 } = announced;
    return this.#inTurn(async () => {
      await this.#ledger.dropOlder(this.#means.now() - PARTIAL_KEPT_MS);
      const problem = await this.#ledger.grant(claim, size);
      if (problem !== undefined) return refused("too-large", problem);
      const missing = size - Math.min(size, claim.kept?.bytes ?? 0);
      if (!(await this.#ledger.makeRoom(missing, this.#means.free ?? freeBytes))) {
        return refused("no-space", "the server's disk has no room for it");
      }
      let partial: UploadPartial;
      try {
        partial = await UploadPartial.open(this.#root, sha256, size);
      } catch (error) {
        return refused("no-space", reasonOf(error));
      }
      claim.upload = new Upload(announced, partial, {
        hasher: this.#means.hasher,
        now: this.#means.now,
        place: (verified) => this.#place(announced, partial, verified),
        over: (left) => this.#ledger.release(claim, left),
      });
      return { offer: "send", upload: claim.upload };
    });
  }

  #place(announced: Announced, partial: UploadPartial, verified: BigIntStats): Promise<Placed> {
    const { file, sha256 } = announced;
    return this.#inTurn(async () => {
      // By its name, as nothing gives a name by handle: what has it must be what was verified.
      if (!(await partial.isInPlace())) {
        const why = "its partial file was moved or removed";
        throw new UploadRefused("no-space", cannotPut(file, why));
      }
      const path = await this.#name(partial.path, file);
      const stats = await partial.stats();
      if (stats.size === verified.size && stats.mtimeNs === verified.mtimeNs) {
        this.#means.hashes.add(versionOf(stats), sha256);
      }
      return { file: basename(path), stats };
    });
  }

  async #name(partial: string, file: string): Promise<string> {
    try {
      const { onDuplicate } = this.#rules;
      if (onDuplicate === "rename") return await placeAlone(partial, this.#root, file);
      return await give(partial, this.#root, file, onDuplicate);
    } catch (error) {
      // The system has a code for all that it refuses; the rest is about what has the name.
      if (errorCode(error) !== undefined) throw error;
      throw new UploadRefused("exists", cannotPut(file, reasonOf(error)), error);
    }
  }

  /** Runs one after the other what looks at the disk and then changes it. */
  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#lastTurn.then(run);
    this.#lastTurn = result.catch(() => undefined);
    return result;
  }
}

function refused(code: ErrorCode, why: string): Refused {
  return { offer: "refused", code, why };
}
