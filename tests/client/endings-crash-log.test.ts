// The log of crashes: who can read it, how large it grows, and what stands in for it.

import { expect, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describeCrash, logCrash } from "../../lib/client/crash.ts";
import { CRASH_LOG_BYTES } from "../../lib/protocol/limits.ts";

const AT = new Date("2026-01-02T03:04:05Z");
const STAMP = "2026-01-02T03:04:05.000Z\n";

function folder() {
  const path = mkdtempSync(join(tmpdir(), "parlor-crash-"));
  const log = join(path, "state", "parlor", "crash.log");
  return { path, log, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test("entries are added, in a folder and a file of one's own", () => {
  using at = folder();
  logCrash(at.log, AT, "first");
  logCrash(at.log, AT, "second");
  expect(readFileSync(at.log, "utf8")).toBe(`${STAMP}first\n\n${STAMP}second\n\n`);
  expect(statSync(at.log).mode & 0o777).toBe(0o600);
  expect(statSync(join(at.log, "..")).mode & 0o777).toBe(0o700);
});

test("a log that others could read is one's own again", () => {
  using at = folder();
  logCrash(at.log, AT, "first");
  chmodSync(at.log, 0o644);
  logCrash(at.log, AT, "second");
  expect(statSync(at.log).mode & 0o777).toBe(0o600);
});

test("it may have so many bytes; of one more the oldest line is dropped", () => {
  using at = folder();
  logCrash(at.log, AT, "old");
  const old = statSync(at.log).size;
  const room = CRASH_LOG_BYTES - old - STAMP.length - 2;
  logCrash(at.log, AT, "x".repeat(room));
  expect(statSync(at.log).size).toBe(CRASH_LOG_BYTES);
  expect(readFileSync(at.log, "utf8")).toStartWith(`${STAMP}old\n\n`);

  using over = folder();
  logCrash(over.log, AT, "old");
  logCrash(over.log, AT, "x".repeat(room + 1));
  expect(readFileSync(over.log, "utf8")).toBe(`old\n\n${STAMP}${"x".repeat(room + 1)}\n\n`);

  using whole = folder();
  logCrash(whole.log, AT, "old");
  logCrash(whole.log, AT, "x".repeat(room + STAMP.length));
  expect(readFileSync(whole.log, "utf8")).toStartWith("old\n\n");
});

test("a single entry that is too long keeps its end", () => {
  using at = folder();
  logCrash(at.log, AT, "old");
  logCrash(at.log, AT, `${"x".repeat(2 * CRASH_LOG_BYTES)}END`);
  const log = readFileSync(at.log, "utf8");
  expect(log).toHaveLength(CRASH_LOG_BYTES);
  expect(log).toEndWith("xEND\n\n");
});

test("a log that has grown too large by itself shrinks", () => {
  using at = folder();
  logCrash(at.log, AT, "old");
  writeFileSync(at.log, "a line\n".repeat(CRASH_LOG_BYTES));
  logCrash(at.log, AT, "new");
  const log = readFileSync(at.log, "utf8");
  expect(log.length).toBeLessThanOrEqual(CRASH_LOG_BYTES);
  expect(log.length).toBeGreaterThan(CRASH_LOG_BYTES - 10);
  expect(log).toStartWith("a line\n");
  expect(log).toEndWith(`a line\n${STAMP}new\n\n`);
});

test("what is no file is no log, and holds nothing up", () => {
  using at = folder();
  mkdirSync(at.log, { recursive: true });
  expect(() => logCrash(at.log, AT, "first")).toThrow();
  const pipe = join(at.path, "pipe");
  Bun.spawnSync(["mkfifo", pipe]);
  expect(() => logCrash(pipe, AT, "first")).toThrow(`Cannot write "${pipe}": it is no file`);
});

test("an error is told with its causes, and without what a screen would obey", () => {
  const cause = new TypeError("the \x1b[2Jcause\x07");
  const told = describeCrash(new Error("what \x1b[31mhappened", { cause }));
  expect(told).toContain("error: what happened");
  expect(told).toContain("TypeError: the cause");
  expect(told).toContain("endings-crash-log.test.ts:");
  expect(told).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f]/);
  expect(describeCrash(undefined)).toBe("undefined");
});
