// What the Worker does in its own thread: files hashed in slices, several in turn, and what it answers.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { closeSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HashJobs, isHashAnswer, type HashAnswer } from "../../lib/files/hash-sync.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const descriptors: number[] = [];
let jobs: HashJobs;
beforeEach(() => {
  jobs = new HashJobs();
});
afterEach(() => {
  for (const fd of descriptors.splice(0)) closeSync(fd);
});

function pathOf(content: Uint8Array): string {
  const path = join(folder(), "file");
  writeFileSync(path, content);
  return path;
}

function descriptorOf(path: string): number {
  const fd = openSync(path, "r");
  descriptors.push(fd);
  return fd;
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const WRONGLY = { why: "it was not asked for as it should be" };

/** Hashes a whole file in slices of so many bytes, and gives every answer. */
function inSlices(fd: number, size: number, slice: number): (HashAnswer | undefined)[] {
  const answers: (HashAnswer | undefined)[] = [];
  let from = 0;
  do {
    const bytes = Math.min(slice, size - from);
    answers.push(jobs.answerTo({ job: 1, fd, from, bytes, size }));
    from += bytes;
  } while (from < size);
  return answers;
}

describe("a file", () => {
  const size = 2 * CHUNK_BYTES + 10;
  const all = someBytes(size);

  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1, size])(
    "is hashed in one slice: its first %d bytes",
    (bytes) => {
      const fd = descriptorOf(pathOf(all));
      expect(inSlices(fd, bytes, size)).toEqual([{ sha256: sha256(all.subarray(0, bytes)) }]);
    },
  );

  test("is hashed in many slices", () => {
    const fd = descriptorOf(pathOf(all));
    expect(inSlices(fd, size, CHUNK_BYTES + 4)).toEqual([
      { hashed: CHUNK_BYTES + 4 },
      { hashed: 2 * CHUNK_BYTES + 8 },
      { sha256: sha256(all) },
    ]);
    expect(inSlices(fd, 9, 3)).toEqual([
      { hashed: 3 },
      { hashed: 6 },
      { sha256: sha256(all.subarray(0, 9)) },
    ]);
  });

  test("that is shorter has no hash, nor any further slice", () => {
    const path = pathOf(all);
    const fd = descriptorOf(path);
    expect(jobs.answerTo({ job: 1, fd, from: 0, bytes: size + 1, size: size + 1 })).toEqual({
      why: `it ends after ${size} of its ${size + 1} bytes`,
    });
    expect(jobs.answerTo({ job: 1, fd, from: 0, bytes: 30, size })).toEqual({ hashed: 30 });
    truncateSync(path, 40);
    expect(jobs.answerTo({ job: 1, fd, from: 30, bytes: 30, size })).toEqual({
      why: `it ends after 40 of its ${size} bytes`,
    });
    expect(jobs.answerTo({ job: 1, fd, from: 30, bytes: 10, size })).toEqual(WRONGLY);
  });

  test("that cannot be read has none either", () => {
    const fd = descriptorOf(folder());
    expect(inSlices(fd, 4, 4)).toEqual([{ why: "a folder" }]);
    expect(jobs.answerTo({ job: 1, fd: -1, from: 0, bytes: 1, size: 1 })).toHaveProperty("why");
  });
});

describe("several jobs", () => {
  test("are kept apart, also those of one file", () => {
    const fd = descriptorOf(pathOf(Buffer.from("abcdefgh")));
    const slice = (job: number, from: number, size: number) =>
      jobs.answerTo({ job, fd, from, bytes: 2, size });
    expect([slice(1, 0, 4), slice(2, 0, 6), slice(2, 2, 6)]).toEqual([
      { hashed: 2 },
      { hashed: 2 },
      { hashed: 4 },
    ]);
    expect(slice(1, 2, 4)).toEqual({ sha256: sha256(Buffer.from("abcd")) });
    expect(slice(2, 4, 6)).toEqual({ sha256: sha256(Buffer.from("abcdef")) });
  });

  test("that are over or given up are forgotten", () => {
    const fd = descriptorOf(pathOf(Buffer.from("abcd")));
    for (const job of [1, 2, 3]) jobs.answerTo({ job, fd, from: 0, bytes: 2, size: 4 });
    expect(jobs.answerTo({ job: 1, fd, from: 2, bytes: 2, size: 4 })).toHaveProperty("sha256");
    expect(jobs.answerTo({ givenUp: 2 })).toBeUndefined();
    const next = [1, 2, 3].map((job) => jobs.answerTo({ job, fd, from: 2, bytes: 2, size: 4 }));
    expect(next).toEqual([WRONGLY, WRONGLY, { sha256: sha256(Buffer.from("abcd")) }]);
  });
});

describe("an answer", () => {
  const slice = { job: 1, fd: 3, from: 0, bytes: 3, size: 3 };
  const others: unknown[] = [undefined, null, 3, "x", {}, { givenUp: "1" }, { givenUp: null }];
  for (const key of ["job", "fd", "from", "bytes", "size"]) {
    others.push({ ...slice, [key]: "3" }, { ...slice, [key]: undefined });
    others.push(Object.fromEntries(Object.entries(slice).filter(([name]) => name !== key)));
  }

  test.each(others.map((other) => [other]))("to %j is that it was asked wrongly", (other) => {
    expect(jobs.answerTo(other)).toEqual(WRONGLY);
  });

  test("is told from everything else", () => {
    for (const answer of [{ hashed: 1 }, { sha256: "00" }, { why: "x" }]) {
      expect(isHashAnswer(answer)).toBe(true);
    }
    for (const other of [
      undefined,
      null,
      3,
      "x",
      {},
      { hashed: "1" },
      { sha256: 3 },
      { why: null },
    ]) {
      expect(isHashAnswer(other)).toBe(false);
    }
  });
});
