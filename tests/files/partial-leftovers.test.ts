// Partials that other downloads of a file left: taken up whoever has their process's number since, and gone with the file.

import { describe, expect, test } from "bun:test";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { removePartials } from "../../lib/files/partials.ts";
import { isRunning, startOf } from "../../lib/files/running.ts";
import { begin, changeRecord, complete, found, interrupt, recordOf, save } from "./receiving.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const bytes = someBytes(1000);

/** A folder with so many interrupted partials of "x", of 10 bytes and each of one more than the one before. */
async function withPartials(count: number): Promise<string> {
  const to = folder();
  const all: Download[] = [];
  while (all.length < count) all.push(await begin(to, "x", 1000));
  await Promise.all(all.map((one, index) => one.write(bytes.subarray(0, 10 + index))));
  await Promise.all(all.map((one) => one.suspend()));
  expect(readdirSync(to)).toHaveLength(2 * count);
  return to;
}

describe("the process that wrote a partial", () => {
  test("is recorded with its start, and no more once that is over", async () => {
    const to = folder();
    const since = startOf(process.pid);
    const whole = { pid: process.pid, ...(since === undefined ? {} : { since }) };
    const download = await begin(to, "x", 1000);
    expect(await recordOf(join(to, "x.part"))).toMatchObject(whole);
    await download.write(bytes.subarray(0, 400));
    await download.suspend();
    expect(Object.keys(await recordOf(join(to, "x.part")))).not.toContain("since");
    const again = await Download.open(to, "x");
    expect(await recordOf(join(to, "x.part"))).toMatchObject({ ...whole, bytes: 400 });
    await again.begin({ size: 1000, modified: 1, from: 0 });
    expect(await recordOf(join(to, "x.part"))).toMatchObject({ ...whole, bytes: 0 });
    await again.discard();
  });

  test("lives only where the one with its number began when it did", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const other = Bun.spawn(["cat"], { stdin: "pipe" });
    try {
      const since = startOf(other.pid);
      changeRecord(join(to, "x.part"), { pid: other.pid, since });
      expect((await found(to, "x")).bytes).toBe(0);
      changeRecord(join(to, "x.part"), { pid: other.pid, since: `1${since}` });
      expect((await found(to, "x")).bytes).toBe(process.platform === "linux" ? 400 : 0);
    } finally {
      other.kill();
      await other.exited;
    }
  });

  test("is asked for with its start, also while it may be ending", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    changeRecord(join(to, "x.part"), { pid: 4242, since: "17" });
    const asked = new Set<string>();
    const isAlive = (pid: number, since?: string) => asked.add(`${pid} ${since}`).size > 0;
    expect((await found(to, "x", { isAlive })).bytes).toBe(0);
    expect([...asked]).toEqual(["4242 17"]);
  });
});

describe("once the file is there", () => {
  test("its other partials are gone, and the longest was continued", async () => {
    const to = await withPartials(3);
    const download = await Download.open(to, "x");
    expect(download.have?.bytes).toBe(12);
    await complete(download, bytes);
    expect(readdirSync(to)).toEqual(["x"]);
  });

  test("those of other files, of a living process and of this one stay", async () => {
    const to = await withPartials(5);
    changeRecord(join(to, "x (1).part"), { pid: 4242 });
    changeRecord(join(to, "x (2).part"), { file: "docs/x" });
    const isAlive = (pid: number, since?: string) => pid === 4242 || isRunning(pid, since);
    const other = await Download.open(to, "x", { isAlive });
    expect(other.have?.bytes).toBe(14);
    await save(to, "x", bytes, { isAlive });
    const stay = [1, 2, 4].flatMap((number) => [`x (${number}).part`, `x (${number}).part.json`]);
    expect(readdirSync(to).toSorted()).toEqual(["x", ...stay].toSorted());
    expect(await complete(other, bytes)).toBe(join(to, "x (1)"));
    expect(readdirSync(to).filter((name) => name.includes("x (4)"))).toEqual([]);
  });

  test("what is at their names and not theirs stays", async () => {
    const to = await withPartials(1);
    writeFileSync(join(to, "x (1).part"), "mine");
    writeFileSync(join(to, "x (1).part.json"), "{}");
    writeFileSync(join(to, "x.part.json.4242"), "mine too");
    await removePartials(to, "x");
    expect(readdirSync(to).toSorted()).toEqual(
      ["x (1).part", "x (1).part.json", "x.part.json.4242"].toSorted(),
    );
    expect(readFileSync(join(to, "x (1).part"), "utf8")).toBe("mine");
  });

  test("a folder that is not there has none", async () => {
    await removePartials(join(folder(), "nowhere"), "x");
  });

  test("a download that failed leaves them", async () => {
    const to = await withPartials(2);
    const download = await Download.open(to, "x");
    await download.begin({ size: 1000, modified: 1, from: 0 });
    await download.finish("0".repeat(64)).catch(() => undefined);
    expect(readdirSync(to).toSorted()).toEqual(["x.part", "x.part.json"]);
  });
});
