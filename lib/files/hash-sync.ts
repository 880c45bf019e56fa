// Hashing that holds its thread, and what the thread that does it is asked and answers.

import { readSync } from "node:fs";
import { CHUNK_BYTES } from "../protocol/limits.ts";
import { reasonOf } from "./reasons.ts";

/** A file to be hashed: a descriptor of this process, which stays open until the answer, and its bytes. */
export interface HashJob {
  fd: number;
  size: number;
}

/** The SHA-256 in hex, or why there is none. */
export type HashAnswer = { sha256: string } | { why: string };

/** The SHA-256 (hex) of a file's first `size` bytes. Throws an Error where it is shorter or cannot be read. */
export function sha256Sync({ fd, size }: HashJob): string {
  const hash = new Bun.CryptoHasher("sha256");
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, size));
  for (let position = 0; position < size;) {
    const wanted = Math.min(buffer.byteLength, size - position);
    const read = readSync(fd, buffer, 0, wanted, position);
    if (read === 0) throw new Error(endsEarly(position, size));
    hash.update(buffer.subarray(0, read));
    position += read;
  }
  return hash.digest("hex");
}

/** Why a file has no hash that ends before its bytes are over. */
export function endsEarly(position: number, size: number): string {
  return `it ends after ${position} of its ${size} bytes`;
}

/** Does what the thread is asked. Nothing is thrown: what goes wrong is the answer. */
export function answerTo(job: unknown): HashAnswer {
  try {
    if (!isJob(job)) throw new Error("it was not asked for as it should be");
    return { sha256: sha256Sync(job) };
  } catch (error) {
    return { why: reasonOf(error) };
  }
}

function isJob(value: unknown): value is HashJob {
  if (typeof value !== "object" || value === null || !("fd" in value && "size" in value)) {
    return false;
  }
  return typeof value.fd === "number" && typeof value.size === "number";
}

/** Whether a message of the thread is an answer. */
export function isHashAnswer(value: unknown): value is HashAnswer {
  if (typeof value !== "object" || value === null) return false;
  if ("sha256" in value) return typeof value.sha256 === "string";
  return "why" in value && typeof value.why === "string";
}
