// A whole chunk frame: the server only ever fills the header before bytes that it has read into place.

import { fillChunkHeader } from "../../lib/protocol/encode.ts";
import { CHUNK_HEADER_BYTES } from "../../lib/protocol/frame.ts";

/** A chunk frame around file bytes, by copying them. */
export function encodeChunk(transfer: number, data: Uint8Array): Uint8Array {
  const frame = new Uint8Array(CHUNK_HEADER_BYTES + data.byteLength);
  frame.set(data, CHUNK_HEADER_BYTES);
  fillChunkHeader(frame, transfer);
  return frame;
}
