// Remembered hashes: of which version, how many, hashed how often, and never of a file that changed meanwhile.

import { describe, expect, spyOn, test } from "bun:test";
import { createHash } from "node:crypto";
import {
  appendFileSync,
  chmodSync,
  fstatSync,
  lstatSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Hasher } from "../../lib/files/hasher.ts";
import { Hashes } from "../../lib/files/hashes.ts";
import { versionOf } from "../../lib/files/version.ts";
import { FILE_CLOCK_MS, HASHED_FILES } from "../../lib/protocol/limits.ts";
import { clockTicked } from "./clock.ts";
import { fill, temporaryFolders } from "./temp.ts";
import { hasher as plainHasher } from "./uploads-fixture.ts";

const folder = temporaryFolders();

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const versionAt = (path: string) => versionOf(lstatSync(path, { bigint: true }));

/** Hashes at once, after doing what a test wants to happen just then; remembers what it was asked for. */
class TestHasher {
  readonly asked: number[] = [];
  #before: () => unknown;

  constructor(before: () => unknown = () => {}) {
    this.#before = before;
  }

  async sha256(fd: number, size: number): Promise<string> {
    this.asked.push(fd);
    await this.#before();
    return plainHasher.sha256(fd, size);
  }
}

/** A shelf with one file of ten bytes, and its version. */
async function shelf(): Promise<{ root: string; path: string; version: string }> {
  const root = folder();
  const path = join(root, "file");
  fill(root, { file: "0123456789" });
  await clockTicked(path);
  return { root, path, version: versionAt(path) };
}

describe("of", () => {
  test("is the hash, which is remembered from then on", async () => {
    const { root, version } = await shelf();
    const hasher = new TestHasher();
    const hashes = new Hashes(hasher);
    expect(hashes.known(version)).toBeUndefined();
    expect(await hashes.of(root, "file", version)).toBe(sha256("0123456789"));
    expect(hashes.known(version)).toBe(sha256("0123456789"));
    expect(await hashes.of(root, "file", version)).toBe(sha256("0123456789"));
    expect(hasher.asked).toHaveLength(1);
  });

  test("is found once for all who ask meanwhile", async () => {
    const { root, version } = await shelf();
    const { promise: go, resolve } = Promise.withResolvers<void>();
    const hasher = new TestHasher(() => go);
    const hashes = new Hashes(hasher);
    const answers = Array.from({ length: 5 }, () => hashes.of(root, "file", version));
    resolve();
    expect(await Promise.all(answers)).toEqual(Array(5).fill(sha256("0123456789")));
    expect(hasher.asked).toHaveLength(1);
  });

  test("is found anew for another version", async () => {
    const { root, path, version } = await shelf();
    const hasher = new TestHasher();
    const hashes = new Hashes(hasher);
    await hashes.of(root, "file", version);
    writeFileSync(path, "9876543210");
    expect(hashes.known(versionAt(path))).toBeUndefined();
    expect(await hashes.of(root, "file", versionAt(path))).toBe(sha256("9876543210"));
    expect(hasher.asked).toHaveLength(2);
  });

  test("keeps its own handle open as long as it is read, and no longer", async () => {
    const { root, path, version } = await shelf();
    const hasher = new TestHasher();
    await new Hashes(hasher).of(root, "file", version);
    const { ino } = lstatSync(path);
    const [fd = -1] = hasher.asked;
    expect(stillOpen(fd, ino)).toBe(false);

    const open: boolean[] = [];
    const looking = new TestHasher(() => open.push(stillOpen(looking.asked[0] ?? -1, ino)));
    await new Hashes(looking).of(root, "file", version);
    expect(open).toEqual([true]);
  });

  test("works with the Worker", async () => {
    const { root, version } = await shelf();
    const hasher = new Hasher();
    const hash = await new Hashes(hasher).of(root, "file", version);
    hasher.close();
    expect(hash).toBe(sha256("0123456789"));
  });
});

function stillOpen(fd: number, ino: number): boolean {
  try {
    return fstatSync(fd).ino === ino;
  } catch {
    return false;
  }
}

/** What happens to a file. */
const changes: [string, (path: string) => void][] = [
  ["cut short", (path) => truncateSync(path, 4)],
  ["cut short to nothing", (path) => truncateSync(path, 0)],
  ["grown", (path) => appendFileSync(path, "more")],
  ["rewritten with the same size", (path) => writeFileSync(path, "9876543210", { flag: "r+" })],
  ["rewritten, with its time put back", (path) => rewriteInSecret(path)],
  ["open to others", (path) => chmodSync(path, 0o600)],
  ["replaced by a rename", (path) => replace(path)],
  ["renamed", (path) => renameSync(path, `${path}.old`)],
  ["deleted", (path) => rmSync(path)],
];

function rewriteInSecret(path: string): void {
  const { atime, mtime } = lstatSync(path);
  writeFileSync(path, "9876543210", { flag: "r+" });
  utimesSync(path, atime, mtime);
}

function replace(path: string): void {
  writeFileSync(`${path}.new`, "9876543210");
  renameSync(`${path}.new`, path);
}

describe.each(changes)("a file that is %s", (_, change) => {
  test("before it is opened has no hash in its old version", async () => {
    const { root, path, version } = await shelf();
    change(path);
    const hasher = new TestHasher();
    const hashes = new Hashes(hasher);
    expect(await hashes.of(root, "file", version)).toBeUndefined();
    expect(hashes.known(version)).toBeUndefined();
    expect(hasher.asked).toEqual([]);
  });

  test("while it is hashed has no hash in its old version", async () => {
    const { root, path, version } = await shelf();
    const hasher = new TestHasher(() => change(path));
    const hashes = new Hashes(hasher);
    expect(await hashes.of(root, "file", version)).toBeUndefined();
    expect(hashes.known(version)).toBeUndefined();
    expect(hasher.asked).toHaveLength(1);
  });
});

test("a file that becomes a link out of the shelf is not followed", async () => {
  const { root, path, version } = await shelf();
  renameSync(path, join(folder(), "outside"));
  symlinkSync(join(root, "../outside"), path);
  expect(await new Hashes(new TestHasher()).of(root, "file", version)).toBeUndefined();
});

describe("a young file, whose next change may have the same time", () => {
  test.each([
    ["not waited for when it is old enough", FILE_CLOCK_MS, []],
    ["waited for until it is", FILE_CLOCK_MS - 1, [1]],
    ["waited for when it was made just now", 0, [FILE_CLOCK_MS]],
    ["waited for no longer where its clock is ahead", -3_600_000, [FILE_CLOCK_MS]],
  ])("is %s", async (_, age, waited) => {
    const { root, path, version } = await shelf();
    const sleep = spyOn(Bun, "sleep").mockResolvedValue();
    const before: unknown[] = [];
    const hasher = new TestHasher(() => before.push(...sleep.mock.calls.flat()));
    const now = () => Number(lstatSync(path, { bigint: true }).ctimeMs) + age;
    const hash = await new Hashes(hasher, HASHED_FILES, now).of(root, "file", version);
    sleep.mockRestore();
    expect(hash).toBe(sha256("0123456789"));
    expect(before).toEqual(waited);
  });

  test("is not taken for what it was", async () => {
    const root = folder();
    fill(root, { file: "0123456789" });
    const path = join(root, "file");
    const hashes = new Hashes(new TestHasher(() => rewriteInSecret(path)));
    expect(await hashes.of(root, "file", versionAt(path))).toBeUndefined();
  });
});

describe("a hash that cannot be found", () => {
  test("is an error, for all who asked, and can be asked for again", async () => {
    const { root, version } = await shelf();
    let fails = true;
    const hasher = new TestHasher(() => {
      if (fails) throw new Error("EIO");
    });
    const hashes = new Hashes(hasher);
    const asked = [hashes.of(root, "file", version), hashes.of(root, "file", version)];
    const failed = { status: "rejected", reason: new Error("EIO") } as const;
    expect(await Promise.allSettled(asked)).toEqual([failed, failed]);
    fails = false;
    expect(await hashes.of(root, "file", version)).toBe(sha256("0123456789"));
  });
});

describe("what is remembered", () => {
  test("is at most so many, the ones asked for last", () => {
    const hashes = new Hashes(new TestHasher(), 3);
    for (const version of ["a", "b", "c"]) hashes.add(version, version.toUpperCase());
    expect(hashes.known("a")).toBe("A");
    hashes.add("b", "B");
    hashes.add("d", "D");
    const known = ["a", "b", "c", "d"].map((version) => hashes.known(version));
    expect(known).toEqual(["A", "B", undefined, "D"]);
  });

  test("are usually HASHED_FILES", () => {
    const hashes = new Hashes(new TestHasher());
    for (let index = 0; index < HASHED_FILES; index++) hashes.add(`${index}`, "x");
    hashes.add("0", "y");
    hashes.add("1", "y");
    expect(hashes.known("2")).toBe("x");
    hashes.add("one more", "x");
    expect(hashes.known("3")).toBeUndefined();
    expect(["0", "1", "2", "4"].map((version) => hashes.known(version))).toEqual([
      "y",
      "y",
      "x",
      "x",
    ]);
  });
});
