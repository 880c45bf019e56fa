// The bytes of a file as they arrive: hashed, appended to its partial, and recorded every so often.

import { RECORD_BYTES } from "../protocol/limits.ts";
import { Appending, VerificationError } from "./appending.ts";
import { hashOf } from "./hash.ts";
import type { PartialFile, Progress } from "./partial.ts";

/** What a record tells of the file itself. */
export type FileFacts = Omit<Progress, "bytes" | "prefix">;

export const NOT_OWN = "its partial file was moved, removed or taken over";

/** A partial that grows. It stays its owner's, to be ended once settled() has resolved. */
export class Receiving {
  readonly #partial: PartialFile;
  readonly #facts: FileFacts;
  readonly #hash: Bun.CryptoHasher;
  readonly #appending: Appending;
  #recorded: number;
  #recording: Promise<void> = Promise.resolve();

  /** `hash` has seen the partial's first `from` bytes; `message` makes the message of an error of its reason. */
  constructor(
    partial: PartialFile,
    facts: FileFacts,
    { from, hash }: { from: number; hash: Bun.CryptoHasher },
    message: (why: string) => string,
  ) {
    this.#partial = partial;
    this.#facts = facts;
    this.#hash = hash;
    this.#appending = new Appending(partial.handle, { from, size: facts.size, message });
    this.#recorded = from;
  }

  /** As Appending has it. */
  get failure(): Error | undefined {
    return this.#appending.failure;
  }

  fail(why: string): Error {
    return this.#appending.fail(why);
  }

  /** Appends bytes; resolves when they are on the disk, and in the record where that was due. */
  async write(bytes: Uint8Array): Promise<void> {
    const before = this.#appending.accepted;
    const written = this.#appending.write(bytes);
    const { accepted } = this.#appending;
    if (accepted === before) return written;
    this.#hash.update(bytes);
    if (accepted - this.#recorded < RECORD_BYTES) return written;
    this.#recorded = accepted;
    const progress = { ...this.#facts, bytes: accepted, prefix: this.#hash.copy().digest("hex") };
    const noted = Promise.all([written, this.#recording]).then(() => this.#note(progress));
    this.#recording = noted.catch(() => undefined);
    return noted;
  }

  async #note(progress: Progress): Promise<void> {
    if (!(await this.#partial.note(progress))) throw this.fail(NOT_OWN);
  }

  /** Resolves when all that was accepted is on the disk or was refused; `failure` tells which. */
  async settled(): Promise<void> {
    await this.#appending.settled().catch(() => undefined);
    await this.#recording;
  }

  /** How far the partial is, to be recorded; once settled. Throws an Error where it cannot be read. */
  async progress(): Promise<Progress> {
    const { accepted, written } = this.#appending;
    // Where the disk took less than came, the hash has seen too much.
    const seen = written === accepted ? this.#hash : await hashOf(this.#partial.handle, written);
    return { ...this.#facts, bytes: written, prefix: seen.copy().digest("hex") };
  }

  /** Throws a VerificationError, its message a reason alone, where this is not the file of that SHA-256 (hex). */
  async verify(sha256: string): Promise<void> {
    const { accepted } = this.#appending;
    const { size } = this.#facts;
    if (accepted !== size) {
      throw new VerificationError(`${accepted} of its ${size} bytes arrived`);
    }
    if (this.#hash.copy().digest("hex") !== sha256) {
      throw new VerificationError("its SHA-256 is not as announced");
    }
    if ((await this.#partial.handle.stat()).size !== size) {
      throw new VerificationError("its partial file was changed by somebody else");
    }
  }
}
