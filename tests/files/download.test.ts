// Receiving a file: its final name appears only when all of it is there, and never takes another's place.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { lstatSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { Download, VerificationError } from "../../lib/files/download.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { fill, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const suffix = () => "r4nd0m";
const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const hello = Buffer.from("hello");

async function save(to: string, file: string, bytes: Uint8Array): Promise<string> {
  const download = await Download.open(to, file, bytes.length, { suffix });
  await download.write(bytes);
  return download.finish(sha256(bytes));
}

describe("a download that arrives", () => {
  test("has only its partial name until it is verified", async () => {
    const to = join(folder(), "new", "downloads");
    const download = await Download.open(to, "docs/info.txt", 5, { suffix });
    expect(readdirSync(to)).toEqual(["info.txt.r4nd0m.part"]);
    await download.write(hello);
    expect(readdirSync(to)).toEqual(["info.txt.r4nd0m.part"]);
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
      const bytes = someBytes(size);
      expect(readFileSync(await save(folder(), "x", bytes)).equals(bytes)).toBe(true);
    },
  );

  test("keeps the order of writes that nobody awaits, however they are cut", async () => {
    const to = folder();
    const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(pieces, async (cuts) => {
        const whole = Buffer.concat(cuts);
        const download = await Download.open(to, "x", whole.length, { suffix });
        for (const cut of cuts) void download.write(cut);
        const path = await download.finish(sha256(whole));
        expect(readFileSync(path).equals(whole)).toBe(true);
        rmSync(path);
      }),
      { numRuns: 50 },
    );
  });

  test("counts the bytes that wait for the disk", async () => {
    const download = await Download.open(folder(), "x", 10, { suffix });
    const [first, second] = [download.write(hello), download.write(hello)];
    expect(download.waiting).toBe(10);
    await first;
    expect(download.waiting).toBe(5);
    await second;
    expect(download.waiting).toBe(0);
    await download.abort();
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

  test("is never written through under the partial name", async () => {
    const [to, outside] = [folder(), folder()];
    symlinkSync(join(outside, "target"), join(to, "a.txt.r4nd0m.part"));
    await expect(Download.open(to, "a.txt", 5, { suffix })).rejects.toThrow(
      'Cannot save "a.txt": it exists already',
    );
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe("a download that is not the file leaves nothing behind", () => {
  test.each([
    ["other bytes", Buffer.from("jello"), "its SHA-256 is not as announced"],
    ["too few bytes", Buffer.from("hell"), "4 of its 5 bytes arrived"],
  ])("%s", async (_, bytes, why) => {
    const to = folder();
    const download = await Download.open(to, "x", 5, { suffix });
    await download.write(bytes);
    const error: unknown = await download.finish(sha256(hello)).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VerificationError);
    expect(error).toMatchObject({ message: `Cannot save "x": ${why}`, name: "VerificationError" });
    expect(readdirSync(to)).toEqual([]);
  });

  test("one byte too many, which nobody awaits", async () => {
    const to = folder();
    const download = await Download.open(to, "x", 5, { suffix });
    void download.write(hello);
    void download.write(Buffer.from("!"));
    const why = 'Cannot save "x": more than its 5 bytes arrived';
    await expect(download.write(Buffer.of())).rejects.toThrow(why);
    await expect(download.finish(sha256(hello))).rejects.toThrow(why);
    await download.abort();
    expect(download.waiting).toBe(0);
    expect(readdirSync(to)).toEqual([]);
  });
});

describe("abort", () => {
  test("removes the partial file, whatever waits, and may be repeated", async () => {
    const to = folder();
    const download = await Download.open(to, "x", 10, { suffix });
    const written = download.write(hello);
    await Promise.all([download.abort(), download.abort()]);
    await download.abort();
    await expect(written).rejects.toThrow('Cannot save "x": its download was given up');
    expect(download.waiting).toBe(0);
    await expect(readdirSync(to)).toEqual([]);
    await expect(download.write(hello)).rejects.toThrow('Cannot save "x": its download is over');
    await expect(download.finish(sha256(hello))).rejects.toThrow(
      'Cannot save "x": its download is over',
    );
  });

  test("after finish keeps the file", async () => {
    const to = folder();
    const download = await Download.open(to, "x", 5, { suffix });
    await download.write(hello);
    const path = await download.finish(sha256(hello));
    await download.abort();
    await expect(readFileSync(path, "utf8")).toBe("hello");
    await expect(download.finish(sha256(hello))).rejects.toThrow("its download is over");
  });

  test("after finish touches no partial file, which is another's by now", async () => {
    const to = folder();
    const first = await Download.open(to, "x", 0, { suffix });
    await first.finish(sha256(Buffer.of()));
    const second = await Download.open(to, "x", 5, { suffix });
    await first.abort();
    await second.write(hello);
    expect(await second.finish(sha256(hello))).toBe(join(to, "x (1)"));
  });

  test("before finish has come to its end leaves the whole file or nothing", async () => {
    const to = folder();
    const download = await Download.open(to, "x", 5, { suffix });
    const finished = Promise.allSettled([download.write(hello), download.finish(sha256(hello))]);
    await download.abort();
    const saved = (await finished)[1].status === "fulfilled";
    expect(readdirSync(to)).toEqual(saved ? ["x"] : []);
  });
});
