// Listing the shelf: what is listed, in which order, and that it never holds the event loop.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join, relative, sep } from "node:path";
import { fileNameProblem } from "../../lib/files/names.ts";
import { listShelf, openShelfFile } from "../../lib/files/shelf.ts";
import { versionOf } from "../../lib/files/version.ts";
import { LOOKED_AT_ONCE, SORTED_AT_ONCE } from "../../lib/protocol/limits.ts";
import { countedTurns, countsPerTurn } from "./loop.ts";
import { asNobody, collect, fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();

async function names(root: string): Promise<string[]> {
  return (await collect(listShelf(root))).map((entry) => entry.file);
}

test("lists the files of all folders, sorted by path, with size and time", async () => {
  const root = folder();
  fill(root, { "a/x": "1", "a!": "12", "a.txt": "123", a0: "1234", "a/b/c": "", B: "5" });
  mkdirSync(join(root, "empty"));
  const entries = await collect(listShelf(root));
  const sizes = entries.map(({ file, size }) => [file, size]);
  expect(sizes).toEqual([
    ["B", 1],
    ["a!", 2],
    ["a.txt", 3],
    ["a/b/c", 0],
    ["a/x", 1],
    ["a0", 4],
  ]);
  expect(entries.every(({ modified }) => Number.isInteger(modified) && modified > 0)).toBe(true);
});

test("lists each file in its version", async () => {
  const root = folder();
  fill(root, { a: "1", "b/c": "2" });
  for (const { file, version } of await collect(listShelf(root))) {
    expect(version).toBe(versionOf(lstatSync(join(root, file), { bigint: true })));
  }
});

test("lists what a walk of everything finds, in code-unit order", async () => {
  const parent = folder();
  const part = fc.string({
    unit: fc.constantFrom("a", "b", "!", " ", "-", ".", "0", "é", "😀", "\uffee"),
    minLength: 1,
    maxLength: 3,
  });
  const path = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(path, { maxLength: 100 }), async (paths) => {
      const root = mkdtempSync(join(parent, "tree-"));
      for (const one of paths) make(root, one);
      expect(await names(root)).toEqual(oracle(root));
    }),
    { numRuns: 60 },
  );
});

// A path may not fit what was made before, where one is a file and the other a folder.
function make(root: string, path: string): void {
  try {
    fill(root, { [path]: "" });
  } catch {}
}

function oracle(root: string): string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .filter((file) => fileNameProblem(file) === undefined)
    .toSorted();
}

test("lists what can be opened, and nothing else", async () => {
  const [root, outside] = [folder(), folder()];
  fill(outside, { secret: "x" });
  fill(root, {
    "ok.txt": "12",
    "sub/ok": "1",
    ".hidden": "x",
    ".git/config": "x",
    "new\nline": "x",
  });
  fill(root, { "back\\slash": "x", once: "x", two: "x" });
  linkSync(join(root, "two"), join(root, "sub/too"));
  symlinkSync("ok.txt", join(root, "link"));
  symlinkSync("nowhere", join(root, "dangling"));
  symlinkSync(outside, join(root, "linked"));
  symlinkSync(root, join(root, "sub/loop"));
  execFileSync("mkfifo", [join(root, "fifo")]);

  const entries = await collect(listShelf(root));
  expect(entries.map(({ file }) => file)).toEqual(["ok.txt", "once", "sub/ok"]);
  for (const { file, ...facts } of entries) {
    const open = await openShelfFile(root, file);
    expect(open).toMatchObject({ ok: true, ...facts });
    if (open.ok) await open.handle.close();
  }
});

test.skipIf(process.platform !== "linux")("lists names that read the same once", async () => {
  const root = folder();
  for (const byte of [0xfe, 0xff]) {
    writeFileSync(Buffer.concat([Buffer.from(join(root, "a")), Buffer.of(byte)]), "x");
  }
  fill(root, { "a\ufffd": "1234" });
  expect(await names(root)).toEqual(["a\ufffd"]);
});

test("looks at files only as they are pulled, and skips what has vanished by then", async () => {
  const root = folder();
  for (let index = 0; index < 3 * LOOKED_AT_ONCE; index++) fill(root, { [`${1000 + index}`]: "" });
  fill(root, { "9/x": "" });
  const listing = listShelf(root);
  await listing.next();
  for (const name of readdirSync(root)) rmSync(join(root, name), { recursive: true });
  const rest = await collect(listing);
  expect(rest).toHaveLength(LOOKED_AT_ONCE - 1);
});

test("a folder that becomes a symbolic link or vanishes during the listing is skipped", async () => {
  const [root, outside] = [folder(), folder()];
  fill(outside, { secret: "x" });
  fill(root, { a: "", "b/x": "", "c/x": "", "d/x": "" });
  const listing = listShelf(root);
  expect((await listing.next()).value).toMatchObject({ file: "a" });
  rmSync(join(root, "b"), { recursive: true });
  symlinkSync(outside, join(root, "b"));
  rmSync(join(root, "c"), { recursive: true });
  expect((await collect(listing)).map(({ file }) => file)).toEqual(["d/x"]);
});

test("skips what may not be read", async () => {
  const root = folder();
  chmodSync(root, 0o755);
  fill(root, { "a/x": "", b: "", c: "" });
  chmodSync(join(root, "a"), 0);
  chmodSync(join(root, "b"), 0);
  expect(await asNobody(() => names(root))).toEqual(["c"]);
  chmodSync(join(root, "a"), 0o755);
});

test("the event loop keeps turning while a folder of 100,000 files is listed", async () => {
  const root = folder();
  const count = 100_000;
  for (let index = 0; index < count; index++) writeFileSync(join(root, `file-${index}`), "");

  using loop = countedTurns();
  const turns: number[] = [];
  const files: string[] = [];
  for await (const { file } of listShelf(root)) {
    turns.push(loop.turn());
    files.push(file);
  }

  expect(files).toEqual(readdirSync(root).toSorted());
  expect(turns[0]).toBeGreaterThanOrEqual(Math.floor(count / SORTED_AT_ONCE));
  expect(Math.max(...countsPerTurn(turns))).toBeLessThanOrEqual(LOOKED_AT_ONCE);
}, 120_000);
