// The vocabulary of the frames dialect: preface, header and frame kinds. encode.ts and decode.ts use it.

/** The one version spoken; a peer's preface names its own. */
export const VERSION = 1;

/** `NUL "Parlor" version`: no text ever starts with NUL. */
export const PREFACE_BYTES = 8;
export const PREFACE = new Uint8Array([0x00, 0x50, 0x61, 0x72, 0x6c, 0x6f, 0x72, VERSION]);

/** `length: u32, kind: u8`, big-endian; the length counts the payload alone. */
export const HEADER_BYTES = 5;

/** A chunk's payload begins with the id of the request that opened the transfer: u32, big-endian. */
export const TRANSFER_BYTES = 4;

/** What stands before the file bytes of a chunk. */
export const CHUNK_HEADER_BYTES = HEADER_BYTES + TRANSFER_BYTES;

/** Request ids are chosen by the client: 1 to this. */
export const MAX_REQUEST_ID = 0xffff_ffff;

export const KIND = { control: 1, chunk: 2 } as const;

export type Frame =
  | { kind: "control"; payload: Uint8Array }
  | { kind: "chunk"; transfer: number; data: Uint8Array }
  | { kind: "unknown"; byte: number };

/** Whether bytes are a preface of any version, or may become one. */
export function beginsPreface(bytes: Uint8Array): boolean {
  return bytes.subarray(0, PREFACE_BYTES - 1).every((byte, at) => byte === PREFACE[at]);
}

/** The version in a preface of PREFACE_BYTES, or undefined where it is none or not complete. */
export function prefaceVersion(bytes: Uint8Array): number | undefined {
  return beginsPreface(bytes) ? bytes[PREFACE_BYTES - 1] : undefined;
}
