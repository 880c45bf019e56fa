// Which bytes of a terminal's input belong together, however they are split over reads.

export const PASTE_BEGIN = "\x1b[200~";
export const PASTE_END = Buffer.from("\x1b[201~");
export const ESCAPE = 0x1b;
export const CTRL_C = 0x03;

// What is put together again, however it is split over reads, even where its ESC has already been
// taken for the Escape key: arrows up and down, PageUp, PageDown, Shift-Tab, focus in and out, a paste.
const WHOLE: readonly string[] = [
  "\x1b[A",
  "\x1bOA",
  "\x1b[B",
  "\x1bOB",
  "\x1b[5~",
  "\x1b[6~",
  "\x1b[Z",
  "\x1b[I",
  "\x1b[O",
  PASTE_BEGIN,
];
const LONGEST = PASTE_BEGIN.length;

export interface Whole {
  at: number;
  sequence: string;
  /** Whether all of it is there. */
  ended: boolean;
}

/** The first key of WHOLE that is there, or that the bytes end in the beginning of. */
export function wholeOrBegun(bytes: Buffer): Whole | undefined {
  for (let at = bytes.indexOf(ESCAPE); at >= 0; at = bytes.indexOf(ESCAPE, at + 1)) {
    const seen = bytes.toString("latin1", at, at + LONGEST);
    for (const sequence of WHOLE) {
      if (seen.startsWith(sequence)) return { at, sequence, ended: true };
      if (sequence.startsWith(seen)) return { at, sequence, ended: false };
    }
  }
  return undefined;
}

/** How many bytes at the end could be the beginning of a mark. */
export function begun(bytes: Buffer, mark: Buffer): number {
  for (let n = Math.min(bytes.length, mark.length - 1); n > 0; n--) {
    if (bytes.subarray(-n).equals(mark.subarray(0, n))) return n;
  }
  return 0;
}
