// Reading a file that changes meanwhile: what is given is of the file that was opened, or there is no end.

import { describe, expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  linkSync,
  lstatSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { Turns } from "../../lib/files/turns.ts";
import { CHANGE_CHECK_BYTES, CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { fileOf, readAll } from "./reading.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const reading = () => ({ from: 0, headroom: 0, turns: new Turns() });
const CHANGED = "broken: it changed while it was read";
const GONE = "broken: it was deleted or replaced while it was read";

/** Changes that leave what was opened readable to its end, and what is said of them. */
const changes: [string, (path: string) => void, string][] = [
  ["grown", (path) => appendFileSync(path, "more"), CHANGED],
  [
    "grown, with its time put back",
    (path) => timeKept(path, () => appendFileSync(path, "more")),
    CHANGED,
  ],
  ["rewritten with the same size", (path) => rewrite(path), CHANGED],
  [
    "rewritten with the same size, with its time put back",
    (path) => timeKept(path, () => rewrite(path)),
    CHANGED,
  ],
  ["given another time", (path) => utimesSync(path, 1, 1), CHANGED],
  ["open to others", (path) => chmodSync(path, 0o600), CHANGED],
  ["linked from elsewhere", (path) => linkSync(path, `${path}.too`), CHANGED],
  ["renamed", (path) => renameSync(path, `${path}.old`), CHANGED],
  ["replaced by a rename", (path) => replace(path), GONE],
  ["deleted", (path) => rmSync(path), GONE],
];

function timeKept(path: string, change: () => void): void {
  const { atime, mtime } = lstatSync(path);
  change();
  utimesSync(path, atime, mtime);
}

function rewrite(path: string): void {
  const { size } = lstatSync(path);
  writeFileSync(path, new Uint8Array(size), { flag: "r+" });
}

function replace(path: string): void {
  writeFileSync(`${path}.new`, "other");
  renameSync(`${path}.new`, path);
}

describe.each(changes)("a file that is %s", (_, change, why) => {
  test.each([1, 100, 2 * CHUNK_BYTES + 10])(
    "before its %d bytes are read has no end",
    async (size) => {
      const { path, file } = await fileOf(folder(), someBytes(size));
      change(path);
      const { bytes, last } = await readAll(file, reading());
      expect(bytes).toHaveLength(size);
      expect(last).toBe(why);
      expect(file.handle.fd).toBe(-1);
    },
  );

  test("while it is read has no end", async () => {
    const { path, file } = await fileOf(folder(), someBytes(3 * CHUNK_BYTES));
    const atChunk = (chunk: number) => (chunk === 1 ? change(path) : undefined);
    expect((await readAll(file, reading(), atChunk)).last).toBe(why);
    expect(file.handle.fd).toBe(-1);
  });
});

describe("a file that is cut short", () => {
  test("gives what is left of it", async () => {
    const { path, file } = await fileOf(folder(), someBytes(100));
    truncateSync(path, 40);
    const { bytes, last } = await readAll(file, reading());
    expect(bytes).toHaveLength(40);
    expect(last).toBe(CHANGED);
    expect(file.handle.fd).toBe(-1);
  });

  test("at a chunk's end, while it is read", async () => {
    const { path, file } = await fileOf(folder(), someBytes(3 * CHUNK_BYTES));
    const { lengths, last } = await readAll(file, reading(), () => truncateSync(path, CHUNK_BYTES));
    expect(lengths).toEqual([CHUNK_BYTES]);
    expect(last).toBe(CHANGED);
  });

  test("and grown to its size again", async () => {
    const { path, file } = await fileOf(folder(), someBytes(3 * CHUNK_BYTES));
    const atChunk = () => {
      truncateSync(path, CHUNK_BYTES);
      truncateSync(path, 3 * CHUNK_BYTES);
    };
    expect((await readAll(file, reading(), atChunk)).last).toBe(CHANGED);
  });

  test("without another version, as a disk may do that has lost its end", async () => {
    const { file } = await fileOf(folder(), someBytes(100));
    const { bytes, last } = await readAll({ ...file, size: 110 }, reading());
    expect(bytes).toHaveLength(100);
    expect(last).toBe(CHANGED);
  });

  test("and deleted is told as deleted", async () => {
    const { path, file } = await fileOf(folder(), someBytes(100));
    truncateSync(path, 40);
    rmSync(path);
    expect((await readAll(file, reading())).last).toBe(GONE);
  });
});

describe("how soon a change is seen", () => {
  const checked = CHANGE_CHECK_BYTES / CHUNK_BYTES;

  // The chunk that completes the bytes between two looks is not given any more.
  test.each([
    ["before the first look", 0, checked - 1],
    ["just before a look", checked - 2, checked - 1],
    ["just after a look", checked - 1, 2 * checked - 1],
  ])("%s", async (_, changedAt, given) => {
    const { path, file } = await fileOf(folder(), new Uint8Array(2 * CHANGE_CHECK_BYTES + 1));
    const atChunk = (chunk: number) => (chunk === changedAt ? chmodSync(path, 0o600) : undefined);
    const { lengths, last } = await readAll(file, reading(), atChunk);
    expect(lengths).toHaveLength(given);
    expect(last).toBe(CHANGED);
  });
});
