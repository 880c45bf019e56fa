// Keeping a text as a file: whole, in a new folder, never over another.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keepText } from "../../lib/files/keep.ts";

const folder = mkdtempSync(join(tmpdir(), "parlor-keep-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a text becomes a file in a folder that is made for it", async () => {
  const out = join(folder, "new", "downloads");
  const path = await keepText(out, "a.txt", "one\ntwo");
  expect(path).toBe(join(out, "a.txt"));
  expect(readFileSync(path, "utf8")).toBe("one\ntwo\n");
});

test("a file that is there stays as it is: the text gets another name", async () => {
  writeFileSync(join(folder, "taken.txt"), "old");
  const paths = [
    await keepText(folder, "taken.txt", "new"),
    await keepText(folder, "taken.txt", "n"),
  ];
  expect(paths).toEqual([join(folder, "taken (1).txt"), join(folder, "taken (2).txt")]);
  expect(readFileSync(join(folder, "taken.txt"), "utf8")).toBe("old");
  expect(readFileSync(join(folder, "taken (1).txt"), "utf8")).toBe("new\n");
});

test("what the disk does not allow is said", async () => {
  writeFileSync(join(folder, "file"), "");
  const keeping = keepText(join(folder, "file"), "a.txt", "text");
  expect(keeping).rejects.toThrow('Cannot keep "a.txt": ');
  await keeping.catch(() => {});
});
