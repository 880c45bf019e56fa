// The real client putting files in scripts: what it prints, and that an interrupted one goes on.

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes } from "../files/temp.ts";
import { framesServer } from "./peers.ts";
import { client, jsonLines, run } from "./process.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

/** A file to be put, in the folder of the house's downloads. */
function made(house: House, name: string, bytes: Uint8Array): string {
  mkdirSync(house.out, { recursive: true });
  writeFileSync(join(house.out, name), bytes);
  return join(house.out, name);
}

test("puts files on the shelf, tells their names, and the room hears of them", async () => {
  await using house = await House.withUploads();
  const bo = await house.netcat("Bo");
  const bytes = someBytes(3_000_000);
  const paths = [made(house, "photo.jpg", bytes), made(house, "note.txt", Buffer.from("hi"))];
  const put = await run([house.at, "-n", "Ann", "put", ...paths]);
  expect(put).toMatchObject({
    exit: 0,
    out: "photo.jpg\nnote.txt\n",
    err: "Added photo.jpg to the shelf: 3.0 MB\nAdded note.txt to the shelf: 2 B\n",
  });
  expect(readFileSync(join(house.shelf, "photo.jpg")).equals(bytes)).toBe(true);
  await bo.heard.waitFor(/added photo\.jpg[^\n]*\n[^\n]*added note\.txt/);
  const again = await run([house.at, "put", ...paths, "-q"]);
  expect(again).toMatchObject({ exit: 0, err: "", out: "photo.jpg\nnote.txt\n" });
});

test("as JSON: the name it got, size, hash, from where, and whether it was there", async () => {
  await using house = await House.withUploads();
  const bytes = someBytes(1_000_000);
  const path = made(house, "info.txt", bytes);
  const put = await run([house.at, "put", path, path, "--json"]);
  expect(put).toMatchObject({ exit: 0 });
  const [size, hash] = [bytes.byteLength, sha256(bytes)];
  const fact = { file: "info (1).txt", size, sha256: hash, from: 0, already: false };
  expect(put.out.split("\n")[0]).toBe(JSON.stringify(fact));
  expect(jsonLines(put.out)).toHaveLength(2);
});

test("what the shelf knows of a file, a list tells: its hash, too", async () => {
  await using house = await House.withUploads();
  const bytes = someBytes(10);
  await run([house.at, "put", made(house, "ten.bin", bytes)]);
  const list = jsonLines((await run([house.at, "list", "--json"])).out);
  const facts = { file: "ten.bin", size: 10, modified: expect.any(Number) };
  expect(list).toContainEqual({ ...facts, sha256: sha256(bytes) });
});

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("%s in the middle: %d, and the same again goes on", async (signal, exit) => {
  await using house = await House.withUploads();
  // So much that it cannot all be on its way when the first of it is there.
  const path = made(house, "large.bin", Buffer.of());
  truncateSync(path, 64 * 1024 * 1024);
  const begun = Promise.withResolvers<void>();
  using fake = framesServer({
    put: (peer, re) => peer.control({ type: "send", from: 0, re }),
    chunk: () => begun.resolve(),
  });
  await using putting = client([fake.at, "put", path, path]);
  await begun.promise;
  putting.kill(signal);
  expect(await putting.exit).toBe(exit);
  expect(putting.out.text).toBe("");
  const remark = "large\\.bin has stopped at \\d+ %; the same put continues it";
  expect(putting.err.text).toMatch(new RegExp(`^Ended by ${signal}\n${remark}\n$`));
  const from = 63 * 1024 * 1024;
  let missing = 1024 * 1024;
  using second = framesServer({
    put: (peer, re) => peer.control({ type: "send", from, re }),
    chunk: (peer, re, data) => {
      expect(data.byteLength).toBeLessThanOrEqual(CHUNK_BYTES);
      missing -= data.byteLength;
      if (missing === 0) peer.control({ type: "stored", file: "large.bin", re });
    },
  });
  expect(await run([second.at, "put", path])).toMatchObject({
    exit: 0,
    err: "Added large.bin to the shelf: 67 MB; continued at 66 MB\n",
  });
});
