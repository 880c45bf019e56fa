// Guests' files for the shelf: removing one, and nothing else.

import { afterEach, describe, expect, spyOn, test } from "bun:test";
import {
  chmodSync,
  linkSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import * as disk from "node:fs/promises";
import { join } from "node:path";
import { PutFiles } from "../../lib/files/put-files.ts";
import { UploadRefused } from "../../lib/files/upload-refused.ts";
import { asNobody, fill, temporaryFolders } from "./temp.ts";
import { announce, begun, endAll, put, takingUploads } from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

/** A shelf on which a guest put a.txt. */
async function withFile(rules: Parameters<typeof takingUploads>[1] = {}) {
  const root = folder();
  const { uploads } = await takingUploads(root, rules);
  await put(uploads, "a.txt", "hello");
  return { root, uploads };
}

describe("a file that is removed", () => {
  test("is gone; of what no guest put there, or is not offered, nothing is", async () => {
    const { root, uploads } = await withFile();
    fill(root, { "sub/b.txt": "b", ".hidden": "h", "c.txt": "c", "d.txt": "hello" });
    symlinkSync("c.txt", join(root, "link"));
    linkSync(join(root, "c.txt"), join(root, "second"));
    const left = [".hidden", ".uploads", "c.txt", "d.txt", "link", "second", "sub"];
    expect(await uploads.remove("a.txt")).toBe(true);
    for (const file of ["sub/b.txt", "d.txt", "sub", ".hidden", "link", "second", "../x", "nope"]) {
      expect(await uploads.remove(file)).toBe(false);
    }
    expect(readdirSync(root).toSorted()).toEqual(left);
    expect(readdirSync(join(root, "sub"))).toEqual(["b.txt"]);
  });

  test("by two at once is removed once", async () => {
    const { uploads } = await withFile();
    const removed = await Promise.all([uploads.remove("a.txt"), uploads.remove("a.txt")]);
    expect(removed).toEqual([true, false]);
  });

  test.each<[string, (path: string) => void]>([
    [
      "after the other was removed",
      (path) => {
        rmSync(path);
        writeFileSync(path, "the host's own");
      },
    ],
    [
      "by a rename over it",
      (path) => {
        writeFileSync(`${path}.new`, "the host's own");
        renameSync(`${path}.new`, path);
      },
    ],
  ])("is not the host's own, which has its name now: %s", async (_, replace) => {
    const { root, uploads } = await withFile();
    replace(join(root, "a.txt"));
    expect(await uploads.remove("a.txt")).toBe(false);
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("the host's own");
  });

  test("is not found under a name that the host gave it", async () => {
    const { root, uploads } = await withFile();
    renameSync(join(root, "a.txt"), join(root, "b.txt"));
    expect(await uploads.remove("b.txt")).toBe(false);
    expect(readdirSync(root)).toContain("b.txt");
  });

  test("may have changed since, and may have replaced what another guest put there", async () => {
    const { root, uploads } = await withFile({ onDuplicate: "overwrite" });
    await put(uploads, "a.txt", "other");
    writeFileSync(join(root, "a.txt"), "edited in its place");
    expect(await uploads.remove("a.txt")).toBe(true);
    expect(readdirSync(root)).toEqual([".uploads"]);
  });

  test("is not removed by a server that was started since", async () => {
    const { root } = await withFile();
    const { uploads } = await takingUploads(root);
    expect(await uploads.remove("a.txt")).toBe(false);
    expect(readdirSync(root)).toContain("a.txt");
  });

  test("is not removed through a folder that became a link", async () => {
    const elsewhere = folder();
    const { root, uploads } = await withFile();
    fill(elsewhere, { "a.txt": "mine" });
    symlinkSync(elsewhere, join(root, "sub"));
    expect(await uploads.remove("sub/a.txt")).toBe(false);
    expect(readdirSync(elsewhere)).toEqual(["a.txt"]);
  });

  test("where the folder does not allow it stays, which is told as a refusal, and can go later", async () => {
    const { root, uploads } = await withFile();
    chmodSync(root, 0o555);
    const refused = await asNobody(() => uploads.remove("a.txt").catch((error: unknown) => error));
    chmodSync(root, 0o755);
    expect(refused).toBeInstanceOf(UploadRefused);
    expect(refused).toMatchObject({
      code: "no-space",
      message: 'Cannot remove "a.txt": permission denied',
    });
    expect(readdirSync(root)).toContain("a.txt");
    expect(await uploads.remove("a.txt")).toBe(true);
  });

  test("by the host at that moment is not there", async () => {
    const { root, uploads } = await withFile();
    const { unlink } = disk;
    using unlinking = spyOn(disk, "unlink").mockImplementation((path) => {
      rmSync(join(root, "a.txt"));
      return unlink(path);
    });
    expect(await uploads.remove("a.txt")).toBe(false);
    expect(unlinking).toHaveBeenCalledTimes(1);
  });

  test("is told by its disk, its number and when it was made, all three", () => {
    const root = folder();
    fill(root, { "a.txt": "hello" });
    const stats = lstatSync(join(root, "a.txt"), { bigint: true });
    const files = new PutFiles();
    files.add("a.txt", stats);
    const { dev, ino, birthtimeNs } = stats;
    expect(files.has("a.txt", { dev, ino, birthtimeNs })).toBe(true);
    expect(files.has("a.txt", { dev: dev + 1n, ino, birthtimeNs })).toBe(false);
    expect(files.has("a.txt", { dev, ino: ino + 1n, birthtimeNs })).toBe(false);
    expect(files.has("a.txt", { dev, ino, birthtimeNs: birthtimeNs + 1n })).toBe(false);
  });

  test("counts no longer, and can be put again", async () => {
    const { root, uploads } = await withFile({ quota: 5 });
    expect(await uploads.offer(announce("b.txt", "b"))).toMatchObject({ code: "too-large" });
    await uploads.remove("a.txt");
    using looking = spyOn(disk, "lstat");
    expect(begun(await uploads.offer(announce("b.txt", "jello"))).from).toBe(0);
    // At once, and not only once it is looked for where the quota is short.
    expect(looking).not.toHaveBeenCalledWith(join(root, "a.txt"), expect.anything());
    await endAll();
    expect(await put(uploads, "a.txt", "hello")).toBe("a.txt");
  });
});
