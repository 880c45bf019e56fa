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
  view(frame).setUint32(HEADER_BYTES, transfer);
}

function writeHeader(frame: Uint8Array, kind: number, length: number): void {
  view(frame).setUint32(0, length);
  frame[HEADER_BYTES - 1] = kind;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
