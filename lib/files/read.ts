// Reading an open file for sending, chunk by chunk, so that what was promised at its opening is what is sent.

import { fstatSync, readSync } from "node:fs";
import { CHANGE_CHECK_BYTES, CHUNK_BYTES, SLOW_READ_MS, THREAD_READS } from "../protocol/limits.ts";
import { errorCode } from "./reasons.ts";
import type { OpenFile } from "./shelf.ts";
import type { Turns } from "./turns.ts";
import { versionOf } from "./version.ts";

/** What a pull gives: file bytes, or the end of them, or why there is none. */
export type ReadStep =
  { step: "chunk"; bytes: Uint8Array } | { step: "end" } | { step: "broken"; why: string };

/** Gives memory of at least so many bytes. */
export type Memory = (bytes: number) => Uint8Array;

export interface Reading {
  /** The position of the first byte to be read: 0 to the file's size. */
  from: number;
  /** Bytes before those of the file in each chunk, for the caller to fill with the header of a frame. */
  headroom: number;
  /** One of them is awaited before each chunk. */
  turns: Turns;
  /** For the chunks; whoever shares it reads one at a time. Without it each reading has its own. */
  memory?: Memory;
  /** A clock in milliseconds. */
  now?: () => number;
}

/** What memory is handed out in, and so where a large buffer begins. */
const PAGE_BYTES = 4096;

const ownMemory: Memory = (bytes) => new Uint8Array(bytes);

const CHANGED = "it changed while it was read";
const GONE = "it was deleted or replaced while it was read";

/**
 * Reads from a position to the size that an open file had. A chunk is the headroom and then 1 to CHUNK_BYTES
 * bytes of the file. Every chunk lies in the same buffer: it is valid until the next pull. The last step is
 * "end" or "broken"; it is "broken" where the file is not the version that was opened any more, which is looked
 * at every CHANGE_CHECK_BYTES and before the end, or cannot be read (a system error's code, as "EIO").
 * The handle is closed at the end, and by return(), whether or not anything was pulled.
 */
export function readChunks(open: OpenFile, reading: Reading): AsyncGenerator<ReadStep, void> {
  const steps = readSteps(open, reading);
  const stop = steps.return.bind(steps);
  // A generator that was never pulled runs nothing on return(), not even its finally.
  steps.return = async (value) => {
    const result = await stop(value);
    await close(open);
    return result;
  };
  return steps;
}

async function* readSteps(
  open: OpenFile,
  { from, headroom, turns, memory = ownMemory, now = () => performance.now() }: Reading,
): AsyncGenerator<ReadStep, void> {
  try {
    // The file's bytes begin on a page's boundary: copying them to an odd address takes a sixth more of the processor.
    const start = Math.ceil(headroom / PAGE_BYTES) * PAGE_BYTES;
    const buffer = memory(start + Math.min(CHUNK_BYTES, open.size - from));
    const disk = new Disk(open, now);
    let unchecked = 0;
    for (let position = from; position < open.size;) {
      await turns.next();
      const room = buffer.subarray(start, start + Math.min(CHUNK_BYTES, open.size - position));
      const bytesRead = await disk.read(room, position);
      position += bytesRead;
      unchecked += bytesRead;
      if (bytesRead === 0 || unchecked >= CHANGE_CHECK_BYTES) {
        const why = whyBroken(open) ?? (bytesRead === 0 ? CHANGED : undefined);
        if (why !== undefined) return yield { step: "broken", why };
        unchecked = 0;
      }
      yield { step: "chunk", bytes: buffer.subarray(start - headroom, start + bytesRead) };
    }
    const why = whyBroken(open);
    yield why === undefined ? { step: "end" } : { step: "broken", why };
  } catch (error) {
    const code = errorCode(error);
    if (code === undefined) throw error;
    yield { step: "broken", why: code };
  } finally {
    await close(open);
  }
}

// In place of the event loop: the system has an open file's stats at hand, and a thread would hold up the next chunk.
function whyBroken({ handle, version }: OpenFile): string | undefined {
  const stats = fstatSync(handle.fd, { bigint: true });
  if (stats.nlink === 0n) return GONE;
  return versionOf(stats) === version ? undefined : CHANGED;
}

/**
 * The disk under a file. Where it answers from memory, reading in place of the event loop is quicker. A read that held
 * the loop for long was answered by the disk itself: those that follow are left to a thread for a while.
 */
class Disk {
  readonly #open: OpenFile;
  readonly #now: () => number;
  /** How many reads are still left to a thread; the first is, since nobody knows yet what answers it. */
  #away = 1;

  constructor(open: OpenFile, now: () => number) {
    this.#open = open;
    this.#now = now;
  }

  /** Reads into the bytes from that position of the file, and gives how many it read; 0 at the file's end. */
  async read(into: Uint8Array, position: number): Promise<number> {
    const { handle } = this.#open;
    if (this.#away > 0) {
      this.#away--;
      return (await handle.read(into, 0, into.byteLength, position)).bytesRead;
    }
    const start = this.#now();
    const bytesRead = readSync(handle.fd, into, 0, into.byteLength, position);
    if (this.#now() - start > SLOW_READ_MS) this.#away = THREAD_READS;
    return bytesRead;
  }
}

// A file that was only read loses nothing where closing it fails, and closing it twice is no error.
async function close(open: OpenFile): Promise<void> {
  await open.handle.close().catch(() => undefined);
}
