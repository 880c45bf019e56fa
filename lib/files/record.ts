// The record beside a partial file: of which file it is, how much of it can be relied on, and who writes it.

import { constants } from "node:fs";
import { open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { RECORD_FILE_BYTES } from "../protocol/limits.ts";
import { lstatIfAny, takeName } from "./place.ts";
import { errorCode } from "./reasons.ts";

const bytes = z.number().int().min(0);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const Schema = z
  .object({
    file: z.string(),
    size: bytes,
    modified: z.number(),
    sha256: sha256.optional(),
    /** So many of the partial's first bytes have the SHA-256 `prefix`; what is behind them counts for nothing. */
    bytes,
    prefix: sha256,
    /** identityOf() the partial: which file it is, whatever is in it. Empty until the partial is made. */
    identity: z.string(),
    /** The process that writes the partial; none once that is over. */
    pid: z.number().int().min(1).optional(),
    /** When that process began, as startOf() has it: a later one may have its number. */
    since: z.string().optional(),
  })
  .refine((record) => record.bytes <= record.size);

export type PartialRecord = z.infer<typeof Schema>;

/** A record and the text that it is on the disk. */
export interface Recorded {
  text: string;
  record: PartialRecord;
}

const ASIDE = ".old";
const IN_THE_MAKING = /^([1-9]\d{0,9})(\.old)?$/;

/** The longest of what a record's name is followed by in the making, and while it changes hands. */
export const LONGEST_ENDING = `.${2 ** 32 - 1}${ASIDE}`;

/** The record at a path; "none" where nothing is there, "foreign" where that is not a record of ours. */
export async function readRecord(path: string): Promise<Recorded | "none" | "foreign"> {
  try {
    const text = await readShort(path);
    if (text === undefined) return "foreign";
    const parsed = Schema.safeParse(JSON.parse(text));
    return parsed.success ? { text, record: parsed.data } : "foreign";
  } catch (error) {
    return errorCode(error) === "ENOENT" ? "none" : "foreign";
  }
}

// A link is not followed, a FIFO is not waited for.
const READ_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const WRITE_FLAGS =
  constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

async function readShort(path: string): Promise<string | undefined> {
  const handle = await open(path, READ_FLAGS);
  try {
    if (!(await handle.stat()).isFile()) return undefined;
    const buffer = Buffer.alloc(RECORD_FILE_BYTES + 1);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return bytesRead > RECORD_FILE_BYTES ? undefined : buffer.toString("utf8", 0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Puts a record in the place of the one at the path, or where none is: whoever looks finds a whole one. */
export async function replaceRecord(
  path: string,
  record: PartialRecord,
  pid: number,
): Promise<string> {
  return writeAside(path, record, pid, (made) => rename(made, path));
}

/** Puts a record where nothing is, and gives its text; undefined where something is, or where it would be made. */
export async function createRecord(
  path: string,
  record: PartialRecord,
  pid: number,
): Promise<string | undefined> {
  let taken = false;
  try {
    const text = await writeAside(path, record, pid, async (made) => {
      taken = await takeName(made, path);
      if (!taken) await drop(made);
    });
    return taken ? text : undefined;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return undefined;
    throw error;
  }
}

/**
 * Puts a record in the place of the one that was read, and gives its text; undefined where that has changed
 * or gone since. Of all who try at once one succeeds: who moves the old record aside, and finds that it was
 * the one that was read. Where its process is killed in between, recoverRecord() finds the old one.
 */
export async function claimRecord(
  path: string,
  seen: Recorded,
  record: PartialRecord,
  pid: number,
): Promise<string | undefined> {
  const aside = inTheMaking(path, pid) + ASIDE;
  try {
    await dropOwn(aside);
    if ((await lstatIfAny(aside)) !== undefined) return undefined;
    await rename(path, aside);
  } catch {
    return undefined;
  }
  try {
    const moved = await readRecord(aside);
    const isSeen = typeof moved === "object" && moved.text === seen.text;
    const text = isSeen ? await createRecord(path, record, pid) : undefined;
    if (text === undefined) {
      // Somebody's new record: whoever wrote it shall not miss it.
      await putBack(aside, path);
      return undefined;
    }
    await drop(aside);
    return text;
  } catch {
    await putBack(aside, path);
    return undefined;
  }
}

/**
 * Clears away what processes that are over had in the making of the record at the path, and puts back what
 * they had moved aside; what only has a name like that stays. `names` are those of its folder; this process must
 * have nothing in the making there.
 */
export async function recoverRecord(
  path: string,
  names: readonly string[],
  isOver: (pid: number) => boolean,
): Promise<void> {
  const begun = `${basename(path)}.`;
  for (const name of names.filter((each) => each.startsWith(begun))) {
    const [, pid, aside] = IN_THE_MAKING.exec(name.slice(begun.length)) ?? [];
    if (pid === undefined || !isOver(Number(pid))) continue;
    const there = join(dirname(path), name);
    await (aside === undefined ? dropOwn(there) : putBack(there, path));
  }
}

/** Gives a record that was moved aside its name again, unless there is a newer one. Never rejects. */
async function putBack(aside: string, path: string): Promise<void> {
  try {
    if (!(await isOwn(aside))) return;
    if (!(await takeName(aside, path))) await drop(aside);
  } catch {
    // Another process was quicker, or the folder allows nothing: whoever looks at the record next sees which.
  }
}

async function dropOwn(path: string): Promise<void> {
  if (await isOwn(path)) await drop(path);
}

/** Whether a record of ours is at the path, or a file with nothing in it, as one has that is killed before it writes. */
async function isOwn(path: string): Promise<boolean> {
  const there = await readRecord(path);
  if (there !== "foreign") return there !== "none";
  const stats = await lstatIfAny(path).catch(() => undefined);
  return stats !== undefined && stats.isFile() && stats.size === 0;
}

/** Removes a file; where it will not go, what it was of is over all the same. */
export async function drop(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch {
    // Gone already, or in a folder that may not be written any more.
  }
}

async function writeAside(
  path: string,
  record: PartialRecord,
  pid: number,
  name: (made: string) => Promise<void>,
): Promise<string> {
  const text = `${JSON.stringify(record)}\n`;
  const made = inTheMaking(path, pid);
  await dropOwn(made);
  const handle = await open(made, WRITE_FLAGS, 0o644);
  try {
    await handle.writeFile(text).finally(() => handle.close());
    await name(made);
    return text;
  } catch (error) {
    await drop(made);
    throw error;
  }
}

// The process's number keeps two that try at once apart, and what is left of a killed one findable.
function inTheMaking(path: string, pid: number): string {
  return `${path}.${pid}`;
}
