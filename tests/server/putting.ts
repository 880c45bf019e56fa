// Putting a file on a server's shelf, as a program does it.

import { readdirSync } from "node:fs";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes } from "../files/temp.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import type { House } from "../support/house.ts";

export const BYTES = someBytes(2 * CHUNK_BYTES + 1);
export const sha256 = (bytes: Uint8Array) =>
  new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
export const putOf = (file: string, bytes: Uint8Array) =>
  ({ type: "put", file, size: bytes.length, sha256: sha256(bytes) }) as const;

/** Sends what is asked for of a file; gives the last answer. */
export async function put(guest: FramesGuest, file: string, bytes: Uint8Array) {
  const id = guest.ask(putOf(file, bytes));
  const { from } = await guest.answer(id, "send");
  sendFrom(guest, id, bytes, from);
  return (await guest.answers(id)).at(-1);
}

export function sendFrom(guest: FramesGuest, id: number, bytes: Uint8Array, from: number): void {
  for (let at = from; at < bytes.length; at += CHUNK_BYTES)
    guest.sendChunk(id, bytes.subarray(at, at + CHUNK_BYTES));
}

export const shelfOf = (house: House) =>
  readdirSync(house.shelf).filter((name) => !name.startsWith("."));
