// Frames to bytes.
import { CHUNK_HEADER_BYTES, HEADER_BYTES, KIND, TRANSFER_BYTES } from "./frame.ts";

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

/** A chunk frame around file bytes, by copying them. */
export function encodeChunk(transfer: number, data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(CHUNK_HEADER_BYTES + data.byteLength);
  frame.set(data, HEADER_BYTES + TRANSFER_BYTES);
  fillChunkHeader(frame, transfer);
  return frame;
}

function writeHeader(frame: Uint8Array, kind: number, length: number): void {
  view(frame).setUint32(0, length);
  frame[HEADER_BYTES - 1] = kind;
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
