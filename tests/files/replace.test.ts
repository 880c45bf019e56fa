// Receiving a file into the place of another: only when all of it is right, and only of a regular file.

import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { NameTaken } from "../../lib/files/place.ts";
import { begin, complete, interrupt, save, sha256 } from "./receiving.ts";
import { fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const replacing = { onDuplicate: "overwrite" } as const;
const hello = Buffer.from("hello");

test("a file makes room once the new one is verified, not before", async () => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  const download = await begin(to, "docs/a.txt", 5, replacing);
  await download.write(hello);
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
  expect(await download.finish(sha256(hello))).toBe(join(to, "a.txt"));
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
  const download = await begin(to, "a.txt", 5, replacing);
  void download.write(Buffer.from(bytes));
  await expect(download.finish(sha256(hello))).rejects.toThrow('Cannot save "a.txt": ');
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test("a download that is given up does not take a file's place", async () => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  const download = await begin(to, "a.txt", 5, replacing);
  await download.write(hello);
  await download.discard();
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test("one that is continued takes it as well", async () => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  await interrupt(to, "a.txt", hello, 2, replacing);
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
  const download = await Download.open(to, "a.txt", replacing);
  expect(download.have?.bytes).toBe(2);
  expect(await complete(download, hello)).toBe(join(to, "a.txt"));
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("hello");
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test("without a word about it, a file is kept", async () => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  expect(await save(to, "a.txt", hello)).toBe(join(to, "a (1).txt"));
  expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
});

describe("where a taken name is an error", () => {
  test("it is one before a byte is asked for", async () => {
    const to = folder();
    symlinkSync("/nowhere", join(to, "a.txt"));
    const opened = Download.open(to, "docs/a.txt", { onDuplicate: "error" });
    const error: unknown = await opened.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(NameTaken);
    expect(error).toMatchObject({
      message: 'Cannot save "docs/a.txt": a file has that name already',
    });
    expect(readdirSync(to)).toEqual(["a.txt"]);
  });

  test("a free one is taken", async () => {
    const to = folder();
    expect(await save(to, "a.txt", hello, { onDuplicate: "error" })).toBe(join(to, "a.txt"));
    expect(readdirSync(to)).toEqual(["a.txt"]);
  });
});

const others: [string, (path: string) => void, string][] = [
  ["a folder", (path) => void mkdirSync(path), "a folder has that name"],
  ["a link", (path) => symlinkSync("/nowhere", path), "no regular file has that name"],
];

test.each(others)("%s is refused before a byte is asked for", async (_, make, why) => {
  const to = folder();
  make(join(to, "a.txt"));
  await expect(Download.open(to, "a.txt", replacing)).rejects.toThrow(
    `Cannot save "a.txt": ${why}`,
  );
  expect(readdirSync(to)).toEqual(["a.txt"]);
});

test.each(others)("%s that came meanwhile stays, and so does the partial", async (_, make, why) => {
  const to = folder();
  fill(to, { "a.txt": "mine" });
  const download = await begin(to, "a.txt", 5, replacing);
  await download.write(hello);
  rmSync(join(to, "a.txt"));
  make(join(to, "a.txt"));
  await expect(download.finish(sha256(hello))).rejects.toThrow(`Cannot save "a.txt": ${why}`);
  expect(readdirSync(to).toSorted()).toEqual(["a.txt", "a.txt.part", "a.txt.part.json"]);
  // Under another name it is whole without a byte more.
  const again = await Download.open(to, "a.txt");
  expect(again.have?.bytes).toBe(5);
  expect(await complete(again, hello)).toBe(join(to, "a (1).txt"));
});
