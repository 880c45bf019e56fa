// Receiving a file into the place of another: only when all of it is right, and only of a regular file.

import { expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const replacing = { suffix: () => "r4nd0m", existing: "replace" } as const;
const hello = Buffer.from("hello");
const sha256 = createHash("sha256").update(hello).digest("hex");

test("a file makes room once the new one is verified, not before", async () => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  const download = await Download.open(to, "docs/a.txt", 5, replacing);
  await download.write(hello);
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
  expect(await download.finish(sha256)).toBe(join(to, "a.txt"));
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("hello");
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test.each([
  ["other bytes", "jello"],
  ["too few bytes", "hell"],
  ["too many bytes", "hello!"],
])("%s do not take a file's place", async (_, bytes) => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  const download = await Download.open(to, "a.txt", 5, replacing);
  void download.write(Buffer.from(bytes));
  await expect(download.finish(sha256)).rejects.toThrow('Cannot save "a.txt": ');
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test("a download that is given up does not take a file's place", async () => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  const download = await Download.open(to, "a.txt", 5, replacing);
  await download.write(hello);
  await download.abort();
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test("without a word about it, a file is kept", async () => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  const download = await Download.open(to, "a.txt", 5, { suffix: replacing.suffix });
  await download.write(hello);
  expect(await download.finish(sha256)).toBe(join(to, "a (1).txt"));
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
});

const others: [string, (path: string) => void, string][] = [
  ["a folder", (path) => void mkdirSync(path), "a folder has that name"],
  ["a link", (path) => symlinkSync("/nowhere", path), "no regular file has that name"],
];

test.each(others)("%s is refused before a byte is asked for", async (_, make, why) => {
  const to = folder();
  make(join(to, "a.txt"));
  await expect(Download.open(to, "a.txt", 5, replacing)).rejects.toThrow(
    `Cannot save "a.txt": ${why}`,
  );
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test.each(others)(
  "%s that came meanwhile stays, and the download leaves nothing",
  async (_, make, why) => {
    const to = folder();
    fill(to, { "a.txt": "mine" });
    const download = await Download.open(to, "a.txt", 5, replacing);
    await download.write(hello);
    rmSync(join(to, "a.txt"));
    make(join(to, "a.txt"));
    await expect(download.finish(sha256)).rejects.toThrow(`Cannot save "a.txt": ${why}`);
    expect(readdirSync(to)).toEqual(["a.txt"]);
  },
);
