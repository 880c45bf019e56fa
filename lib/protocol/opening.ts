// Which dialect a guest speaks, told by its first bytes: one table, a new dialect is a new row.

import { beginsPreface, PREFACE_BYTES, prefaceVersion, VERSION } from "./frame.ts";

export type DialectName = "frames" | "lines" | "bare";

export type Opening =
  /** `used` bytes were the opening itself; what follows them is the dialect's. */
  | { speaks: DialectName; used: number }
  | { speaks: "other-version"; version: number }
  | { speaks: "foreign"; protocol: string }
  | { speaks: "undecided" };

/** What a guest has sent so far: the bytes, in how many pieces, and whether it is quiet since. */
export interface FirstBytes {
  bytes: Uint8Array;
  pieces: number;
  quiet: boolean;
}

const FOREIGN: readonly { protocol: string; pattern: RegExp }[] = [
  { protocol: "TLS", pattern: /^\x16/ },
  { protocol: "SSH", pattern: /^SSH-\d/ },
  {
    protocol: "HTTP",
    pattern:
      /^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|TRACE|CONNECT|PRI) (\/|\*|https?:|\S+ HTTP\/)/,
  },
  // Control characters that no keyboard's first key sends: not BS, TAB, LF, VT, FF, CR or ESC.
  { protocol: "a binary protocol", pattern: /^[\x01-\x07\x0e-\x1a\x1c-\x1f]/ },
];

/** The foreign protocol that a text opens, also when it came as the first line of a lines guest. */
export function foreignProtocol(text: string): string | undefined {
  return FOREIGN.find((row) => row.pattern.test(text))?.protocol;
}

/** The rows in the order in which they are tried; the first that is sure decides. */
const ROWS: readonly ((first: FirstBytes) => Opening | undefined)[] = [
  (first) => (first.bytes[0] === 0 ? framesOpening(first.bytes) : undefined),
  ({ bytes }) => foreignOpening(latin1(bytes)),
  ({ bytes }) => (bytes.includes(0x0a) ? { speaks: "lines", used: 0 } : undefined),
  // A first byte alone is a keystroke, and so is what comes in several pieces without a newline.
  ({ bytes, pieces }) =>
    bytes.byteLength === 1 || pieces > 1 ? { speaks: "lines", used: 0 } : undefined,
  ({ quiet }) => (quiet ? { speaks: "bare", used: 0 } : undefined),
];

/** The dialect of a guest by its first bytes; undecided while they are too few to tell. */
export function detectOpening(first: FirstBytes): Opening {
  if (first.bytes.byteLength === 0) return { speaks: "undecided" };
  for (const row of ROWS) {
    const opening = row(first);
    if (opening) return opening;
  }
  return { speaks: "undecided" };
}

function framesOpening(bytes: Uint8Array): Opening {
  if (!beginsPreface(bytes)) return { speaks: "foreign", protocol: "a binary protocol" };
  const version = prefaceVersion(bytes);
  if (version === undefined) return { speaks: "undecided" };
  if (version !== VERSION) return { speaks: "other-version", version };
  return { speaks: "frames", used: PREFACE_BYTES };
}

function foreignOpening(text: string): Opening | undefined {
  const protocol = foreignProtocol(text);
  return protocol === undefined ? undefined : { speaks: "foreign", protocol };
}

function latin1(bytes: Uint8Array): string {
  const start = bytes.subarray(0, 64);
  return Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString("latin1");
}
