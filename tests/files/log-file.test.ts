// A log in a file: appended in order, bounded, for its owner alone, and no reason to stop where it cannot be written.

import { expect, test } from "bun:test";
import {
  chmodSync,
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { LogFile } from "../../lib/files/log-file.ts";
import { temporaryFolders } from "./temp.ts";

const tempFolder = temporaryFolders();

/** A log in a folder of its own, what was said of its failures, and its texts written one by one. */
function openLog(mostBytes: number) {
  const folder = tempFolder();
  const path = join(folder, "data", "server.log");
  const failures: string[] = [];
  const log = new LogFile(path, mostBytes, (message) => void failures.push(message));
  let taken = 0;
  const write = (text: string) => log.write(text, () => taken++);
  const kept = (file = path) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
  const writeEach = async (...texts: string[]) => {
    for (const text of texts) {
      write(text);
      await log.close();
    }
  };
  return { folder, path, failures, log, write, writeEach, kept, taken: () => taken };
}

test("begins with the first line, in a folder and a file that only their owner can read", async () => {
  const { path, log, write, kept, taken } = openLog(100);
  await log.close();
  expect(kept()).toBeUndefined();
  write("one\n");
  write("two\n");
  expect(taken()).toBe(0);
  await log.close();
  expect([kept(), taken()]).toEqual(["one\ntwo\n", 2]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
});

test("goes on behind what is there, which nobody else can read from then on", async () => {
  const { folder, path, kept } = openLog(100);
  mkdirSync(join(folder, "data"));
  writeFileSync(path, "before\n");
  chmodSync(path, 0o644);
  const log = new LogFile(path, 100, () => {});
  log.write("after\n", () => {});
  await log.close();
  expect(kept()).toBe("before\nafter\n");
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("has at most so many bytes, and what is older in one more file", async () => {
  const { path, writeEach, kept } = openLog(8);
  await writeEach("1234\n", "56\n");
  expect([kept(), kept(`${path}.1`)]).toEqual(["1234\n56\n", undefined]);
  await writeEach("7"); // one byte more than it may have
  expect([kept(), kept(`${path}.1`)]).toEqual(["7", "1234\n56\n"]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await writeEach("abcdefgh\n", "x\n");
  expect([kept(), kept(`${path}.1`)]).toEqual(["x\n", "abcdefgh\n"]);
});

test("is never put aside empty, however much comes at once", async () => {
  const { path, writeEach, kept } = openLog(8);
  await writeEach("123456789\n");
  expect([kept(), kept(`${path}.1`)]).toEqual(["123456789\n", undefined]);
});

test("counts what a former process wrote", async () => {
  const { path, writeEach, kept } = openLog(8);
  await writeEach("12345\n");
  const next = new LogFile(path, 8, () => {});
  next.write("678\n", () => {});
  await next.close();
  expect([kept(), kept(`${path}.1`)]).toEqual(["678\n", "12345\n"]);
});

test("where it cannot be written that is said once, and again only after it could be", async () => {
  const { folder, path, failures, writeEach, kept, taken } = openLog(100);
  writeFileSync(join(folder, "data"), "a file is in the way");
  await writeEach("lost\n", "lost too\n");
  expect(failures).toEqual([`Cannot write "${path}": it exists already`]);
  expect(taken()).toBe(2);
  rmSync(join(folder, "data"));
  await writeEach("kept\n");
  expect(kept()).toBe("kept\n");
  expect(failures.length).toBe(1);
  rmSync(join(folder, "data"), { recursive: true });
  writeFileSync(join(folder, "data"), "a file is in the way again");
  await writeEach("lost\n", "lost too\n");
  expect(failures.length).toBe(2);
});

test("what is no file is none to write to, and holds nobody up", async () => {
  const { folder, path, failures, writeEach, kept } = openLog(100);
  mkdirSync(join(folder, "data"));
  Bun.spawnSync(["mkfifo", path]);
  await writeEach("lost\n");
  expect(failures.length).toBe(1);
  rmSync(path);
  mkdirSync(path);
  await writeEach("lost\n");
  expect(failures.length).toBe(1);
  rmSync(path, { recursive: true });
  await writeEach("kept\n");
  expect(kept()).toBe("kept\n");
});

test("a pipe that somebody reads is no file either", async () => {
  const { folder, path, failures, writeEach } = openLog(100);
  mkdirSync(join(folder, "data"));
  Bun.spawnSync(["mkfifo", path]);
  const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  await writeEach("lost\n");
  expect(failures).toEqual([`Cannot write "${path}": no regular file`]);
  closeSync(reader);
});

test("where the older one cannot be put aside, nothing of it is lost, and it is said", async () => {
  const { path, failures, writeEach, kept } = openLog(8);
  await writeEach("1234567\n");
  mkdirSync(join(`${path}.1`, "in the way"), { recursive: true });
  await writeEach("8\n");
  expect(kept()).toBe("1234567\n");
  expect(failures).toEqual([`Cannot write "${path}": a folder`]);
  rmSync(`${path}.1`, { recursive: true });
  await writeEach("9\n");
  expect([kept(), kept(`${path}.1`)]).toEqual(["9\n", "1234567\n"]);
});
