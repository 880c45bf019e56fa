// Hashing an open file: in this thread without holding it, and what the Worker does in its own.

import { afterEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { closeSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { answerTo, isHashAnswer, sha256Sync } from "../../lib/files/hash-sync.ts";
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

function descriptorOf(path: string): number {
  const fd = openSync(path, "r");
  closed.push(() => closeSync(fd));
  return fd;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

const ways: [string, (path: string, bytes: number) => Promise<string>][] = [
  ["hashOf", async (path, bytes) => (await hashOf(await handleOf(path), bytes)).digest("hex")],
  ["sha256Sync", async (path, size) => sha256Sync({ fd: descriptorOf(path), size })],
];

describe.each(ways)("%s", (_, hash) => {
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
});

describe("hashOf", () => {
  test("goes on with what follows", async () => {
    const content = someBytes(100);
    const hash = await hashOf(await handleOf(pathOf(content)), 40);
    expect(hash.update(content.subarray(40)).digest("hex")).toBe(sha256(content));
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

describe("what the Worker answers", () => {
  test("is the hash", () => {
    const fd = descriptorOf(pathOf(Buffer.from("abc")));
    expect(answerTo({ fd, size: 3 })).toEqual({ sha256: sha256(Buffer.from("abc")) });
  });

  test("is why there is none", () => {
    const fd = descriptorOf(pathOf(Buffer.from("abc")));
    expect(answerTo({ fd, size: 4 })).toEqual({ why: "it ends after 3 of its 4 bytes" });
    expect(answerTo({ fd: descriptorOf(folder()), size: 4 })).toEqual({ why: "a folder" });
    expect(answerTo({ fd: -1, size: 1 })).toHaveProperty("why");
  });

  test("to something else is that it was asked wrongly", () => {
    for (const job of [undefined, null, 3, "x", {}, { fd: 3 }, { size: 3 }, { fd: "3", size: 3 }]) {
      expect(answerTo(job)).toEqual({ why: "it was not asked for as it should be" });
    }
  });

  test("is told from everything else", () => {
    for (const answer of [{ sha256: "00" }, { why: "x" }]) expect(isHashAnswer(answer)).toBe(true);
    for (const other of [undefined, null, 3, "x", {}, { sha256: 3 }, { why: null }]) {
      expect(isHashAnswer(other)).toBe(false);
    }
  });
});
