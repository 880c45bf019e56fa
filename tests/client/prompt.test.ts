// ChatPrompt's keyboard: what is typed is what is sent, and what ends a chat leaves no trace.

import { expect, test } from "bun:test";
import { type Pty, pty } from "../support/pty.ts";
import { FAMILY, Room } from "./prompt-room.ts";

async function left(terminal: Pty): Promise<string> {
  expect(await terminal.proc.exited).toBe(0);
  const screen = await terminal.waitFor("left as found");
  const raw = terminal.raw();
  for (const [off, on] of [
    ["\x1b[?25l", "\x1b[?25h"],
    ["\x1b[?2004h", "\x1b[?2004l"],
    ["\x1b[?2026h", "\x1b[?2026l"],
  ] as const) {
    expect(raw.lastIndexOf(off)).toBeGreaterThan(-1);
    expect(raw.lastIndexOf(on)).toBeGreaterThan(raw.lastIndexOf(off));
  }
  return screen;
}

test("history, completion, clearing, Escape and Ctrl-D", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("fi\x1crst\rsecond\r");
  await room.hear(2);
  ann.type("\x1b[A");
  await ann.waitFor("ann> second█");
  ann.type("\x1b[A");
  await ann.waitFor("ann> first█");
  ann.type("\x1b[B");
  await ann.waitFor("ann> second█");
  ann.type("\x1b[D\x03");
  await ann.waitFor("ann> █");
  ann.type("/w\t");
  await ann.waitFor("ann> /who █");
  ann.type("\x03/s\t");
  await ann.waitFor("/send  /save\nann> /s█");
  // The third Escape in a row is told at once, without readline's wait for an arrow key.
  ann.type("\x03\x1b\x1b\x1bstill here");
  await ann.waitFor("ann> still here█");
  ann.type("\x01\x04");
  await ann.waitFor("ann> till here");
  ann.type("\n");
  expect(await room.hear(3)).toEqual(["first", "second", "till here"]);
  ann.type("\x04");
  await left(ann);
});

test("wide characters and emoji are exact, and one key each", async () => {
  using room = new Room();
  await using ann = await room.join(20);
  ann.type(`日本語 ${FAMILY} e\u0301x`);
  await ann.waitFor("x█");
  room.say("bob: 漢字😀");
  await ann.waitFor(/漢字😀\nann> 日本語/);
  ann.type("\r");
  ann.type(`${FAMILY}e\u0301日b\x1b[D\x1b[D\x1b[D\x1b[D>\x1b[C\x1b[C\x7f\x1b[3~\r`);
  expect(await room.hear(2)).toEqual([`日本語 ${FAMILY} e\u0301x`, `>${FAMILY}b`]);
});

test("a paste is one message, fast and exact", async () => {
  using room = new Room();
  await using ann = await room.join();
  const text = "0123456789".repeat(1000);
  const start = performance.now();
  ann.type(`<\x1b[200~${text}\x1b[201~>\r`);
  expect(await room.hear(1)).toEqual([`<${text}>`]);
  expect(performance.now() - start).toBeLessThan(2000);

  ann.type("a\x1b[20");
  await ann.waitFor("ann> a█");
  ann.type("0~b\r\nc\td\x03\x1b[31me\n\x1b[2");
  // Lets the program read the first half of the mark by itself.
  room.say("bob: hello");
  await ann.waitFor("bob: hello");
  ann.type("01~f\r");
  expect((await room.hear(2))[1]).toBe("ab c def");
});

test("Ctrl-Z without a shell to return to changes nothing", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("half\x1a done");
  await ann.waitFor((screen) => screen === "ann> half done█");
  ann.type("\r");
  expect(await room.hear(1)).toEqual(["half done"]);
});

test("Ctrl-C on an empty line ends; Ctrl-Z and fg do not", async () => {
  using room = new Room();
  await using shell = pty(["bash", "--norc", "--noprofile", "-i"]);
  shell.type(`${room.command.join(" ")}\r`);
  await shell.waitFor("ann> █");
  room.say("bob: before");
  shell.type("half\x1a");
  await shell.waitFor("Stopped");
  room.say("bob: meanwhile");
  shell.type("fg\r");
  await shell.waitFor(/bob: meanwhile\nann> half█$/);
  shell.type(" done\r");
  expect(await room.hear(1)).toEqual(["half done"]);
  expect((await shell.screen(true)).match(/bob: before/g)?.length).toBe(1);
  shell.type("\x03");
  await shell.waitFor("left as found");
  shell.type("exit\r");
  await left(shell);
});

test("a stop from outside is repaired", async () => {
  using room = new Room();
  await using ann = await room.join();
  const before = ann.raw().length;
  ann.proc.kill("SIGSTOP");
  ann.proc.kill("SIGCONT");
  await ann.waitFor(() => ann.raw().includes("\x1b[?2004h", before));
  expect(ann.raw().slice(before)).toContain("ann> ");
  ann.type("hello");
  await ann.waitFor((screen) => screen === "ann> hello█");
});

test("quit() while a line is told", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("/quit\r");
  expect(await left(ann)).toBe("ann> \nleft as found");
});

test("quit() keeps the draft in sight", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("unsaid");
  await ann.waitFor("unsaid█");
  room.say("bob: last", "!quit");
  expect(await left(ann)).toStartWith("bob: last\nann> unsaid\nleft as found");
});

test("a terminal that goes away ends the chat", async () => {
  using room = new Room();
  const program = `trap "" HUP; exec ${room.command.join(" ")}`;
  await using ann = pty(["sh", "-c", program]);
  await ann.waitFor("ann> █");
  ann.proc.terminal?.close();
  expect(await room.hear(1)).toEqual(["(left)"]);
  expect(await ann.proc.exited).toBe(0);
});
