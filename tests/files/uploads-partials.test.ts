// Guests' files for the shelf: what lies in their hidden folder, after an interruption and where somebody has meddled.

import { afterEach, describe, expect, test } from "bun:test";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from "node:fs";
import { join } from "node:path";
import { openShelfFile } from "../../lib/files/shelf.ts";
import { PARTIAL_KEPT_MS } from "../../lib/protocol/limits.ts";
import { fill, temporaryFolders } from "./temp.ts";
import {
  announce,
  begun,
  endAll,
  partialOf,
  partials,
  put,
  putPart,
  sha256Of,
  takingUploads,
} from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

describe("an upload that was interrupted", () => {
  test("is continued where it stopped, under any name, also after a restart", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root);
    await putPart(uploads, "a.txt", "hello", 2);
    expect(readFileSync(partialOf(root, "hello"), "utf8")).toBe("he");
    const again = begun(await uploads.offer(announce("a.txt", "hello")));
    expect(again.from).toBe(2);
    await again.write(Buffer.from("l"));
    await again.suspend();
    const restarted = await takingUploads(root);
    const upload = begun(await restarted.uploads.offer(announce("b.txt", "hello")));
    expect(upload).toMatchObject({ from: 3, size: 5, complete: false });
    await upload.write(Buffer.from("lo"));
    expect(await upload.finish()).toEqual({ file: "b.txt", size: 5 });
    expect(readFileSync(join(root, "b.txt"), "utf8")).toBe("hello");
    expect(partials(root)).toEqual([]);
  });

  test("leaves nothing where nothing arrived", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root);
    await begun(await uploads.offer(announce("a.txt", "hello"))).suspend();
    expect(partials(root)).toEqual([]);
  });

  test("is whole already where only its end was not told", async () => {
    const root = folder();
    fill(root, { [`.uploads/${sha256Of("hello")}.part`]: "hello" });
    const { uploads } = await takingUploads(root);
    const upload = begun(await uploads.offer(announce("a.txt", "hello")));
    expect(upload).toMatchObject({ from: 5, complete: true });
    expect(await upload.finish()).toEqual({ file: "a.txt", size: 5 });
  });

  test("is cut to the announced size", async () => {
    const root = folder();
    fill(root, { [`.uploads/${sha256Of("hello")}.part`]: "hello, world" });
    const { uploads } = await takingUploads(root);
    const upload = begun(await uploads.offer(announce("a.txt", "hello")));
    expect(upload).toMatchObject({ from: 5, complete: true });
    await upload.finish();
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("hello");
  });

  test("is kept for PARTIAL_KEPT_MS, and not for longer", async () => {
    const root = folder();
    const now = 1.7e12;
    const { uploads } = await takingUploads(root, {}, { now: () => now });
    for (const name of ["limit", "past"]) await putPart(uploads, name, name, 3);
    const age = (name: string, ms: number) =>
      utimesSync(partialOf(root, name), (now - ms) / 1000, (now - ms) / 1000);
    age("limit", PARTIAL_KEPT_MS);
    age("past", PARTIAL_KEPT_MS + 1);
    await takingUploads(root, {}, { now: () => now });
    expect(partials(root)).toEqual([`${sha256Of("limit")}.part`]);
  });

  test("is not kept for longer by a server that runs all the while", async () => {
    const root = folder();
    let now = Date.now();
    const { uploads } = await takingUploads(root, {}, { now: () => now });
    await putPart(uploads, "a", "hello", 3);
    now += PARTIAL_KEPT_MS + 60_000;
    await put(uploads, "b", "b");
    expect(partials(root)).toEqual([]);
  });

  test("and of which the partial is gone begins anew", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root);
    await putPart(uploads, "a", "hello", 3);
    rmSync(join(root, ".uploads"), { recursive: true });
    expect(await put(uploads, "a", "hello")).toBe("a");
    expect(readFileSync(join(root, "a"), "utf8")).toBe("hello");
  });

  test("by the end of the server leaves only its partial file", async () => {
    const root = folder();
    const program = `
      const { announce, begun, takingUploads } = await import(${JSON.stringify(require.resolve("./uploads-fixture.ts"))});
      const { uploads } = await takingUploads(process.argv[1]);
      const upload = begun(await uploads.offer(announce("a.txt", "hello")));
      await upload.write(Buffer.from("hel"));
      process.kill(process.pid, "SIGKILL");`;
    const child = Bun.spawnSync([process.execPath, "-e", program, root]);
    expect(child.signalCode).toBe("SIGKILL");
    expect(readdirSync(root)).toEqual([".uploads"]);
    expect(partials(root)).toEqual([`${sha256Of("hello")}.part`]);
    const { uploads } = await takingUploads(root);
    expect(begun(await uploads.offer(announce("a.txt", "hello"))).from).toBe(3);
  });
});

// A finished upload gets its name by a second link: the server may be killed before the first is gone.
describe("a partial that has a second name", () => {
  test("goes at the start, so that the file is offered", async () => {
    const root = folder();
    fill(root, { [`.uploads/${sha256Of("hello")}.part`]: "hello" });
    linkSync(partialOf(root, "hello"), join(root, "a.txt"));
    const { uploads } = await takingUploads(root);
    expect(partials(root)).toEqual([]);
    expect(await uploads.offer(announce("a.txt", "hello"))).toMatchObject({ offer: "already" });
  });

  test("is never written to, nor cut", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root);
    fill(root, { [`.uploads/${sha256Of("hello")}.part`]: "other content" });
    linkSync(partialOf(root, "hello"), join(root, "a.txt"));
    const upload = begun(await uploads.offer(announce("b.txt", "hello")));
    expect(upload.from).toBe(0);
    void upload.write(Buffer.from("hello"));
    await upload.finish();
    expect(readFileSync(join(root, "a.txt"), "utf8")).toBe("other content");
    expect(statSync(join(root, "a.txt")).nlink).toBe(1);
  });
});

describe("what lies where a partial should be", () => {
  test.each<[string, (path: string, target: string) => void]>([
    ["a symbolic link", (path, target) => symlinkSync(target, path)],
    ["a pipe", (path) => void Bun.spawnSync(["mkfifo", path])],
  ])("%s makes room, and what it leads to stays", async (_, make) => {
    const root = folder();
    const target = join(folder(), "target");
    fill(target, { "../target.txt": "mine" });
    mkdirSync(join(root, ".uploads"));
    make(partialOf(root, "hello"), `${target}.txt`);
    const { uploads } = await takingUploads(root);
    expect(await put(uploads, "a.txt", "hello")).toBe("a.txt");
    expect(lstatSync(join(root, "a.txt")).isFile()).toBe(true);
    expect(readFileSync(`${target}.txt`, "utf8")).toBe("mine");
  });

  test("a folder stays, and the file is refused", async () => {
    const root = folder();
    mkdirSync(partialOf(root, "hello"), { recursive: true });
    const { uploads } = await takingUploads(root);
    expect(await uploads.offer(announce("a.txt", "hello"))).toMatchObject({ code: "no-space" });
    expect(await put(uploads, "b.txt", "jello")).toBe("b.txt");
  });

  test("files of other names, and what is no file, are left alone", async () => {
    const root = folder();
    const hex = "a".repeat(64);
    const names = ["notes.txt", `${hex.toUpperCase()}.part`, `a${hex}.part`, hex, `${hex}.orig`];
    for (const name of names) fill(root, { [`.uploads/${name}`]: "mine" });
    names.push(`${"f".repeat(64)}.part`);
    Bun.spawnSync(["mkfifo", join(root, ".uploads", `${"f".repeat(64)}.part`)]);
    for (const name of names) utimesSync(join(root, ".uploads", name), 1, 1);
    const { uploads } = await takingUploads(root, { quota: 5 });
    await put(uploads, "a.txt", "hello");
    expect(partials(root).toSorted()).toEqual(names.toSorted());
  });

  test("one that is open is no file of the shelf", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root);
    begun(await uploads.offer(announce("a.txt", "hello")));
    const file = `.uploads/${sha256Of("hello")}.part`;
    expect(await openShelfFile(root, file)).toMatchObject({ ok: false });
    expect(await uploads.remove(file)).toBe(false);
  });
});
