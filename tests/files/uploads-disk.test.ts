// Guests' files for the shelf: the free space of its disk.

import { afterEach, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { freeBytes } from "../../lib/files/space.ts";
import { SPARE_DISK_BYTES } from "../../lib/protocol/limits.ts";
import { asNobody, temporaryFolders } from "./temp.ts";
import {
  announce,
  answers,
  begun,
  endAll,
  partialOf,
  partials,
  put,
  putPart,
  takingUploads,
  ten,
} from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

describe("the disk", () => {
  test("keeps SPARE_DISK_BYTES free beside all that is under way", async () => {
    let free = SPARE_DISK_BYTES + 15;
    const { uploads } = await takingUploads(folder(), {}, { free: async () => free });
    const upload = begun(await uploads.offer(announce("a", ten("a"))));
    expect(await uploads.offer(announce("b", "sixsix"))).toEqual({
      offer: "refused",
      code: "no-space",
      why: "the server's disk has no room for it",
    });
    expect(begun(await uploads.offer(announce("b", "fives"))).from).toBe(0);
    // What is written no longer needs room, and takes it.
    await upload.write(Buffer.from(ten("a")));
    free -= 10;
    expect(await uploads.offer(announce("c", "c"))).toMatchObject({ code: "no-space" });
    free += 1;
    expect(begun(await uploads.offer(announce("c", "c"))).from).toBe(0);
  });

  test("needs room only for what is missing of a file that is continued", async () => {
    const root = folder();
    await putPart((await takingUploads(root)).uploads, "a", ten("a"), 6);
    const full = { free: async () => SPARE_DISK_BYTES + 3 };
    const { uploads } = await takingUploads(root, {}, full);
    expect(await uploads.offer(announce("a", ten("a")))).toMatchObject({ code: "no-space" });
    const enough = await takingUploads(root, {}, { free: async () => SPARE_DISK_BYTES + 4 });
    expect(begun(await enough.uploads.offer(announce("a", ten("a"))))).toMatchObject({ from: 6 });
  });

  test("is not passed by uploads that begin at once", async () => {
    const free = async () => SPARE_DISK_BYTES + 10;
    const { uploads } = await takingUploads(folder(), {}, { free });
    const offers = await Promise.all(
      ["a", "b"].map((letter) => uploads.offer(announce(letter, ten(letter)))),
    );
    expect(answers(offers)).toEqual(["no-space", "send"]);
  });

  test("is asked by itself where nothing else is said", async () => {
    const root = folder();
    const free = await freeBytes(root);
    const { uploads } = await takingUploads(
      root,
      { file: 2 ** 53, quota: 2 ** 53 },
      { free: freeBytes },
    );
    const size = (free ?? 0) * 2;
    const huge = { file: "a", size, sha256: "0".repeat(64) };
    expect(await uploads.offer(huge)).toMatchObject({ code: "no-space" });
  });

  test("is no reason to refuse where asking for it is our fault, and no place is lost", async () => {
    let fault: Error | undefined = new TypeError("no function");
    const free = () => (fault ? Promise.reject(fault) : Promise.resolve(undefined));
    const { uploads } = await takingUploads(folder(), {}, { free });
    await expect(uploads.offer(announce("a", "hello"))).rejects.toThrow("no function");
    fault = undefined;
    expect(await put(uploads, "a", "hello")).toBe("a");
  });

  describe("that is full", () => {
    /** A disk with room for `room` bytes beside three interrupted uploads of 5 bytes each, the second the oldest. */
    async function fullDisk(room: number) {
      const root = folder();
      const { uploads: before } = await takingUploads(root);
      for (const letter of ["a", "b", "c"]) await putPart(before, letter, ten(letter), 5);
      const age = (letter: string, at: number) => utimesSync(partialOf(root, ten(letter)), at, at);
      const now = Date.now() / 1000;
      age("a", now - 20);
      age("b", now - 30);
      age("c", now - 10);
      const paths = () => partials(root).map((name) => join(root, ".uploads", name));
      const used = () => paths().reduce((sum, path) => sum + statSync(path).size, 0);
      const free = async () => SPARE_DISK_BYTES + room + 15 - used();
      const left = () => ["a", "b", "c"].filter((each) => existsSync(partialOf(root, ten(each))));
      return { root, left, ...(await takingUploads(root, {}, { free })) };
    }

    test("has room again where interrupted uploads go: the oldest first, no more than is needed", async () => {
      const { uploads, left } = await fullDisk(1);
      await begun(await uploads.offer(announce("d", "d"))).suspend();
      expect(left()).toEqual(["a", "b", "c"]);
      await begun(await uploads.offer(announce("e", "sixsix"))).suspend();
      expect(left()).toEqual(["a", "c"]);
      const all = begun(await uploads.offer(announce("f", "f".repeat(16))));
      expect(left()).toEqual([]);
      expect(all.from).toBe(0);
    });

    test("keeps them where all of them would not be enough", async () => {
      const { uploads, left } = await fullDisk(1);
      expect(await uploads.offer(announce("f", "f".repeat(17)))).toMatchObject({
        code: "no-space",
        why: "the server's disk has no room for it",
      });
      expect(left()).toEqual(["a", "b", "c"]);
    });

    test("keeps the one that is continued", async () => {
      const { uploads, left } = await fullDisk(0);
      expect(begun(await uploads.offer(announce("b", ten("b")))).from).toBe(5);
      expect(left()).toEqual(["b", "c"]);
    });

    test("and stays full though they went: that is told", async () => {
      const { uploads, left, root } = await fullDisk(0);
      const full = await takingUploads(root, {}, { free: async () => SPARE_DISK_BYTES });
      expect(await full.uploads.offer(announce("d", "d"))).toMatchObject({ code: "no-space" });
      expect(left()).toEqual(["a", "c"]);
      expect(await put(uploads, "e", "fives")).toBe("e");
    });
  });

  test("may forbid it: that is told as a refusal", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root);
    chmodSync(root, 0o555);
    const offer = await asNobody(() => uploads.offer(announce("a", "hello")));
    chmodSync(root, 0o755);
    expect(offer).toMatchObject({ code: "no-space", why: "permission denied" });
    expect(readdirSync(root)).toEqual([]);
    expect(await put(uploads, "a", "hello")).toBe("a");
  });

  // The system asks here who started the process, which only a process of its own can change.
  test("must allow it at the start", () => {
    const root = folder();
    chmodSync(root, 0o555);
    const program = `
      const { takingUploads } = await import(${JSON.stringify(require.resolve("./uploads-fixture.ts"))});
      if (process.getuid() === 0) process.setuid(65534);
      const open = await takingUploads(process.argv[1]).catch((error) => error);
      console.log(open.name, open.message);`;
    const child = Bun.spawnSync([process.execPath, "-e", program, root]);
    expect(child.stderr.toString()).toBe("");
    expect(child.stdout.toString()).toBe(
      `Error Cannot take files for the shelf "${root}": permission denied\n`,
    );
    expect(readdirSync(root)).toEqual([]);
  });
});
