// Whether a file is there already: the same bytes in a regular file, and nothing less.

import { expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isSameFile } from "../../lib/files/existing.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { sha256 } from "./receiving.ts";
import { asNobody, fill, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const hello = sha256(Buffer.from("hello"));

test.each([0, 1, CHUNK_BYTES + 1])("a file of %d bytes is the same as itself", async (size) => {
  const [path, bytes] = [join(folder(), "x"), someBytes(size)];
  writeFileSync(path, bytes);
  expect(await isSameFile(path, size, sha256(bytes))).toBe(true);
  expect(await isSameFile(path, size + 1, sha256(bytes))).toBe(false);
  expect(await isSameFile(path, size, hello)).toBe(false);
});

test("a file that goes on behind the same bytes is another", async () => {
  const to = folder();
  fill(to, { x: "hello!" });
  expect(await isSameFile(join(to, "x"), 5, hello)).toBe(false);
});

test("what is no regular file is none, even where it leads to the same", async () => {
  const to = folder();
  fill(to, { x: "hello" });
  symlinkSync(join(to, "x"), join(to, "link"));
  mkdirSync(join(to, "folder"));
  Bun.spawnSync(["mkfifo", join(to, "fifo")]);
  for (const name of ["link", "folder", "fifo", "gone", "x/below"]) {
    for (const size of [0, 5]) expect(await isSameFile(join(to, name), size, hello)).toBe(false);
  }
  expect(await isSameFile(join(to, "fifo"), 0, sha256(Buffer.of()))).toBe(false);
  expect(await isSameFile(join(to, "x"), 5, hello)).toBe(true);
});

test("a file that may not be read is not known to be the same", async () => {
  const to = folder();
  writeFileSync(join(to, "x"), "hello", { mode: 0 });
  expect(await asNobody(() => isSameFile(join(to, "x"), 5, hello))).toBe(false);
});
