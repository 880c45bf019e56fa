// Screen: room above frame, one write per tick, any size, and an end that leaves the frame.

import { describe, expect, test } from "bun:test";
import { Screen } from "../../../lib/client/terminal/screen.ts";
import { UPDATE_BEGIN, UPDATE_END } from "../../../lib/client/terminal/terminal.ts";
import { counted, ScreenTerminal, Stage } from "./screen-terminal.ts";

describe("room and frame", () => {
  test("lines stand above the frame, in order, wrapped at words", async () => {
    const stage = new Stage(20, 8);
    stage.say("hello there, how are you?", "fine");
    const rows = ["ann: hello there,", "     how are you?", "ann: fine", "> █"];
    expect(await stage.tty.shown()).toEqual(rows);
  });

  test("what a tick brings is one write, whole for the terminal", async () => {
    const stage = new Stage(40, 8);
    await stage.tty.shown();
    const before = stage.tty.writes.length;
    stage.say("one", "two");
    stage.frame = ["status", "> x█"];
    stage.screen.write("\x07");
    stage.say("three");
    expect(await stage.tty.shown()).toEqual([
      ...["one", "two", "three"].map((text) => `ann: ${text}`),
      "status",
      "> x█",
    ]);
    expect(stage.tty.writes).toHaveLength(before + 1);
    const write = stage.tty.writes.at(-1) ?? "";
    expect(write).toStartWith(UPDATE_BEGIN);
    expect(write).toEndWith(`\x07${UPDATE_END}`);
  });

  test("nothing is written where nothing has changed, unless it is asked for", async () => {
    const stage = new Stage(40, 8);
    stage.say("one");
    await stage.tty.shown();
    const before = stage.tty.writes.length;
    stage.screen.changed();
    await stage.tty.shown();
    expect(stage.tty.writes).toHaveLength(before);
    stage.screen.redraw();
    expect(await stage.tty.shown()).toEqual(["ann: one", "> █"]);
    expect(stage.tty.writes).toHaveLength(before + 1);
    stage.tty.write("\x1b[H\x1b[Jscribbles\r\n\r\n\r\n");
    stage.screen.redraw();
    stage.screen.repaint();
    stage.screen.redraw();
    expect(await stage.tty.shown()).toEqual(["ann: one", "> █"]);
  });

  test("a row of joined emoji is never two, in a terminal that does not join them either", async () => {
    const family = "👨‍👩‍👧‍👦";
    const stage = new Stage(20, 8);
    stage.frame = [`\x1b[2m${family.repeat(3)}end\x1b[22m`, "> █"];
    stage.say("one");
    const rows = (lines: string[]) => [...lines, family.repeat(2), "> █"];
    expect(await stage.tty.shown(true)).toEqual(rows(["ann: one"]));
    stage.say("two");
    expect(await stage.tty.shown(true)).toEqual(rows(["ann: one", "ann: two"]));
    stage.screen.redraw();
    expect(await stage.tty.shown(true)).toEqual(rows(["ann: one", "ann: two"]));
  });

  test("a smaller frame stays at the bottom, and the next lines take its space", async () => {
    const stage = new Stage(20, 6);
    stage.count(0, 10);
    stage.frame = ["a", "b", "> █"];
    expect(await stage.tty.shown()).toEqual(["L7", "L8", "L9", "a", "b", "> █"]);
    stage.frame = ["> █"];
    expect(await stage.tty.shown()).toEqual(["L7", "L8", "L9", "", "", "> █"]);
    stage.count(10, 13);
    expect(await stage.tty.shown()).toEqual(["L8", "L9", "L10", "L11", "L12", "> █"]);
    expect(await stage.tty.shown(true)).toEqual([...counted(0, 13), "> █"]);
  });

  test("a frame is cut to what the screen can hold", async () => {
    const stage = new Stage(10, 3);
    stage.count(0, 5);
    stage.frame = ["1", "2", "\x1b[7m0123456789abc\x1b[27m", "漢字漢字漢字", "> █"];
    expect(await stage.tty.shown()).toEqual(["0123456789", "漢字漢字漢", "> █"]);
    stage.frame = ["> █"];
    stage.count(5, 6);
    expect(await stage.tty.shown(true)).toEqual([...counted(0, 6), "", "> █"]);
  });

  test.each([1, 2, 3, 5, 20])("%i columns, and as many rows or 5", async (size) => {
    for (const rows of [size, 5]) {
      const stage = new Stage(size, rows);
      stage.frame = ["status", "漢> █"];
      stage.say("hello 漢字 there", "https://example.org", "");
      await stage.tty.shown();
      for (const direction of [-1, -1, 1, -1, 1, 1] as const) {
        stage.screen.page(direction);
        stage.say("x y");
        stage.tty.resize(size + 3, rows + 2);
        await stage.tty.shown();
        stage.tty.resize(size, rows);
        await stage.tty.shown();
      }
      stage.screen.toBottom();
      stage.screen.clear();
      stage.screen.detach();
      expect((await stage.tty.shown()).length).toBeLessThanOrEqual(rows);
    }
  });

  test("20,000 lines are drawn at once, and all of them", async () => {
    const stage = new Stage(80, 24);
    await stage.tty.shown();
    const before = stage.tty.writes.length;
    const begun = performance.now();
    stage.say(...counted(0, 20_000));
    stage.screen.flush();
    expect(performance.now() - begun).toBeLessThan(500);
    expect(stage.tty.writes).toHaveLength(before + 1);
    const rows = await stage.tty.shown(true);
    expect(rows).toEqual([...counted(0, 20_000).map((text) => `ann: ${text}`), "> █"]);
  });

  test("its size is the terminal's, or the usual one", () => {
    const screen = new Screen(new ScreenTerminal(31, 7));
    expect([screen.columns, screen.rows, screen.isTTY]).toEqual([31, 7, true]);
    const tty = new ScreenTerminal(31, 7);
    tty.columns = 0;
    tty.rows = 0;
    expect([new Screen(tty).columns, new Screen(tty).rows]).toEqual([80, 24]);
  });

  test("a terminal that is gone is no reason to fail", () => {
    const stage = new Stage(20, 5);
    expect(() => stage.tty.emit("error", new Error("EIO"))).not.toThrow();
  });
});

test("detach leaves the frame, and what is written next stands below it", async () => {
  const stage = new Stage(20, 6);
  stage.say("one");
  stage.screen.detach();
  stage.screen.write("\r\nshell\r\n");
  stage.tty.resize(18, 6);
  expect(await stage.tty.shown()).toEqual(["ann: one", "> █", "shell"]);
  stage.screen.attach(() => ["again █"]);
  stage.say("two");
  expect(await stage.tty.shown()).toEqual(["ann: one", "> █", "shell", "ann: two", "again █"]);
});

describe("clear", () => {
  test("empties the screen and forgets the room, but not what comes later", async () => {
    const stage = new Stage(20, 6);
    stage.count(0, 10);
    await stage.tty.shown();
    stage.count(10, 11);
    stage.screen.clear();
    stage.screen.repaint();
    expect(await stage.tty.shown()).toEqual(["> █"]);
    stage.screen.page(-1);
    expect(stage.screen.scrolledBack).toBe(false);
    stage.count(11, 13);
    expect(await stage.tty.shown()).toEqual(["L11", "L12", "> █"]);
    stage.tty.resize(30, 12);
    expect(await stage.tty.shown()).toEqual(["L11", "L12", "> █"]);
    stage.count(13, 14);
    stage.screen.clear();
    stage.count(14, 15);
    expect(await stage.tty.shown()).toEqual(["L14", "> █"]);
  });

  test("a frame at the top is erased without a sign of clearing the screen", async () => {
    const stage = new Stage(20, 6);
    stage.screen.clear();
    stage.frame = ["status", "> a█"];
    await stage.tty.shown();
    stage.frame = ["> ab█"];
    expect(await stage.tty.shown()).toEqual(["", "> ab█"]);
    // Some terminals push all that is on the screen into their scrollback then.
    expect(stage.tty.writes.join("")).not.toMatch(/(\x1b\[H|\r)(\x1b\[1?A)?\x1b\[J/);
  });

  test("while scrolled back leads to the main screen", async () => {
    const stage = new Stage(20, 6);
    stage.count(0, 20);
    stage.screen.page(-1);
    expect(await stage.tty.shown()).not.toContain("L19");
    stage.screen.clear();
    expect(await stage.tty.shown()).toEqual(["> █"]);
    expect([stage.tty.alternate, stage.screen.scrolledBack]).toEqual([false, false]);
  });
});
