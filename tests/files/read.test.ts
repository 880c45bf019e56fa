// Reading for sending: exactly the file that was opened, or no end at all.

import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { appendFileSync, renameSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { readChunks } from "../../lib/files/read.ts";
import { openShelfFile } from "../../lib/files/shelf.ts";
import type { OpenFile } from "../../lib/files/shelf.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();

async function fileOf(content: Uint8Array): Promise<{ path: string; file: OpenFile }> {
  const root = folder();
  const path = join(root, "file");
  writeFileSync(path, content);
  const file = await openShelfFile(root, "file");
  if (!file.ok) throw new Error(file.why);
  return { path, file };
}

/** All bytes of the chunks without their headroom, what the last step says, and each chunk's length. */
async function readAll(file: OpenFile, headroom: number) {
  const parts: Buffer[] = [];
  let last = "";
  for await (const step of readChunks(file, headroom)) {
    expect(last).toBe("");
    if (step.step === "chunk") parts.push(Buffer.from(step.bytes.slice(headroom)));
    else last = step.step === "end" ? step.sha256 : `broken: ${step.why}`;
  }
  return { bytes: Buffer.concat(parts), last, lengths: parts.map((part) => part.length) };
}

const CHANGED = "broken: it changed while it was read";

describe.each([0, 16])("readChunks with a headroom of %d bytes", (headroom) => {
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 3 * CHUNK_BYTES])(
    "gives the bytes and the SHA-256 of a file of %d bytes",
    async (size) => {
      const content = someBytes(size);
      const { file } = await fileOf(content);
      const { bytes, last, lengths } = await readAll(file, headroom);
      expect(bytes.equals(content)).toBe(true);
      expect(last).toBe(createHash("sha256").update(content).digest("hex"));
      expect(lengths.every((length) => length > 0 && length <= CHUNK_BYTES)).toBe(true);
      expect(file.handle.fd).toBe(-1);
    },
  );
});

test("every chunk lies in one buffer, and its headroom is the caller's", async () => {
  const { file } = await fileOf(someBytes(3 * CHUNK_BYTES));
  const buffers = new Set<ArrayBufferLike>();
  const headers: number[][] = [];
  for await (const step of readChunks(file, 4)) {
    if (step.step !== "chunk") continue;
    buffers.add(step.bytes.buffer);
    headers.push([...step.bytes.subarray(0, 4)]);
    step.bytes.set([1, 2, 3, 4]);
  }
  expect(buffers.size).toBe(1);
  expect(headers).toEqual([
    [0, 0, 0, 0],
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
});

describe("a file that changes", () => {
  test("cut short before it is read", async () => {
    const { path, file } = await fileOf(someBytes(100));
    truncateSync(path, 40);
    const { bytes, last } = await readAll(file, 0);
    expect(bytes).toHaveLength(40);
    expect(last).toBe(CHANGED);
    expect(file.handle.fd).toBe(-1);
  });

  test("cut short at a chunk's end, while it is read", async () => {
    const { path, file } = await fileOf(someBytes(3 * CHUNK_BYTES));
    const steps: string[] = [];
    for await (const step of readChunks(file, 0)) {
      steps.push(step.step);
      truncateSync(path, CHUNK_BYTES);
    }
    expect(steps).toEqual(["chunk", "broken"]);
  });

  test("grown: no byte more than promised is read, and no end is given", async () => {
    const content = someBytes(100);
    const { path, file } = await fileOf(content);
    appendFileSync(path, "more");
    const { bytes, last } = await readAll(file, 0);
    expect(bytes.equals(content)).toBe(true);
    expect(last).toBe(CHANGED);
  });

  test("grown, with its time put back", async () => {
    const { path, file } = await fileOf(someBytes(100));
    appendFileSync(path, "more");
    const before = new Date(file.modified);
    utimesSync(path, before, before);
    expect((await readAll(file, 0)).last).toBe(CHANGED);
  });

  test("rewritten with the same size", async () => {
    const { path, file } = await fileOf(someBytes(100));
    const later = new Date(file.modified + 1);
    utimesSync(path, later, later);
    expect((await readAll(file, 0)).last).toBe(CHANGED);
  });

  test("replaced by another: the original is read", async () => {
    const content = someBytes(CHUNK_BYTES + 1);
    const { path, file } = await fileOf(content);
    writeFileSync(`${path}.new`, "other");
    renameSync(`${path}.new`, path);
    const { bytes, last } = await readAll(file, 0);
    expect(bytes.equals(content)).toBe(true);
    expect(last).toBe(createHash("sha256").update(content).digest("hex"));
  });
});

test("an error of the system breaks the reading with its code", async () => {
  const handle = await open(folder());
  const { last } = await readAll({ ok: true, handle, size: 10, modified: 0 }, 0);
  expect(last).toBe("broken: EISDIR");
  expect(handle.fd).toBe(-1);
});

describe("a reader that stops early closes the handle", () => {
  test("in the middle", async () => {
    const { file } = await fileOf(someBytes(2 * CHUNK_BYTES));
    const steps = readChunks(file, 0);
    await steps.next();
    expect(file.handle.fd).not.toBe(-1);
    await steps.return();
    expect(file.handle.fd).toBe(-1);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });

  test("while a pull is under way", async () => {
    const { file } = await fileOf(someBytes(2 * CHUNK_BYTES));
    const steps = readChunks(file, 0);
    const [first] = await Promise.all([steps.next(), steps.return()]);
    expect(first.value).toMatchObject({ step: "chunk" });
    expect(file.handle.fd).toBe(-1);
  });

  test("before the first pull", async () => {
    const { file } = await fileOf(someBytes(10));
    await readChunks(file, 0).return();
    expect(file.handle.fd).toBe(-1);
  });

  test("by leaving its loop", async () => {
    const { file } = await fileOf(someBytes(2 * CHUNK_BYTES));
    for await (const _ of readChunks(file, 0)) break;
    expect(file.handle.fd).toBe(-1);
  });
});
