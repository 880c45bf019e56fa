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

test("a file that is there stays as it is", async () => {
  writeFileSync(join(folder, "taken.txt"), "old");
  const keeping = keepText(folder, "taken.txt", "new");
  expect(keeping).rejects.toThrow(`Cannot keep "${join(folder, "taken.txt")}": `);
  await keeping.catch(() => {});
  expect(readFileSync(join(folder, "taken.txt"), "utf8")).toBe("old");
});
