// The bounds of the input's history, and what becomes of it where the disk makes trouble.

import { describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { History } from "../../../lib/client/terminal/history.ts";
import { HISTORY_BYTES, HISTORY_LINES } from "../../../lib/protocol/limits.ts";
import { newPath, walked } from "./history-files.ts";

describe("bounds", () => {
  test("so many lines, and no more, in memory and in the file", async () => {
    const path = newPath();
    const history = History.open(path);
    for (let i = 1; i <= HISTORY_LINES; i++) history.add(`line ${i}`);
    expect(readFileSync(path, "utf8").split("\n").length - 1).toBe(HISTORY_LINES);
    expect(walked(history).at(-1)).toBe("line 1");
    history.add("one more");
    const kept = readFileSync(path, "utf8").split("\n");
    expect([kept.length - 1, kept[0], kept.at(-2)]).toEqual([HISTORY_LINES, "line 2", "one more"]);
    expect(walked(history).at(-1)).toBe("line 2");
    expect(readdirSync(dirname(path))).toEqual(["history"]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test("so many bytes, and no more, in memory and in the file", async () => {
    const path = newPath();
    const history = History.open(path);
    const line = (i: number) => `${i}${"ü".repeat(511)}`.padEnd(512, ".");
    const count = HISTORY_BYTES / 1024;
    for (let i = 0; i < count; i++) history.add(line(i % 10));
    expect(statSync(path).size).toBe(HISTORY_BYTES);
    expect(walked(history).length).toBe(count);
    history.add("x");
    expect(statSync(path).size).toBe(HISTORY_BYTES - 1024 + 2);
    expect(walked(history).length).toBe(count);
  });

  test("a line that is more than all bytes is not remembered", async () => {
    const path = newPath();
    const history = History.open(path);
    history.add("x".repeat(HISTORY_BYTES));
    expect(existsSync(path)).toBe(false);
    history.add("x".repeat(HISTORY_BYTES - 1));
    expect(statSync(path).size).toBe(HISTORY_BYTES);
    expect(walked(history).length).toBe(1);
  });

  test("of a file that is too long the newest are read, and it is shortened by the next line", async () => {
    const path = newPath();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Array.from({ length: 60_000 }, (_, i) => `number ${i}\n`).join(""));
    const history = History.open(path);
    expect(walked(history).length).toBe(HISTORY_LINES);
    expect(walked(history)[0]).toBe("number 59999");
    history.add("next");
    expect(readFileSync(path, "utf8").split("\n").length - 1).toBe(HISTORY_LINES);
    expect(walked(history)).toEqual(walked(History.open(path)));
  });

  test("a file kept elsewhere by a symbolic link stays there when it is shortened", async () => {
    const path = newPath();
    const real = newPath();
    for (const each of [path, real]) mkdirSync(dirname(each), { recursive: true });
    writeFileSync(real, "old\n".repeat(HISTORY_LINES));
    symlinkSync(real, path);
    History.open(path).add("next");
    expect(readFileSync(real, "utf8")).toEndWith("old\nnext\n");
    expect(readFileSync(path, "utf8")).toBe(readFileSync(real, "utf8"));
    expect(readdirSync(dirname(path))).toEqual(["history"]);
  });
});

describe("trouble", () => {
  test.each([
    ["a folder", (path: string) => void mkdirSync(path, { recursive: true })],
    [
      "a pipe",
      (path: string) => {
        mkdirSync(dirname(path), { recursive: true });
        Bun.spawnSync(["mkfifo", path]);
      },
    ],
    [
      "a symbolic link to itself",
      (path: string) => {
        mkdirSync(dirname(path), { recursive: true });
        symlinkSync(path, path);
      },
    ],
    [
      "no folder to be in",
      (path: string) => {
        mkdirSync(dirname(dirname(path)), { recursive: true });
        writeFileSync(dirname(path), "in the way");
      },
    ],
  ])("%s: one remark, and the history of this run", async (_what, make) => {
    const path = newPath();
    make(path);
    const history = History.open(path);
    history.add("one");
    history.add("two");
    expect(walked(history)).toEqual(["two", "one"]);
    expect(history.takeTrouble()).toStartWith(`Cannot keep the history in "${path}": `);
    expect(history.takeTrouble()).toBeUndefined();
  });

  test("a file that cannot be shortened is left as it is", async () => {
    const path = newPath();
    const full = "old\n".repeat(HISTORY_LINES);
    mkdirSync(join(`${path}.${process.pid}`, "in the way"), { recursive: true });
    writeFileSync(path, full);
    const history = History.open(path);
    history.add("one");
    expect(history.takeTrouble()).toStartWith("Cannot keep the history in");
    history.add("two");
    expect(walked(history).slice(0, 2)).toEqual(["two", "one"]);
    expect(readFileSync(path, "utf8")).toBe(`${full}one\n`);
  });

  test("a file that goes away while the chat lasts comes back with the next line", async () => {
    const path = newPath();
    const history = History.open(path);
    history.add("one");
    rmSync(dirname(path), { recursive: true });
    history.add("two");
    expect(readFileSync(path, "utf8")).toBe("two\n");
    expect(history.takeTrouble()).toBeUndefined();
  });
});
