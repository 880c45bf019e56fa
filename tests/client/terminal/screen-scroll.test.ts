// Scrolling back: pages of what is remembered on the alternate screen, and back to the main one.

import { describe, expect, test } from "bun:test";
import { paragraph } from "../../../lib/client/view/line.ts";
import { BACKLOG_LINES } from "../../../lib/protocol/limits.ts";
import { counted, Stage, thirty } from "./screen-terminal.ts";

describe("pages", () => {
  test("back and forward, one row of the last page kept, and to the main screen at the end", async () => {
    const stage = thirty();
    const { tty, screen } = stage;
    expect(await tty.shown()).toEqual([...counted(21, 30), "> █"]);
    for (const [direction, from] of [
      [-1, 13],
      [-1, 5],
      [-1, 0],
      [-1, 0],
      [1, 8],
      [-1, 0],
      [1, 8],
      [1, 16],
    ] as const) {
      screen.page(direction);
      expect(await tty.shown()).toEqual([...counted(from, from + 9), "> █"]);
      expect([tty.alternate, screen.scrolledBack, screen.unread]).toEqual([true, true, 0]);
    }
    screen.page(1);
    expect(await tty.shown(true)).toEqual([...counted(0, 30), "> █"]);
    expect([tty.alternate, screen.scrolledBack]).toEqual([false, false]);
    screen.page(1);
    expect(await tty.shown(true)).toEqual([...counted(0, 30), "> █"]);
  });

  test("several in one tick", async () => {
    const { tty, screen } = thirty();
    screen.page(-1);
    screen.page(-1);
    expect(await tty.shown()).toEqual([...counted(5, 14), "> █"]);
    screen.toBottom();
    screen.page(-1);
    expect(await tty.shown()).toEqual([...counted(13, 22), "> █"]);
    screen.toBottom();
    expect(await tty.shown(true)).toEqual([...counted(0, 30), "> █"]);
  });

  test("back does nothing where all is in sight", async () => {
    const stage = new Stage(20, 10);
    stage.screen.page(-1);
    stage.count(0, 9);
    stage.screen.page(-1);
    expect(await stage.tty.shown()).toEqual([...counted(0, 9), "> █"]);
    expect([stage.tty.alternate, stage.screen.scrolledBack]).toEqual([false, false]);
    stage.count(9, 10);
    stage.screen.page(-1);
    expect(await stage.tty.shown()).toEqual([...counted(0, 9), "> █"]);
    expect(stage.tty.alternate).toBe(true);
  });

  test("back shows rows that a tall frame has scrolled off, though it is small again", async () => {
    const stage = new Stage(20, 10);
    stage.frame = [..."abcde", "> █"];
    stage.count(0, 8);
    expect((await stage.tty.shown())[0]).toBe("L4");
    stage.frame = ["> █"];
    expect((await stage.tty.shown())[0]).toBe("L4");
    stage.screen.page(-1);
    expect(await stage.tty.shown()).toEqual([...counted(0, 8), "", "> █"]);
  });

  test("go through a line that is taller than the screen, row by row", async () => {
    const stage = new Stage(20, 6);
    stage.count(0, 2);
    stage.screen.print(paragraph({ text: counted(100, 120).join("\n") }));
    const seen = new Set(await stage.tty.shown());
    for (let pages = 0; pages < 5; pages++) {
      stage.screen.page(-1);
      for (const row of await stage.tty.shown()) seen.add(row);
    }
    expect([...seen].toSorted()).toEqual(
      ["> █", ...counted(0, 2), ...counted(100, 120)].toSorted(),
    );
    const top = await stage.tty.shown();
    expect(top).toEqual(["L0", "L1", "L100", "L101", "L102", "> █"]);
    stage.screen.page(1);
    expect(await stage.tty.shown()).toEqual([...counted(102, 107), "> █"]);
  });

  test("go through a line of empty rows", async () => {
    const stage = new Stage(20, 6);
    stage.screen.print(paragraph({ text: `first${"\n".repeat(50)}last` }));
    stage.count(0, 2);
    for (let pages = 0; pages < 20; pages++) stage.screen.page(-1);
    expect((await stage.tty.shown())[0]).toBe("first");
    for (let pages = 0; pages < 20; pages++) stage.screen.page(1);
    expect(stage.screen.scrolledBack).toBe(false);
  });

  test("show an address whole, cut only by the screen", async () => {
    const stage = new Stage(20, 6);
    const url = `https://example.org/${"x".repeat(25)}`;
    stage.count(0, 6);
    stage.screen.print(paragraph({ text: url }));
    stage.count(6, 10);
    stage.screen.page(-1);
    const rows = [url.slice(0, 20), url.slice(20, 40), url.slice(40)];
    expect(await stage.tty.shown()).toEqual(["L4", "L5", ...rows, "> █"]);
    // One write without a break in it, for the terminal to know it as one.
    expect(stage.tty.writes.at(-1)).toContain(url);
    stage.screen.toBottom();
    await stage.tty.shown();
    // Some terminals mix what they find there into the scrollback.
    expect(stage.tty.writes.at(-1)).toContain("\x1b[H\x1b[J\x1b[?1049l");
  });

  test("as far as memory goes, at its limit and one past it", async () => {
    for (const past of [0, 1]) {
      const stage = new Stage(20, 100);
      stage.count(0, BACKLOG_LINES + past);
      for (let lines = 0; lines < BACKLOG_LINES; lines += 98) stage.screen.page(-1);
      expect(await stage.tty.shown()).toEqual([...counted(past, 99 + past), "> █"]);
    }
  });
});

describe("leaving", () => {
  test("detach goes to the main screen first", async () => {
    const stage = thirty();
    stage.screen.page(-1);
    await stage.tty.shown();
    stage.count(30, 32);
    stage.screen.detach();
    stage.screen.write("\r\nbye");
    expect(await stage.tty.shown(true)).toEqual([...counted(0, 32), "> █", "bye"]);
    expect(stage.tty.alternate).toBe(false);
    expect(stage.screen.scrolledBack).toBe(false);
  });

  test("hold goes to the main screen first", async () => {
    const stage = thirty();
    stage.screen.page(-1);
    await stage.tty.shown();
    stage.screen.hold();
    expect(await stage.tty.shown(true)).toEqual([...counted(0, 30), "> █"]);
    expect(stage.tty.alternate).toBe(false);
  });

  test("scribbles on either screen are painted over", async () => {
    const stage = thirty();
    stage.screen.page(-1);
    await stage.tty.shown();
    for (const paint of ["redraw", "repaint"] as const) {
      stage.tty.write("\x1b[3;1Hscribbles\x1b[10;1H");
      stage.screen[paint]();
      expect(await stage.tty.shown()).toEqual([...counted(13, 22), "> █"]);
    }
  });
});
