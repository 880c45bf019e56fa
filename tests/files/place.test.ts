// The final name of a finished file: free, within bounds, and taken without overwriting on any filesystem.

import { describe, expect, test } from "bun:test";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { numbered, place, withEnding } from "../../lib/files/place.ts";
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
