// ChatPrompt's screen: whatever arrives, and however it is resized, every line is there once, in
// order, above an input that is exact.

import { expect, test } from "bun:test";
import { left, resize, Room, unbroken } from "./prompt-room.ts";

test("remote lines stand above an intact input", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("hello wor\x1b[D\x1b[D\x1b[D");
  for (let i = 0; i < 5; i++) {
    room.say(`bob: line ${i}`);
    await ann.waitFor(`bob: line ${i}\nann> hello`);
  }
  ann.type("XY");
  expect(await ann.waitFor("hello XYwor")).toBe(
    "bob: line 0\nbob: line 1\nbob: line 2\nbob: line 3\nbob: line 4\nann> hello XYwor",
  );
  ann.type("\r");
  expect(await room.hear(1)).toEqual(["hello XYwor"]);
});

test("wrapped input, resizes and a burst: every line once, in order", async () => {
  using room = new Room();
  await using ann = await room.join(40, 12);
  const lines = Array.from({ length: 600 }, (_, i) => `<${i}${"w漢".repeat(i % 17)}>`);
  const draft = "abcdefghij".repeat(9);
  ann.type(draft);
  room.say(...lines.slice(0, 30));
  const exact = (screen: string, shown: number) =>
    unbroken(screen) === `${lines.slice(0, shown).join("")}ann>${draft}█`;
  await ann.waitFor((screen) => exact(screen, 30));
  let shown = 30;
  for (const [cols, rows] of [
    [60, 12],
    [31, 12],
    [30, 20],
    [47, 7],
    [80, 24],
  ] as const) {
    await resize(ann, cols, rows);
    await ann.waitFor((screen) => exact(screen, shown));
    room.say(...lines.slice(shown, shown + 7));
    shown += 7;
    await ann.waitFor((screen) => exact(screen, shown));
  }
  room.say(...lines.slice(shown));
  await ann.waitFor((screen) => exact(screen, lines.length));
  ann.type("!\r");
  expect(await room.hear(1)).toEqual([`${draft}!`]);
});

test("a long draft that was given up leaves no hole and no double after a resize", async () => {
  using room = new Room();
  await using ann = await room.join(40, 12);
  const lines = Array.from({ length: 20 }, (_, i) => `<${i}>`);
  room.say(...lines);
  ann.type("abcdefghij".repeat(15));
  await ann.waitFor("ghij█");
  ann.type("\x03");
  await ann.waitFor("ann> █");
  await resize(ann, 50, 12);
  await ann.waitFor((screen) => unbroken(screen) === `${lines.join("")}ann>█`);
  room.say("a", "b", "c", "d");
  await ann.waitFor((screen) => screen === `${lines.join("\n")}\na\nb\nc\nd\nann> █`);
});

test("a room smaller than the screen is whole after a resize", async () => {
  using room = new Room();
  await using ann = await room.join();
  room.say("one", "two");
  await ann.waitFor("two\nann> █");
  await resize(ann, 30, 10);
  await ann.waitFor((screen) => screen === "one\ntwo\nann> █");
  ann.type("\x0c");
  room.say("three");
  await ann.waitFor((screen) => screen === "one\ntwo\nthree\nann> █");
});

test("a long input is windowed around the cursor", async () => {
  using room = new Room();
  await using ann = await room.join(30, 12);
  ann.type(`${"abcdefghi ".repeat(40)}end`);
  const rows = (await ann.waitFor("end█")).split("\n");
  expect(rows.length).toBe(6);
  expect(rows[0]).toStartWith("ann> …");
  ann.type("\x01");
  const top = (await ann.waitFor("ann> abcdefghi")).split("\n");
  expect(top.length).toBe(6);
  expect(top[5]).toStartWith("…");
  ann.type(`${"\x1b[C".repeat(200)}@`);
  await ann.waitFor((screen) => screen.includes("@") && screen.split("\n").length === 6);
});

test("live lines, a status row and a new label", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("hi");
  room.say("!status ann in room|3 here", "!live a.txt 10%|b.txt 20%", "!label bea", "bob: hello");
  await ann.waitFor("bob: hello\na.txt 10%\nb.txt 20%\nann in room · 3 here\nbea> hi█");
  room.say("!status", "!live", "bob: one", "bob: two");
  await ann.waitFor((screen) => screen.includes("bob: two") && !screen.includes("here"));
  room.say("bob: three");
  await ann.waitFor((screen) => screen === "bob: hello\nbob: one\nbob: two\nbob: three\nbea> hi█");
});

test("5 rows of 20 columns: the input and the room are in sight, whatever there is beside them", async () => {
  using room = new Room();
  await using ann = await room.join(20, 5);
  room.say("!status ann in room|3 here", "!live 1|2|3|4|5|6|7", "bob: hi");
  await ann.waitFor((screen) => screen.endsWith("bob: hi\n5\n6\n7\nann> █"));
  ann.type("\x03");
  await ann.waitFor((screen) => screen.endsWith("bob: hi\n6\n7\nPress Ctrl-C again …\nann> █"));
  ann.type("x".repeat(100));
  await ann.waitFor((screen) => /bob: hi\nann> … \+3\nx{20}\nx{20}\nx{5}█$/.test(screen));
  expect((await ann.screen()).split("\n").length).toBe(5);
});

test("PageUp and PageDown scroll the room; the status row says what is new; Enter and Escape go to the newest", async () => {
  using room = new Room();
  await using ann = await room.join(40, 10);
  room.say(...Array.from({ length: 30 }, (_, i) => `line ${i}`));
  await ann.waitFor("line 29\nann> █");
  ann.type("draft\x1b[5~");
  await ann.waitFor(/line 20\n(?!.*line 29)[^]*scrolled back, Esc\nann> draft█/);
  room.say("new 1", "new 2");
  await ann.waitFor("2 new below, Esc\nann> draft█");
  ann.type("\x1b[6~\x1b[6~");
  await ann.waitFor(/new 2\nann> draft█$/);
  ann.type("\x1b[5~");
  await ann.waitFor("scrolled back");
  ann.type("\x1b");
  await ann.waitFor(/new 2\nann> draft█$/);
  ann.type("\x1b[5~");
  await ann.waitFor("scrolled back");
  ann.type("\r");
  expect(await room.hear(1)).toEqual(["draft"]);
  await ann.waitFor(/new 2\nann> █$/);
  const all = await ann.screen(true);
  for (let i = 0; i < 30; i++) expect(all.split(`line ${i}\n`).length).toBe(2);
  ann.type("\x1b[5~");
  await ann.waitFor("scrolled back");
  ann.type("\x04");
  await left(ann);
});

test("without colours the cursor inside the text is still seen", async () => {
  using room = new Room();
  const env = { NO_COLOR: "1", FORCE_COLOR: "" };
  await using ann = await room.join(40, 10, env);
  ann.type("abc\x1b[D");
  await ann.waitFor(() => ann.raw().includes("ann> ab\x1b[7mc\x1b[27m"));
  expect(ann.raw()).not.toMatch(/\x1b\[3\d?m/);
});

test("the bell rings unless somebody looks", async () => {
  using room = new Room();
  await using ann = await room.join();
  const bells = () => ann.raw().split("\x07").length - 1;
  const rung = async (keys: string): Promise<number> => {
    ann.type(keys);
    await room.keysRead(ann);
    const before = bells();
    room.say("!bell");
    await room.keysRead(ann);
    return bells() - before;
  };
  expect(await rung("")).toBe(1);
  expect(await rung("\x1b[I")).toBe(0);
  expect(await rung("\x1b[O")).toBe(1);
  expect(await rung("x")).toBe(0);
  expect(await rung("\x1b[O")).toBe(1);
  expect(await rung("\x1b[I")).toBe(0);
});
