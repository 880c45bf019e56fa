// The partial files of a folder: taking up the one that an interrupted download left, and making a new one.

import { constants } from "node:fs";
import { open, readdir, realpath } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { hashOf } from "./hash.ts";
import { lastPart } from "./names.ts";
import {
  PARTIAL_FLAGS,
  PartialFile,
  identityOf,
  partialName,
  partialOfRecord,
  partialStem,
  recordPath,
  release,
  reserve,
  type Progress,
} from "./partial.ts";
import { lstatIfAny, underFreeName } from "./place.ts";
import { errorCode } from "./reasons.ts";
import {
  claimRecord,
  createRecord,
  drop,
  readRecord,
  recoverRecord,
  replaceRecord,
  type Recorded,
} from "./record.ts";
import { isEnding, isRunning, startOf, type IsAlive } from "./running.ts";

/** Who writes partial files, and how it is known whether another process is alive. */
export interface Writer {
  pid: number;
  isAlive: IsAlive;
}

const THIS_PROCESS: Writer = { pid: process.pid, isAlive: isRunning };

/** A partial that was taken up: from its recorded bytes on, which `prefix` has hashed, it can be continued. */
export interface TakenUp {
  partial: PartialFile;
  prefix: Bun.CryptoHasher;
  /** Whether it had more bytes, which are not what was written: none of them is recorded any more then. */
  damaged: boolean;
}

interface Interrupted {
  path: string;
  seen: Recorded;
}

/**
 * Looks for an interrupted partial of the file in the folder, and takes up the longest. Nothing is touched that
 * a living process writes, and nothing that cannot be shown to be a partial of ours.
 */
export async function takeUp(
  folder: string,
  file: string,
  writer: Writer,
): Promise<TakenUp | undefined> {
  for await (const taken of claimed(folder, file, writer)) return taken;
  return undefined;
}

/**
 * Removes the interrupted partials of a file that the folder has by now; what else is there stays as takeUp()
 * says. Never rejects.
 */
export async function removePartials(
  folder: string,
  file: string,
  writer = THIS_PROCESS,
): Promise<void> {
  for await (const { partial } of claimed(folder, file, writer)) await partial.remove();
}

/** The file's interrupted partials, the longest first, each taken up as it is asked for. */
async function* claimed(folder: string, file: string, writer: Writer): AsyncGenerator<TakenUp> {
  for (const { path, seen } of await interruptedOf(folder, file, writer)) {
    if (!reserve(path)) continue;
    const taken = await claim(path, seen, writer.pid).catch(() => undefined);
    if (taken === undefined) release(path);
    else yield taken;
  }
}

/** The file's partials that nobody writes, the longest first. */
async function interruptedOf(
  folder: string,
  file: string,
  { pid, isAlive }: Writer,
): Promise<Interrupted[]> {
  const real = await realpath(folder).catch(() => undefined);
  if (real === undefined) return [];
  const names = await readdir(real).catch(() => []);
  const stem = partialStem(lastPart(file));
  const partials = names.filter((name) => name.startsWith(stem)).map(partialOfRecord);
  // A reserved path is not looked at, so this process's number is an earlier one's that had the same.
  const isOver = (owner: number, since?: string) => owner === pid || !isAlive(owner, since);
  const interrupted: Interrupted[] = [];
  for (const name of new Set(partials)) {
    const path = join(real, name ?? "");
    if (name === undefined || !reserve(path)) continue;
    await recoverRecord(recordPath(path), names, isOver);
    const seen = await readRecord(recordPath(path));
    release(path);
    if (seen === "none" || seen === "foreign" || seen.record.file !== file) continue;
    const { pid: owner, since } = seen.record;
    const isGone =
      owner === undefined ||
      isOver(owner, since) ||
      (await isEnding(owner, (each) => isAlive(each, since)));
    if (isGone) interrupted.push({ path, seen });
  }
  return interrupted.toSorted((one, two) => two.seen.record.bytes - one.seen.record.bytes);
}

async function claim(path: string, seen: Recorded, pid: number): Promise<TakenUp | undefined> {
  const handle = await openPartial(path);
  if (handle === "foreign") return undefined;
  let taken: TakenUp | undefined;
  try {
    const record = { ...seen.record, pid, since: startOf(pid) };
    const text = await claimRecord(recordPath(path), seen, record, pid);
    if (text !== undefined) taken = await judge(path, handle, pid, { text, record });
    return taken;
  } finally {
    if (taken === undefined) await handle?.close();
  }
}

/** The open partial; undefined where there is none; "foreign" where what is there is none of ours for sure. */
async function openPartial(path: string): Promise<FileHandle | undefined | "foreign"> {
  let handle: FileHandle | undefined;
  let isFile = false;
  try {
    handle = await open(path, PARTIAL_FLAGS);
    isFile = (await handle.stat()).isFile();
    return isFile ? handle : "foreign";
  } catch (error) {
    return errorCode(error) === "ENOENT" ? undefined : "foreign";
  } finally {
    if (!isFile) await handle?.close();
  }
}

/** What a partial whose record was claimed is good for; undefined where for nothing, and then the record is gone. */
async function judge(
  path: string,
  handle: FileHandle | undefined,
  pid: number,
  recorded: Recorded,
): Promise<TakenUp | undefined> {
  const { record } = recorded;
  if (handle !== undefined) {
    const stats = await handle.stat({ bigint: true });
    const isMade = record.identity !== "";
    const isOurs = isMade ? identityOf(stats) === record.identity : stats.size === 0n;
    // A second name is the final one: who gave it was killed before it could take the first away.
    if (stats.nlink > 1n) {
      if (isOurs) await drop(path);
    } else {
      const partial = new PartialFile(path, handle, pid, recorded);
      const prefix = await hashOf(handle, record.bytes).catch(() => undefined);
      const isWritten = prefix?.copy().digest("hex") === record.prefix;
      // No bytes are anyone's first bytes.
      if (prefix && isWritten && (record.bytes > 0 || isOurs)) {
        return { partial, prefix, damaged: false };
      }
      if (isOurs && (await partial.note(nothingOf(record)))) {
        return { partial, prefix: new Bun.CryptoHasher("sha256"), damaged: true };
      }
    }
  }
  await drop(recordPath(path));
  return undefined;
}

/** The progress of a file of which nothing is there. */
export function nothingOf(facts: Omit<Progress, "bytes" | "prefix">): Progress {
  return { ...facts, bytes: 0, prefix: new Bun.CryptoHasher("sha256").digest("hex") };
}

/** Makes a new partial in the folder. Throws a system error where the folder does not allow it. */
export async function createPartial(
  folder: string,
  facts: Omit<Progress, "bytes" | "prefix">,
  pid: number,
): Promise<PartialFile> {
  const real = await realpath(folder);
  const made = Promise.withResolvers<PartialFile>();
  await underFreeName(real, partialName(lastPart(facts.file)), async (path) => {
    if (!reserve(path)) return false;
    let partial: PartialFile | undefined;
    try {
      partial = await createAt(path, nothingOf(facts), pid);
    } finally {
      if (partial === undefined) release(path);
      else made.resolve(partial);
    }
    return partial !== undefined;
  });
  return made.promise;
}

/** A new partial at the path; undefined where something has that name, or its record's. */
async function createAt(
  path: string,
  progress: Progress,
  pid: number,
): Promise<PartialFile | undefined> {
  if ((await lstatIfAny(path)) !== undefined) return undefined;
  // The record comes first: a partial without one would be taken for the person's own file for ever.
  const first = { ...progress, identity: "", pid, since: startOf(pid) };
  if ((await createRecord(recordPath(path), first, pid)) === undefined) return undefined;
  let handle: FileHandle | undefined;
  try {
    handle = await open(path, PARTIAL_FLAGS | constants.O_CREAT | constants.O_EXCL, 0o644);
    const record = { ...first, identity: identityOf(await handle.stat({ bigint: true })) };
    const text = await replaceRecord(recordPath(path), record, pid);
    return new PartialFile(path, handle, pid, { text, record });
  } catch (error) {
    await handle?.close();
    if (handle !== undefined) await drop(path);
    await drop(recordPath(path));
    if (handle === undefined && errorCode(error) === "EEXIST") return undefined;
    throw error;
  }
}
