// The headless actions on files in this process: what each prints for people and for programs, and its exit code.

import { expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Kept, run } from "./kept-output.ts";
import { House, SIZES } from "./server.ts";

test("get: into the folder, and what is missing does not keep the others back", async () => {
  await using house = new House();
  const output = new Kept();
  const words = ["get", "one.bin", "nope", "big.bin", "--out", house.out];
  expect(await run(house, words, output)).toBe(4);
  expect(output.lines).toEqual([join(house.out, "one.bin"), join(house.out, "big.bin")]);
  expect(output.failures).toEqual(["File 'nope' not found"]);
  expect(output.notes).toEqual([
    `Saved ${join(house.out, "one.bin")}: 1 B, checked`,
    `Saved ${join(house.out, "big.bin")}: 5.0 MB, checked`,
  ]);
  expect(output.progresses[0]).toBe("one.bin 0 % of 1 B");
  expect(output.progresses.at(-1)).toMatch(/^big\.bin 100 % of 5\.0 MB/);
});

test("get --stdout: the bytes and no path", async () => {
  await using house = new House();
  const output = new Kept();
  expect(await run(house, ["get", "big.bin", "--stdout"], output)).toBe(0);
  expect(output.size).toBe(SIZES["big.bin"]);
  expect(output.lines).toEqual([]);
});

test("get: by pattern; one that matches nothing is told of first, and is not found", async () => {
  await using house = new House();
  const output = new Kept();
  expect(await run(house, ["get", "*.pdf", "o*.bin", "*.md", "-o", house.out], output)).toBe(4);
  expect(output.lines).toEqual([join(house.out, "one.bin")]);
  expect(output.failures).toEqual([
    'Cannot get "*.pdf": nothing on the shelf matches',
    'Cannot get "*.md": nothing on the shelf matches',
  ]);
  const missing = ["get", "nope", "*.pdf", "-o", house.out];
  expect(await run(house, missing, new Kept())).toBe(4);
});

test("get: a name that no file can have is not found, nothing is asked", async () => {
  await using house = new House();
  const output = new Kept();
  expect(await run(house, ["get", "../up", "-o", house.out], output)).toBe(4);
  expect(output.failures).toEqual(['Cannot get "../up": a part of it is "." or ".."']);
});

test("put: each with its fact, and what cannot be does not keep the others back", async () => {
  await using house = await House.withUploads();
  mkdirSync(house.out);
  const path = (name: string) => join(house.out, name);
  writeFileSync(path("photo.jpg"), "a photo");
  writeFileSync(path("empty"), "");
  const [output, again] = [new Kept(), new Kept()];
  const words = ["put", path("photo.jpg"), path("nope"), path("empty")];
  expect(await run(house, words, output)).toBe(6);
  expect(output.failures).toEqual(['Cannot put "nope": no such file']);
  expect(output.lines).toEqual(["photo.jpg", "empty"]);
  expect(output.notes).toEqual([
    "Added photo.jpg to the shelf: 7 B",
    "Added empty to the shelf: 0 B",
  ]);
  expect(output.progresses.slice(0, 2)).toEqual(["photo.jpg: reading", "photo.jpg 0 % of 7 B"]);
  const sha256 = new Bun.CryptoHasher("sha256").update("a photo").digest("hex");
  const fact = { file: "photo.jpg", size: 7, sha256, from: 0, already: false };
  expect(output.facts[0]).toEqual(fact);
  expect(readFileSync(join(house.shelf, "photo.jpg"), "utf8")).toBe("a photo");
  expect(await run(house, ["put", path("photo.jpg")], again)).toBe(0);
  expect(again.facts).toEqual([{ ...fact, from: 7, already: true }]);
  expect(again.notes).toEqual(["photo.jpg is on the shelf already"]);
});
