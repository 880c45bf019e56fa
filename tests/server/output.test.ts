// Where the log goes: to standard output, or to a file and in part to whoever looks at the console.

import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import pc from "picocolors";
import { LOG_CHARACTERS, WARNINGS_WAITING } from "../../lib/protocol/limits.ts";
import { consoleOutput, plainOutput } from "../../lib/server/output.ts";
import { createLog } from "../../lib/server/log.ts";
import { Warnings } from "../../lib/server/warnings.ts";
import { temporaryFolders } from "../files/temp.ts";

const tempFolder = temporaryFolders();
const settings = { level: "info", format: "pretty", now: () => 0 } as const;

test("without a console all goes to the stream as it is", async () => {
  const written: string[] = [];
  const stream = { write: (text: string) => void written.push(text) };
  const { log, warnings, close } = plainOutput(settings, stream);
  const told: string[] = [];
  warnings.listen((text) => void told.push(text));
  log.info("one");
  log.warn("two");
  log.debug("three");
  await close();
  expect(written.map((line) => Bun.stripANSI(line).slice(20))).toEqual([
    "INFO  one\n",
    "WARN  two\n",
  ]);
  expect(told).toEqual([]);
});

test("with one the whole log is in a file, without colours, and the console is told what is wrong", async () => {
  const path = join(tempFolder(), "server.log");
  const { log, warnings, close } = consoleOutput(settings, path);
  const told: string[] = [];
  log.warn("before anybody looks");
  warnings.listen((text) => void told.push(text));
  log.info("one");
  log.warn(`${pc.red("two")}\x1b[2J`, { lines: 2 });
  log.error("three".padEnd(3 * LOG_CHARACTERS, "!"));
  await close();
  const lines = readFileSync(path, "utf8").split("\n");
  expect(lines.slice(0, 3).map((line) => line.slice(20))).toEqual([
    "WARN  before anybody looks",
    "INFO  one",
    "WARN  two",
  ]);
  expect(lines.join("")).not.toContain("\x1b");
  expect(told.slice(0, 2)).toEqual(["before anybody looks", "two"]);
  expect(told[2]).toStartWith("three!!!");
});

test("a file that cannot be written is told once; nothing else is lost by it", async () => {
  const path = join(tempFolder(), "server.log");
  const { log, warnings, close } = consoleOutput(settings, join(path, "server.log"));
  await Bun.write(path, "a file is in the way");
  const told: string[] = [];
  warnings.listen((text) => void told.push(text));
  log.info("one");
  await close();
  log.warn("two");
  await close();
  expect(told.length).toBe(2);
  expect(told[0]).toStartWith(`Cannot write "${path}/server.log": `);
  expect(told[1]).toBe("two");
});

test("without a file nothing is kept, and the console is told all the same", async () => {
  const { log, warnings, close } = consoleOutput(settings, undefined);
  const told: string[] = [];
  log.error("wrong");
  await close();
  warnings.listen((text) => void told.push(text));
  expect(told).toEqual(["wrong"]);
});

test(`of what is told before anybody looks the newest ${WARNINGS_WAITING} are kept`, () => {
  for (const more of [0, 1]) {
    const warnings = new Warnings();
    for (let n = 1; n <= WARNINGS_WAITING + more; n++) warnings.tell(String(n));
    const told: string[] = [];
    warnings.listen((text) => void told.push(text));
    expect([told.length, told[0]]).toEqual([WARNINGS_WAITING, String(1 + more)]);
    warnings.tell("now");
    expect(told.at(-1)).toBe("now");
  }
});

test("news are logged, and told as such, before anybody looks and after", () => {
  const warnings = new Warnings();
  const logged: string[] = [];
  const write = (line: string) => void logged.push(line);
  const log = warnings.alsoNewsFrom(
    createLog({ level: "info", format: "json", write, now: () => 0 }),
  );
  const told: [string, boolean][] = [];
  log.info("one\x1b[2J");
  log.warn("a warning that another tells");
  warnings.tell("wrong");
  warnings.listen((text, isNews) => void told.push([text, isNews]));
  log.info("two");
  expect(told).toEqual([
    ["one", true],
    ["wrong", false],
    ["two", true],
  ]);
  expect(logged.length).toBe(3);
});
