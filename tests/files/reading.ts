// A file that is opened as the shelf opens it, and read to its end.

import { expect } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readChunks, type Reading } from "../../lib/files/read.ts";
import { openShelfFile, type OpenFile } from "../../lib/files/shelf.ts";
import { clockTicked } from "./clock.ts";

/** Makes "file" in the folder and opens it; a change to it from now on is one that can be seen. */
export async function fileOf(
  folder: string,
  content: Uint8Array,
): Promise<{ path: string; file: OpenFile }> {
  const path = join(folder, "file");
  writeFileSync(path, content);
  await clockTicked(path);
  const file = await openShelfFile(folder, "file");
  if (!file.ok) throw new Error(file.why);
  return { path, file };
}

export interface Read {
  /** All bytes of the chunks without their headroom, and how many were in each. */
  bytes: Buffer;
  lengths: number[];
  /** "end", or "broken: " with the reason. */
  last: string;
}

/** Reads until nothing more comes; `atChunk` hears of each chunk with its number from 0. */
export async function readAll(
  file: OpenFile,
  reading: Reading,
  atChunk: (chunk: number) => void = () => {},
): Promise<Read> {
  const parts: Buffer[] = [];
  let last = "";
  for await (const step of readChunks(file, reading)) {
    expect(last).toBe("");
    if (step.step === "chunk") {
      parts.push(Buffer.from(step.bytes.slice(reading.headroom)));
      atChunk(parts.length - 1);
    } else last = step.step === "end" ? step.step : `${step.step}: ${step.why}`;
  }
  return { bytes: Buffer.concat(parts), last, lengths: parts.map((part) => part.length) };
}
