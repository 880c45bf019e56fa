// The final name of a finished file: free, within bounds, and taken without overwriting on any filesystem.

import { describe, expect, test } from "bun:test";
import { lstatSync, mkdirSync, readFileSync, readdirSync, statSync, symlinkSync } from "node:fs";
import { link } from "node:fs/promises";
import { join } from "node:path";
import {
  NameTaken,
  give,
  numbered,
  place,
  replace,
  replaceProblem,
  withEnding,
} from "../../lib/files/place.ts";
import { EXTENSION_BYTES, FILE_PART_BYTES, SAME_NAMES } from "../../lib/protocol/limits.ts";
import { fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();

function failing(code: string): () => Promise<void> {
  return () => Promise.reject(Object.assign(new Error(code), { code }));
}

describe.each(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])("without hard links (%s)", (code) => {
  test("a free name is taken, a taken one is kept", async () => {
    const to = folder();
    fill(to, { one: "1", two: "2" });
    expect(await place(join(to, "one"), to, "x", failing(code))).toBe(join(to, "x"));
    expect(await place(join(to, "two"), to, "x", failing(code))).toBe(join(to, "x (1)"));
    expect(readFileSync(join(to, "x"), "utf8")).toBe("1");
    expect(readdirSync(to).toSorted()).toEqual(["x", "x (1)"]);
  });
});

test("any other error is the caller's", async () => {
  const to = folder();
  fill(to, { one: "1" });
  await expect(place(join(to, "one"), to, "x", failing("EIO"))).rejects.toThrow("EIO");
  expect(readdirSync(to)).toEqual(["one"]);
});

test("SAME_NAMES numbers are tried and no more", async () => {
  const tried: string[] = [];
  const taken = (_: string, to: string) => {
    tried.push(to);
    return failing("EEXIST")();
  };
  await expect(place("/p", "/f", "x", taken)).rejects.toThrow("10000 more files have that name");
  expect(tried).toHaveLength(SAME_NAMES + 1);
  expect(tried.at(-1)).toBe(`/f/x (${SAME_NAMES})`);

  let left = SAME_NAMES;
  const last = () => (left-- > 0 ? failing("EEXIST")() : Promise.resolve());
  expect(await place("/p/none", "/f", "x", last)).toBe(`/f/x (${SAME_NAMES})`);
});

describe("replace", () => {
  test("takes a free name", async () => {
    const to = folder();
    fill(to, { one: "1" });
    expect(await replaceProblem(join(to, "x"))).toBeUndefined();
    expect(await replace(join(to, "one"), to, "x")).toBe(join(to, "x"));
    expect(readdirSync(to)).toEqual(["x"]);
  });

  test("takes the place of a file, and of that name alone", async () => {
    const to = folder();
    fill(to, { one: "1", x: "old" });
    await link(join(to, "x"), join(to, "same"));
    const { ino } = statSync(join(to, "one"));
    expect(await replaceProblem(join(to, "x"))).toBeUndefined();
    expect(await replace(join(to, "one"), to, "x")).toBe(join(to, "x"));
    expect(readdirSync(to).toSorted()).toEqual(["same", "x"]);
    expect(readFileSync(join(to, "x"), "utf8")).toBe("1");
    // The file that was finished, not a copy of it: nobody ever sees half of it.
    expect(statSync(join(to, "x")).ino).toBe(ino);
    expect(readFileSync(join(to, "same"), "utf8")).toBe("old");
  });

  const others: [string, (path: string) => void, string][] = [
    ["a folder", (path) => void mkdirSync(path), "a folder has that name"],
    [
      "a link to a file",
      (path) => symlinkSync(join(path, "../one"), path),
      "no regular file has that name",
    ],
    [
      "a link that leads nowhere",
      (path) => symlinkSync("/nowhere", path),
      "no regular file has that name",
    ],
    ["a FIFO", (path) => void Bun.spawnSync(["mkfifo", path]), "no regular file has that name"],
  ];

  test.each(others)("%s stays", async (_, make, why) => {
    const to = folder();
    fill(to, { one: "1" });
    make(join(to, "x"));
    const { ino } = lstatSync(join(to, "x"));
    expect(await replaceProblem(join(to, "x"))).toBe(why);
    await expect(replace(join(to, "one"), to, "x")).rejects.toThrow(why);
    expect(lstatSync(join(to, "x")).ino).toBe(ino);
    expect(readFileSync(join(to, "one"), "utf8")).toBe("1");
  });

  test("what cannot even be looked at is the caller's", async () => {
    const to = folder();
    fill(to, { one: "1" });
    await expect(replaceProblem(join(to, "one", "x"))).rejects.toThrow("ENOTDIR");
  });
});

describe("give", () => {
  test.each(["error", "overwrite", "rename"] as const)("%s takes a free name", async (how) => {
    const to = folder();
    fill(to, { one: "1" });
    expect(await give(join(to, "one"), to, "x", how)).toBe(join(to, "x"));
    expect(readdirSync(to)).toEqual(["x"]);
    expect(statSync(join(to, "x")).nlink).toBe(1);
  });

  test("a taken name is refused, and nothing has changed", async () => {
    const to = folder();
    fill(to, { one: "1", x: "old" });
    const error: unknown = await give(join(to, "one"), to, "x", "error").catch(
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(NameTaken);
    expect(error).toMatchObject({ name: "NameTaken", message: "a file has that name already" });
    expect(readFileSync(join(to, "x"), "utf8")).toBe("old");
    expect(readFileSync(join(to, "one"), "utf8")).toBe("1");
  });

  test.each([
    ["overwrite", "x", ["x"], "1"],
    ["rename", "x (1)", ["x", "x (1)"], "old"],
  ] as const)("%s gives %j where the name is taken", async (how, name, names, content) => {
    const to = folder();
    fill(to, { one: "1", x: "old" });
    expect(await give(join(to, "one"), to, "x", how)).toBe(join(to, name));
    expect(readdirSync(to).toSorted()).toEqual([...names]);
    expect(readFileSync(join(to, "x"), "utf8")).toBe(content);
  });
});

describe("numbered", () => {
  const longest = "e".repeat(EXTENSION_BYTES - 1);
  test.each([
    ["a.txt", 0, "a.txt"],
    ["a.txt", 1, "a (1).txt"],
    ["a.tar.gz", 12, "a.tar (12).gz"],
    ["a", 1, "a (1)"],
    [`a.${longest}`, 1, `a (1).${longest}`],
    [`a.${longest}e`, 1, `a.${longest}e (1)`],
  ])("%j with %d is %j", (name, number, expected) => {
    expect(numbered(name, number)).toBe(expected);
  });

  test("cuts what would be too long, by whole characters", () => {
    const name = `${"😀".repeat(62)}xyz.txt`;
    expect(Buffer.byteLength(name)).toBe(FILE_PART_BYTES);
    expect(numbered(name, 1)).toBe(`${"😀".repeat(61)} (1).txt`);
  });
});

test("withEnding cuts nothing that fits", () => {
  const fits = "x".repeat(FILE_PART_BYTES - 5);
  expect(withEnding(fits, ".part")).toBe(`${fits}.part`);
  expect(withEnding(`${fits}x`, ".part")).toBe(`${fits}.part`);
});
