// Questions in the middle of a chat: they take the screen, and give it back as it was.

import { expect, test } from "bun:test";
import { pty } from "../../support/pty.ts";
import { left, Room } from "./prompt-room.ts";

const DOWN = "\x1b[B";

test("a question takes the screen; then all is as it was, with what has arrived meanwhile", async () => {
  using room = new Room();
  await using ann = await room.join();
  room.say("bob: before");
  ann.type("draft\x1b[D\x1b[D");
  await ann.waitFor("bob: before\nann> draft");
  room.say("!ask Which one?|red|green|blue");
  await ann.waitFor((screen) => screen.includes("green") && !screen.includes("bob"));
  room.say("bob: meanwhile", "!status new");
  ann.type(`${DOWN}\r`);
  expect(await room.hear(1)).toEqual(["(answer green)"]);
  await ann.waitFor((screen) => screen === "bob: before\nbob: meanwhile\nnew\nann> draft");
  ann.type("X\r");
  expect((await room.hear(2))[1]).toBe("draXft");
  ann.type(`\x1b[200~one\ntwo\x1b[201~\x04`);
  await left(ann);
});

test("Escape and Ctrl-C answer nothing, and end nothing else", async () => {
  using room = new Room();
  await using ann = await room.join();
  for (const [i, key] of ["\x1b", "\x03", "\x04"].entries()) {
    room.say("!ask Which one?|red|green");
    await ann.waitFor("green");
    ann.type(key);
    expect((await room.hear(i + 1)).at(-1)).toBe("(answer undefined)");
    await ann.waitFor("ann> █");
  }
  ann.type("\x1b\x1b\x1bstill here\r");
  expect((await room.hear(4)).at(-1)).toBe("still here");
});

test("several questions, one after the other", async () => {
  using room = new Room();
  await using ann = await room.join();
  room.say("!ask First?|red|green", "!ask Second?|one|two", "bob: hello");
  await ann.waitFor((screen) => screen.includes("First?") && !screen.includes("Second?"));
  ann.type("\r");
  await ann.waitFor("Second?");
  ann.type(`${DOWN}\r`);
  expect(await room.hear(2)).toEqual(["(answer red)", "(answer two)"]);
  await ann.waitFor((screen) => screen === "bob: hello\nann> █");
});

test("a resize while it is asked", async () => {
  using room = new Room();
  await using ann = await room.join(60, 16);
  room.say("bob: before");
  ann.type("draft");
  await ann.waitFor("ann> draft█");
  room.say("!ask Which one?|red|green");
  await ann.waitFor("green");
  ann.resize(30, 10);
  room.say("bob: meanwhile");
  ann.type("\r");
  await ann.waitFor((screen) => screen === "bob: before\nbob: meanwhile\nann> draft█");
});

test("a question while the room is scrolled back shows the newest lines after it", async () => {
  using room = new Room();
  await using ann = await room.join(40, 10);
  room.say(...Array.from({ length: 30 }, (_, i) => `line ${i}`));
  await ann.waitFor("line 29\nann> █");
  ann.type("\x1b[5~");
  await ann.waitFor("scrolled back");
  room.say("!ask Which one?|red|green");
  await ann.waitFor("green");
  ann.type("\r");
  await ann.waitFor(/line 29\nann> █$/);
});

test("the end of the chat ends the question", async () => {
  using room = new Room();
  await using ann = await room.join();
  room.say("bob: before");
  ann.type("draft");
  await ann.waitFor("ann> draft█");
  room.say("!ask Which one?|red|green", "!ask And then?|a|b");
  await ann.waitFor("green");
  room.say("bob: last", "!quit");
  const screen = await left(ann);
  expect(screen).toStartWith("bob: before\nbob: last\nann> draft\nleft as found");
  expect((await room.hear(3)).toSorted()).toEqual([
    "(answer undefined)",
    "(answer undefined)",
    "(left)",
  ]);
});

test("a chat that ends before it runs asks nothing", async () => {
  using room = new Room();
  await using ann = pty([...room.command, "never"]);
  expect(await room.hear(2)).toEqual(["(answer undefined)", "(left)"]);
  expect(await ann.waitFor("left as found")).toBe("left as found");
});

test("a stop from outside while it is asked", async () => {
  using room = new Room();
  await using ann = await room.join();
  room.say("!ask Which one?|red|green");
  await ann.waitFor("green");
  ann.proc.kill("SIGSTOP");
  ann.proc.kill("SIGCONT");
  ann.type(`${DOWN}\r`);
  expect(await room.hear(1)).toEqual(["(answer green)"]);
  await ann.waitFor("ann> █");
  ann.type("\x04");
  await left(ann);
});

test("a question in the same moment as Ctrl-Z", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("\x1a/ask\rlater");
  await ann.waitFor("Really?");
  ann.type("\r");
  expect(await room.hear(1)).toEqual(["(answer yes)"]);
  await ann.waitFor("ann> later█");
  ann.type("\x15\x04");
  await left(ann);
});

test("a terminal that goes away while it is asked ends the chat", async () => {
  using room = new Room();
  const program = `trap "" HUP; exec ${room.command.join(" ")}`;
  await using ann = pty(["sh", "-c", program]);
  await ann.waitFor("ann> █");
  room.say("!ask Which one?|red|green");
  await ann.waitFor("green");
  ann.proc.terminal?.close();
  expect(await room.hear(2)).toEqual(["(answer undefined)", "(left)"]);
  expect(await ann.proc.exited).toBe(0);
});

test("no looks at the terminal are reported while it is asked, and again after it", async () => {
  using room = new Room();
  await using ann = await room.join();
  room.say("!ask Which one?|red|green");
  await ann.waitFor("green");
  expect(ann.raw().lastIndexOf("\x1b[?1004l")).toBeGreaterThan(
    ann.raw().lastIndexOf("\x1b[?1004h"),
  );
  ann.type("\r");
  await ann.waitFor("ann> █");
  expect(ann.raw().lastIndexOf("\x1b[?1004h")).toBeGreaterThan(
    ann.raw().lastIndexOf("\x1b[?1004l"),
  );
});
