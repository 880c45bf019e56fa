// A file that a person has named is opened as it is, or there is a reason.

import { expect, test } from "bun:test";
import { mkdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openLocalFile } from "../../lib/files/local-file.ts";
import { versionOf } from "../../lib/files/version.ts";
import { temporaryFolders } from "./temp.ts";

const emptyFolder = temporaryFolders();

test.each(["file", "link"])("a %s: its size, time and version", async (name) => {
  const folder = emptyFolder();
  const file = join(folder, "file");
  writeFileSync(file, "content");
  symlinkSync(file, join(folder, "link"));
  const opened = await openLocalFile(join(folder, name));
  const stats = statSync(file, { bigint: true });
  const facts = { size: 7, modified: Number(stats.mtimeMs), version: versionOf(stats) };
  expect(opened).toMatchObject({ ok: true, ...facts });
  expect(await opened.handle.readFile("utf8")).toBe("content");
  await opened.handle.close();
});

test.each([
  ["nothing", () => {}, "no such file"],
  ["a folder", (path: string) => void mkdirSync(path), "a folder"],
  ["a pipe", (path: string) => void Bun.spawnSync(["mkfifo", path]), "not a regular file"],
  ["a link to nothing", (path: string) => symlinkSync("nowhere", path), "no such file"],
])("%s: why not", async (_what, make, why) => {
  const path = join(emptyFolder(), "a");
  make(path);
  await expect(openLocalFile(path)).rejects.toThrow(new Error(why));
});
