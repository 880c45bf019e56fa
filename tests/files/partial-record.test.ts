// Records of partial files: whole or not there, and claimed by one of all who try.

import { describe, expect, test } from "bun:test";
import {
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  claimRecord,
  createRecord,
  readRecord,
  recoverRecord,
  replaceRecord,
} from "../../lib/files/record.ts";
import { FILE_NAME_BYTES, RECORD_FILE_BYTES } from "../../lib/protocol/limits.ts";
import { record, recorded } from "./records.ts";
import { fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();

describe("reading", () => {
  test("gives what was written", async () => {
    const path = join(folder(), "r");
    expect(await readRecord(path)).toBe("none");
    const whole = { ...record, pid: 7, since: "123", sha256: "b".repeat(64) };
    const text = await createRecord(path, whole, 1);
    expect(await recorded(path)).toEqual({ text: text ?? "", record: whole });
    expect(await replaceRecord(path, record, 1)).not.toBe(text);
    expect((await recorded(path)).record).toEqual(record);
  });

  test.each([
    ["nothing", ""],
    ["half a record", JSON.stringify(record).slice(0, -1)],
    ["no object", "17"],
    ["bytes that the file has not", JSON.stringify({ ...record, bytes: 11 })],
    ["a part of a byte", JSON.stringify({ ...record, bytes: 1.5 })],
    ["less than nothing", JSON.stringify({ ...record, bytes: -1 })],
    ["a hash that is none", JSON.stringify({ ...record, prefix: "A".repeat(64) })],
    ["no partial", JSON.stringify({ ...record, identity: undefined })],
    ["all processes' number", JSON.stringify({ ...record, pid: -1 })],
    ["this group of processes' number", JSON.stringify({ ...record, pid: 0 })],
    ["no text", Buffer.from([0xff, 0xfe])],
  ])("takes %s for no record of ours", async (_, content) => {
    const path = join(folder(), "r");
    writeFileSync(path, content);
    expect(await readRecord(path)).toBe("foreign");
  });

  test("takes no more than RECORD_FILE_BYTES, and the longest path's record is within that", async () => {
    const path = join(folder(), "r");
    const text = JSON.stringify(record);
    writeFileSync(path, text.padEnd(RECORD_FILE_BYTES));
    expect((await recorded(path)).record).toEqual(record);
    writeFileSync(path, text.padEnd(RECORD_FILE_BYTES + 1));
    expect(await readRecord(path)).toBe("foreign");

    const most = Number.MAX_SAFE_INTEGER;
    const longest = {
      file: '"'.repeat(FILE_NAME_BYTES),
      size: most,
      modified: -most,
      sha256: record.prefix,
      bytes: most,
      prefix: record.prefix,
      identity: `${2n ** 64n}-${2n ** 64n}`,
      pid: 2 ** 32,
      since: `${2n ** 64n}`,
    };
    await replaceRecord(path, longest, 1);
    expect((await recorded(path)).record).toEqual(longest);
  });

  test("follows no link and waits for no FIFO", async () => {
    const to = folder();
    await createRecord(join(to, "r"), record, 1);
    symlinkSync(join(to, "r"), join(to, "link"));
    mkdirSync(join(to, "folder"));
    Bun.spawnSync(["mkfifo", join(to, "fifo")]);
    for (const name of ["link", "folder", "fifo"]) {
      expect(await readRecord(join(to, name))).toBe("foreign");
    }
  });
});

describe("writing", () => {
  test("does not create over what is there", async () => {
    const to = folder();
    fill(to, { r: "mine" });
    expect(await createRecord(join(to, "r"), record, 1)).toBeUndefined();
    expect(readFileSync(join(to, "r"), "utf8")).toBe("mine");
    expect(readdirSync(to)).toEqual(["r"]);
  });

  test("goes through no link where a record is made", async () => {
    const [to, outside] = [folder(), folder()];
    symlinkSync(join(outside, "target"), join(to, "r.1"));
    await expect(replaceRecord(join(to, "r"), record, 1)).rejects.toThrow("EEXIST");
    expect(readdirSync(outside)).toEqual([]);
  });

  test("leaves nothing where the record's place will not have it", async () => {
    const to = folder();
    mkdirSync(join(to, "r", "full"), { recursive: true });
    await expect(replaceRecord(join(to, "r"), record, 1)).rejects.toThrow();
    expect(readdirSync(to)).toEqual(["r"]);
  });
});

describe("claiming", () => {
  test("is done by one of many", async () => {
    const [to, path] = named();
    await createRecord(path, record, 1);
    const seen = await recorded(path);
    const pids = [11, 12, 13, 14, 15, 16];
    const claims = await Promise.all(
      pids.map((pid) => claimRecord(path, seen, { ...record, pid }, pid)),
    );
    const winners = pids.filter((_, index) => claims[index] !== undefined);
    expect(winners).toHaveLength(1);
    expect((await recorded(path)).record.pid).toBe(winners[0] ?? 0);
    expect(readdirSync(to)).toEqual(["r"]);
  });

  test("of a record that was claimed since it was read leaves the new one alone", async () => {
    const [to, path] = named();
    await createRecord(path, { ...record, pid: 5 }, 5);
    const seen = await recorded(path);
    const text = await claimRecord(path, seen, { ...record, pid: 11 }, 11);
    expect(await claimRecord(path, seen, { ...record, pid: 12 }, 12)).toBeUndefined();
    expect((await recorded(path)).text).toBe(text ?? "");
    expect(readdirSync(to)).toEqual(["r"]);
  });

  test("of a record that is gone makes none", async () => {
    const [to, path] = named();
    await createRecord(path, record, 1);
    const seen = await recorded(path);
    renameSync(path, join(to, "elsewhere"));
    expect(await claimRecord(path, seen, { ...record, pid: 12 }, 12)).toBeUndefined();
    expect(readdirSync(to)).toEqual(["elsewhere"]);
  });

  test("that comes to nothing puts the record back", async () => {
    const [to, path] = named();
    await createRecord(path, record, 1);
    const seen = await recorded(path);
    mkdirSync(`${path}.12`);
    expect(await claimRecord(path, seen, { ...record, pid: 12 }, 12)).toBeUndefined();
    expect((await recorded(path)).text).toBe(seen.text);
    expect(readdirSync(to).toSorted()).toEqual(["r", "r.12"]);
  });

  test("that was interrupted is undone, unless its process lives or it was done", async () => {
    const [to, path] = named();
    const isOver = (pid: number) => pid !== 7;
    const recover = () => recoverRecord(path, readdirSync(to), isOver);
    await createRecord(`${path}.7.old`, record, 1);
    for (const name of [
      "r.old",
      "r.0",
      "r.-1.old",
      "r.5.older",
      "r.12345678901",
      "rr.5.old",
      "r.7",
      "r.5",
      "r.4.old",
    ]) {
      fill(to, { [name]: "not ours, or not over" });
    }
    const others = readdirSync(to).toSorted();
    const contents = others.map((name) => readFileSync(join(to, name), "utf8"));
    await recover();
    expect(readdirSync(to).toSorted()).toEqual(others);
    fill(to, { "r.8": "", "r.9.old": "" });
    await createRecord(`${path}.6`, record, 1);
    await createRecord(`${path}.5.old`, record, 1);
    await recover();
    expect(readdirSync(to).toSorted()).toEqual(["r", ...others].toSorted());
    await createRecord(`${path}.6.old`, { ...record, pid: 6 }, 1);
    await recover();
    expect(readdirSync(to).toSorted()).toEqual(["r", ...others].toSorted());
    const kept = others.map((name) => readFileSync(join(to, name), "utf8"));
    expect(kept).toEqual(contents);
    expect((await recorded(path)).record).toEqual(record);
  });

  // Between the reading of the old record and the claim another process claimed it: its record is moved by
  // mistake, and must come back whatever that process clears away at the same time.
  test("by mistake never costs the winner its record", async () => {
    for (let round = 0; round < 50; round++) {
      const [to, path] = named();
      await createRecord(path, record, 1);
      const seen = await recorded(path);
      const first = claimRecord(path, seen, { ...record, pid: 11 }, 11);
      const others = Array.from({ length: 4 }, async (_, index) => {
        const pid = 12 + index;
        for (let tries = 0; tries < 5; tries++) {
          const claimed = await claimRecord(path, seen, { ...record, pid }, pid);
          if (claimed !== undefined) return pid;
        }
        return undefined;
      });
      const winners = (await Promise.all([first.then((text) => text && 11), ...others])).filter(
        (pid) => pid !== undefined,
      );
      expect(winners).toHaveLength(1);
      expect((await recorded(path)).record.pid).toBe(Number(winners[0]));
      expect(readdirSync(to)).toEqual(["r"]);
    }
  });
});

function named(): [to: string, path: string] {
  const to = folder();
  return [to, join(to, "r")];
}
