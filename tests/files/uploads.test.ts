// Guests' files for the shelf: which names and files are taken, and what becomes of a name that is taken.

import { afterEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";
import { weightOf } from "../../lib/files/appending.ts";
import { openShelfFile } from "../../lib/files/shelf.ts";
import { UploadRefused, cannotPut } from "../../lib/files/upload-refused.ts";
import { FILE_PART_BYTES } from "../../lib/protocol/limits.ts";
import { fill, temporaryFolders } from "./temp.ts";
import {
  announce,
  begun,
  endAll,
  hasher,
  partialOf,
  partials,
  put,
  sha256Of,
  takingUploads,
} from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

describe("a file that is put", () => {
  test("gets its name once all of it is there and right, and is told by its hash from then on", async () => {
    const root = folder();
    const { uploads, hashes } = await takingUploads(root);
    const upload = begun(await uploads.offer(announce("a.txt", "hello")));
    expect(upload).toMatchObject({ from: 0, size: 5, complete: false });
    await upload.write(Buffer.from("hel"));
    void upload.write(Buffer.from("lo"));
    expect(upload).toMatchObject({ waiting: weightOf(Buffer.from("lo")), complete: true });
    expect(readdirSync(root)).toEqual([".uploads"]);
    expect(await upload.finish()).toEqual({ file: "a.txt", size: 5 });
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("hello");
    expect(statSync(join(root, "a.txt")).mode & 0o777).toBe(0o644 & ~process.umask());
    expect(partials(root)).toEqual([]);
    const open = await openShelfFile(root, "a.txt");
    if (!open.ok) throw new Error(open.why);
    await open.handle.close();
    expect(hashes.known(open.version)).toBe(sha256Of("hello"));
  });

  test("may be empty", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root, { quota: 0, file: 0 });
    const upload = begun(await uploads.offer(announce("empty", "")));
    expect(upload).toMatchObject({ from: 0, size: 0, complete: true });
    expect(await upload.finish()).toEqual({ file: "empty", size: 0 });
    expect(statSync(join(root, "empty")).size).toBe(0);
    expect(partials(root)).toEqual([]);
  });

  test.each(["", "../a", "a/b", "a\\b", "..", ".hidden", "a\n", "a.", "a ", "NUL.txt"])(
    "is refused by the name %j",
    async (file) => {
      const root = folder();
      const { uploads } = await takingUploads(root);
      expect(await uploads.offer(announce(file, "hello"))).toMatchObject({ code: "file-refused" });
      expect(readdirSync(root)).toEqual([]);
    },
  );

  test("may have a name of FILE_PART_BYTES bytes, and not one more", async () => {
    const { uploads } = await takingUploads(folder());
    const longest = "x".repeat(FILE_PART_BYTES);
    expect(await put(uploads, longest, "hello")).toBe(longest);
    expect(await uploads.offer(announce(`${longest}x`, "hell"))).toMatchObject({
      code: "file-refused",
    });
  });

  test("a message about it is safe to show", () => {
    expect(cannotPut("a\x1b[2J\u202eb", "no")).toBe('Cannot put "ab" on the shelf: no');
  });
});

describe("a file that is there already", () => {
  test.each(["error", "overwrite", "rename"] as const)(
    "is not sent again: %s",
    async (onDuplicate) => {
      const root = folder();
      fill(root, { "a.txt": "hello" });
      const { uploads } = await takingUploads(root, { onDuplicate });
      const before = lstatSync(join(root, "a.txt")).ino;
      const already = { offer: "already", file: "a.txt" } as const;
      expect(await uploads.offer(announce("a.txt", "hello"))).toEqual(already);
      expect(await uploads.offer(announce("a.txt", "hello"))).toEqual(already);
      expect(readdirSync(root)).toEqual(["a.txt"]);
      expect(lstatSync(join(root, "a.txt")).ino).toBe(before);
    },
  );

  test.each([
    ["of another size", "hello!"],
    ["of other bytes", "jello"],
  ])("%s is another", async (_, there) => {
    const root = folder();
    fill(root, { "a.txt": there });
    const { uploads } = await takingUploads(root);
    expect(await uploads.offer(announce("a.txt", "hello"))).toMatchObject({ code: "exists" });
  });

  test("is hashed only where the size is right", async () => {
    const root = folder();
    fill(root, { "a.txt": "hello" });
    let hashed = 0;
    const counting = { sha256: (fd: number, size: number) => (hashed++, hasher.sha256(fd, size)) };
    const { uploads } = await takingUploads(root, {}, { hasher: counting });
    await uploads.offer(announce("a.txt", "hello!"));
    expect(hashed).toBe(0);
    await uploads.offer(announce("a.txt", "jello"));
    expect(hashed).toBe(1);
  });

  test.each<[string, (root: string) => void]>([
    ["a symbolic link", (root) => symlinkSync("b.txt", join(root, "a.txt"))],
    ["a hard link", (root) => linkSync(join(root, "b.txt"), join(root, "a.txt"))],
  ])("and is not offered, as %s, is another", async (_, make) => {
    const root = folder();
    fill(root, { "b.txt": "hello" });
    make(root);
    const { uploads } = await takingUploads(root);
    expect(await uploads.offer(announce("a.txt", "hello"))).toMatchObject({ code: "exists" });
  });

  test("and that cannot be read is another", async () => {
    const root = folder();
    fill(root, { "a.txt": "hello" });
    const broken = { sha256: () => Promise.reject(new Error("it cannot be read")) };
    const { uploads } = await takingUploads(root, {}, { hasher: broken });
    expect(await uploads.offer(announce("a.txt", "hello"))).toMatchObject({ code: "exists" });
  });
});

describe("a name that is taken", () => {
  test("error: it stays with what has it", async () => {
    const root = folder();
    fill(root, { "a.txt": "mine" });
    const { uploads } = await takingUploads(root, { onDuplicate: "error" });
    expect(await uploads.offer(announce("a.txt", "hello"))).toEqual({
      offer: "refused",
      code: "exists",
      why: "a file has that name already",
    });
    expect(partials(root)).toEqual([]);
  });

  test("error: also when it was taken meanwhile, and what was sent is kept for another name", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root, { onDuplicate: "error" });
    const upload = begun(await uploads.offer(announce("a.txt", "hello")));
    fill(root, { "a.txt": "mine" });
    void upload.write(Buffer.from("hello"));
    const refused = await upload.finish().catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UploadRefused);
    expect(refused).toMatchObject({
      code: "exists",
      message: 'Cannot put "a.txt" on the shelf: a file has that name already',
    });
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("mine");
    const again = begun(await uploads.offer(announce("b.txt", "hello")));
    expect(again).toMatchObject({ from: 5, complete: true });
    expect(await again.finish()).toEqual({ file: "b.txt", size: 5 });
  });

  test("error: of two that want it, the first to be finished has it", async () => {
    const { uploads } = await takingUploads(folder(), { onDuplicate: "error" });
    const [one, two] = (
      await Promise.all([
        uploads.offer(announce("a.txt", "one")),
        uploads.offer(announce("a.txt", "two")),
      ])
    ).map(begun);
    void one?.write(Buffer.from("one"));
    void two?.write(Buffer.from("two"));
    const ends = await Promise.allSettled([one?.finish(), two?.finish()]);
    expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  test("rename: it gets a number", async () => {
    const root = folder();
    fill(root, { "a.txt": "mine" });
    const { uploads } = await takingUploads(root, { onDuplicate: "rename" });
    expect(await put(uploads, "a.txt", "hello")).toBe("a (1).txt");
    expect(await put(uploads, "a.txt", "jello")).toBe("a (2).txt");
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("mine");
  });

  test("overwrite: what has it makes room, but not before the end", async () => {
    const root = folder();
    fill(root, { "a.txt": "mine" });
    const { uploads } = await takingUploads(root, { onDuplicate: "overwrite" });
    const upload = begun(await uploads.offer(announce("a.txt", "hello")));
    await upload.write(Buffer.from("hello"));
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("mine");
    expect(await upload.finish()).toEqual({ file: "a.txt", size: 5 });
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("hello");
    expect(readdirSync(root)).toEqual([".uploads", "a.txt"]);
  });

  const others: [string, (path: string) => void][] = [
    ["a folder", (path) => void mkdirSync(path)],
    ["a pipe", (path) => void Bun.spawnSync(["mkfifo", path])],
    ["a symbolic link", (path) => symlinkSync("/nowhere", path)],
  ];

  test.each(others)("overwrite: %s does not make room", async (_, make) => {
    const root = folder();
    make(join(root, "a"));
    const before = lstatSync(join(root, "a"));
    const { uploads } = await takingUploads(root, { onDuplicate: "overwrite" });
    expect(await uploads.offer(announce("a", "hello"))).toMatchObject({ code: "exists" });
    expect(lstatSync(join(root, "a")).ino).toBe(before.ino);
  });

  test.each(others)("overwrite: nor does %s that came meanwhile", async (_, make) => {
    const root = folder();
    const { uploads } = await takingUploads(root, { onDuplicate: "overwrite" });
    const upload = begun(await uploads.offer(announce("a", "hello")));
    make(join(root, "a"));
    const before = lstatSync(join(root, "a"));
    await upload.write(Buffer.from("hello"));
    await expect(upload.finish()).rejects.toMatchObject({ code: "exists" });
    expect(lstatSync(join(root, "a")).ino).toBe(before.ino);
    expect(existsSync(partialOf(root, "hello"))).toBe(true);
  });

  test("where the disk tells upper from lower case, the other case is another name", async () => {
    const root = folder();
    fill(root, { "a.txt": "mine" });
    const isTold = !existsSync(join(root, "A.TXT"));
    const { uploads } = await takingUploads(root, { onDuplicate: "rename" });
    expect(await put(uploads, "A.TXT", "hello")).toBe(isTold ? "A.TXT" : "A (1).TXT");
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("mine");
  });
});
