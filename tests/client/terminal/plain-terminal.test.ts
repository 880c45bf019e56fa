// The chat in appended lines in a real terminal that can do nothing: the kernel edits, and no escape sequence is written.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { pty, type Pty } from "../../support/pty.ts";

setDefaultTimeout(20_000);

const OWN = {
  LC_ALL: "C.UTF-8",
  ACCESSIBLE: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
};

/** Starts it from a shell, which tells the terminal's state afterwards. */
async function chat(env: Record<string, string | undefined>, cols = 80, rows = 40): Promise<Pty> {
  const command =
    'trap : INT; bun=$0; "$bun" tests/client/terminal/plain-fixture.ts; echo "exit $?"; stty -a; echo "the end"';
  const terminal = pty(["sh", "-c", command, process.execPath], {
    cols,
    rows,
    env: { ...OWN, ...env },
  });
  await terminal.waitFor("Your name?");
  return terminal;
}

async function left(terminal: Pty, exit = 0): Promise<string> {
  const screen = await terminal.waitFor(/^the end$/m);
  expect(screen).toContain(`exit ${exit}\n`);
  expect(screen).toMatch(/\sicanon\s/);
  expect(screen).toMatch(/\secho\s/);
  expect(terminal.raw()).not.toContain("\x1b");
  return screen;
}

describe.each([
  [80, 40],
  [20, 5],
])("TERM=dumb on %i by %i", (cols, rows) => {
  test("talks, asks, and leaves by Ctrl-D", async () => {
    await using ann = await chat({ TERM: "dumb" }, cols, rows);
    // The kernel rubs out what is rubbed out.
    ann.type("anx\x7fn\n");
    await ann.waitFor("plain true");
    ann.type("hello — you\n");
    await ann.waitFor("ann: hello — you");
    ann.type("ask\n");
    await ann.waitFor("1) red — …\n2) green — …");
    expect(await ann.screen(true)).not.toContain("meanwhile");
    ann.type("green\n");
    await ann.waitFor("meanwhile\nchosen: green");
    ann.type("\x04");
    await ann.waitFor("left");
    await left(ann);
  });
});

test("Ctrl-C twice leaves, and once does not", async () => {
  await using ann = await chat({ TERM: "dumb" });
  ann.type("\n");
  await ann.waitFor("plain true");
  ann.type("given up\x03");
  await ann.waitFor("\nPress Ctrl-C again to leave");
  ann.type("still here\n");
  await ann.waitFor("ann-2: still here");
  ann.type("\x03");
  await ann.waitFor((screen) => screen.split("Press Ctrl-C again to leave").length === 3);
  ann.type("\x03");
  await ann.waitFor("left");
  await left(ann);
});

test("several pasted lines arrive as several", async () => {
  await using ann = await chat({ TERM: "dumb" });
  ann.type("ann\none\ntwo\nthree\n");
  await ann.waitFor("ann: one\nann: two\nann: three");
  ann.type("\x04");
  await left(ann);
});

test("no UTF-8: ASCII alone", async () => {
  await using ann = await chat({ TERM: "dumb", LC_ALL: "C" });
  ann.type("ann\nask\n");
  await ann.waitFor("1) red - .");
  ann.type("\x03");
  await ann.waitFor("chosen: undefined");
  ann.type("\x04");
  await left(ann);
  expect(ann.raw()).toMatch(/^[\x00-\x7f]*$/);
});

test("ACCESSIBLE=1 in a terminal that could do more", async () => {
  await using ann = await chat({ TERM: "xterm-256color", ACCESSIBLE: "1" });
  ann.type("ann\nhello\n");
  await ann.waitFor("ann: hello");
  ann.type("\x04");
  await left(ann);
});

test("a signal before the chat, at the name: 130", async () => {
  await using ann = await chat({ TERM: "dumb" });
  ann.type("\x03");
  await left(ann, 130);
});

test("a crash: a sentence, and still no escape sequence", async () => {
  await using ann = await chat({ TERM: "dumb" });
  ann.type("ann\ncrash\n");
  const screen = await left(ann, 1);
  expect(screen).toContain("Parlor's client failed; this is a fault of its own:\n");
  expect(screen).toContain("error: on purpose");
});

test("the terminal is closed: the program ends", async () => {
  await using ann = pty([process.execPath, "tests/client/terminal/plain-fixture.ts"], {
    env: { ...OWN, TERM: "dumb" },
  });
  await ann.waitFor("Your name?");
  ann.type("ann\n");
  await ann.waitFor("plain true");
  ann.proc.terminal?.close();
  expect([0, 129]).toContain(await ann.proc.exited);
});
