// Receiving a file into a folder: a partial file that gets its final name only when all of it is there and right.

import { constants } from "node:fs";
import { mkdir, open, unlink } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { cleanText } from "../protocol/text.ts";
import { fileNameProblem, lastPart } from "./names.ts";
import { place, replace, replaceProblem, withEnding } from "./place.ts";
import { errorCode, reasonOf } from "./reasons.ts";

/** The bytes that arrived are not the file that was announced. */
export class VerificationError extends Error {
  override readonly name = "VerificationError";
}

/** What becomes of a file that has the final name already: it stays (so where nothing is said), or makes room. */
export type Existing = "keep" | "replace";

export interface DownloadOptions {
  /** Makes the random part of a partial file's name: letters and digits, never the same twice. */
  suffix: () => string;
  existing?: Existing;
}

const PARTIAL_FLAGS =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

const OVER = "its download is over";

/** A file that is being received. It lives until finish() or abort(), one of which must be called. */
export class Download {
  readonly #file: string;
  readonly #folder: string;
  readonly #partial: string;
  readonly #size: number;
  readonly #handle: FileHandle;
  readonly #existing: Existing;
  readonly #hash = new Bun.CryptoHasher("sha256");
  #accepted = 0;
  #written = 0;
  #waiting = 0;
  #failure: Error | undefined;
  #lastWrite: Promise<void> = Promise.resolve();
  #ending: Promise<void> | undefined;

  private constructor(
    file: string,
    folder: string,
    partial: string,
    size: number,
    handle: FileHandle,
    existing: Existing,
  ) {
    this.#file = file;
    this.#folder = folder;
    this.#partial = partial;
    this.#size = size;
    this.#handle = handle;
    this.#existing = existing;
  }

  /**
   * Starts to receive a shelf's file of `size` bytes into the folder, which is made if need be; the
   * file's own folders are left out. Throws an Error where the name or the disk does not allow it, or where
   * something else than a regular file would have to make room.
   */
  static async open(
    folder: string,
    file: string,
    size: number,
    { suffix, existing = "keep" }: DownloadOptions,
  ): Promise<Download> {
    const unfit = fileNameProblem(file);
    if (unfit !== undefined) throw new Error(cannotSave(file, unfit));
    const partial = join(folder, withEnding(lastPart(file), `.${suffix()}.part`));
    try {
      await mkdir(folder, { recursive: true });
    } catch (error) {
      throw new Error(cannotSave(file, folderReason(error)), { cause: error });
    }
    try {
      // Better known before the bytes travel; replace() looks again.
      const problem =
        existing === "replace" ? await replaceProblem(join(folder, lastPart(file))) : undefined;
      if (problem !== undefined) throw new Error(problem);
      const handle = await open(partial, PARTIAL_FLAGS, 0o644);
      return new Download(file, folder, partial, size, handle, existing);
    } catch (error) {
      throw new Error(cannotSave(file, reasonOf(error)), { cause: error });
    }
  }

  /** Bytes that were accepted and that the disk has neither taken nor refused yet. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * Appends bytes, which must stay as they are until they are on the disk: that is when this resolves.
   * Rejects where they are more than announced or the disk refuses; so does all that follows. A caller
   * need not await each: finish() throws the first of these errors.
   */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#accept(bytes);
    written.catch(() => undefined);
    return written;
  }

  async #accept(bytes: Uint8Array): Promise<void> {
    if (this.#ending !== undefined) throw new Error(cannotSave(this.#file, OVER));
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#accepted + bytes.byteLength > this.#size) {
      const why = `more than its ${this.#size} bytes arrived`;
      throw (this.#failure = new VerificationError(cannotSave(this.#file, why)));
    }
    this.#accepted += bytes.byteLength;
    this.#waiting += bytes.byteLength;
    this.#hash.update(bytes);
    const before = this.#lastWrite;
    const written = before.then(() => this.#append(bytes));
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    const end = this.#written + bytes.byteLength;
    try {
      if (this.#failure !== undefined) throw this.#failure;
      while (this.#written < end) {
        const left = end - this.#written;
        const start = bytes.byteLength - left;
        const { bytesWritten } = await this.#handle.write(bytes, start, left, this.#written);
        if (bytesWritten === 0) throw new Error("the disk takes no more");
        this.#written += bytesWritten;
      }
    } catch (error) {
      throw this.#fail(reasonOf(error), error);
    } finally {
      this.#waiting -= bytes.byteLength;
    }
  }

  /**
   * Checks size and SHA-256 (hex) and gives the file its final name; where that is taken, with a number, or
   * in the place of what has it. Its data is on the disk before. Gives the final path. Throws a
   * VerificationError where the bytes are not the file, an Error where the disk refuses; nothing is left
   * behind then.
   */
  finish(sha256: string): Promise<string> {
    if (this.#ending !== undefined) {
      return Promise.reject(new Error(cannotSave(this.#file, OVER)));
    }
    const finished = this.#finish(sha256);
    this.#ending = finished.then(
      () => undefined,
      () => undefined,
    );
    return finished;
  }

  async #finish(sha256: string): Promise<string> {
    try {
      await this.#lastWrite;
      if (this.#failure !== undefined) throw this.#failure;
      this.#verify(sha256);
      await this.#handle.datasync();
      await this.#handle.close();
      const give = this.#existing === "replace" ? replace : place;
      return await give(this.#partial, this.#folder, lastPart(this.#file));
    } catch (error) {
      await this.#remove();
      if (error === this.#failure || error instanceof VerificationError) throw error;
      throw new Error(cannotSave(this.#file, reasonOf(error)), { cause: error });
    }
  }

  #verify(sha256: string): void {
    if (this.#accepted !== this.#size) {
      const why = `${this.#accepted} of its ${this.#size} bytes arrived`;
      throw new VerificationError(cannotSave(this.#file, why));
    }
    if (this.#hash.digest("hex") !== sha256) {
      throw new VerificationError(cannotSave(this.#file, "its SHA-256 is not as announced"));
    }
  }

  /** Gives the download up and removes its partial file. May be called at any time, and again. */
  abort(): Promise<void> {
    this.#fail("its download was given up");
    this.#ending ??= this.#lastWrite.then(() => this.#remove());
    return this.#ending;
  }

  async #remove(): Promise<void> {
    await this.#handle.close().catch(() => undefined);
    await unlink(this.#partial).catch(() => undefined);
  }

  /** The first failure is the one that everything after it reports. */
  #fail(why: string, cause?: unknown): Error {
    this.#failure ??= new Error(cannotSave(this.#file, why), { cause });
    return this.#failure;
  }
}

// The name comes from a peer and the message may reach a screen.
function cannotSave(file: string, why: string): string {
  return `Cannot save "${cleanText(file)}": ${why}`;
}

function folderReason(error: unknown): string {
  const isInTheWay = ["EEXIST", "ENOTDIR"].includes(errorCode(error) ?? "");
  return isInTheWay ? "a file lies where its folder should be" : reasonOf(error);
}
