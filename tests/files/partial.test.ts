// Partial files: what lies at their names and is not theirs stays, and what was changed behind their back is not used.

import { describe, expect, test } from "bun:test";
import {
  appendFileSync,
  chmodSync,
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { Download } from "../../lib/files/download.ts";
import { RECORD_BYTES } from "../../lib/protocol/limits.ts";
import {
  begin,
  changeRecord,
  complete,
  found,
  interrupt,
  kill,
  recordOf,
  save,
  sha256,
} from "./receiving.ts";
import { asNobody, someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const bytes = someBytes(1000);

const THINGS: [string, (path: string) => void][] = [
  ["a file", (path) => writeFileSync(path, "mine")],
  ["an empty file", (path) => writeFileSync(path, "")],
  ["a folder", (path) => void mkdirSync(path)],
  ["a link to a file", (path) => symlinkSync("/etc/hostname", path)],
  ["a link to nowhere", (path) => symlinkSync("/nowhere/at/all", path)],
  ["a FIFO", (path) => void Bun.spawnSync(["mkfifo", path])],
];

/** What must not change of a thing. */
function state(path: string): unknown {
  const { ino, mode, size, mtimeNs, nlink } = lstatSync(path, { bigint: true });
  return { ino, mode, size, mtimeNs, nlink };
}

describe.each(THINGS)("%s of the person's own", (_, make) => {
  test.each(["x.part", "x.part.json"])("called %s stays as it is", async (name) => {
    const to = folder();
    make(join(to, name));
    const before = state(join(to, name));
    expect(await found(to, "x")).toEqual({ bytes: 0, damaged: false });
    await interrupt(to, "x", bytes, 400);
    expect(readdirSync(to)).toContain("x (1).part");
    const download = await Download.open(to, "x");
    expect(download.have?.bytes).toBe(400);
    expect(readFileSync(await complete(download, bytes)).equals(bytes)).toBe(true);
    expect(readdirSync(to).toSorted()).toEqual(["x", name]);
    expect(state(join(to, name))).toEqual(before);
  });

  test("where a killed download's partial was stays as it is", async () => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    // Not removed, or the thing could be given its number in the same tick of the disk's clock.
    renameSync(join(to, "x.part"), join(folder(), "x.part"));
    make(join(to, "x.part"));
    const before = state(join(to, "x.part"));
    expect(await found(to, "x")).toEqual({ bytes: 0, damaged: false });
    expect(await save(to, "x", bytes)).toBe(join(to, "x"));
    expect(state(join(to, "x.part"))).toEqual(before);
  });

  test("where a running download's partial was stays as it is", async () => {
    for (const end of ["finish", "suspend", "discard"] as const) {
      const to = folder();
      const download = await begin(to, "x", 1000);
      await download.write(bytes);
      rmSync(join(to, "x.part"));
      make(join(to, "x.part"));
      const before = state(join(to, "x.part"));
      const ended = download[end](sha256(bytes));
      if (end === "finish") {
        await expect(ended).rejects.toThrow(
          'Cannot save "x": its partial file was moved, removed or taken over',
        );
      }
      await ended.catch(() => undefined);
      expect(state(join(to, "x.part"))).toEqual(before);
      expect(readdirSync(to)).not.toContain("x");
    }
  });
});

describe("a partial that was changed while nobody wrote it", () => {
  const changes: [string, (partial: string) => void, boolean][] = [
    ["in its bytes", (partial) => writeFileSync(partial, bytes.toReversed()), true],
    ["to nothing", (partial) => writeFileSync(partial, ""), true],
    ["in its record's bytes", (partial) => changeRecord(partial, { bytes: 399 }), true],
    ["in its record's hash", (partial) => changeRecord(partial, { prefix: "0".repeat(64) }), true],
    ["by removing it", (partial) => rmSync(partial), false],
    ["by removing its record and it", (partial) => rmSync(`${partial}.json`), false],
  ];
  test.each(changes)("%s is not continued", async (_, change, damaged) => {
    const to = folder();
    await interrupt(to, "x", bytes, 400);
    change(join(to, "x.part"));
    const isLost = !readdirSync(to).includes("x.part.json");
    expect(await found(to, "x")).toEqual({ bytes: 0, damaged });
    // Without a record nothing tells that it is not the person's.
    expect(readdirSync(to)).toEqual(isLost ? ["x.part"] : []);
  });

  test("by putting a link in its place is not followed", async () => {
    const [to, elsewhere] = [folder(), folder()];
    await interrupt(to, "x", bytes, 400);
    renameSync(join(to, "x.part"), join(elsewhere, "x.part"));
    symlinkSync(join(elsewhere, "x.part"), join(to, "x.part"));
    expect(await found(to, "x")).toEqual({ bytes: 0, damaged: false });
    await save(to, "x", bytes);
    expect(lstatSync(join(elsewhere, "x.part")).size).toBe(400);
    expect(lstatSync(join(to, "x.part")).isSymbolicLink()).toBe(true);
  });

  test("by copying both elsewhere is as good", async () => {
    const [to, elsewhere] = [folder(), folder()];
    await interrupt(to, "x", bytes, 400);
    cpSync(to, elsewhere, { recursive: true });
    const download = await Download.open(elsewhere, "x");
    expect(download.have?.bytes).toBe(400);
    expect(readFileSync(await complete(download, bytes)).equals(bytes)).toBe(true);
    expect((await found(to, "x")).bytes).toBe(400);
  });

  test.skipIf(process.geteuid?.() === undefined)(
    "so that it may not be opened is left alone",
    async () => {
      const to = folder();
      chmodSync(to, 0o777);
      await asNobody(async () => {
        await interrupt(to, "x", bytes, 400);
        chmodSync(join(to, "x.part"), 0);
        expect(await found(to, "x")).toEqual({ bytes: 0, damaged: false });
        chmodSync(join(to, "x.part"), 0o600);
        expect((await found(to, "x")).bytes).toBe(400);
      });
    },
  );
});

describe("a partial that is changed while it is written", () => {
  test("has too many bytes then: it is not the file", async () => {
    const to = folder();
    const download = await begin(to, "x", 1000);
    await download.write(bytes);
    appendFileSync(join(to, "x.part"), "more");
    await expect(download.finish(sha256(bytes))).rejects.toThrow(
      'Cannot save "x": its partial file was changed by somebody else',
    );
    expect(readdirSync(to)).toEqual([]);
  });

  test("has another name then: it keeps it", async () => {
    const to = folder();
    const download = await begin(to, "x", 1000);
    await download.write(bytes);
    renameSync(join(to, "x.part"), join(to, "kept"));
    await expect(download.finish(sha256(bytes))).rejects.toThrow("moved, removed or taken over");
    expect(readdirSync(to)).toContain("kept");
    expect(readdirSync(to)).not.toContain("x");
  });

  test("has no record then: it is written again", async () => {
    const to = folder();
    const download = await begin(to, "x", 1000);
    rmSync(join(to, "x.part.json"));
    await download.write(bytes.subarray(0, 10));
    await download.suspend();
    expect((await found(to, "x")).bytes).toBe(10);
  });

  test("has another's record then: it is that one's", async () => {
    const [to, all] = [folder(), someBytes(RECORD_BYTES)];
    const first = await begin(to, "x", all.length + 1);
    await kill(to, "x.part", 4242);
    const why = 'Cannot save "x": its partial file was moved, removed or taken over';
    await expect(first.write(all)).rejects.toThrow(why);
    await expect(first.write(all)).rejects.toThrow(why);
    await expect(first.finish(sha256(all))).rejects.toThrow(why);
    expect(await recordOf(join(to, "x.part"))).toMatchObject({ pid: 4242, bytes: 0 });
    for (const end of ["suspend", "discard"] as const) {
      const download = await begin(to, "y", 1000);
      await download.write(bytes);
      await kill(to, "y.part", 4242);
      await download[end]();
      expect(await recordOf(join(to, "y.part"))).toMatchObject({ pid: 4242, bytes: 0 });
      for (const name of ["y.part", "y.part.json"]) rmSync(join(to, name));
    }
  });
});
