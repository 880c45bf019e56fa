// Questions in a real terminal: every way to answer or not to, on every size, and what is left afterwards.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  ALTERNATE_OFF,
  ALTERNATE_ON,
  HIDE_CURSOR,
  PASTE_MARKS_OFF,
  PASTE_MARKS_ON,
  SHOW_CURSOR,
  UPDATE_END,
} from "../../../lib/client/terminal/terminal.ts";
import { pty, type Pty } from "../../support/pty.ts";

setDefaultTimeout(20_000);

function ask(words: readonly string[], cols = 80, rows = 24): Pty {
  return pty([process.execPath, "tests/client/terminal/asking-fixture.ts", ...words], {
    cols,
    rows,
  });
}

/** The answer, once the program has ended and left the terminal as it was. */
async function answered(terminal: Pty): Promise<string | undefined> {
  const screen = await terminal.waitFor(/^(as found|.*; left .*)$/m);
  expect(screen).toStartWith("before\n");
  expect(screen).toContain("as found");
  const raw = terminal.raw();
  expect(raw.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(raw.lastIndexOf(HIDE_CURSOR));
  const [, last = ""] = raw.split(ALTERNATE_ON);
  const afterwards = last.slice(0, last.indexOf(ALTERNATE_OFF)).split(UPDATE_END).at(-1) ?? "";
  expect(afterwards.replace(PASTE_MARKS_ON, "").replace(PASTE_MARKS_OFF, "")).toBe(SHOW_CURSOR);
  return /^answer: (.*)$/m.exec(screen)?.[1];
}

const DOWN = "\x1b[B";
const UP = "\x1b[A";

describe.each([
  [80, 24],
  [20, 5],
])("on %i by %i", (cols, rows) => {
  test("arrows and Enter pick", async () => {
    await using terminal = ask(["30"], cols, rows);
    await terminal.waitFor("● file-0.txt");
    terminal.type(DOWN.repeat(4) + UP);
    await terminal.waitFor("● file-3.txt");
    terminal.type("\r");
    expect(await answered(terminal)).toBe("value-3");
    expect(await terminal.proc.exited).toBe(0);
  });

  test("what is typed narrows, and Enter takes what is left", async () => {
    await using terminal = ask(["30", "search"], cols, rows);
    await terminal.waitFor("● file-0.txt");
    terminal.type("LE-1");
    await terminal.waitFor("● file-1.txt");
    terminal.type("4");
    await terminal.waitFor((screen) => !screen.includes("file-13") && screen.includes("● file-14"));
    expect(await terminal.screen()).toContain("LE-14");
    terminal.type("\r");
    expect(await answered(terminal)).toBe("value-14");
  });

  test("where nothing is left Enter takes nothing, and typing goes on", async () => {
    await using terminal = ask(["30", "search"], cols, rows);
    await terminal.waitFor("● file-0.txt");
    terminal.type("14x\r");
    await terminal.waitFor("No matches");
    terminal.type("\x7f");
    await terminal.waitFor("● file-14.txt");
    terminal.type("\r");
    expect(await answered(terminal)).toBe("value-14");
  });

  test("from the first choice up is the last", async () => {
    await using terminal = ask(["100"], cols, rows);
    await terminal.waitFor("● file-0.txt");
    terminal.type(UP);
    await terminal.waitFor("● file-99.txt");
    terminal.type("\r");
    expect(await answered(terminal)).toBe("value-99");
  });

  test("a choice wider than the screen keeps its end in sight", async () => {
    await using terminal = ask(["9", "search"], cols, rows);
    await terminal.waitFor("● file-0.txt");
    terminal.type("wider");
    await terminal.waitFor(/● .*7\.txt/);
    terminal.type("\r");
    expect(await answered(terminal)).toBe("value-7");
  });
});

test.each([
  ["Escape", "\x1b"],
  ["Ctrl-C", "\x03"],
  ["Ctrl-D", "\x04"],
  ["Ctrl-D with something typed", "file\x04"],
  ["Escape with something typed", "file\x1b"],
])("%s: no answer, nothing hangs, the chat's own Escape is as before", async (_what, keys) => {
  await using terminal = ask(["30", "search", "live"]);
  await terminal.waitFor("● file-0.txt");
  terminal.type(keys);
  expect(await answered(terminal)).toBe("undefined");
});

test.each([
  ["Escape", "\x1b"],
  ["Ctrl-D", "\x04"],
])("%s at yes or no", async (_what, keys) => {
  await using terminal = ask(["no"], 20, 5);
  await terminal.waitFor("● Yes");
  terminal.type(keys);
  expect(await answered(terminal)).toBe("undefined");
});

test("Ctrl-Z does nothing, Ctrl-L paints anew", async () => {
  await using terminal = ask(["no"]);
  await terminal.waitFor("● Yes");
  const before = terminal.raw().split("Yes").length;
  terminal.type("\x1a\x0c");
  await terminal.waitFor(() => terminal.raw().split("Yes").length > before);
  terminal.type(`${DOWN}\r`);
  expect(await answered(terminal)).toBe("n");
});

test("the end of the session ends the question, and the terminal is free at once", async () => {
  await using terminal = ask(["30", "search", "live"]);
  await terminal.waitFor("● file-0.txt");
  terminal.proc.kill("SIGUSR1");
  await terminal.waitFor("at once");
  expect(await answered(terminal)).toBe("undefined");
});

test("where the session has ended already nothing is asked", async () => {
  await using terminal = ask(["30", "", "aborted"]);
  expect(await answered(terminal)).toBe("undefined");
});

test("two questions, one after the other", async () => {
  await using terminal = ask(["3", "search", "twice"]);
  await terminal.waitFor("● file-0.txt");
  terminal.type(`${DOWN}\r`);
  await terminal.waitFor("● Yes");
  terminal.type(`${DOWN}\r`);
  await terminal.waitFor("again: n");
  expect(await answered(terminal)).toBe("value-1");
});

test("a paste is typed, its first line, and answers nothing", async () => {
  await using terminal = ask(["30", "search"]);
  await terminal.waitFor("● file-0.txt");
  terminal.type("\x1b[200~\nfile-2\x1b[31m2\nfile-3\n\x1b[201~");
  await terminal.waitFor("● file-22.txt");
  terminal.type("\x1b[200~\x1b[201~\x1b[200~\n\x1b[201~\r");
  expect(await answered(terminal)).toBe("value-22");
});

test("a question without choices can only be left", async () => {
  await using terminal = ask(["0"]);
  await terminal.waitFor("Which file?");
  terminal.type(`${DOWN}\r`);
  expect(await answered(terminal)).toBe("undefined");
});

test("a resize alone paints anew", async () => {
  await using terminal = ask(["100"], 80, 24);
  await terminal.waitFor("○ file-20.txt");
  terminal.resize(40, 50);
  await terminal.waitFor("○ file-40.txt");
  expect((await terminal.screen()).split("\n")).toHaveLength(50);
  terminal.type("\r");
  expect(await answered(terminal)).toBe("value-0");
});

test("resizes, even to almost nothing, and the answer is still exact", async () => {
  await using terminal = ask(["30", "search"]);
  await terminal.waitFor("● file-0.txt");
  for (const [cols, rows] of [
    [20, 5],
    [2, 2],
    [1, 1],
    [120, 50],
    [40, 3],
  ] as const) {
    terminal.resize(cols, rows);
    terminal.type(DOWN);
  }
  await terminal.waitFor("● file-5.txt");
  expect((await terminal.screen()).split("\n")).toHaveLength(3);
  terminal.type("\r");
  expect(await answered(terminal)).toBe("value-5");
});

test("100,000 choices open in under a second, and each key shows in half of one", async () => {
  await using terminal = ask(["100000", "search"]);
  await terminal.waitFor(() => terminal.raw().includes("before"));
  let start = performance.now();
  await terminal.waitFor("● file-0.txt");
  expect(performance.now() - start).toBeLessThan(1000);
  for (const typed of ["9", "99", "999", "9999", "99999"]) {
    start = performance.now();
    terminal.type("9");
    await terminal.waitFor(new RegExp(`Search: ${typed}█ \\d+ of 100000`));
    expect(performance.now() - start).toBeLessThan(500);
  }
  terminal.type("\r");
  expect(await answered(terminal)).toBe("value-99999");
});
