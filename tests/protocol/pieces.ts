// Bytes in pieces: what a network may make of them.
import fc from "fast-check";

/** Sizes of pieces, used in turn until the bytes are gone; none at all leaves the bytes whole. */
export const pieceSizes = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 12 });

/** The bytes, in copies of those sizes. */
export function cut(bytes: Uint8Array, sizes: readonly number[]): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let turn = 0;
  for (let at = 0; at < bytes.byteLength; turn++) {
    const size = sizes[turn % sizes.length] ?? bytes.byteLength;
    pieces.push(new Uint8Array(bytes.subarray(at, at + size)));
    at += size;
  }
  return pieces;
}

/** The bytes in two copies, the first of them so long. */
export function cutAt(bytes: Uint8Array, at: number): Uint8Array[] {
  return [new Uint8Array(bytes.subarray(0, at)), new Uint8Array(bytes.subarray(at))];
}

export function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
