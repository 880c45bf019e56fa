// What chance decides in the crash tests, from a seed: so that a run can be had again.

import { createCipheriv, createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

const PIECE_BYTES = 1024 * 1024;

/** Numbers from 0 up to 1, the same ones for the same seed. */
export function draws(seed: string): () => number {
  let count = 0;
  return () => digest(`${seed} ${count++}`).readUInt32BE() / 2 ** 32;
}

/** Writes a file of so many bytes that the seed alone decides; returns its SHA-256. */
export async function writeDrawn(path: string, size: number, seed: string): Promise<string> {
  const cipher = createCipheriv("aes-128-ctr", digest(seed).subarray(0, 16), Buffer.alloc(16));
  const hash = new Bun.CryptoHasher("sha256");
  const zeros = Buffer.alloc(PIECE_BYTES);
  function* pieces() {
    for (let left = size; left > 0; left -= PIECE_BYTES) {
      const piece = cipher.update(zeros.subarray(0, Math.min(left, PIECE_BYTES)));
      hash.update(piece);
      yield piece;
    }
  }
  await pipeline(Readable.from(pieces()), createWriteStream(path));
  return hash.digest("hex");
}

/** The SHA-256 of a file. */
export async function sha256Of(path: string): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  for await (const bytes of Bun.file(path).stream()) hash.update(bytes);
  return hash.digest("hex");
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
