// Writing what is received to an open file, piece after piece, in the order in which it came.
import type { FileHandle } from "node:fs/promises";
import { PIECE_BYTES } from "../protocol/limits.ts";
import { reasonOf } from "./reasons.ts";

/** The bytes that arrived are not the file that was announced. */
export class VerificationError extends Error {
  override readonly name: string = "VerificationError";
}

/** What a piece counts while it waits for the disk: its bytes, but never less than PIECE_BYTES. */
export function weightOf(bytes: Uint8Array): number {
  return Math.max(bytes.byteLength, PIECE_BYTES);
}

export interface AppendingOptions {
  /** How many bytes the file has already, and how many it shall have in the end. */
  from: number;
  size: number;
  /** The whole message of an error with that reason. */
  message: (why: string) => string;
}

/** A file that grows. The handle stays its owner's, to be closed once settled() has resolved. */
export class Appending {
  readonly #handle: FileHandle;
  readonly #options: AppendingOptions;
  #accepted: number;
  #written: number;
  #waiting = 0;
  #failure: Error | undefined;
  #lastWrite: Promise<void> = Promise.resolve();

  constructor(handle: FileHandle, options: AppendingOptions) {
    this.#handle = handle;
    this.#options = options;
    this.#accepted = options.from;
    this.#written = options.from;
  }

  /** Bytes that the file has, counted from its beginning: accepted, and of these on the disk. */
  get accepted(): number {
    return this.#accepted;
  }

  get written(): number {
    return this.#written;
  }

  /** The weight of the pieces that were accepted and that the disk has neither taken nor refused yet. */
  get waiting(): number {
    return this.#failure ? 0 : this.#waiting;
  }

  /** The first error, which is the one that everything after it reports. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /**
   * Appends bytes, which must stay as they are until they are on the disk: that is when this resolves.
   * Rejects where they are more than announced (a VerificationError) or the disk refuses; so does all that
   * follows. A caller need not await each: settled() throws the first of these errors.
   */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#accept(bytes);
    written.catch(() => undefined);
    return written;
  }

  /** Resolves when all that was accepted is on the disk. Throws the first error. */
  async settled(): Promise<void> {
    await this.#lastWrite;
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Takes nothing more; what follows, and settled(), report this reason, unless there was one before. */
  fail(why: string, cause?: unknown): Error {
    return (this.#failure ??= new Error(this.#options.message(why), { cause }));
  }

  async #accept(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const { size, message } = this.#options;
    if (this.#accepted + bytes.byteLength > size) {
      const why = `more than its ${size} bytes arrived`;
      throw (this.#failure = new VerificationError(message(why)));
    }
    this.#accepted += bytes.byteLength;
    this.#waiting += weightOf(bytes);
    const written = this.#lastWrite.then(() => this.#append(bytes));
    this.#lastWrite = written.catch(() => undefined);
    return written;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    const end = this.#written + bytes.byteLength;
    try {
      while (this.#written < end) {
        const left = end - this.#written;
        const start = bytes.byteLength - left;
        const { bytesWritten } = await this.#handle.write(bytes, start, left, this.#written);
        if (bytesWritten === 0) throw new Error("the disk takes no more");
        this.#written += bytesWritten;
      }
      this.#waiting -= weightOf(bytes);
    } catch (error) {
      throw this.fail(reasonOf(error), error);
    }
  }
}
