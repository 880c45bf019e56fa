// Screen held: the terminal is left to others, and whatever was to be shown meanwhile comes after.

import { describe, expect, test } from "bun:test";
import { BACKLOG_LINES } from "../../../lib/protocol/limits.ts";
import { counted, Stage, substance } from "./screen-terminal.ts";

describe("hold", () => {
  test("nothing is written until release, and all of it then", async () => {
    const stage = new Stage(20, 6);
    stage.say("one");
    stage.screen.write("\x07");
    stage.screen.hold();
    const before = stage.tty.writes.length;
    expect(stage.tty.writes.at(-1)).toContain("ann: one");
    expect(stage.tty.writes.at(-1)).toContain("\x07");
    stage.tty.write("\x1b[?1049h\x1b[Hquestion?");
    stage.say("two");
    stage.frame = ["> x█"];
    stage.screen.write("\x1b]0;title\x07");
    stage.screen.page(-1);
    stage.screen.repaint();
    stage.screen.flush();
    expect(await stage.tty.shown()).toEqual(["question?"]);
    expect(stage.tty.writes).toHaveLength(before + 1);
    stage.tty.write("\x1b[?1049l");
    stage.screen.release();
    expect(await stage.tty.shown()).toEqual(["ann: one", "ann: two", "> x█"]);
    expect(stage.tty.writes.at(-1)).toContain("\x1b]0;title\x07");
    expect(stage.screen.scrolledBack).toBe(false);
  });

  test("a resize meanwhile is made up for, even one there and back", async () => {
    const stage = new Stage(40, 6);
    const text = "some words that need one row or else a few of them";
    stage.say(text, text, text);
    const said = Array<string>(3).fill(`ann: ${text}`);
    await stage.tty.shown();
    for (const sizes of [
      [[17, 6]],
      [[60, 9]],
      [[23, 8]],
      [
        [12, 4],
        [23, 8],
      ],
    ] as const) {
      stage.screen.hold();
      stage.tty.write("\x1b[?1049h");
      for (const [columns, rows] of sizes) stage.tty.resize(columns, rows);
      stage.say("x");
      stage.tty.write("\x1b[?1049l");
      stage.screen.release();
      const rows = await stage.tty.shown(true);
      said.push("ann: x");
      expect(substance(rows)).toBe(substance([...said, "> █"]));
    }
  });

  test("lines that wait have a bound, at the limit and one past it", async () => {
    for (const past of [0, 1, 2]) {
      const stage = new Stage(40, 6);
      stage.screen.hold();
      stage.count(0, BACKLOG_LINES + past);
      stage.screen.release();
      const rows = await stage.tty.shown(true);
      const lines = past === 1 ? "line was" : "lines were";
      const note = past === 0 ? [] : [`… ${past} earlier ${lines} not kept`];
      expect(rows).toEqual([...note, ...counted(past, BACKLOG_LINES + past), "> █"]);
    }
  });

  test("detach ends it", async () => {
    const stage = new Stage(20, 6);
    stage.screen.hold();
    stage.say("one");
    stage.screen.detach();
    stage.screen.write("\r\nbye");
    expect(await stage.tty.shown()).toEqual(["ann: one", "> █", "bye"]);
  });
});
