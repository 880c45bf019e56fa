// A download's record: how far it is, and whose the partial is, within one process and between two.

import { describe, expect, test } from "bun:test";
import { appendFileSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { RECORD_BYTES } from "../../lib/protocol/limits.ts";
import {
  MODIFIED,
  begin,
  complete,
  found,
  interrupt,
  kill,
  recordOf,
  sha256,
} from "./receiving.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const bytes = someBytes(1000);
const DEAD = { isAlive: () => false };

describe("the record", () => {
  test("is written anew at RECORD_BYTES and not before", async () => {
    const [to, all] = [folder(), someBytes(2 * RECORD_BYTES)];
    const download = await begin(to, "x", all.length);
    const recorded = async () => (await recordOf(join(to, "x.part"))).bytes;
    await download.write(all.subarray(0, RECORD_BYTES - 1));
    expect(await recorded()).toBe(0);
    await download.write(all.subarray(RECORD_BYTES - 1, RECORD_BYTES));
    expect(await recorded()).toBe(RECORD_BYTES);
    await download.write(all.subarray(RECORD_BYTES, 2 * RECORD_BYTES - 1));
    expect(await recorded()).toBe(RECORD_BYTES);
    await download.suspend();
    expect(await recorded()).toBe(2 * RECORD_BYTES - 1);
  });

  test("that is being written when the download ends does not outlast it", async () => {
    const all = someBytes(RECORD_BYTES);
    for (let round = 0; round < 10; round++) {
      const to = folder();
      const [one, two] = [await begin(to, "x", all.length), await begin(to, "y", all.length)];
      for (const download of [one, two]) void download.write(all);
      await Promise.all([one.finish(sha256(all)), two.suspend()]);
      expect((await recordOf(join(to, "y.part"))).pid).toBeUndefined();
      await (await Download.open(to, "y")).discard();
      expect(readdirSync(to)).toEqual(["x"]);
    }
  });

  test("is older than the partial: what is behind it is cut off", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    appendFileSync(join(to, "x.part"), "what a killed process wrote last");
    const download = await Download.open(to, "x");
    expect(download.have?.bytes).toBe(400);
    await download.begin({ size: 1000, modified: MODIFIED, from: 400 });
    expect(statSync(join(to, "x.part")).size).toBe(400);
    await download.write(bytes.subarray(400));
    expect(readFileSync(await download.finish(sha256(bytes))).equals(bytes)).toBe(true);
  });

  test("of a process that lives is that one's alone", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    await kill(to, "x.part", 4242);
    const asked: number[] = [];
    const isAlive = (pid: number) => asked.push(pid) > 0;
    const second = await Download.open(to, "x", { pid: 1, isAlive });
    expect(second.have).toBeUndefined();
    expect([...new Set(asked)]).toEqual([4242]);
    await complete(second, bytes);
    expect(readdirSync(to).toSorted()).toEqual(["x", "x.part", "x.part.json"]);
    expect(await found(to, "x", DEAD)).toEqual({ bytes: 400, damaged: false });
  });

  test("that was claimed while the server was asked stops what would start over", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x");
    await kill(to, "x.part", 4242);
    const begun = download.begin({ size: 700, modified: MODIFIED, from: 0 });
    await expect(begun).rejects.toThrow("its partial file was moved, removed or taken over");
    await download.suspend();
    expect(statSync(join(to, "x.part")).size).toBe(400);
    expect((await recordOf(join(to, "x.part"))).pid).toBe(4242);
  });

  test("of an earlier process that had this one's number is not in the way", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    await kill(to, "x.part", process.pid);
    expect(await found(to, "x")).toEqual({ bytes: 400, damaged: false });
  });
});

describe("two downloads of a file in one process", () => {
  test("have a partial and a name each", async () => {
    const to = folder();
    const [one, two] = [await begin(to, "x", 1000), await begin(to, "x", 1000)];
    expect(
      readdirSync(to)
        .filter((name) => name.endsWith(".part"))
        .toSorted(),
    ).toEqual(["x (1).part", "x.part"]);
    await Promise.all([one.write(bytes), two.write(bytes)]);
    const paths = await Promise.all([one.finish(sha256(bytes)), two.finish(sha256(bytes))]);
    expect(paths.toSorted()).toEqual([join(to, "x"), join(to, "x (1)")]);
    expect(readdirSync(to).toSorted()).toEqual(["x", "x (1)"]);
  });

  test("continue at most one of them where another was interrupted", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const opened = await Promise.all([1, 2, 3].map(() => Download.open(to, "x")));
    expect(opened.map(({ have }) => have?.bytes ?? 0).toSorted()).toEqual([0, 0, 400]);
    const paths = await Promise.all(opened.map((download) => complete(download, bytes)));
    for (const path of paths) expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readdirSync(to).toSorted()).toEqual(["x", "x (1)", "x (2)"]);
  });

  test("of the same name in other folders of the shelf are each continued as what they are", async () => {
    const [to, other] = [folder(), someBytes(1000).toReversed()];
    const [one, two] = [await begin(to, "a/x", 1000), await begin(to, "b/x", 1000)];
    await Promise.all([one.write(bytes.subarray(0, 10)), two.write(other.subarray(0, 20))]);
    await Promise.all([one.suspend(), two.suspend()]);
    // The first is done, so the second is looked for behind a number that is free.
    await complete(await Download.open(to, "a/x"), bytes);
    const download = await Download.open(to, "b/x");
    expect(download.have?.bytes).toBe(20);
    const path = await complete(download, other);
    expect(path).toBe(join(to, "x (1)"));
    expect(readFileSync(path).equals(other)).toBe(true);
  });
});
