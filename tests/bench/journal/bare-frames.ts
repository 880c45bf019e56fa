// The bare relay's frames: as few bytes as carry a message, its key, its number, its time and who said it.

import { HEADER_BYTES } from "../../../lib/protocol/frame.ts";

export const BARE = {
  /** Kinds: `say {id, key, text}` and `goodbye {}` to the relay; `ack {seq, id}`, `said {seq, client, at, text}`, `live {seq, client}` from it. */
  say: 16,
  ack: 17,
  said: 18,
  live: 19,
  goodbye: 20,
  sayKeyAt: HEADER_BYTES + 4,
  sayTextAt: HEADER_BYTES + 20,
  ackBytes: HEADER_BYTES + 8,
  saidAtAt: HEADER_BYTES + 8,
  saidTextAt: HEADER_BYTES + 16,
} as const;

export function encodeBareSay(id: number, key: string, text: string): Uint8Array {
  const frame = Buffer.allocUnsafe(BARE.sayTextAt + Buffer.byteLength(text));
  writeHeader(frame, 0, frame.byteLength, BARE.say);
  frame.writeUInt32BE(id, HEADER_BYTES);
  frame.write(key.replaceAll("-", ""), BARE.sayKeyAt, "hex");
  frame.write(text, BARE.sayTextAt);
  return frame;
}

export function encodeBareGoodbye(): Uint8Array {
  const frame = Buffer.alloc(HEADER_BYTES);
  writeHeader(frame, 0, HEADER_BYTES, BARE.goodbye);
  return frame;
}

/** `ack` and `live`, which carry two numbers. */
export function writeBarePair(
  into: Buffer,
  at: number,
  kind: number,
  seq: number,
  second: number,
): number {
  writeHeader(into, at, BARE.ackBytes, kind);
  into.writeUInt32BE(seq, at + HEADER_BYTES);
  into.writeUInt32BE(second, at + HEADER_BYTES + 4);
  return at + BARE.ackBytes;
}

/** Writes a frame's header, whose frame has so many bytes with it. */
export function writeHeader(into: Buffer, at: number, length: number, kind: number): void {
  into.writeUInt32BE(length - HEADER_BYTES, at);
  into[at + HEADER_BYTES - 1] = kind;
}

/** The bytes of the frame that begins there; undefined while its header is not there. */
export function frameBytes(bytes: Buffer, at: number): number | undefined {
  if (bytes.byteLength - at < HEADER_BYTES) return undefined;
  return HEADER_BYTES + bytes.readUInt32BE(at);
}
