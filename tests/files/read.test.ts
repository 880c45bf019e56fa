// Reading for sending: exactly the file that was opened, chunk by chunk, with the handle closed in the end.

import { describe, expect, spyOn, test } from "bun:test";
import { open } from "node:fs/promises";
import { readChunks } from "../../lib/files/read.ts";
import { Turns } from "../../lib/files/turns.ts";
import {
  CHANGE_CHECK_BYTES,
  CHUNK_BYTES,
  CHUNKS_PER_TURN,
  SLOW_READ_MS,
  THREAD_READS,
} from "../../lib/protocol/limits.ts";
import { countedTurns, countsPerTurn } from "./loop.ts";
import { fileOf, readAll } from "./reading.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const opened = (content: Uint8Array) => fileOf(folder(), content);
const reading = (from = 0, headroom = 0) => ({ from, headroom, turns: new Turns() });

describe.each([0, 16])("readChunks with a headroom of %d bytes", (headroom) => {
  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, 12 * CHUNK_BYTES])(
    "gives the bytes of a file of %d bytes",
    async (size) => {
      const content = someBytes(size);
      const { file } = await opened(content);
      const { bytes, last, lengths } = await readAll(file, reading(0, headroom));
      expect(bytes.equals(content)).toBe(true);
      expect(last).toBe("end");
      expect(lengths.every((length) => length > 0 && length <= CHUNK_BYTES)).toBe(true);
      expect(file.handle.fd).toBe(-1);
    },
  );

  const size = 2 * CHUNK_BYTES + 10;
  test.each([1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, size - 1, size])(
    "goes on from byte %d",
    async (from) => {
      const content = someBytes(size);
      const { file } = await opened(content);
      const { bytes, last } = await readAll(file, reading(from, headroom));
      expect(bytes.equals(content.subarray(from))).toBe(true);
      expect(last).toBe("end");
    },
  );
});

test("every chunk lies in one buffer, and its headroom is the caller's", async () => {
  const { file } = await opened(someBytes(3 * CHUNK_BYTES));
  const buffers = new Set<ArrayBufferLike>();
  const headers: number[][] = [];
  for await (const step of readChunks(file, reading(0, 4))) {
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

test("an error of the system breaks the reading with its code", async () => {
  const handle = await open(folder());
  const { last } = await readAll(
    { ok: true, handle, size: 10, modified: 0, version: "" },
    reading(),
  );
  expect(last).toBe("broken: EISDIR");
  expect(handle.fd).toBe(-1);
});

describe("a reader that stops early closes the handle", () => {
  test("in the middle", async () => {
    const { file } = await opened(someBytes(2 * CHUNK_BYTES));
    const steps = readChunks(file, reading());
    await steps.next();
    expect(file.handle.fd).not.toBe(-1);
    await steps.return();
    expect(file.handle.fd).toBe(-1);
    expect(await steps.next()).toEqual({ done: true, value: undefined });
  });

  test("while a pull is under way", async () => {
    const { file } = await opened(someBytes(2 * CHUNK_BYTES));
    const steps = readChunks(file, reading());
    const [first] = await Promise.all([steps.next(), steps.return()]);
    expect(first.value).toMatchObject({ step: "chunk" });
    expect(file.handle.fd).toBe(-1);
  });

  test("before the first pull", async () => {
    const { file } = await opened(someBytes(10));
    await readChunks(file, reading()).return();
    expect(file.handle.fd).toBe(-1);
  });

  test("by leaving its loop", async () => {
    const { file } = await opened(someBytes(2 * CHUNK_BYTES));
    for await (const _ of readChunks(file, reading())) break;
    expect(file.handle.fd).toBe(-1);
  });
});

/** Which chunks were read in place of the event loop, where each read takes the milliseconds that `takes` gives. */
async function heldReads(chunks: number, takes: (chunk: number) => number): Promise<number[]> {
  const { file } = await opened(new Uint8Array(chunks * CHUNK_BYTES));
  const polite = spyOn(file.handle, "read");
  let chunk = 0;
  let clock = 0;
  // It is looked at before and after each read.
  const now = () => (clock++ % 2 === 0 ? 0 : takes(chunk));
  const held: number[] = [];
  for await (const step of readChunks(file, { ...reading(), now })) {
    if (step.step !== "chunk") break;
    if (polite.mock.calls.length === 0) held.push(chunk);
    polite.mockClear();
    chunk++;
  }
  expect(chunk).toBe(chunks);
  return held;
}

describe("a read holds the loop", () => {
  const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

  test("where the one before did not for long; the first never does", async () => {
    expect(await heldReads(10, () => SLOW_READ_MS)).toEqual(range(1, 10));
  });

  test("not after one that did, until so many were left to a thread", async () => {
    const slow = 3;
    const again = slow + 1 + THREAD_READS;
    const held = await heldReads(again + 2, (chunk) => (chunk === slow ? SLOW_READ_MS + 0.01 : 0));
    expect(held).toEqual([1, 2, slow, again, again + 1]);
  });

  test("once in so many where the disk is slow", async () => {
    const held = await heldReads(2 * THREAD_READS + 4, () => SLOW_READ_MS + 0.01);
    expect(held).toEqual([1, THREAD_READS + 2, 2 * THREAD_READS + 3]);
  });
});

describe("transfers share the event loop", () => {
  const quick = () => 0;

  test("with all chunks of a turn together within the bound", async () => {
    const turns = new Turns();
    using loop = countedTurns();
    const seen: number[] = [];
    const transfer = async () => {
      const { file } = await opened(new Uint8Array(8 * CHUNK_BYTES));
      let chunk = 0;
      for await (const step of readChunks(file, { from: 0, headroom: 0, turns, now: quick })) {
        if (step.step === "chunk" && ++chunk > 4) seen.push(loop.turn());
      }
    };
    await Promise.all(Array.from({ length: 3 * CHUNKS_PER_TURN }, transfer));
    expect(seen).toHaveLength(4 * 3 * CHUNKS_PER_TURN);
    expect(Math.max(...countsPerTurn(seen))).toBeLessThanOrEqual(CHUNKS_PER_TURN);
  });

  test("and others have their turn between two chunks of one", async () => {
    // Fewer chunks than after which the file is looked at, which would be a turn too.
    const count = CHANGE_CHECK_BYTES / CHUNK_BYTES - 1;
    const { file } = await opened(new Uint8Array(count * CHUNK_BYTES));
    using loop = countedTurns();
    const turns: number[] = [];
    const timers: number[] = [];
    for await (const step of readChunks(file, { ...reading(), now: quick })) {
      if (step.step !== "chunk") break;
      turns.push(loop.turn());
      if (turns.length === 5) setTimeout(() => timers.push(turns.length), 0);
    }
    expect(turns).toHaveLength(count);
    expect(Math.max(...countsPerTurn(turns))).toBe(1);
    expect(timers).toHaveLength(1);
  });
});
