// Partial files of killed processes: cleared away or continued, wherever the process was; and what they are called.

import { describe, expect, test } from "bun:test";
import {
  cpSync,
  linkSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { partialName, partialOfRecord } from "../../lib/files/partial.ts";
import { FILE_PART_BYTES, SAME_NAMES } from "../../lib/protocol/limits.ts";
import {
  MODIFIED,
  begin,
  changeRecord,
  complete,
  found,
  interrupt,
  kill,
  save,
  sha256,
} from "./receiving.ts";
import { fill, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const bytes = someBytes(1000);

describe("what a process leaves that is killed", () => {
  const DEAD = { isAlive: () => false };

  test.each([
    ["no partial is there yet", undefined],
    ["the partial is there, and its record does not say which it is", ""],
  ])("while it begins, when %s, is cleared away", async (_, partial) => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    changeRecord(join(to, "x.part"), { bytes: 0, prefix: sha256(Buffer.of()), identity: "" });
    await kill(to, "x.part", 4242);
    rmSync(join(to, "x.part"));
    if (partial !== undefined) writeFileSync(join(to, "x.part"), partial);
    expect(await found(to, "x", DEAD)).toEqual({ bytes: 0, damaged: false });
    expect(readdirSync(to)).toEqual([]);
  });

  test("and a file with something in it, where the record does not say which it is, is the person's", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    changeRecord(join(to, "x.part"), { bytes: 0, prefix: sha256(Buffer.of()), identity: "" });
    await kill(to, "x.part", 4242);
    expect(await found(to, "x", DEAD)).toEqual({ bytes: 0, damaged: false });
    expect(readdirSync(to)).toEqual(["x.part"]);
    expect(lstatSync(join(to, "x.part")).size).toBe(400);
  });

  test("between its partial and the first bytes of it is used again", async () => {
    const to = folder();
    const download = await begin(to, "x", 1000);
    const record = readFileSync(join(to, "x.part.json"));
    await download.write(bytes.subarray(0, 10));
    cpSync(join(to, "x.part"), join(to, "copy"));
    linkSync(join(to, "x.part"), join(to, "kept"));
    await download.discard();
    renameSync(join(to, "kept"), join(to, "x.part"));
    writeFileSync(join(to, "x.part.json"), record);
    await kill(to, "x.part", 4242);
    expect(await found(to, "x", DEAD)).toEqual({ bytes: 0, damaged: false });
    expect(readdirSync(to)).toEqual(["copy"]);
  });

  test("between giving the name and taking the partial's does no harm to the file", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 1000);
    linkSync(join(to, "x.part"), join(to, "x"));
    expect(await found(to, "x", DEAD)).toEqual({ bytes: 0, damaged: false });
    expect(readdirSync(to)).toEqual(["x"]);
    expect(readFileSync(join(to, "x")).equals(bytes)).toBe(true);
    expect(lstatSync(join(to, "x")).nlink).toBe(1);
  });

  test("before its record goes", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 1000);
    renameSync(join(to, "x.part"), join(to, "x"));
    expect(await found(to, "x", DEAD)).toEqual({ bytes: 0, damaged: false });
    expect(readdirSync(to)).toEqual(["x"]);
  });

  test("in the middle of a record is cleared away, and the record before is good", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    await kill(to, "x.part", 4242);
    fill(to, { "x.part.json.4242": "", "x (7).part.json.17": "", "xy.part.json.17": "" });
    expect(await save(to, "x", bytes, DEAD)).toBe(join(to, "x"));
    expect(readdirSync(to)).toEqual(["x"]);
  });

  test("at several numbers: the longest is continued", async () => {
    const to = folder();
    const all = await Promise.all([1, 2, 3].map(() => begin(to, "x", 1000)));
    await Promise.all(all.map((one, index) => one.write(bytes.subarray(0, [20, 40, 30][index]))));
    await Promise.all(all.map((one) => one.suspend()));
    expect(readdirSync(to)).toContain("x (2).part.json");
    expect(await found(to, "x")).toEqual({ bytes: 40, damaged: false });
  });

  test("in the middle of taking a partial up can be taken up", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    renameSync(join(to, "x.part.json"), join(to, "x.part.json.4242.old"));
    expect((await found(to, "x", { isAlive: (pid) => pid === 4242 })).bytes).toBe(0);
    const download = await Download.open(to, "x", DEAD);
    expect(download.have?.bytes).toBe(400);
    await complete(download, bytes);
    expect(readdirSync(to)).toEqual(["x"]);
  });
});

describe("names", () => {
  test.each([
    ["x.bin", 0, "x.bin.part"],
    ["x.bin", 1, "x.bin (1).part"],
    ["x", SAME_NAMES, `x (${SAME_NAMES}).part`],
  ])("the partial of %j with %d is %j", (name, number, expected) => {
    expect(partialName(name, number)).toBe(expected);
  });

  test("all that is named after the longest name fits, and what is cut is continued all the same", async () => {
    const to = folder();
    const names = [`${"é".repeat(125)}x.txt`, `${"é".repeat(125)}y.txt`];
    for (const name of names) expect(Buffer.byteLength(name)).toBe(FILE_PART_BYTES);
    const longest = `${partialName(names[0] ?? "", SAME_NAMES)}.json.${2 ** 32 - 1}.old`;
    expect(Buffer.byteLength(longest)).toBeLessThanOrEqual(FILE_PART_BYTES);
    expect(Buffer.byteLength(longest)).toBeGreaterThan(FILE_PART_BYTES - 2);
    for (const [index, name] of names.entries()) await interrupt(to, name, bytes, 400 + index);
    for (const [index, name] of names.entries()) {
      const download = await Download.open(to, name);
      expect(download.have).toEqual({ bytes: 400 + index, size: 1000, modified: MODIFIED });
      expect(await complete(download, bytes)).toBe(join(to, name));
    }
    expect(readdirSync(to).toSorted()).toEqual(names);
  });

  test.each([
    ["x.part.json", "x.part"],
    ["X (1).PART.JSON", "X (1).PART"],
    ["x.part.json.17", "x.part"],
    ["x.part.json.17.old", "x.part"],
    ["x.part.json.part.json", "x.part.json.part"],
    ["x.part", undefined],
    ["x.json", undefined],
    ["part.json", undefined],
    ["x.part.jsonl", undefined],
  ])("%j could be a record's, of the partial %j", (name, partial) => {
    expect(partialOfRecord(name)).toBe(partial);
  });
});
