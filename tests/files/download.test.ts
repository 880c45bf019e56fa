// Receiving a file: its final name appears only when all of it is there, and never takes another's place.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { lstatSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { VerificationError } from "../../lib/files/appending.ts";
import { Download } from "../../lib/files/download.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { MODIFIED, begin, save, sha256 } from "./receiving.ts";
import { fill, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const hello = Buffer.from("hello");

describe("a download that arrives", () => {
  test("has only its partial name until it is verified", async () => {
    const to = join(folder(), "new", "downloads");
    const download = await Download.open(to, "docs/info.txt");
    expect(download.have).toBeUndefined();
    expect(download.damaged).toBe(false);
    expect(() => readdirSync(to)).toThrow("ENOENT");
    await download.begin({ size: 5, modified: MODIFIED, from: 0 });
    expect(readdirSync(to).toSorted()).toEqual(["info.txt.part", "info.txt.part.json"]);
    await download.write(hello);
    expect(readdirSync(to).toSorted()).toEqual(["info.txt.part", "info.txt.part.json"]);
    expect(await download.finish(sha256(hello))).toBe(join(to, "info.txt"));
    expect(readdirSync(to)).toEqual(["info.txt"]);
    expect(readFileSync(join(to, "info.txt"), "utf8")).toBe("hello");
    const { mode, nlink } = statSync(join(to, "info.txt"));
    expect(mode & 0o777).toBe(0o644 & ~process.umask());
    expect(nlink).toBe(1);
  });

  test.each([0, 1, CHUNK_BYTES - 1, CHUNK_BYTES, CHUNK_BYTES + 1])(
    "is the file, with %d bytes",
    async (size) => {
      const [to, bytes] = [folder(), someBytes(size)];
      expect(readFileSync(await save(to, "x", bytes)).equals(bytes)).toBe(true);
      expect(readdirSync(to)).toEqual(["x"]);
    },
  );

  test("keeps the order of writes that nobody awaits, however they are cut", async () => {
    const to = folder();
    const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pieces, async (cuts) => {
        const whole = Buffer.concat(cuts);
        const download = await begin(to, "x", whole.length);
        for (const cut of cuts) void download.write(cut);
        const path = await download.finish(sha256(whole));
        expect(readFileSync(path).equals(whole)).toBe(true);
        rmSync(path);
      }),
      { numRuns: 50 },
    );
  });

  test("goes where the folder is, however it is spelled", async () => {
    const [to, links] = [folder(), folder()];
    symlinkSync(to, join(links, "there"));
    const path = join(links, "there", "x");
    expect(await save(join(links, "there"), "x", hello)).toBe(path);
    expect(readdirSync(to)).toEqual(["x"]);
  });
});

describe("what is there already", () => {
  test("is kept: the new file has a number", async () => {
    const to = folder();
    fill(to, { "a.txt": "mine" });
    expect(await save(to, "a.txt", hello)).toBe(join(to, "a (1).txt"));
    expect(await save(to, "a.txt", hello)).toBe(join(to, "a (2).txt"));
    expect(readFileSync(join(to, "a.txt"), "utf8")).toBe("mine");
    expect(readdirSync(to).toSorted()).toEqual(["a (1).txt", "a (2).txt", "a.txt"]);
  });

  test("is kept, even a symbolic link that leads nowhere yet", async () => {
    const [to, outside] = [folder(), folder()];
    symlinkSync(join(outside, "target"), join(to, "a.txt"));
    expect(await save(to, "a.txt", hello)).toBe(join(to, "a (1).txt"));
    expect(lstatSync(join(to, "a.txt")).isSymbolicLink()).toBe(true);
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe("a download that is not the file leaves nothing behind", () => {
  test.each([
    ["other bytes", Buffer.from("jello"), "its SHA-256 is not as announced"],
    ["too few bytes", Buffer.from("hell"), "4 of its 5 bytes arrived"],
  ])("%s", async (_, bytes, why) => {
    const to = folder();
    const download = await begin(to, "x", 5);
    await download.write(bytes);
    const error: unknown = await download.finish(sha256(hello)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VerificationError);
    expect(error).toMatchObject({ message: `Cannot save "x": ${why}`, name: "VerificationError" });
    expect(readdirSync(to)).toEqual([]);
    await Promise.all([download.suspend(), download.discard()]);
    expect(readdirSync(to)).toEqual([]);
  });

  test("one byte too many, which nobody awaits", async () => {
    const to = folder();
    const download = await begin(to, "x", 5);
    void download.write(hello);
    void download.write(Buffer.from("!"));
    const why = 'Cannot save "x": more than its 5 bytes arrived';
    await expect(download.write(Buffer.of())).rejects.toThrow(why);
    const error: unknown = await download.finish(sha256(hello)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VerificationError);
    expect(error).toMatchObject({ message: why });
    expect(readdirSync(to)).toEqual([]);
  });
});

describe("discard", () => {
  test("removes the partial file, whatever waits, and may be repeated", async () => {
    const to = folder();
    const download = await begin(to, "x", 10);
    const written = download.write(hello);
    await Promise.all([download.discard(), download.discard()]);
    await download.discard();
    await expect(written).rejects.toThrow('Cannot save "x": its download was given up');
    expect(readdirSync(to)).toEqual([]);
    const over = 'Cannot save "x": its download is over';
    await expect(download.write(hello)).rejects.toThrow(over);
    await expect(download.finish(sha256(hello))).rejects.toThrow(over);
    await expect(download.begin({ size: 1, modified: MODIFIED, from: 0 })).rejects.toThrow(over);
  });

  test("while it begins leaves nothing behind", async () => {
    const to = folder();
    const download = await Download.open(to, "x");
    const begun = download.begin({ size: 1, modified: MODIFIED, from: 0 });
    await download.discard();
    await begun;
    expect(readdirSync(to)).toEqual([]);
  });

  test("after finish keeps the file", async () => {
    const to = folder();
    const download = await begin(to, "x", 5);
    await download.write(hello);
    const path = await download.finish(sha256(hello));
    await download.discard();
    expect(readFileSync(path, "utf8")).toBe("hello");
    await expect(download.finish(sha256(hello))).rejects.toThrow("its download is over");
  });

  test("after finish touches no partial file, which is another's by now", async () => {
    const to = folder();
    const first = await begin(to, "x", 0);
    await first.finish(sha256(Buffer.of()));
    const second = await begin(to, "x", 5);
    await first.discard();
    await second.write(hello);
    expect(await second.finish(sha256(hello))).toBe(join(to, "x (1)"));
  });

  test("before finish has come to its end leaves the whole file or nothing", async () => {
    for (const isWritten of [false, true]) {
      const to = folder();
      const download = await begin(to, "x", 5);
      const written = download.write(hello);
      if (isWritten) await written;
      const finished = Promise.allSettled([written, download.finish(sha256(hello))]);
      await download.discard();
      const saved = (await finished)[1].status === "fulfilled";
      expect(readdirSync(to)).toEqual(saved ? ["x"] : []);
    }
  });
});

test("what has not begun takes no bytes, and ends without a trace", async () => {
  const to = folder();
  const why = 'Cannot save "x": its download has not begun';
  const download = await Download.open(to, "x");
  await expect(download.write(hello)).rejects.toThrow(why);
  await expect(download.finish(sha256(hello))).rejects.toThrow(why);
  expect(readdirSync(to)).toEqual([]);
});

test("a download begins once", async () => {
  const download = await begin(folder(), "x", 5);
  await expect(download.begin({ size: 5, modified: MODIFIED, from: 0 })).rejects.toThrow("over");
  await download.discard();
});
