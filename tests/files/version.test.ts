// A file's version: another one after every change, whatever is put back.

import { beforeEach, describe, expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  lstatSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { versionOf } from "../../lib/files/version.ts";
import { clockTicked } from "./clock.ts";
import { temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
let path = "";
beforeEach(async () => {
  path = join(folder(), "file");
  writeFileSync(path, "content");
  await clockTicked(path);
});

const version = () => versionOf(lstatSync(path, { bigint: true }));

test("is the same as long as a file stays as it is", () => {
  const before = version();
  readFileSync(path);
  expect(version()).toBe(before);
});

test("tells files of the same content apart", () => {
  const before = version();
  const { atime, mtime } = lstatSync(path);
  writeFileSync(`${path}.new`, "content");
  utimesSync(`${path}.new`, atime, mtime);
  renameSync(`${path}.new`, path);
  expect(version()).not.toBe(before);
});

const changes: [string, () => void][] = [
  ["grown", () => appendFileSync(path, "more")],
  ["cut short", () => truncateSync(path, 3)],
  ["rewritten with the same size", () => writeFileSync(path, "CONTENT")],
  ["open to others", () => chmodSync(path, 0o600)],
  ["made anew", () => [rmSync(path), writeFileSync(path, "content")]],
];

describe.each(changes)("a file that was %s", (_, change) => {
  test("has another version, also with its time put back", () => {
    const before = version();
    const { atime, mtime } = lstatSync(path);
    change();
    expect(version()).not.toBe(before);
    utimesSync(path, atime, mtime);
    expect(version()).not.toBe(before);
  });
});

test.each(["dev", "ino", "size", "mtimeNs", "ctimeNs"] as const)("differs by %s alone", (what) => {
  const stats = lstatSync(path, { bigint: true });
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  const copy = { ...stats, dev, ino, size, mtimeNs, ctimeNs };
  expect(versionOf(copy)).toBe(versionOf(stats));
  expect(versionOf({ ...copy, [what]: copy[what] + 1n })).not.toBe(versionOf(stats));
});
