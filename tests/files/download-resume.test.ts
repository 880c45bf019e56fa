// Continuing a download: what was there counts where it is still what was written, and never for another file.

import { describe, expect, test } from "bun:test";
import { readFileSync, readdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { VerificationError } from "../../lib/files/appending.ts";
import { Download } from "../../lib/files/download.ts";
import { NameTaken } from "../../lib/files/place.ts";
import { MODIFIED, begin, complete, found, interrupt, recordOf, sha256 } from "./receiving.ts";
import { fill, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const bytes = someBytes(1000);

describe("a download that was interrupted", () => {
  test.each([1, 400, 999, 1000])("is continued after %d bytes", async (had) => {
    const to = folder();
    await interrupt(to, "docs/x.bin", bytes, had);
    expect(readdirSync(to).toSorted()).toEqual(["x.bin.part", "x.bin.part.json"]);
    const download = await Download.open(to, "docs/x.bin");
    expect(download.have).toEqual({ bytes: had, size: 1000, modified: MODIFIED });
    const { ino } = statSync(join(to, "x.bin.part"));
    expect(await complete(download, bytes)).toBe(join(to, "x.bin"));
    expect(readFileSync(join(to, "x.bin")).equals(bytes)).toBe(true);
    expect(statSync(join(to, "x.bin")).ino).toBe(ino);
    expect(readdirSync(to)).toEqual(["x.bin"]);
  });

  test("again and again, and says of which file it is", async () => {
    const to = folder();
    for (let had = 0; had < 1000; had += 250) {
      const download = await Download.open(to, "x");
      const facts = { size: 1000, modified: MODIFIED, sha256: sha256(bytes) };
      expect(download.have).toEqual(had === 0 ? undefined : { bytes: had, ...facts });
      await download.begin({ ...facts, from: had });
      void download.write(bytes.subarray(had, had + 250));
      await download.suspend();
    }
    const download = await Download.open(to, "x");
    expect(download.have?.bytes).toBe(1000);
    expect(readFileSync(await complete(download, bytes)).equals(bytes)).toBe(true);
  });

  test("before a byte of it came leaves nothing behind", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 0);
    expect(readdirSync(to)).toEqual([]);
    await interrupt(to, "empty", Buffer.of(), 0);
    expect(readdirSync(to)).toEqual([]);
  });

  test("is kept where the next try does not come to its beginning", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x");
    await download.suspend();
    await download.suspend();
    expect((await recordOf(join(to, "x.part"))).pid).toBeUndefined();
    expect(await found(to, "x")).toEqual({ bytes: 400, damaged: false });
  });

  test("is gone where the next try is discarded", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    await (await Download.open(to, "x")).discard();
    expect(readdirSync(to)).toEqual([]);
  });

  test("keeps what it accepted and nobody awaited", async () => {
    const to = folder();
    const download = await begin(to, "x", 1000);
    for (let at = 0; at < 300; at += 10) void download.write(bytes.subarray(at, at + 10));
    await download.suspend();
    await download.discard();
    expect(await found(to, "x")).toEqual({ bytes: 300, damaged: false });
  });
});

describe("the server's file", () => {
  test("has changed: the download starts over", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const [download, other] = [await Download.open(to, "x"), someBytes(700).toReversed()];
    await download.begin({ size: 700, modified: MODIFIED + 1, from: 0 });
    await download.write(other);
    const path = await download.finish(sha256(other));
    expect(readFileSync(path).equals(other)).toBe(true);
    expect(readdirSync(to)).toEqual(["x"]);
  });

  test("has shrunk below what is there", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x");
    await download.begin({ size: 3, modified: MODIFIED + 1, from: 0 });
    await download.write(bytes.subarray(0, 3));
    const path = await download.finish(sha256(bytes.subarray(0, 3)));
    expect(statSync(path).size).toBe(3);
  });

  test("started over and interrupted again is continued as the new one", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x");
    await download.begin({ size: 700, modified: MODIFIED + 1, from: 0 });
    await download.write(bytes.subarray(0, 7));
    await download.suspend();
    const again = await Download.open(to, "x");
    expect(again.have).toEqual({ bytes: 7, size: 700, modified: MODIFIED + 1 });
    await again.suspend();
  });

  test.each([
    ["more than is there", 401, 1000],
    ["less than is there", 399, 1000],
    ["more than the file has", 400, 399],
  ])("is not sent from %s", async (_, from, size) => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x");
    const begun = download.begin({ size, modified: MODIFIED, from });
    await expect(begun).rejects.toThrow(
      `Cannot save "x": it is sent from byte ${from}, which is not what is missing`,
    );
    await download.suspend();
    expect(await found(to, "x")).toEqual({ bytes: 400, damaged: false });
  });

  test("that turns out to be another in the end leaves nothing behind", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x");
    await download.begin({ size: 1000, modified: MODIFIED, from: 400 });
    await download.write(bytes.subarray(400));
    const finished = download.finish(sha256(Buffer.from("another")));
    await expect(finished).rejects.toBeInstanceOf(VerificationError);
    expect(readdirSync(to)).toEqual([]);
  });
});

test("a name that was taken meanwhile keeps the partial, to be continued without a byte", async () => {
  const to = folder();
  const download = await begin(to, "x", 1000, { onDuplicate: "error" });
  await download.write(bytes);
  fill(to, { x: "mine" });
  const error: unknown = await download.finish(sha256(bytes)).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(NameTaken);
  expect(error).toMatchObject({ message: 'Cannot save "x": a file has that name already' });
  expect(readFileSync(join(to, "x"), "utf8")).toBe("mine");
  const again = await Download.open(to, "x", { onDuplicate: "overwrite" });
  expect(again.have?.bytes).toBe(1000);
  expect(readFileSync(await complete(again, bytes)).equals(bytes)).toBe(true);
  expect(readdirSync(to)).toEqual(["x"]);
});

test("a bad partial that is too short is told as damaged", async () => {
  const to = folder();
  await interrupt(to, "x", bytes, 400);
  truncateSync(join(to, "x.part"), 399);
  const download = await Download.open(to, "x");
  expect([download.have, download.damaged]).toEqual([undefined, true]);
  expect(await complete(download, bytes)).toBe(join(to, "x"));
  expect(readdirSync(to)).toEqual(["x"]);
});
