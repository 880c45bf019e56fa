// The SHA-256 of an open file's beginning or whole, read in this thread without holding the event loop.

import type { FileHandle } from "node:fs/promises";
import { setImmediate } from "node:timers/promises";
import { CHUNK_BYTES } from "../protocol/limits.ts";
import { endsEarly } from "./hash-sync.ts";

/**
 * The SHA-256 of a file's first bytes, as a hasher that takes what follows them too. Neither moves the handle's
 * position nor closes it. Throws an Error where the file is shorter, a system error where it cannot be read.
 */
export async function hashOf(handle: FileHandle, bytes: number): Promise<Bun.CryptoHasher> {
  const hash = new Bun.CryptoHasher("sha256");
  const buffer = new Uint8Array(Math.min(CHUNK_BYTES, bytes));
  for (let position = 0; position < bytes;) {
    const wanted = Math.min(buffer.byteLength, bytes - position);
    const { bytesRead } = await handle.read(buffer, 0, wanted, position);
    if (bytesRead === 0) throw new Error(endsEarly(position, bytes));
    hash.update(buffer.subarray(0, bytesRead));
    position += bytesRead;
    // A quick disk answers within the turn in which it was asked, and would hold the loop to the end.
    await setImmediate();
  }
  return hash;
}
