// How much room is left on a disk.

import { expect, test } from "bun:test";
import { statfsSync } from "node:fs";
import { freeBytes } from "../../lib/files/space.ts";
import { temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();

test("a disk's free bytes are counted, and no more than it has", async () => {
  const to = folder();
  const { blocks, bsize } = statfsSync(to);
  const free = await freeBytes(to);
  expect(free).toBeGreaterThan(0);
  expect(free).toBeLessThanOrEqual(blocks * bsize);
  // Whole blocks, all of which an ordinary user may have.
  expect((free ?? 0) % bsize).toBe(0);
});

test.skipIf(process.platform !== "linux")(
  "a disk that counts nothing is not a full one",
  async () => {
    expect(await freeBytes("/proc")).toBeUndefined();
  },
);

test("nothing is known of a folder that is not there", async () => {
  expect(await freeBytes(`${folder()}/gone`)).toBeUndefined();
});
