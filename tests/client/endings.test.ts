// The worst ends of the client: the terminal is as it was, one sentence is said, and nothing typed is lost.

import { afterEach, describe, expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { epitaph, guardSignals, guardTerminal, type Unsaved } from "../../lib/client/endings.ts";
import { Failure } from "../../lib/client/failure.ts";
import * as terminalModule from "../../lib/client/terminal/terminal.ts";
import {
  ALTERNATE_OFF,
  ALTERNATE_ON,
  FOCUS_REPORTS_OFF,
  PASTE_MARKS_OFF,
  SHOW_CURSOR,
  UPDATE_END,
} from "../../lib/client/terminal/terminal.ts";
import { pty, type Pty } from "../support/pty.ts";
import { House } from "./server.ts";

setDefaultTimeout(20_000);

/** Longer than these tests. */
const NEVER_MS = 2 ** 31 - 1;

class Folder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "parlor-endings-"));
  readonly log = join(this.path, "state", "parlor", "crash.log");
  readonly kept = join(this.path, "kept");

  [Symbol.dispose](): void {
    rmSync(this.path, { recursive: true });
  }
}

async function live(folder: Folder, how: string, log = folder.log): Promise<Pty> {
  const inner = 'echo "pid $$"; exec "$0" tests/client/endings-fixture.ts "$@"';
  const command = `trap : INT; sh -c '${inner}' "$0" "$@"; echo "exit $?"; stty -a; echo "the end"`;
  const words = ["sh", "-c", command, process.execPath, how, log, folder.kept];
  const terminal = pty(words, { cols: 100, rows: 40 });
  await terminal.waitFor("live");
  return terminal;
}

/** The screen, once the program has ended so and the terminal is as it was. */
async function left(terminal: Pty, exit: number): Promise<string> {
  const screen = await terminal.waitFor(/^the end$/m);
  expect(screen).toContain(`exit ${exit}\n`);
  expect(screen).toMatch(/\sicanon\s/);
  expect(screen).toMatch(/\secho\s/);
  const raw = terminal.raw().split("live").at(-1) ?? "";
  const undone = [SHOW_CURSOR, PASTE_MARKS_OFF, FOCUS_REPORTS_OFF, UPDATE_END, "\x1b[0m"];
  for (const sequence of undone) expect(raw).toContain(sequence);
  return screen;
}

describe("a crash while live", () => {
  test.each([
    ["thrown", "t"],
    ["rejected", "r"],
  ])("%s: one sentence, the unsent line, the stack in the log", async (what, key) => {
    using folder = new Folder();
    await using terminal = await live(folder, "alternate");
    terminal.type(key);
    const screen = await left(terminal, 1);
    expect(screen).toMatch(/^pid \d+\n/);
    expect(screen).not.toContain("live");
    expect(screen).toContain("Unsent: half a line — never sent\n");
    const sentence =
      "Parlor's client failed; this is a fault of its own. What is known of it is in";
    expect(screen.replaceAll("\n", "")).toContain(`${sentence} ${folder.log}exit 1`);
    expect(screen).not.toContain("on purpose");
    expect(readFileSync(folder.kept, "utf8")).toBe("half a line — never sent");
    const log = readFileSync(folder.log, "utf8");
    expect(log).toContain(`${what} on purpose`);
    expect(log).toContain("endings-fixture.ts:");
    expect(log).not.toContain("\x1b");
    if (what === "thrown") expect(log).toContain("the cause");
    expect(statSync(folder.log).mode & 0o777).toBe(0o600);
  });

  test("on the main screen the alternate one is not left", async () => {
    using folder = new Folder();
    await using terminal = await live(folder, "main");
    // The fixture itself has said that it is on the main screen.
    const before = terminal.raw().split(ALTERNATE_OFF).length;
    terminal.type("t");
    await left(terminal, 1);
    expect(terminal.raw().split(ALTERNATE_OFF)).toHaveLength(before);
    expect(terminal.raw()).not.toContain(ALTERNATE_ON);
  });

  test("where nothing may be kept, all of it is told", async () => {
    using folder = new Folder();
    await using terminal = await live(folder, "alternate", "-");
    terminal.type("t");
    const screen = await left(terminal, 1);
    expect(screen).toContain("Parlor's client failed; this is a fault of its own:\n");
    expect(screen).toContain("thrown on purpose");
    expect(existsSync(folder.log)).toBe(false);
  });

  test("no UTF-8: it is told in ASCII", async () => {
    using folder = new Folder();
    await using terminal = await live(folder, "ascii");
    terminal.type("t");
    expect(await left(terminal, 1)).toContain("Unsent: half a line - never sent\n");
  });

  test("what fails meanwhile keeps nothing else from being saved", async () => {
    using folder = new Folder();
    await using terminal = await live(folder, "twice");
    terminal.type("t");
    expect(await left(terminal, 1)).not.toContain("Unsent");
    expect(readFileSync(folder.log, "utf8")).toContain("thrown on purpose");
  });
});

describe("a signal while live, without a session", () => {
  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)("%s: %i", async (name, exit) => {
    using folder = new Folder();
    await using terminal = await live(folder, "alternate");
    process.kill(Number(/^pid (\d+)/.exec(terminal.raw())?.[1]), name);
    expect(await left(terminal, exit)).not.toContain("live");
    expect(existsSync(folder.log)).toBe(false);
  });
});

describe("in this process", () => {
  const NAMES = ["SIGINT", "SIGTERM", "SIGHUP", "uncaughtException", "unhandledRejection", "exit"];
  const listeners = (name: string): Function[] => process.listeners(name);
  const before = new Map(NAMES.map((name) => [name, listeners(name)]));

  afterEach(() => {
    for (const name of NAMES) {
      for (const listener of process.listeners(name)) {
        if (!before.get(name)?.includes(listener)) process.off(name, listener);
      }
    }
  });

  test.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
    ["SIGHUP", 129],
  ] as const)("%s ends the session: %i", async (name, exit) => {
    await using house = new House();
    const guarded = guardSignals(NEVER_MS);
    const session = await house.join("Ann");
    guarded.session = session;
    const keys: string[] = [];
    guarded.onInterrupt = () => (keys.push(name), false);
    process.emit(name);
    const failure = await session.ended;
    expect(failure).toBeInstanceOf(Failure);
    expect([failure.exit, failure.message]).toEqual([exit, `Ended by ${name}`]);
    expect(keys).toEqual(name === "SIGINT" ? ["SIGINT"] : []);
  });

  test("a Ctrl-C that was only a key ends nothing", async () => {
    await using house = new House();
    const guarded = guardSignals(NEVER_MS);
    await using session = await house.join("Ann");
    guarded.session = session;
    guarded.onInterrupt = () => true;
    process.emit("SIGINT");
    expect(session.failure).toBeUndefined();
  });

  test("a crash is waited for, whatever throws", () => {
    guardTerminal({ abilities: { plain: true, ascii: false }, ...unsaved("") });
    for (const name of ["uncaughtException", "unhandledRejection"])
      expect(listeners(name)).toHaveLength((before.get(name)?.length ?? 0) + 1);
  });

  test.each([
    ["given back", false, 1],
    ["left alone where lines are only appended", true, 0],
  ])("at the end the terminal is %s", (_what, plain, times) => {
    const restoring = spyOn(terminalModule, "restoreTerminal");
    guardTerminal({ abilities: { plain, ascii: false }, ...unsaved("") });
    listeners("exit").at(-1)?.();
    expect(restoring).toHaveBeenCalledTimes(times);
    restoring.mockRestore();
  });
});

function unsaved(draft: string, log?: string): Omit<Unsaved, "abilities"> & { kept: string[] } {
  const kept: string[] = [];
  return { draft: () => draft, keep: (line) => void kept.push(line), log, kept };
}

const AT = new Date("2026-01-02T03:04:05Z");
const abilities = { plain: false, ascii: false };

const FAILED = "Parlor's client failed; this is a fault of its own";

test("what was typed and not sent is told and kept; nothing where there is nothing", () => {
  using folder = new Folder();
  const where = `${FAILED}. What is known of it is in ${folder.log}\n`;
  const typed = unsaved("a draft\r\nof two lines\n", folder.log);
  expect(epitaph({ abilities, ...typed }, new Error("oh"), AT)).toBe(
    `\nUnsent: a draft\nof two lines\n${where}`,
  );
  expect(typed.kept).toEqual(["a draft\nof two lines"]);
  const empty = unsaved("  ", folder.log);
  expect(epitaph({ abilities, ...empty }, new Error("oh"), AT)).toBe(`\n${where}`);
  expect(empty.kept).toEqual([]);
});

test("a log that cannot be written: all of it is told, and what was typed is still kept", () => {
  using folder = new Folder();
  const typed = unsaved("a draft", "/dev/null/crash.log");
  const told = epitaph({ abilities, ...typed }, new Error("oh"), AT);
  expect(told).toStartWith(`\nUnsent: a draft\n${FAILED}:\n`);
  expect(told).toContain("error: oh");
  expect(typed.kept).toEqual(["a draft"]);
  const broken = {
    ...unsaved("a draft", folder.log),
    keep: () => {
      throw new Error("disk full");
    },
  };
  expect(epitaph({ abilities, ...broken }, "a string", AT)).toContain("Unsent: a draft\n");
  expect(readFileSync(folder.log, "utf8")).toBe('2026-01-02T03:04:05.000Z\n"a string"\n\n');
});

test("no UTF-8: it is told in ASCII", () => {
  const ascii = { plain: true, ascii: true };
  const told = epitaph({ abilities: ascii, ...unsaved("…") }, new Error("漢"), AT);
  expect(told).toContain("Unsent: .\n");
  expect(told).toMatch(/^[\x00-\x7f]*$/);
});
