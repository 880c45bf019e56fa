// Receiving a file on a disk that is full, or has too little room: what came is kept, to be continued.

import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { basename, join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { PartialFile } from "../../lib/files/partial.ts";
import { createRecord } from "../../lib/files/record.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import {
  MODIFIED,
  begin,
  complete,
  found,
  interrupt,
  recordOf,
  save,
  sha256,
} from "./receiving.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const bytes = someBytes(1000);

describe("a disk with too little room", () => {
  const free = (left: number | undefined) => ({ free: () => Promise.resolve(left) });

  test("is seen before a byte is sent, and nothing is made", async () => {
    const to = folder();
    const why = 'Cannot save "x": no space left on the disk: it needs 1.0 kB, 999 B are free';
    await expect(begin(to, "x", 1000, free(999))).rejects.toThrow(why);
    expect(readdirSync(to)).toEqual([]);
    const real = begin(to, "x", Number.MAX_SAFE_INTEGER);
    await expect(real).rejects.toThrow("no space left on the disk: it needs 9007 TB, ");
    expect(readdirSync(to)).toEqual([]);
  });

  test.each([1000, 1001, undefined])("%s bytes are room enough for 1000", async (left) => {
    const to = folder();
    expect(await save(to, "x", bytes, free(left))).toBe(join(to, "x"));
  });

  test("counts only what is missing, and keeps what is there", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x", free(599));
    const begun = download.begin({ size: 1000, modified: MODIFIED, from: 400 });
    await expect(begun).rejects.toThrow("it needs 600 B, 599 B are free");
    await download.suspend();
    expect((await found(to, "x")).bytes).toBe(400);
    expect(await save(to, "x", bytes, free(600))).toBe(join(to, "x"));
  });
});

// A limit on the size of files is the one full disk that any user can make; only a new process can have it.
// The system takes a part of the write first: what it did not take must not count as written.
const LIMIT = 64 * 512;

async function fillDisk(to: string, had: number): Promise<string> {
  const program = `
    const { Download } = await import(${JSON.stringify(require.resolve("../../lib/files/download.ts"))});
    const { someBytes } = await import(${JSON.stringify(require.resolve("./temp.ts"))});
    const bytes = someBytes(5e5);
    const download = await Download.open(process.argv[1], "x");
    await download.begin({ size: 5e5, modified: ${MODIFIED}, from: download.have?.bytes ?? 0 });
    void download.write(bytes.subarray(${had}, ${had} + 5000));
    void download.write(bytes.subarray(${had} + 5000));
    const failed = await download.finish("0".repeat(64)).catch((error) => error.message);
    await download.suspend();
    console.log(failed);
    process.exit();`;
  const limited = 'trap "" XFSZ; ulimit -f 64; exec "$0" -e "$1" "$2"';
  const child = Bun.spawnSync(["sh", "-c", limited, process.execPath, program, to]);
  return child.stderr.toString() + child.stdout.toString();
}

describe("a disk that is full in the middle", () => {
  test("keeps what it took, which is continued where there is room", async () => {
    const [to, all] = [folder(), someBytes(5e5)];
    expect(await fillDisk(to, 0)).toBe('Cannot save "x": EFBIG\n');
    expect(readdirSync(to).toSorted()).toEqual(["x.part", "x.part.json"]);
    expect(await recordOf(join(to, "x.part"))).toMatchObject({ bytes: LIMIT, size: 5e5 });
    // Still full: nothing more, nothing less.
    expect(await fillDisk(to, LIMIT)).toBe('Cannot save "x": EFBIG\n');
    expect(await recordOf(join(to, "x.part"))).toMatchObject({ bytes: LIMIT });

    const download = await Download.open(to, "x");
    expect(download.have?.bytes).toBe(LIMIT);
    expect(readFileSync(await complete(download, all)).equals(all)).toBe(true);
    expect(readdirSync(to)).toEqual(["x"]);
  });

  // A record's folder that nothing can be made in stands for a disk on which nothing can be made at all.
  const noRoom = (to: string) => join(to, `x.part.json.${process.pid}`);

  test("or has no room for a record keeps what the last one says", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    const download = await Download.open(to, "x");
    await download.begin({ size: 1000, modified: MODIFIED, from: 400 });
    await download.write(bytes.subarray(400, 700));
    mkdirSync(noRoom(to));
    await download.suspend();
    expect(statSync(join(to, "x.part")).size).toBe(400);
    rmSync(noRoom(to), { recursive: true });
    expect((await found(to, "x")).bytes).toBe(400);
  });

  test("leaves nothing where the last one says nothing", async () => {
    const to = folder();
    const download = await begin(to, "x", 1000);
    await download.write(bytes.subarray(0, 300));
    mkdirSync(noRoom(to));
    await download.suspend();
    expect(readdirSync(to)).toEqual([basename(noRoom(to))]);
  });

  test.each([
    [CHUNK_BYTES, 0, 0],
    [CHUNK_BYTES + 1, 0, 1],
    [CHUNK_BYTES + 1, 10, 10],
  ])(
    "cuts %d bytes, of which %d are recorded, to keep %d with a record",
    async (had, before, kept) => {
      const [to, all] = [folder(), someBytes(had)];
      const path = join(to, "x.part");
      const record = {
        file: "x",
        size: 1e6,
        modified: MODIFIED,
        bytes: before,
        prefix: sha256(all.subarray(0, before)),
        identity: "",
        pid: process.pid,
        since: "17",
      };
      const text = (await createRecord(`${path}.json`, record, process.pid)) ?? "";
      await using handle = await open(path, "wx+");
      await handle.write(all);
      // There is room from when the partial is cut.
      mkdirSync(noRoom(to));
      const full = new Proxy(handle, {
        get: (target, key) => {
          if (key === "truncate") rmSync(noRoom(to), { recursive: true });
          const value: unknown = Reflect.get(target, key);
          return typeof value === "function" ? value.bind(target) : value;
        },
      });
      const partial = new PartialFile(path, full, process.pid, { text, record });
      await partial.keep({ ...record, bytes: had, prefix: sha256(all) });
      expect(readdirSync(to)).toHaveLength(kept === 0 ? 0 : 2);
      if (kept > 0) {
        const { bytes: recorded, prefix, ...writer } = await recordOf(path);
        expect([writer.pid, writer.since]).toEqual([undefined, undefined]);
        expect([recorded, prefix]).toEqual([kept, sha256(all.subarray(0, kept))]);
        expect(statSync(path).size).toBe(kept);
      }
    },
  );
});
