// Guests' files for the shelf, where a taken name gets a number: which number, and what is there already under one.

import { afterEach, describe, expect, spyOn, test } from "bun:test";
import { readdirSync, readFileSync, rmSync, mkdirSync } from "node:fs";
import * as disk from "node:fs/promises";
import { join } from "node:path";
import { fill, temporaryFolders } from "./temp.ts";
import {
  announce,
  begun,
  endAll,
  hasher,
  partials,
  put,
  takingUploads,
} from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

/** A shelf with these files, on which a taken name gets a number, and how often something was hashed. */
async function numbering(files: Record<string, string>, quota = 1e9) {
  const root = folder();
  fill(root, files);
  const hashed = { times: 0 };
  const counting = {
    sha256: (fd: number, size: number) => (hashed.times++, hasher.sha256(fd, size)),
  };
  const { uploads } = await takingUploads(
    root,
    { onDuplicate: "rename", quota },
    { hasher: counting },
  );
  return { root, uploads, hashed };
}

describe("a content that is there already under a number", () => {
  test("is not sent again, and is told by that name", async () => {
    const { root, uploads } = await numbering({ "dup.txt": "host!" });
    await put(uploads, "dup.txt", "other");
    expect(await put(uploads, "dup.txt", "hello")).toBe("dup (2).txt");
    const before = readdirSync(root);
    expect(await uploads.offer(announce("dup.txt", "hello"))).toEqual({
      offer: "already",
      file: "dup (2).txt",
    });
    expect(await uploads.offer(announce("dup.txt", "other"))).toEqual({
      offer: "already",
      file: "dup (1).txt",
    });
    expect(readdirSync(root)).toEqual(before);
  });

  test("takes nothing of the quota: it is looked for first", async () => {
    const { root, uploads } = await numbering({ dup: "host", "dup (1)": "hello" }, 4);
    expect(await uploads.offer(announce("dup", "hello"))).toEqual({
      offer: "already",
      file: "dup (1)",
    });
    expect(await uploads.offer(announce("dup", "jello"))).toMatchObject({ code: "too-large" });
    expect(partials(root)).toEqual([]);
  });

  test("is hashed only where the size is right", async () => {
    const files = { dup: "host", "dup (1)": "longer", "dup (2)": "jello", "dup (3)": "x" };
    const { root, uploads, hashed } = await numbering(files);
    using opening = spyOn(disk, "open");
    expect(begun(await uploads.offer(announce("dup", "hello"))).from).toBe(0);
    expect(hashed.times).toBe(1);
    const opened = new Set(opening.mock.calls.map(([path]) => path));
    expect(opened.has(join(root, "dup (2)"))).toBe(true);
    // Not even opened: there may be thousands of them.
    expect(opened.has(join(root, "dup (1)"))).toBe(false);
  });

  test("is looked for up to the first free name, past what is no file", async () => {
    const { root, uploads } = await numbering({
      dup: "host",
      "dup (2)": "hello",
      "dup (4)": "later",
    });
    mkdirSync(join(root, "dup (1)"));
    expect(await uploads.offer(announce("dup", "hello"))).toMatchObject({ file: "dup (2)" });
    expect(await put(uploads, "dup", "later")).toBe("dup (3)");
  });

  test("and whose own name is free has that one", async () => {
    const { uploads } = await numbering({ "dup (1)": "hello" });
    expect(await put(uploads, "dup", "hello")).toBe("dup");
  });
});

describe("the number", () => {
  const many = (count: number) =>
    Object.fromEntries(
      Array.from({ length: count }, (_, number) => [number ? `a (${number}).txt` : "a.txt", ""]),
    );

  test("is the first free one, found without trying those before it", async () => {
    const { root, uploads } = await numbering(many(300));
    rmSync(join(root, "a (200).txt"));
    using link = spyOn(disk, "link");
    expect(await put(uploads, "a.txt", "one")).toBe("a (200).txt");
    // The name itself, and the number.
    expect(link).toHaveBeenCalledTimes(2);
    expect(await put(uploads, "a.txt", "two")).toBe("a (300).txt");
    expect(link).toHaveBeenCalledTimes(4);
  });

  test("is the next where another took it once the names were read", async () => {
    const { root, uploads } = await numbering(many(3));
    const { link } = disk;
    using linking = spyOn(disk, "link").mockImplementation(async (from, to) => {
      if (to === join(root, "a (3).txt")) fill(root, { "a (3).txt": "the host's own" });
      return link(from, to);
    });
    expect(await put(uploads, "a.txt", "hello")).toBe("a (4).txt");
    expect(linking).toHaveBeenCalledTimes(3);
    expect(readFileSync(join(root, "a (3).txt"), "utf8")).toBe("the host's own");
  });

  test("is not looked for where the name is free", async () => {
    const { uploads } = await numbering({ b: "b" });
    using reading = spyOn(disk, "readdir");
    expect(await put(uploads, "a.txt", "hello")).toBe("a.txt");
    expect(reading).not.toHaveBeenCalled();
  });
});
