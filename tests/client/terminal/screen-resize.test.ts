// Resizes of the main screen: which rows of the room are laid out anew, which stay, and where the frame is.

import { expect, test } from "bun:test";
import { Stage, substance } from "./screen-terminal.ts";

test("a line wholly on the screen is wrapped at words again where it is too wide", async () => {
  const stage = new Stage(40, 8);
  stage.say("one two three four five six", "short");
  expect(await stage.tty.shown()).toEqual([
    "ann: one two three four five six",
    "ann: short",
    "> █",
  ]);
  stage.tty.resize(20, 8);
  expect(await stage.tty.shown()).toEqual([
    "ann: one two three",
    "     four five six",
    "ann: short",
    "> █",
  ]);
});

test("a line that fits stays as it is, however wide the screen gets", async () => {
  const stage = new Stage(20, 8);
  stage.say("one two three four five six");
  const rows = ["ann: one two three", "     four five six", "> █"];
  expect(await stage.tty.shown()).toEqual(rows);
  stage.tty.resize(18, 8);
  expect(await stage.tty.shown()).toEqual(rows);
  stage.tty.resize(60, 8);
  expect(await stage.tty.shown()).toEqual(rows);
});

test("blank rows behind a line that were scrolled off and come back do not change it", async () => {
  const stage = new Stage(20, 8);
  stage.say("one two three four five six");
  stage.frame = ["a", "b", "c", "d", "> █"];
  await stage.tty.shown();
  stage.frame = ["> █"];
  await stage.tty.shown();
  stage.tty.resize(20, 3);
  expect(await stage.tty.shown()).toEqual(["", "", "> █"]);
  stage.tty.resize(60, 8);
  expect(await stage.tty.shown(true)).toEqual(["ann: one two three", "     four five six", "> █"]);
});

test("a line that begins in the scrollback keeps its rows, the others are wrapped", async () => {
  const stage = new Stage(30, 4);
  stage.say("1111 2222 3333 4444 5555 6666 7777 8888 9999", "aaaa bbbb cccc dddd");
  expect(await stage.tty.shown()).toEqual([
    "ann: 1111 2222 3333 4444 5555",
    "     6666 7777 8888 9999",
    "ann: aaaa bbbb cccc dddd",
    "> █",
  ]);
  stage.tty.resize(20, 4);
  expect((await stage.tty.shown(true)).map((row) => row.trimEnd())).toEqual([
    "ann: 1111 2222 3333",
    "4444 5555",
    "     6666 7777 8888",
    "9999",
    "ann: aaaa bbbb cccc",
    "     dddd",
    "> █",
  ]);
  // What the terminal has broken itself it can join again.
  stage.tty.resize(30, 4);
  expect(await stage.tty.shown(true)).toEqual([
    "ann: 1111 2222 3333 4444 5555",
    "     6666 7777 8888 9999",
    "ann: aaaa bbbb cccc",
    "     dddd",
    "> █",
  ]);
});

test("a layout that is taller scrolls off what is too much, in order", async () => {
  const stage = new Stage(40, 5);
  stage.count(0, 2);
  stage.say("the-first-long-word and-a-second-long-word");
  stage.say("x");
  stage.tty.resize(24, 5);
  expect(await stage.tty.shown(true)).toEqual([
    "L0",
    "L1",
    "ann: the-first-long-word",
    "     and-a-second-long-w",
    "     ord",
    "ann: x",
    "> █",
  ]);
});

test("a layout that is shorter leaves blank rows above the frame, which next lines take", async () => {
  const stage = new Stage(20, 6);
  stage.count(0, 3);
  // Its rows of 19, 19 and 6 columns are reflowed into five; laid out anew it has three.
  stage.say("11111111111 22 3 444 5 666666 7");
  const before = ["L1", "L2", "ann: 11111111111 22", "     3 444 5 666666", "     7", "> █"];
  expect(await stage.tty.shown()).toEqual(before);
  stage.tty.resize(17, 6);
  const rows = await stage.tty.shown();
  expect(rows).toEqual(["ann: 11111111111", "     22 3 444 5", "     666666 7", "", "", "> █"]);
  stage.count(3, 6);
  const all = await stage.tty.shown(true);
  expect(all).toEqual(["L0", "L1", "L2", ...rows.slice(0, 3), "L3", "L4", "L5", "> █"]);
});

test("an address stays one row of the terminal, narrow or wide", async () => {
  const url = `https://example.org/${"x".repeat(40)}`;
  const stage = new Stage(100, 6);
  stage.say(`see ${url} there`);
  expect(await stage.tty.shown()).toEqual([`ann: see ${url} there`, "> █"]);
  stage.tty.resize(40, 6);
  expect((await stage.tty.shown()).slice(0, 3)).toEqual([
    "ann: see",
    `     ${url}`.slice(0, 40),
    `     ${url}`.slice(40),
  ]);
  stage.tty.resize(35, 8);
  await stage.tty.shown();
  stage.tty.resize(90, 8);
  expect(await stage.tty.shown()).toEqual(["ann: see", `     ${url}`, "     there", "> █"]);
});

test("a room smaller than the screen is painted from the top", async () => {
  const stage = new Stage(20, 6);
  stage.tty.write("$ parlor\r\n$ \r\n");
  stage.say("one two three four five");
  await stage.tty.shown();
  stage.tty.resize(15, 10);
  expect(await stage.tty.shown()).toEqual(["ann: one two", "     three four", "     five", "> █"]);
});

test("a tall frame with wide rows is taken into account", async () => {
  const stage = new Stage(30, 10);
  stage.count(0, 12);
  stage.frame = ["=".repeat(30), "-".repeat(20), "> █"];
  await stage.tty.shown();
  stage.frame = ["=".repeat(15), "-".repeat(15), "> █"];
  stage.tty.resize(15, 10);
  const rows = await stage.tty.shown(true);
  expect(substance(rows)).toBe(`${substance(stageRoom(12))}${"=".repeat(15)}${"-".repeat(15)}>█`);
});

function stageRoom(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `L${i}`);
}

test("every resize of a row of them, wide characters and all", async () => {
  const stage = new Stage(50, 12);
  const texts = Array.from({ length: 40 }, (_, i) =>
    [
      `<${i}>`,
      ..."a 漢字 word wörter 漢字漢字漢字漢字 longer-still".split(" ").slice(0, i % 7),
    ].join(" "),
  );
  stage.say(...texts);
  const expected = substance([...texts.map((text) => `ann: ${text}`), "> █"]);
  for (let columns = 49; columns > 16; columns -= 3) {
    stage.tty.resize(columns, 5 + ((columns * 7) % 13));
    expect(substance(await stage.tty.shown(true))).toBe(expected);
  }
  for (let columns = 16; columns < 120; columns += 7) {
    stage.tty.resize(columns, 5 + ((columns * 5) % 30));
    expect(substance(await stage.tty.shown(true))).toBe(expected);
  }
});
