// ChatPrompt's screen: whatever arrives, and however it is resized, every line is there once, in
// order, above an input that is exact.

import { expect, test } from "bun:test";
import { type Pty } from "../support/pty.ts";
import { FAMILY, Room } from "./prompt-room.ts";

/** Resizes, and resolves once the program has painted the new size. */
async function resize(terminal: Pty, cols: number, rows: number): Promise<void> {
  const repaints = () => terminal.raw().split("\x1b[H").length;
  const before = repaints();
  terminal.resize(cols, rows);
  await terminal.waitFor(() => repaints() > before);
}

/** All that a terminal shows, rid of how it is broken into rows. */
function unbroken(screen: string): string {
  return screen.replaceAll("\n", "");
}

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
    unbroken(screen) === `${lines.slice(0, shown).join("")}ann> ${draft}█`;
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
  await ann.waitFor((screen) => unbroken(screen) === `${lines.join("")}ann> █`);
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

test("status rows and a new label", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("hi");
  room.say("!status get a.txt 10%|get b.txt 20%", "!label bea", "bob: hello");
  await ann.waitFor("bob: hello\nget a.txt 10%\nget b.txt 20%\nbea> hi█");
  room.say("!status", "bob: one", "bob: two");
  await ann.waitFor((screen) => screen === "bob: hello\nbob: one\nbob: two\nbea> hi█");
});

test.each([1, 2, 3])(
  "random keys, lines and resizes, seed %d",
  async (seed) => {
    let state = seed * 7919;
    const random = (below: number) => {
      state = (state * 1103515245 + 12345) & 0x7fffffff;
      return (state >> 8) % below;
    };
    using room = new Room();
    await using ann = await room.join(50, 14);
    const said: string[] = [];
    let input: string[] = [];
    let cursor = 0;
    const edits = {
      "\x1b[D": () => (cursor = Math.max(0, cursor - 1)),
      "\x1b[C": () => (cursor = Math.min(input.length, cursor + 1)),
      "\x1b[H": () => (cursor = 0),
      "\x1b[3~": () => input.splice(cursor, 1),
      "\x7f": () => cursor > 0 && input.splice(--cursor, 1),
    };
    for (let step = 1; step <= 400; step++) {
      const choice = random(12);
      if (choice < 6) {
        const key = [..."abcdefgh漢é😀", FAMILY][random(12)] ?? "";
        input.splice(cursor++, 0, key);
        ann.type(key);
      } else if (choice < 8) {
        const [key, edit] = Object.entries(edits)[random(5)] ?? ["", () => {}];
        edit();
        ann.type(key);
      } else {
        said.push(`<${said.length}${"w".repeat(random(90))}>`);
        room.say(said.at(-1) ?? "");
      }
      if (step % 40 > 0) continue;
      // The end of the input, marked by a sentinel, is on the screen: so all keys were.
      ann.type(`\x05${step};`);
      input.push(`${step};`);
      cursor = input.length;
      await ann.waitFor(
        (screen) =>
          unbroken(screen).endsWith(`${step};█`) && unbroken(screen).includes(said.at(-1) ?? ""),
      );
      await resize(ann, 30 + random(40), 10 + random(10));
      const screen = await ann.waitFor((now) => unbroken(now).endsWith(`${step};█`));
      expect(unbroken(screen)).toBe(`${said.join("")}ann> ${input.join("")}█`);
      ann.type("\r");
      expect((await room.hear(step / 40)).at(-1)).toBe(input.join(""));
      input = [];
      cursor = 0;
    }
  },
  20_000,
);
