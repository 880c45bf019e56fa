// Frames to bytes.
import { HEADER_BYTES, KIND } from "./frame.ts";

const utf8 = new TextEncoder();

/** A control frame that carries a value as JSON. */
export function encodeControl(value: object): Uint8Array {
  const json = JSON.stringify(value);
  const frame = new Uint8Array(HEADER_BYTES + Buffer.byteLength(json));
  utf8.encodeInto(json, frame.subarray(HEADER_BYTES));
  writeHeader(frame, KIND.control, frame.byteLength - HEADER_BYTES);
  return frame;
}

/**
 * Fills the first CHUNK_HEADER_BYTES of a buffer whose remainder already holds the file's bytes, so that
 * they are never copied.
 */
export function fillChunkHeader(frame: Uint8Array, transfer: number): void {
  writeHeader(frame, KIND.chunk, frame.byteLength - HEADER_BYTES);
  writeUint32(frame, HEADER_BYTES, transfer);
}

function writeHeader(frame: Uint8Array, kind: number, length: number): void {
  writeUint32(frame, 0, length);
  frame[HEADER_BYTES - 1] = kind;
}

// Without a DataView, which costs a small frame a quarter of its encoding.
function writeUint32(bytes: Uint8Array, at: number, value: number): void {
  bytes[at] = value >>> 24;
  bytes[at + 1] = value >>> 16;
  bytes[at + 2] = value >>> 8;
  bytes[at + 3] = value;
}
