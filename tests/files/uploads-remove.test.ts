// Guests' files for the shelf: removing one, and nothing else.

import { afterEach, describe, expect, test } from "bun:test";
import { chmodSync, linkSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { asNobody, fill, temporaryFolders } from "./temp.ts";
import { endAll, hasher, put, takingUploads } from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

describe("a file that is removed", () => {
  test("is gone, whoever put it there; of what is not offered nothing is", async () => {
    const root = folder();
    fill(root, { "sub/b.txt": "b", ".hidden": "h", "c.txt": "c" });
    symlinkSync("c.txt", join(root, "link"));
    linkSync(join(root, "c.txt"), join(root, "second"));
    const { uploads } = await takingUploads(root);
    await put(uploads, "a.txt", "hello");
    expect(await uploads.remove("a.txt")).toBe(true);
    expect(await uploads.remove("sub/b.txt")).toBe(true);
    for (const file of ["a.txt", "sub", ".hidden", "link", "second", "../x", "nope"]) {
      expect(await uploads.remove(file)).toBe(false);
    }
    expect(readdirSync(root).toSorted()).toEqual(
      [".hidden", ".uploads", "c.txt", "link", "second", "sub"].toSorted(),
    );
  });

  test("by two at once is removed once", async () => {
    const root = folder();
    fill(root, { a: "a" });
    const { uploads } = await takingUploads(root);
    const removed = await Promise.all([uploads.remove("a"), uploads.remove("a")]);
    expect(removed).toEqual([true, false]);
  });

  test("is not removed through a folder that became a link", async () => {
    const root = folder();
    const elsewhere = folder();
    fill(elsewhere, { "a.txt": "mine" });
    symlinkSync(elsewhere, join(root, "sub"));
    const { uploads } = await takingUploads(root);
    expect(await uploads.remove("sub/a.txt")).toBe(false);
    expect(readdirSync(elsewhere)).toEqual(["a.txt"]);
  });

  test("where the folder does not allow it stays, and that is told", async () => {
    const root = folder();
    fill(root, { a: "a" });
    const { uploads } = await takingUploads(root);
    chmodSync(root, 0o555);
    const [removed] = await Promise.allSettled([asNobody(() => uploads.remove("a"))]);
    chmodSync(root, 0o755);
    expect(removed).toMatchObject({ reason: { message: 'Cannot remove "a": permission denied' } });
    expect(readdirSync(root)).toEqual(["a"]);
  });

  test("can be put again", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root, { quota: 5 }, { hasher });
    await put(uploads, "a.txt", "hello");
    await uploads.remove("a.txt");
    expect(await put(uploads, "a.txt", "hello")).toBe("a.txt");
  });
});
