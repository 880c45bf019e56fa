// Scrolled back while the room lives on: new lines, a changing input and resizes do not move what is read.

import { describe, expect, test } from "bun:test";
import { BACKLOG_LINES } from "../../../lib/protocol/limits.ts";
import { counted, Stage, substance, thirty } from "./screen-terminal.ts";

describe("lines that arrive meanwhile", () => {
  test("do not move the view; are counted, and painted at the end", async () => {
    const stage = thirty();
    const { tty, screen } = stage;
    screen.page(-1);
    const view = [...counted(13, 22), "> █"];
    expect(await tty.shown()).toEqual(view);
    stage.count(30, 35);
    expect(await tty.shown()).toEqual(view);
    expect(screen.unread).toBe(5);
    screen.page(1);
    expect(await tty.shown()).toEqual([...counted(21, 30), "> █"]);
    expect(screen.unread).toBe(5);
    stage.count(35, 50);
    screen.page(1);
    expect(await tty.shown()).toEqual([...counted(29, 38), "> █"]);
    expect(screen.unread).toBe(12);
    screen.page(-1);
    expect(screen.unread).toBe(12);
    screen.toBottom();
    expect(screen.unread).toBe(0);
    expect(await tty.shown(true)).toEqual([...counted(0, 50), "> █"]);
  });

  test("more of them than are remembered: the view moves to what is left", async () => {
    const stage = thirty();
    const { tty, screen } = stage;
    screen.page(-1);
    stage.count(30, BACKLOG_LINES + 13);
    expect(await tty.shown()).toEqual([...counted(13, 22), "> █"]);
    stage.count(BACKLOG_LINES + 13, BACKLOG_LINES + 33);
    expect(await tty.shown()).toEqual([...counted(33, 42), "> █"]);
    expect(screen.unread).toBe(BACKLOG_LINES + 3 - 12);
    stage.count(BACKLOG_LINES + 33, BACKLOG_LINES + 40);
    screen.page(1);
    expect(await tty.shown()).toEqual([...counted(48, 57), "> █"]);
    screen.toBottom();
    expect(await tty.shown(true)).toEqual([
      ...counted(0, 30),
      "… 10 earlier lines",
      "were not kept",
      ...counted(40, BACKLOG_LINES + 40),
      "> █",
    ]);
  });

  test("an input that grows and shrinks lives below them", async () => {
    const stage = thirty();
    stage.screen.page(-1);
    stage.frame = ["1 unread", "> h█"];
    expect(await stage.tty.shown()).toEqual([...counted(13, 21), "1 unread", "> h█"]);
    const before = stage.tty.writes.length;
    stage.frame = ["1 unread", "> hi█"];
    expect(await stage.tty.shown()).toEqual([...counted(13, 21), "1 unread", "> hi█"]);
    expect(stage.tty.writes.slice(before).join("")).not.toContain("L13");
    stage.screen.changed();
    await stage.tty.shown();
    expect(stage.tty.writes).toHaveLength(before + 1);
    stage.frame = ["> █"];
    expect(await stage.tty.shown()).toEqual([...counted(13, 22), "> █"]);
  });

  test("the frame can tell of them", async () => {
    const stage = new Stage(20, 6);
    stage.frame = () => [`${stage.screen.unread} new █`];
    stage.count(0, 20);
    stage.screen.page(-1);
    stage.count(20, 22);
    expect((await stage.tty.shown()).at(-1)).toBe("2 new █");
    // As high as that, the screen shows all there is, and so the new ones.
    stage.tty.resize(20, 30);
    expect(await stage.tty.shown()).toEqual([
      ...counted(0, 22),
      ...Array<string>(7).fill(""),
      "0 new █",
    ]);
    stage.frame = ["a", "b", "> █"];
    await stage.tty.shown();
    stage.frame = ["> █"];
    const blank = Array<string>(7).fill("");
    expect(await stage.tty.shown()).toEqual([...counted(0, 22), ...blank, "> █"]);
    stage.screen.toBottom();
    expect(await stage.tty.shown()).toEqual([...counted(0, 22), "> █"]);
  });
});

describe("a resize while scrolled back", () => {
  test("lays the room out anew around the same place, there and back", async () => {
    const stage = new Stage(60, 12);
    const words = (name: string) => counted(100, 140).map((word) => `${name}${word}`);
    stage.say(...counted(0, 12).map((name) => words(name).join(" ")));
    stage.screen.page(-1);
    stage.screen.page(-1);
    const before = await stage.tty.shown();
    for (const columns of [30, 61, 23, 100, 45]) {
      stage.tty.resize(columns, 12);
      const rows = await stage.tty.shown();
      expect(rows).toHaveLength(12);
      expect(rows.at(-1)).toBe("> █");
      // The row that was first is still part of the first.
      expect(substance(rows.slice(0, 3))).toContain(before[0]?.trim().split(" ")[0] ?? "?");
      for (const row of rows) expect(row.length).toBeLessThanOrEqual(columns);
    }
    stage.tty.resize(60, 12);
    expect(await stage.tty.shown()).toEqual(before);
  });

  test("keeps the first word first, whatever blanks are left out at the rows' ends", async () => {
    const stage = new Stage(35, 8);
    const words = Array.from({ length: 40 }, (_, i) => `word-${100 + i}!`);
    stage.say(words.join("\u00a0".repeat(8)));
    stage.screen.page(-1);
    expect((await stage.tty.shown())[0]?.trim()).toStartWith("word-114!");
    stage.tty.resize(16, 8);
    expect((await stage.tty.shown())[0]?.trim()).toBe("word-114!");
  });

  test("there and back in one tick is painted over", async () => {
    const stage = thirty();
    stage.screen.page(-1);
    const before = await stage.tty.shown();
    stage.tty.resize(10, 4);
    stage.tty.resize(20, 10);
    expect(await stage.tty.shown()).toEqual(before);
  });

  test("can bring some of the new lines in sight", async () => {
    const stage = thirty();
    stage.screen.page(-1);
    stage.count(30, 40);
    await stage.tty.shown();
    expect(stage.screen.unread).toBe(10);
    stage.tty.resize(20, 22);
    expect(await stage.tty.shown()).toEqual([...counted(13, 34), "> █"]);
    expect(stage.screen.unread).toBe(6);
  });

  test("in height keeps its first row, as long as there are rows below it", async () => {
    const stage = thirty();
    stage.screen.page(-1);
    for (const [rows, from] of [
      [5, 13],
      [12, 13],
      [18, 13],
      [21, 10],
      [6, 10],
    ] as const) {
      stage.tty.resize(20, rows);
      expect(await stage.tty.shown()).toEqual([...counted(from, from + rows - 1), "> █"]);
    }
    stage.screen.toBottom();
    expect(await stage.tty.shown(true)).toEqual([...counted(0, 30), "> █"]);
  });

  test("is made up for on the main screen, with what arrived", async () => {
    const stage = new Stage(50, 10);
    const texts = counted(0, 30).map((name, i) => `${name} ${"some 漢字 words ".repeat(i % 9)}`);
    stage.say(...texts.slice(0, 20));
    stage.screen.page(-1);
    await stage.tty.shown();
    stage.tty.resize(23, 7);
    await stage.tty.shown();
    stage.say(...texts.slice(20, 25));
    stage.tty.resize(35, 14);
    await stage.tty.shown();
    stage.say(...texts.slice(25));
    stage.screen.toBottom();
    const expected = [...texts.map((text) => `ann: ${text}`), "> █"];
    expect(substance(await stage.tty.shown(true))).toBe(substance(expected));
  });
});
