// Receiving a file where the name or the disk does not allow it.

import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { saveError } from "../../lib/files/saving.ts";
import { FILE_PART_BYTES } from "../../lib/protocol/limits.ts";
import { begin, complete, found, interrupt, save, sha256 } from "./receiving.ts";
import { asNobody, fill, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const bytes = someBytes(1000);

describe("a name that is refused", () => {
  test.each([
    ["../x", '"../x": a part of it is "." or ".."'],
    ["/etc/x", '"/etc/x": it is absolute'],
    ["a/.bashrc", '"a/.bashrc": a part of it is hidden'],
    ["..\\x", '"..\\x": it has a backslash'],
    ["a/", '"a/": a part of it is empty'],
    ["a\x1b[2J\u202eb", '"ab": it has characters that cannot be shown'],
    ["x".repeat(FILE_PART_BYTES + 1), `a part of it is longer than ${FILE_PART_BYTES} bytes`],
    ["docs/NUL.txt", '"docs/NUL.txt": Windows keeps that name for a device'],
    ["x. ", '"x. ": it ends with a dot or a space'],
    ["x.part.json", '"x.part.json": records of downloads have names like that'],
  ])("%j, with a message that is safe to show", async (file, why) => {
    const to = folder();
    const opened = await Promise.allSettled([Download.open(to, file)]);
    expect(opened[0]).toMatchObject({ reason: { message: expect.stringContaining(why) } });
    expect(readdirSync(to)).toEqual([]);
  });

  test("the longest name is none of them: its partial name is cut", async () => {
    const to = folder();
    const name = `${"é".repeat(125)}x.txt`;
    expect(Buffer.byteLength(name)).toBe(FILE_PART_BYTES);
    expect(await save(to, name, bytes)).toBe(join(to, name));
    expect(readdirSync(to)).toEqual([name]);
  });
});

describe("a folder that will not have it", () => {
  test("is a file", async () => {
    const to = folder();
    fill(to, { file: "" });
    const why = 'Cannot save "x": a file lies where its folder should be';
    for (const out of ["file", "file/below"]) {
      await expect(begin(join(to, out), "x", 1)).rejects.toThrow(why);
      const opened = Download.open(join(to, out), "x", { onDuplicate: "error" });
      await expect(opened).rejects.toThrow(why);
    }
    expect(readdirSync(to)).toEqual(["file"]);
  });

  test("may not be written", async () => {
    const to = folder();
    mkdirSync(join(to, "closed"), { mode: 0o555 });
    chmodSync(to, 0o555);
    await asNobody(async () => {
      const why = 'Cannot save "x": permission denied';
      await expect(begin(join(to, "closed"), "x", 1)).rejects.toThrow(why);
      await expect(begin(join(to, "closed", "new"), "x", 1)).rejects.toThrow(why);
    });
    expect(readdirSync(join(to, "closed"))).toEqual([]);
    chmodSync(to, 0o755);
  });

  test("may not be written any more: what was there is kept, and continued where it may again", async () => {
    const to = folder();
    chmodSync(to, 0o777);
    await asNobody(() => interrupt(to, "x", bytes, 400));
    chmodSync(to, 0o555);
    await asNobody(async () => {
      expect(await found(to, "x")).toEqual({ bytes: 0, damaged: false });
      await expect(begin(to, "x", 1000)).rejects.toThrow('Cannot save "x": permission denied');
    });
    chmodSync(to, 0o777);
    const download = await Download.open(to, "x");
    expect(download.have?.bytes).toBe(400);
    await complete(download, bytes);
  });

  test("is gone when the file is whole", async () => {
    const to = join(folder(), "gone");
    const download = await begin(to, "x", 0);
    rmSync(to, { recursive: true });
    await expect(download.finish(sha256(Buffer.of()))).rejects.toThrow(
      'Cannot save "x": its partial file was moved, removed or taken over',
    );
  });
});

test("an error that is none is told as it is", () => {
  expect(saveError("x", "so")).toMatchObject({ message: 'Cannot save "x": so' });
});
