// Hashing an open file in this thread without holding it.

import { afterEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { truncateSync, writeFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { hashOf } from "../../lib/files/hash.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { countedTurns } from "./loop.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const closed: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closed.splice(0)) await close();
});

function pathOf(content: Uint8Array): string {
  const path = join(folder(), "file");
  writeFileSync(path, content);
  return path;
}

async function handleOf(path: string, flags = "r"): Promise<FileHandle> {
  const handle = await open(path, flags);
  closed.push(() => handle.close());
  return handle;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const hash = async (path: string, bytes: number) =>
  (await hashOf(await handleOf(path), bytes)).digest("hex");

describe("hashOf", () => {
  const size = 2 * CHUNK_BYTES + 10;
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, size])(
    "hashes the first %d bytes of a file",
    async (bytes) => {
      const content = someBytes(size);
      expect(await hash(pathOf(content), bytes)).toBe(sha256(content.subarray(0, bytes)));
    },
  );

  test("says where a file is shorter", async () => {
    const path = pathOf(someBytes(size));
    const tooMany = hash(path, size + 1);
    await expect(tooMany).rejects.toThrow(`it ends after ${size} of its ${size + 1} bytes`);
    truncateSync(path, 40);
    await expect(hash(path, size)).rejects.toThrow(`it ends after 40 of its ${size} bytes`);
  });

  test("throws what the system says", async () => {
    await expect(hash(folder(), 10)).rejects.toThrow("EISDIR");
  });

  test("goes on with what follows", async () => {
    const content = someBytes(100);
    const begun = await hashOf(await handleOf(pathOf(content)), 40);
    expect(begun.update(content.subarray(40)).digest("hex")).toBe(sha256(content));
  });

  test("leaves the handle open, and where it was", async () => {
    const content = someBytes(100);
    const handle = await handleOf(pathOf(content), "r+");
    await hashOf(handle, 100);
    expect(new Uint8Array(await handle.readFile())).toEqual(content);
  });

  test("lets the event loop turn after each chunk", async () => {
    const handle = await handleOf(pathOf(someBytes(20 * CHUNK_BYTES)));
    using loop = countedTurns();
    const before = loop.turn();
    await hashOf(handle, 20 * CHUNK_BYTES);
    expect(loop.turn() - before).toBeGreaterThanOrEqual(20);
  });
});
