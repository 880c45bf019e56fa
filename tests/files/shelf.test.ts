// Opening the shelf and its files: whatever is asked for, nothing outside the shelf is read.

import { afterEach, describe, expect, test } from "bun:test";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  openShelf,
  openShelfFile,
  realPathOfHandle,
  realPathOfName,
} from "../../lib/files/shelf.ts";
import type { OpenFile, RealPath } from "../../lib/files/shelf.ts";
import { asNobody, fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const opened: OpenFile[] = [];
afterEach(async () => {
  for (const { handle } of opened.splice(0)) await handle.close();
});

async function open(root: string, file: string, realPath?: RealPath): Promise<OpenFile> {
  const result = await openShelfFile(root, file, realPath);
  if (!result.ok) throw new Error(`refused: ${result.why}`);
  opened.push(result);
  return result;
}

describe("openShelf", () => {
  test("gives the real path", async () => {
    const root = folder();
    const link = join(folder(), "link");
    symlinkSync(root, link);
    expect(await openShelf(link)).toBe(root);
  });

  test("says why it cannot", async () => {
    const root = folder();
    fill(root, { file: "" });
    const missing = join(root, "missing");
    const file = join(root, "file");
    await expect(openShelf(missing)).rejects.toThrow(
      `Cannot open the shelf "${missing}": there is no such folder`,
    );
    await expect(openShelf(join(file, "x"))).rejects.toThrow("it is not a folder");
    await expect(openShelf("")).rejects.toThrow(
      'Cannot open the shelf "": there is no such folder',
    );
    await expect(openShelf(file)).rejects.toThrow(
      `Cannot open the shelf "${file}": it is not a folder`,
    );
  });

  test("a folder that may not be read", async () => {
    const root = folder();
    chmodSync(root, 0o300);
    await expect(asNobody(() => openShelf(root))).rejects.toThrow("permission denied");
    chmodSync(root, 0o700);
  });
});

/** A shelf beside files that are none of it, with each kind of thing that must not be opened. */
function shelf(): string {
  const parent = folder();
  const root = join(parent, "shelf");
  fill(parent, { "secret.txt": "secret", "outside/secret.txt": "secret" });
  fill(root, { "ok.txt": "hello", "sub/deep/ok": "deep", ".hidden/x": "x", one: "1" });
  linkSync(join(root, "one"), join(root, "two"));
  symlinkSync("ok.txt", join(root, "link"));
  symlinkSync("/dev/zero", join(root, "zero"));
  symlinkSync("nowhere", join(root, "dangling"));
  symlinkSync("../outside", join(root, "out"));
  symlinkSync("sub", join(root, "in"));
  symlinkSync(".hidden", join(root, "unhidden"));
  execFileSync("mkfifo", [join(root, "fifo")]);
  return root;
}

const linux = process.platform === "linux";
const ways: [string, RealPath][] = [["its name", realPathOfName]];
if (linux) ways.push(["its handle", realPathOfHandle]);

describe.each(ways)("openShelfFile, judging by %s", (_, realPath) => {
  test("opens files, also in folders", async () => {
    const root = shelf();
    const time = new Date(1_700_000_000_123);
    utimesSync(join(root, "ok.txt"), time, time);
    const file = await open(root, "ok.txt", realPath);
    expect(file).toMatchObject({ size: 5, modified: 1_700_000_000_123 });
    expect(await file.handle.readFile("utf8")).toBe("hello");
    expect((await open(root, "sub/deep/ok", realPath)).size).toBe(4);
  });

  test("opens a file whose name looks like that of an unlinked one", async () => {
    const root = folder();
    fill(root, { "x (deleted)": "abc" });
    expect((await open(root, "x (deleted)", realPath)).size).toBe(3);
  });

  test.each([
    ["../secret.txt", 'a part of it is "." or ".."'],
    ["sub/../../secret.txt", 'a part of it is "." or ".."'],
    ["/etc/passwd", "it is absolute"],
    ["ok.txt\0", "it has characters that cannot be shown"],
    ["ok\n.txt", "it has characters that cannot be shown"],
    [".hidden/x", "a part of it is hidden"],
    ["..\\secret.txt", "it has a backslash"],
    ["", "it is empty"],
    ["nope.txt", "no such file"],
    ["ok.txt/x", "no such file"],
    ["sub", "a folder"],
    ["link", "a symbolic link"],
    ["zero", "a symbolic link"],
    ["dangling", "a symbolic link"],
    ["out/secret.txt", "outside the shelf"],
    ["in/deep/ok", "a symbolic link inside the shelf"],
    ["unhidden/x", "a symbolic link inside the shelf"],
    ["fifo", "not a regular file"],
    ["one", "more than one hard link"],
  ])("refuses %j: %s", async (file, why) => {
    const root = shelf();
    expect(await openShelfFile(root, file, realPath)).toEqual({ ok: false, why });
    expect(openBelow(root)).toEqual([]);
  });

  test("a folder beside the shelf whose name begins alike is outside", async () => {
    const root = shelf();
    fill(`${root}-2`, { x: "secret" });
    symlinkSync("../shelf-2", join(root, "beside"));
    const refused = await openShelfFile(root, "beside/x", realPath);
    expect(refused).toEqual({ ok: false, why: "outside the shelf" });
  });

  test("a file swapped after it was opened still reads as the original", async () => {
    const root = shelf();
    const { handle } = await open(root, "ok.txt", realPath);
    rmSync(join(root, "ok.txt"));
    symlinkSync("../secret.txt", join(root, "ok.txt"));
    expect(await handle.readFile("utf8")).toBe("hello");
  });

  test("a file that is replaced while it is judged is refused", async () => {
    const root = shelf();
    const refused = await openShelfFile(root, "ok.txt", (handle, path) => {
      writeFileSync(join(root, "new"), "new");
      renameSync(join(root, "new"), path);
      return realPath(handle, path);
    });
    expect(refused).toEqual({ ok: false, why: "it changed while it was opened" });
    expect(openBelow(root)).toEqual([]);
  });

  test("a folder that is swapped for a link while a file is judged is refused", async () => {
    const root = shelf();
    fill(root, { "../outside/ok": "secret" });
    const refused = await openShelfFile(root, "sub/deep/ok", (handle, path) => {
      renameSync(join(root, "sub/deep"), join(root, "../moved"));
      symlinkSync("../../outside", join(root, "sub/deep"));
      return realPath(handle, path);
    });
    expect(refused.ok).toBe(false);
    expect(openBelow(root)).toEqual([]);
  });
});

test("an error that is no refusal is not swallowed, and the handle is closed", async () => {
  const root = folder();
  fill(root, { x: "" });
  const broken = openShelfFile(root, "x", () => Promise.reject(new TypeError("a bug")));
  await expect(broken).rejects.toThrow("a bug");
  expect(openBelow(root)).toEqual([]);
});

/** What this process has open below a folder; other systems than Linux do not tell. */
function openBelow(root: string): string[] {
  if (!linux) return [];
  return readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      const path = readlinkSync(`/proc/self/fd/${fd}`);
      return path.startsWith(root) ? [path] : [];
    } catch {
      return []; // the descriptor of this very listing
    }
  });
}
