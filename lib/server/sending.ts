// A file on its way to a guest: which part of it, and its SHA-256, which is made beside the sending.
import type { Memory } from "../files/read.ts";
import type { OpenFile } from "../files/shelf.ts";
import type { Turns } from "../files/turns.ts";
import type { Have } from "../protocol/messages.ts";
import type { Shelf } from "./shelf.ts";

export interface Sending {
  open: OpenFile;
  file: string;
  /** The byte to begin with. */
  from: number;
  /** The SHA-256 of the whole file where it is known already. */
  known: string | undefined;
  /** Has it made in the Worker; undefined where the file changed meanwhile, or once the signal aborts. */
  sha256: () => Promise<string | undefined>;
  turns: Turns;
  /** Memory for chunks, which all files on their way to the guest share. */
  memory: Memory;
  /** Aborts when the guest cancels, or is gone. */
  signal: AbortSignal;
}

/** How an open file of the shelf is sent to a guest that has a part of it, or nothing. */
export function sendingOf(
  open: OpenFile,
  file: string,
  { root, hashes, turns }: Shelf,
  { have, memory, signal }: Pick<Sending, "memory" | "signal"> & { have: Have | undefined },
): Sending {
  const known = hashes.known(open.version);
  const sha256 = () => hashes.of(root, file, open.version, signal);
  const from = beginningOf(have, open, known);
  return { open, file, from, known, sha256, turns, memory, signal };
}

/** Where a guest goes on that has the beginning of a file: only in the same file. */
function beginningOf(have: Have | undefined, open: OpenFile, known: string | undefined): number {
  if (!have || have.bytes > open.size) return 0;
  if (have.size !== open.size || have.modified !== open.modified) return 0;
  const isOther = have.sha256 !== undefined && known !== undefined && have.sha256 !== known;
  return isOther ? 0 : have.bytes;
}
