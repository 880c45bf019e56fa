// The end of a file: all of one that is no longer than asked for, of a longer one the rest is left out.
import { afterAll, expect, test } from "bun:test";
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lastBytes } from "../../lib/files/last-bytes.ts";

const folder = mkdtempSync(join(tmpdir(), "parlor-last-"));
afterAll(() => rmSync(folder, { recursive: true }));

test.each([
  ["", ""],
  ["abcd", "abcd"],
  ["abcde", "bcde"],
])("the last four bytes of %j are %j", (text, last) => {
  const path = join(folder, "file");
  writeFileSync(path, text);
  const fd = openSync(path, "r");
  expect(lastBytes(fd, 4).toString()).toBe(last);
  closeSync(fd);
});
