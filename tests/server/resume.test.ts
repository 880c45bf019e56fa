// Downloads that go on where they stopped, in the same file only; facts of a file; cancelling.

import { describe, expect, test } from "bun:test";
import { renameSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Have } from "../../lib/protocol/messages.ts";
import { someBytes } from "../files/temp.ts";
import { House } from "../support/house.ts";

const BYTES = someBytes(700_001);
const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
const SHA256 = sha256(BYTES);
const file = "a.bin";

const houseOf = (bytes: Uint8Array = BYTES) => new House({ files: { [file]: bytes } });

/** What the shelf's file is now, of which so many bytes are there. */
function haveOf(house: House, bytes: number): Have {
  const { size, mtimeMs } = statSync(join(house.shelf, file));
  return { bytes, size, modified: Math.floor(mtimeMs) };
}

describe("a download that has the beginning of the same file", () => {
  test.each([1, 262_144, BYTES.length - 1, BYTES.length])("goes on at byte %d", async (bytes) => {
    await using house = houseOf();
    const finn = await house.frames("Finn");
    const have = haveOf(house, bytes);
    const got = await finn.downloaded(finn.ask({ type: "get", file, have }));
    expect(got.answers.at(1)).toMatchObject({ type: "file", from: bytes, size: BYTES.length });
    expect(got.size).toBe(BYTES.length - bytes);
    expect(got.sha256).toBe(sha256(BYTES.subarray(bytes)));
    expect(got.answers.at(-1)).toMatchObject({ type: "end", sha256: SHA256 });
  });
});

describe("a download starts over", () => {
  const cases: [string, (have: Have) => Have][] = [
    ["of another size", (have) => ({ ...have, size: have.size - 1 })],
    ["of another time", (have) => ({ ...have, modified: have.modified - 1 })],
    ["with another hash", (have) => ({ ...have, sha256: "0".repeat(64) })],
    ["with more bytes than there are", (have) => ({ ...have, bytes: have.size + 1 })],
  ];
  test.each(cases)("where what is there is %s", async (_, other) => {
    await using house = houseOf();
    const finn = await house.frames("Finn");
    await finn.request({ type: "about", file }); // so that the hash is known
    const have = other(haveOf(house, 1000));
    const got = await finn.downloaded(finn.ask({ type: "get", file, have }));
    expect(got.answers.at(1)).toMatchObject({ type: "file", from: 0, sha256: SHA256 });
    expect(got.sha256).toBe(SHA256);
  });
});

describe("the facts of a file", () => {
  test("have its SHA-256; from then on list and file have it too", async () => {
    await using house = houseOf();
    const finn = await house.frames("Finn");
    const { size, modified } = haveOf(house, 0);
    const list = async () => (await finn.request({ type: "list" })).at(-1);
    expect(await list()).toMatchObject({ files: [{ file, size, modified }] });
    expect(await list()).not.toMatchObject({ files: [{ sha256: SHA256 }] });
    const about = await finn.request({ type: "about", file });
    expect(about).toMatchObject([
      { type: "ack" },
      { type: "about", file, size, modified, sha256: SHA256 },
    ]);
    expect(await list()).toMatchObject({ files: [{ file, sha256: SHA256 }] });
    const got = await finn.downloaded(finn.ask({ type: "get", file }));
    expect(got.answers.at(1)).toMatchObject({ type: "file", from: 0, sha256: SHA256 });
  });

  test("are not those of what is no file of the shelf, and the host reads why", async () => {
    await using house = houseOf();
    const finn = await house.frames("Finn");
    const answers = await finn.request({ type: "about", file: "../a.bin" });
    expect(answers.at(-1)).toMatchObject({
      code: "not-found",
      message: "File '../a.bin' not found",
    });
    await house.log.line('Cannot give \\"../a.bin\\"');
  });
});

describe("a file that changes in the middle of its download", () => {
  const BIG = Buffer.concat(Array.from({ length: 100 }, () => someBytes(1024 * 1024)));
  const path = (house: House) => join(house.shelf, file);
  const changes: [string, (house: House) => void, string][] = [
    ["truncated", (house) => truncateSync(path(house), 1000), "it changed while it was read"],
    [
      "grown",
      (house) => writeFileSync(path(house), "x", { flag: "a" }),
      "it changed while it was read",
    ],
    [
      "written to, with its time put back",
      (house) => {
        const { atime, mtime } = statSync(path(house));
        writeFileSync(path(house), "other", { flag: "r+" });
        utimesSync(path(house), atime, mtime);
      },
      "it changed while it was read",
    ],
    ["deleted", (house) => rmSync(path(house)), "it was deleted or replaced while it was read"],
    [
      "replaced",
      (house) => {
        writeFileSync(join(house.shelf, "new"), BYTES);
        renameSync(join(house.shelf, "new"), path(house));
      },
      "it was deleted or replaced while it was read",
    ],
  ];

  test.each(changes)(
    "%s is told as broken; the next try gets what is there",
    async (_, change, why) => {
      await using house = houseOf(BIG);
      const finn = await house.frames("Finn");
      const id = finn.ask({ type: "get", file });
      await finn.firstChunk(id);
      finn.raw.pause();
      change(house);
      finn.raw.resume();
      const message = `Cannot send "a.bin" to its end: ${why}`;
      expect((await finn.downloaded(id)).answers.at(-1)).toMatchObject({ code: "broken", message });

      const there = await Bun.file(path(house))
        .bytes()
        .catch(() => undefined);
      const again = await finn.downloaded(finn.ask({ type: "get", file }));
      if (there) expect(again.answers.at(-1)).toMatchObject({ type: "end", sha256: sha256(there) });
      else expect(again.answers.at(-1)).toMatchObject({ code: "not-found" });
      if (there) expect(again.sha256).toBe(sha256(there));
    },
    20_000,
  );

  test("is cancelled when its guest says so, the one that waits too", async () => {
    await using house = houseOf(BIG);
    const finn = await house.frames("Finn");
    const [first, second] = [finn.ask({ type: "get", file }), finn.ask({ type: "get", file })];
    await finn.firstChunk(first);
    for (const transfer of [second, first]) {
      expect(await finn.request({ type: "cancel", transfer })).toMatchObject([{ type: "ack" }]);
      expect((await finn.downloaded(transfer)).answers.at(-1)).toMatchObject({
        code: "cancelled",
        message: 'Cannot send "a.bin" to its end: it was cancelled',
      });
    }
    // What is over is no longer there to be cancelled.
    expect(await finn.request({ type: "cancel", transfer: first })).toMatchObject([
      { type: "ack" },
    ]);
  }, 20_000);
});
