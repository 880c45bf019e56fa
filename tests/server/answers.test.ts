// A file that is being sent is closed whenever its guest goes, and nothing that a guest does leaves one open.

import { describe, expect, test } from "bun:test";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { versionOf } from "../../lib/files/version.ts";
import { fileAnswer } from "../../lib/server/answers.ts";
import { FramesDialect } from "../../lib/server/dialects/frames.ts";
import { LinesDialect } from "../../lib/server/dialects/lines.ts";
import { Sendings } from "../../lib/server/sendings.ts";
import type { Log } from "../../lib/server/log.ts";
import { fill, someBytes, temporaryFolders } from "../files/temp.ts";
import { House } from "../support/house.ts";
import { TestShelf } from "../support/shelf.ts";
import { descriptorsOf } from "./descriptors.ts";
import { FREE_SLOTS, NO_LITTER } from "../support/no-host.ts";

const FILE = "big.txt";
const SIZE = 3 * 1024 * 1024;

const SILENT: Log = { debug() {}, info() {}, warn() {}, error() {} };

const folder = temporaryFolders();

/** A shelf with one file whose hash is known, and the answer to a request for it. */
async function asked(dialect: FramesDialect | LinesDialect) {
  const shelf = new TestShelf(folder());
  fill(shelf.root, { [FILE]: "x".repeat(SIZE) });
  const there = await stat(join(shelf.root, FILE), { bigint: true });
  shelf.hashes.add(versionOf(there), "0".repeat(64));
  const answer = new Sendings(FREE_SLOTS, NO_LITTER).stream("1", (signal, memory) =>
    fileAnswer(dialect, shelf, { file: FILE, tag: "1", memory, signal }, SILENT),
  );
  return { answer, opened: () => descriptorsOf(join(shelf.root, FILE)) };
}

describe.each([
  { dialect: "frames", make: () => new FramesDialect() },
  { dialect: "lines", make: () => new LinesDialect() },
])("a file for a $dialect guest is closed when it is given up", ({ make }) => {
  // The first piece of frames is the header, before any of the file was read.
  test.each([1, 2, 4])("after %d pieces", async (pieces) => {
    const { answer, opened } = await asked(make());
    for (let piece = 0; piece < pieces; piece++) expect((await answer.next()).done).toBe(false);
    expect(opened()).toBe(1);
    await answer.return?.();
    expect(opened()).toBe(0);
    expect(await answer.next()).toEqual({ done: true, value: undefined });
  });

  test("while it is being opened", async () => {
    const { answer, opened } = await asked(make());
    const first = answer.next();
    await answer.return?.();
    expect(opened()).toBe(0);
    await first;
    expect(opened()).toBe(0);
  });

  test("while a piece is being read", async () => {
    const { answer, opened } = await asked(make());
    await answer.next();
    const next = answer.next();
    expect(opened()).toBe(1);
    await answer.return?.();
    expect(opened()).toBe(0);
    await next;
  });

  test("before it is asked for", async () => {
    const { answer, opened } = await asked(make());
    await answer.return?.();
    expect(opened()).toBe(0);
  });

  test("after its end", async () => {
    const { answer, opened } = await asked(make());
    for (let next = await answer.next(); !next.done; next = await answer.next());
    expect(opened()).toBe(0);
  });
});

test("guests that ask for many files and break off leave none of them open", async () => {
  const bytes = someBytes(SIZE);
  await using house = new House({ files: { [FILE]: bytes } });
  for (let round = 0; round < 50; round++) {
    const guest = await house.frames(`Hasty${round}`);
    for (let gets = 0; gets < 15; gets++) guest.ask({ type: "get", file: FILE });
    // At once; when the server has read them; when the first files are open.
    if (round % 3 === 1) await guest.next("ack");
    if (round % 3 === 2) await guest.next("file");
    guest[Symbol.dispose]();
    await house.log.line(`Connection closed: ${guest.raw.address}; `);
  }

  // What was being opened is closed after its opening: as many turns as that takes, but not for good.
  const path = join(house.shelf, FILE);
  for (let turns = 0; turns < 1000 && descriptorsOf(path) > 0; turns++) await house.read();
  expect(descriptorsOf(path)).toBe(0);

  const ann = await house.frames("Ann");
  const { size, sha256 } = await ann.downloaded(ann.ask({ type: "get", file: FILE }));
  expect(size).toBe(SIZE);
  expect(sha256).toBe(new Bun.CryptoHasher("sha256").update(bytes).digest("hex"));
  expect(house.log.all.filter((line) => line.includes('"level":"error"'))).toEqual([]);
}, 20_000);
