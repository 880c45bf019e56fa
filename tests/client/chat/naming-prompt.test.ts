// The question for a name on a real screen, wide and tiny.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { HIDE_CURSOR, SHOW_CURSOR } from "../../../lib/client/terminal/terminal.ts";
import { pty, type Pty } from "../../support/pty.ts";

setDefaultTimeout(20_000);

async function ask(suggested: string, cols: number, rows: number): Promise<Pty> {
  const command = [process.execPath, "tests/client/chat/naming-fixture.ts", suggested];
  const terminal = pty(command, { cols, rows });
  await terminal.waitFor("Your name?");
  return terminal;
}

async function answered(terminal: Pty): Promise<string | undefined> {
  await terminal.proc.exited;
  const screen = (await terminal.screen(true)).replaceAll("\n", "");
  const raw = terminal.raw();
  expect(raw.lastIndexOf(SHOW_CURSOR)).toBeGreaterThan(raw.lastIndexOf(HIDE_CURSOR));
  expect(screen).toContain("Say who you are");
  const [, answer, isRaw] = /answer: (.*), raw: (\w+)/.exec(screen) ?? [];
  expect(isRaw).toBe("false");
  // Clack's renderer has written that where a row was missing.
  if (answer !== "undefined") expect(raw).not.toContain("undefined");
  return answer;
}

describe.each([
  [80, 24],
  [20, 5],
])("on %i by %i", (cols, rows) => {
  test("a name that cannot be one: why; then it is corrected", async () => {
    await using terminal = await ask("", cols, rows);
    terminal.type("a:b\r");
    await terminal.waitFor(/Not a name/);
    terminal.type("\x7f\x7fnn\r");
    expect(await answered(terminal)).toBe('"ann"');
  });

  test("what is suggested can be taken, or changed", async () => {
    await using taken = await ask("ann-2", cols, rows);
    await taken.waitFor("ann-2█");
    taken.type("\r");
    expect(await answered(taken)).toBe('"ann-2"');
    await using changed = await ask("ann-2", cols, rows);
    await changed.waitFor("ann-2█");
    changed.type("\x7f3\r");
    expect(await answered(changed)).toBe('"ann-3"');
  });
});

test.each([
  ["Ctrl-C", "\x03"],
  ["Ctrl-D", "\x04"],
  ["Ctrl-D with half a name", "half\x04"],
])("%s gives up", async (_what, keys) => {
  await using terminal = await ask("ann", 80, 24);
  terminal.type(keys);
  expect(await answered(terminal)).toBe("undefined");
});

test("Escape ends nothing: to clack it means nothing meanwhile", async () => {
  await using terminal = await ask("ann", 80, 24);
  terminal.type("\x1b");
  terminal.proc.kill("SIGUSR2");
  await terminal.waitFor("Escape: undefined");
});

test("the end of the session gives up", async () => {
  await using terminal = await ask("ann", 80, 24);
  terminal.proc.kill("SIGUSR1");
  expect(await answered(terminal)).toBe("undefined");
});

test("a resize changes nothing of what is typed", async () => {
  await using terminal = await ask("", 80, 24);
  terminal.type("ann");
  await terminal.waitFor("ann█");
  terminal.resize(20, 5);
  terminal.type("a");
  await terminal.waitFor("anna█");
  terminal.type("\r");
  expect(await answered(terminal)).toBe('"anna"');
});
