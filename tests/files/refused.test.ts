// Receiving a file where the name or the disk does not allow it.

import { describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { FILE_PART_BYTES } from "../../lib/protocol/limits.ts";
import { fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const suffix = () => "r4nd0m";

describe("a name that is refused", () => {
  test.each([
    ["../x", '"../x": a part of it is "." or ".."'],
    ["/etc/x", '"/etc/x": it is absolute'],
    ["a/.bashrc", '"a/.bashrc": a part of it is hidden'],
    ["..\\x", '"..\\x": it has a backslash'],
    ["a/", '"a/": a part of it is empty'],
    ["a\x1b[2J\u202eb", '"ab": it has characters that cannot be shown'],
    ["x".repeat(FILE_PART_BYTES + 1), `a part of it is longer than ${FILE_PART_BYTES} bytes`],
  ])("%j, with a message that is safe to show", async (file, why) => {
    const to = folder();
    const opened = await Promise.allSettled([Download.open(to, file, 1, { suffix })]);
    expect(opened[0]).toMatchObject({ reason: { message: expect.stringContaining(why) } });
    expect(readdirSync(to)).toEqual([]);
  });

  test("the longest name is none of them: its partial name is cut", async () => {
    const to = folder();
    const name = `${"é".repeat(125)}x.txt`;
    expect(Buffer.byteLength(name)).toBe(FILE_PART_BYTES);
    const download = await Download.open(to, name, 0, { suffix });
    expect(readdirSync(to)).toEqual([`${"é".repeat(121)}.r4nd0m.part`]);
    const empty = createHash("sha256").digest("hex");
    expect(await download.finish(empty)).toBe(join(to, name));
  });
});

describe("a disk that refuses", () => {
  test("the folder", async () => {
    const to = folder();
    fill(to, { file: "" });
    await expect(Download.open(join(to, "file"), "x", 1, { suffix })).rejects.toThrow(
      /^Cannot save "x": /,
    );
  });

  test("the final name", async () => {
    const to = join(folder(), "gone");
    const download = await Download.open(to, "x", 0, { suffix });
    rmSync(to, { recursive: true });
    const finished = download.finish(createHash("sha256").digest("hex"));
    await expect(finished).rejects.toThrow('Cannot save "x": no such file');
  });

  // A limit on the size of files is the one full disk that any user can make; only a new process can have it.
  // The system takes a part of the write first: what it did not take must not count as written.
  test("the bytes", async () => {
    const to = folder();
    const program = `
      const { Download } = await import(${JSON.stringify(require.resolve("../../lib/files/download.ts"))});
      const download = await Download.open(process.argv[1], "x", 5e5, { suffix: () => "1" });
      const bytes = new Uint8Array(5e5);
      void download.write(bytes);
      const hash = Bun.SHA256.hash(bytes, "hex");
      const failed = await download.finish(hash).catch((error) => error.message);
      console.log(failed + " " + download.waiting);`;
    const limited = 'trap "" XFSZ; ulimit -f 64; exec "$0" -e "$1" "$2"';
    const child = Bun.spawnSync(["sh", "-c", limited, process.execPath, program, to]);
    expect(child.stderr.toString()).toBe("");
    expect(child.stdout.toString()).toBe('Cannot save "x": EFBIG 0\n');
    expect(readdirSync(to)).toEqual([]);
  });
});
