// A partial file: what is there of a file that is being received, with a record beside it, written by one at a time.

import { constants } from "node:fs";
import type { BigIntStats } from "node:fs";
import { lstat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { CHUNK_BYTES, FILE_PART_BYTES, SAME_NAMES } from "../protocol/limits.ts";
import { beginning, byteLength } from "../protocol/text.ts";
import { hashOf } from "./hash.ts";
import { numbered } from "./place.ts";
import {
  LONGEST_ENDING,
  drop,
  readRecord,
  replaceRecord,
  type PartialRecord,
  type Recorded,
} from "./record.ts";

/** How a partial is opened: never through a link, and without waiting for what is no regular file. */
export const PARTIAL_FLAGS = constants.O_RDWR | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** What a record says of a file, without what it says of the partial. */
export type Progress = Omit<PartialRecord, "identity" | "pid" | "since">;

const PART = ".part";
const RECORD = ".json";
// What must fit behind a name: the number of one more partial, and all that its record is ever called.
const ROOM = byteLength(` (${SAME_NAMES})${PART}${RECORD}${LONGEST_ENDING}`);

/** The name of a file's partial: the file's, cut so that all that is named after it fits, and ".part". */
export function partialName(name: string, number = 0): string {
  return numbered(beginning(name, FILE_PART_BYTES - ROOM) + PART, number);
}

/** What the names of all partials of a file begin with, and perhaps those of other files'. */
export function partialStem(name: string): string {
  return partialName(name).slice(0, -PART.length);
}

/** The path of a partial's record. */
export function recordPath(partial: string): string {
  return partial + RECORD;
}

/** The partial whose record has that name, now or in the making; undefined where no record has. */
export function partialOfRecord(name: string): string | undefined {
  return /^(.*\.part)\.json(\.|$)/is.exec(name)?.[1];
}

/** Which file it is, whatever is in it: its number, which a later file may have too, and its birth. */
export function identityOf({ ino, birthtimeNs }: BigIntStats): string {
  return `${ino}-${birthtimeNs}`;
}

/** The partials that this process writes, by path: its own number in a record cannot tell. */
const written = new Set<string>();

/** Keeps a path for one writer of this process, who calls release(); false where another has it. */
export function reserve(path: string): boolean {
  if (written.has(path)) return false;
  written.add(path);
  return true;
}

export function release(path: string): void {
  written.delete(path);
}

/** Whether a path leads to the file that is open; not so where that cannot be told. */
async function leadsTo(path: string, handle: FileHandle): Promise<boolean> {
  try {
    const [there, open] = await Promise.all([lstat(path), handle.stat()]);
    return there.ino === open.ino && there.dev === open.dev;
  } catch {
    return false;
  }
}

/** A partial that its owner alone writes, until one of keep(), remove() and named(), which never reject. */
export class PartialFile {
  /** Reserved; given free at the end. */
  readonly path: string;
  readonly handle: FileHandle;
  readonly #pid: number;
  #recorded: Recorded;

  constructor(path: string, handle: FileHandle, pid: number, recorded: Recorded) {
    this.path = path;
    this.handle = handle;
    this.#pid = pid;
    this.#recorded = recorded;
  }

  /** The record as it was last written. */
  get record(): PartialRecord {
    return this.#recorded.record;
  }

  /**
   * Whether what is written still comes to where it should: nobody has moved the partial or put something in
   * its place, and nobody else has claimed it.
   */
  async isOwn(): Promise<boolean> {
    return (await leadsTo(this.path, this.handle)) && (await this.#isOwnRecord());
  }

  /**
   * Writes the record anew and says whether the partial is still its owner's alone. Where the disk does not
   * take the record, the one before stays: that costs only what came since.
   */
  async note(progress: Progress): Promise<boolean> {
    if (!(await this.#isOwnRecord())) return false;
    const { identity, since } = this.record;
    await this.#write({ ...progress, identity, pid: this.#pid, since }).catch(() => undefined);
    return true;
  }

  /** Ends the writing: anyone may continue from the progress on, or nothing is left where that is none. */
  async keep(progress: Progress): Promise<void> {
    if (!(await this.isOwn())) return this.#close();
    if (progress.bytes > 0 && !(await this.#handOver(progress))) {
      const less = await this.#less(progress);
      await this.handle.truncate(less.bytes).catch(() => undefined);
      if (less.bytes > 0) await this.#handOver(less);
    }
    if (this.record.bytes === 0) return this.remove();
    await this.#close();
  }

  /** Records a progress that anyone may continue from; false where the disk does not take the record. */
  async #handOver(progress: Progress): Promise<boolean> {
    try {
      const { identity } = this.record;
      await this.#write({ ...progress, identity, pid: undefined, since: undefined });
      return true;
    } catch {
      return false;
    }
  }

  /** What is left of a progress where a full disk must first have room for the record. */
  async #less(progress: Progress): Promise<Progress> {
    const bytes = progress.bytes - CHUNK_BYTES;
    if (bytes <= this.record.bytes) return this.record;
    const hash = await hashOf(this.handle, bytes).catch(() => undefined);
    return hash === undefined ? this.record : { ...progress, bytes, prefix: hash.digest("hex") };
  }

  /** Ends the writing and leaves nothing behind. */
  async remove(): Promise<void> {
    if (await this.isOwn()) await drop(this.path);
    await this.named();
  }

  /** Ends the writing of a file that has its final name by now. */
  async named(): Promise<void> {
    if (await this.#isOwnRecord()) await drop(recordPath(this.path));
    await this.#close();
  }

  async #write(record: PartialRecord): Promise<void> {
    const text = await replaceRecord(recordPath(this.path), record, this.#pid);
    this.#recorded = { text, record };
  }

  /** A record that is gone is put back by the next note(); one that another has written is that one's. */
  async #isOwnRecord(): Promise<boolean> {
    const there = await readRecord(recordPath(this.path));
    return there === "none" || (there !== "foreign" && there.text === this.#recorded.text);
  }

  async #close(): Promise<void> {
    await this.handle.close().catch(() => undefined);
    release(this.path);
  }
}
