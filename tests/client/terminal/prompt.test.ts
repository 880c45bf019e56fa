// ChatPrompt's keyboard: what is typed is what is sent, and what ends a chat leaves no trace.

import { expect, test } from "bun:test";
import { pty } from "../../support/pty.ts";
import { FAMILY, left, Room } from "./prompt-room.ts";

test("history, clearing, Escape and Ctrl-D", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("fi\x1crst\rsecond\r");
  await room.hear(2);
  ann.type("\x1b[A");
  await ann.waitFor("ann> second█");
  ann.type("\x10");
  await ann.waitFor("ann> first█");
  ann.type("\x1bOB");
  await ann.waitFor("ann> second█");
  ann.type("\x1b[D\x03");
  await ann.waitFor("ann> █");
  // The third Escape in a row is told at once, without the wait for an arrow key.
  ann.type("\x03\x1b\x1b\x1bstill here");
  await ann.waitFor("ann> still here█");
  ann.type("\x01\x04");
  await ann.waitFor("ann> till here");
  ann.type("\n");
  expect(await room.hear(3)).toEqual(["first", "second", "till here"]);
  ann.type("\x04");
  expect(await room.hear(5)).toEqual(["first", "second", "till here", "(leaving)", "(left)"]);
  await left(ann);
});

test("every Emacs key does in a terminal what it does to a line", async () => {
  using room = new Room();
  await using ann = await room.join();
  let heard = 0;
  for (const [keys, line] of [
    ["bc\x01a\x05d", "abcd"],
    ["ac\x02b\x06d", "abcd"],
    ["one two\x1bbX\x1bb\x1bbY\x1bfZ", "YoneZ Xtwo"],
    ["one two\x1b[1;5DX\x1b[1;5DY\x1b[1;5CZ", "one YXtwoZ"],
    ["ab\b\x01\x1b[3~c\x01\x04d", "d"],
    ["one two\x1b[H\x0bthree", "three"],
    ["one two\x15three", "three"],
    ["one two\x17\x19\x19", "one twotwo"],
    ["one two\x17\x02\x0b\x19\x1by!", "onetwo!"],
    ["one two\x01\x1bd\x05\x1b\x7f\x1b[Fx", " x"],
    ["ab\x14", "ba"],
    ["one two\x01\x1bu\x1bc", "ONE Two"],
    ["ONE\x01\x1bl", "one"],
    ["one \x1b[Dx\x1f\x1f\x1f!", "!"],
    ["größe\x1bbX", "Xgröße"],
  ] as const) {
    ann.type(`${keys}\r`);
    expect([keys, (await room.hear(++heard)).at(-1)]).toEqual([keys, line]);
  }
});

test("a key in two reads, however long after its first byte", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("one\rtwo\r");
  await room.hear(2);
  for (const [first, second, shown] of [
    ["\x1b", "[A", "ann> two█"],
    ["\x1b[", "A", "ann> one█"],
    ["\x1bO", "B", "ann> two█"],
    ["\x1b", "OB", "ann> █"],
  ] as const) {
    ann.type(first);
    await room.keysRead(ann);
    ann.type(second);
    await ann.waitFor((screen) => screen.endsWith(shown));
  }
});

test("Ctrl-C is heard in the middle of a key that never ends", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("half\x1b[1");
  await room.keysRead(ann);
  ann.type("\x03");
  await ann.waitFor((screen) => screen.endsWith("ann> █"));
});

test("a refused line stays, to be corrected", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("/wrong\x1b[D\rX");
  await ann.waitFor("ann> /wronXg");
  ann.type("\x01\x04\x04\r");
  expect(await room.hear(1)).toEqual(["ronXg"]);
  ann.type("\x1b[A\x1b[A");
  await ann.waitFor("ann> ronXg█");
});

test("keys beyond what a line can hold are refused, one that is too long for a message is counted", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("x".repeat(4096));
  await ann.waitFor((screen) => screen.endsWith("x█") && !screen.includes("bytes"));
  ann.type("y");
  await ann.waitFor("4,097 of 4,096 bytes\nann> … +");
  ann.type("z".repeat(16_384));
  await ann.waitFor("The line is full: 16,384 bytes");
  ann.type("\x7f");
  await ann.waitFor("16,383 of 4,096 bytes");
  ann.type("\r");
  expect(await room.hear(1)).toEqual([`${"x".repeat(4096)}y${"z".repeat(16_383 - 4097)}`]);
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

test("Ctrl-Z without a shell to return to changes nothing", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("half\x1a done");
  await ann.waitFor((screen) => screen === "ann> half done█");
  ann.type("\r");
  expect(await room.hear(1)).toEqual(["half done"]);
});

test("Ctrl-C on an empty line asks once, then ends; Ctrl-Z and fg do not", async () => {
  using room = new Room();
  await using shell = pty(["bash", "--norc", "--noprofile", "-i"]);
  shell.type(`${room.command.join(" ")}\r`);
  await shell.waitFor("ann> █");
  room.say("bob: before");
  // Pressed twice it stops once.
  shell.type("half\x1a\x1a");
  await shell.waitFor("Stopped");
  room.say("bob: meanwhile");
  shell.type("fg\r");
  await shell.waitFor(/bob: meanwhile\nann> half█$/);
  shell.type(" done\r");
  expect(await room.hear(1)).toEqual(["half done"]);
  expect((await shell.screen(true)).match(/bob: before/g)?.length).toBe(1);
  shell.type("\x03");
  await shell.waitFor("Press Ctrl-C again to leave\nann> █");
  shell.type("x\x7f");
  await shell.waitFor((screen) => !screen.includes("again"));
  shell.type("\x03");
  await shell.waitFor("Press Ctrl-C again to leave");
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
  room.say("!live a.txt 10%", "!status ann in room");
  ann.type("unsaid\x12");
  await ann.waitFor("a.txt 10%\nNo older line contains this\nann in room\nann> unsaid█");
  room.say("bob: 1", "bob: 2", "bob: last", "!quit");
  expect(await left(ann)).toStartWith("bob: 1\nbob: 2\nbob: last\nann> unsaid\nleft as found");
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
