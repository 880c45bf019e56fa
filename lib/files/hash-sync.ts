// Hashing that holds its thread, a slice of a file at a time, and what that thread is told and answers.

import { readSync } from "node:fs";
import { CHUNK_BYTES } from "../protocol/limits.ts";
import { reasonOf } from "./reasons.ts";

/** The next bytes of a job: of a file that is hashed in slices, in their order. */
export interface HashSlice {
  /** The job's number; a slice from 0 begins the job. */
  job: number;
  /** A descriptor of this process, which stays open until the answer. */
  fd: number;
  /** Where the slice begins, how long it is, and how long all that is hashed: bytes. */
  from: number;
  bytes: number;
  size: number;
}

/** A job of which no further slice comes. Nothing is answered. */
export interface GivenUpHash {
  givenUp: number;
}

/** The bytes hashed so far, or the SHA-256 in hex of them all, or why there is none; then the job is over. */
export type HashAnswer = { hashed: number } | { sha256: string } | { why: string };

/** The jobs that have begun and are not over. */
export class HashJobs {
  readonly #hashes = new Map<number, Bun.CryptoHasher>();
  readonly #buffer = new Uint8Array(CHUNK_BYTES);

  /** Does what the thread is told. Nothing is thrown: what goes wrong is the answer. */
  answerTo(told: unknown): HashAnswer | undefined {
    if (isGivenUp(told)) {
      this.#hashes.delete(told.givenUp);
      return undefined;
    }
    if (!isSlice(told)) return { why: NOT_AS_IT_SHOULD };
    try {
      return this.#hashed(told);
    } catch (error) {
      this.#hashes.delete(told.job);
      return { why: reasonOf(error) };
    }
  }

  #hashed(slice: HashSlice): HashAnswer {
    const { job, from, bytes, size } = slice;
    const hash = from === 0 ? new Bun.CryptoHasher("sha256") : this.#hashes.get(job);
    if (hash === undefined) throw new Error(NOT_AS_IT_SHOULD);
    this.#hashes.set(job, hash);
    this.#read(slice, hash);
    if (from + bytes < size) return { hashed: from + bytes };
    this.#hashes.delete(job);
    return { sha256: hash.digest("hex") };
  }

  #read({ fd, from, bytes, size }: HashSlice, hash: Bun.CryptoHasher): void {
    const end = from + bytes;
    for (let position = from; position < end;) {
      const wanted = Math.min(this.#buffer.byteLength, end - position);
      const read = readSync(fd, this.#buffer, 0, wanted, position);
      if (read === 0) throw new Error(endsEarly(position, size));
      hash.update(this.#buffer.subarray(0, read));
      position += read;
    }
  }
}

const NOT_AS_IT_SHOULD = "it was not asked for as it should be";

/** Why a file has no hash that ends before its bytes are over. */
export function endsEarly(position: number, size: number): string {
  return `it ends after ${position} of its ${size} bytes`;
}

function isGivenUp(value: unknown): value is GivenUpHash {
  if (typeof value !== "object" || value === null) return false;
  return "givenUp" in value && typeof value.givenUp === "number";
}

function isSlice(value: unknown): value is HashSlice {
  if (typeof value !== "object" || value === null) return false;
  if (!("job" in value && "fd" in value && "from" in value)) return false;
  if (!("bytes" in value && "size" in value)) return false;
  const { job, fd, from, bytes, size } = value;
  return [job, fd, from, bytes, size].every((number) => typeof number === "number");
}

/** Whether a message of the thread is an answer. */
export function isHashAnswer(value: unknown): value is HashAnswer {
  if (typeof value !== "object" || value === null) return false;
  if ("hashed" in value) return typeof value.hashed === "number";
  if ("sha256" in value) return typeof value.sha256 === "string";
  return "why" in value && typeof value.why === "string";
}
