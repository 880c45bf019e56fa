// Downloads for tests: a whole one in one call, and what is in the folder while it is under way.

import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Download, type DownloadOptions } from "../../lib/files/download.ts";
import { readRecord, type PartialRecord } from "../../lib/files/record.ts";

export const MODIFIED = Date.UTC(2025, 0);

export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** A download that has begun, of a file of so many bytes that a server sends whole. */
export async function begin(
  to: string,
  file: string,
  size: number,
  options?: DownloadOptions,
): Promise<Download> {
  const download = await Download.open(to, file, options);
  await download.begin({ size, modified: MODIFIED, from: 0 });
  return download;
}

/** Leaves the first bytes of a file behind, as an interrupted download does. */
export async function interrupt(
  to: string,
  file: string,
  bytes: Uint8Array,
  had: number,
  options?: DownloadOptions,
): Promise<void> {
  const download = await begin(to, file, bytes.length, options);
  void download.write(bytes.subarray(0, had));
  await download.suspend();
}

/** What the server has to send of the file is sent; the path that it was saved at. */
export async function complete(download: Download, bytes: Uint8Array): Promise<string> {
  const from = download.have?.bytes ?? 0;
  await download.begin({ size: bytes.length, modified: MODIFIED, from });
  await download.write(bytes.subarray(from));
  return download.finish(sha256(bytes));
}

/** The same from opening on. */
export async function save(
  to: string,
  file: string,
  bytes: Uint8Array,
  options?: DownloadOptions,
): Promise<string> {
  return complete(await Download.open(to, file, options), bytes);
}

/** The record of a partial. */
export async function recordOf(partial: string): Promise<PartialRecord> {
  const there = await readRecord(`${partial}.json`);
  if (typeof there === "string") throw new Error(`the record of ${partial}: ${there}`);
  return there.record;
}

/** Changes a partial's record behind the back of whoever writes it. */
export function changeRecord(partial: string, changes: Partial<PartialRecord>): void {
  const path = `${partial}.json`;
  const record: unknown = JSON.parse(readFileSync(path, "utf8"));
  writeFileSync(path, JSON.stringify(Object.assign({}, record, changes)));
}

/** A partial as a process leaves it that is killed: its record says that it is being written. */
export async function kill(to: string, name: string, pid: number): Promise<void> {
  changeRecord(join(to, name), { pid });
}

/** What a download would find of the file, which stays as it is. */
export async function found(
  to: string,
  file: string,
  options?: DownloadOptions,
): Promise<{ bytes: number; damaged: boolean }> {
  const download = await Download.open(to, file, options);
  await download.suspend();
  return { bytes: download.have?.bytes ?? 0, damaged: download.damaged };
}
