// Small files as a whole: read within their bound, replaced at once, and a sentence where that cannot be.

import { expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, readlinkSync, statSync } from "node:fs";
import { symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readWhole, replaceWhole } from "../../lib/files/whole-file.ts";
import { asNobody, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
/** The message of the error that a promise ends in. */
const errorOf = (promise: Promise<unknown>) =>
  promise.then(
    () => "none",
    ({ message }: Error) => message,
  );
const modeOf = (path: string) => statSync(path).mode & 0o777;

test("a file of just as many bytes is read, of one more it is not", async () => {
  const path = join(folder(), "list");
  writeFileSync(path, "grün\n");
  expect(await readWhole(path, 6)).toBe("grün\n");
  const error = await errorOf(readWhole(path, 5));
  expect(error).toBe(`Cannot read "${path}": it has more than 5 bytes`);
});

test("an empty file is an empty text, a missing one is none, in a missing folder too", async () => {
  const path = join(folder(), "list");
  expect(await readWhole(path, 10)).toBeUndefined();
  expect(await readWhole(join(path, "deeper"), 10)).toBeUndefined();
  writeFileSync(path, "");
  expect(await readWhole(path, 10)).toBe("");
  expect(await readWhole(join(path, "deeper"), 10)).toBeUndefined();
});

test.each([
  ["a folder", (path: string) => mkdirSync(path), "a folder"],
  ["a pipe", (path: string) => void Bun.spawnSync(["mkfifo", path]), "no regular file"],
  ["a device", (path: string) => symlinkSync("/dev/zero", path), "no regular file"],
  [
    "bytes",
    (path: string) => writeFileSync(path, Buffer.from([65, 0xff])),
    "it is no text in UTF-8",
  ],
  ["a link to itself", (path: string) => symlinkSync(path, path), "a symbolic link"],
])("%s cannot be read", async (_what, make, why) => {
  const path = join(folder(), "list");
  make(path);
  expect(await errorOf(readWhole(path, 10))).toBe(`Cannot read "${path}": ${why}`);
});

test("what may not be read is said", async () => {
  const path = join(folder(), "list");
  writeFileSync(path, "x");
  chmodSync(path, 0o000);
  const error = await asNobody(() => errorOf(readWhole(path, 10)));
  expect(error).toBe(`Cannot read "${path}": permission denied`);
});

test("a file is made with its folders, its mode and nothing beside it", async () => {
  const path = join(folder(), "a", "b", "key");
  await replaceWhole(path, "secret\n", 0o600);
  expect(readFileSync(path, "utf8")).toBe("secret\n");
  expect(modeOf(path)).toBe(0o600);
  expect(modeOf(join(path, ".."))).toBe(0o700);
  expect(readdirSync(join(path, ".."))).toEqual(["key"]);
});

test("a file is replaced, with the new mode whatever the mask", async () => {
  const path = join(folder(), "key");
  writeFileSync(path, "old", { mode: 0o666 });
  const mask = process.umask(0o077);
  try {
    await replaceWhole(path, "new", 0o644);
  } finally {
    process.umask(mask);
  }
  expect([readFileSync(path, "utf8"), modeOf(path)]).toEqual(["new", 0o644]);
});

test("who reads meanwhile finds the old or the new one, and the last of many stays", async () => {
  const path = join(folder(), "list");
  await replaceWhole(path, "0".repeat(1000), 0o600);
  const writing = Array.from({ length: 20 }, (_, at) =>
    replaceWhole(path, String(at % 10).repeat(1000), 0o600),
  );
  const reads = await Promise.all(Array.from({ length: 40 }, () => readWhole(path, 1000)));
  await Promise.all(writing);
  for (const text of [...reads, await readWhole(path, 1000)]) expect(text).toMatch(/^(\d)\1{999}$/);
  expect(readdirSync(join(path, ".."))).toEqual(["list"]);
});

test("a symbolic link goes on to lead to the file", async () => {
  const inside = folder();
  const path = join(inside, "link");
  writeFileSync(join(inside, "real"), "old");
  symlinkSync("real", path);
  await replaceWhole(path, "new", 0o600);
  expect(readlinkSync(path)).toBe("real");
  expect(readFileSync(join(inside, "real"), "utf8")).toBe("new");
});

test("what a killed process of the same number has left does not stand in the way", async () => {
  const inside = folder();
  const path = join(inside, "list");
  for (let count = 1; count <= 200; count++) writeFileSync(`${path}.${process.pid}.${count}`, "");
  await replaceWhole(path, "new", 0o600);
  expect(readFileSync(path, "utf8")).toBe("new");
});

test("what cannot be replaced stays, with nothing beside it", async () => {
  const inside = folder();
  const path = join(inside, "list");
  mkdirSync(path);
  const error = await errorOf(replaceWhole(path, "new", 0o600));
  expect(error).toStartWith(`Cannot write "${path}": `);
  expect(readdirSync(inside)).toEqual(["list"]);
});

test("a folder that may not be written is said", async () => {
  const inside = folder();
  chmodSync(inside, 0o555);
  const path = join(inside, "list");
  const error = await asNobody(() => errorOf(replaceWhole(path, "new", 0o600)));
  expect(error).toBe(`Cannot write "${path}": permission denied`);
});
