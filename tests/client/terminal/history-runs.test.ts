// The input's history over two runs of the program, in the state folder.

import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { left, Room } from "./prompt-room.ts";

const folder = mkdtempSync(join(tmpdir(), "parlor-history-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("lines are there in the next run, the draft comes back, Ctrl-R finds", async () => {
  const state = mkdtempSync(join(folder, "state-"));
  {
    using room = new Room();
    await using ann = await room.join(60, 16, { XDG_STATE_HOME: state });
    ann.type("get a.txt\rhello ü\rget b.txt\r\x04");
    await room.hear(4);
    await left(ann);
  }
  expect(readFileSync(join(state, "parlor", "history"), "utf8")).toBe(
    "get a.txt\nhello ü\nget b.txt\n",
  );
  using room = new Room();
  await using ann = await room.join(60, 16, { XDG_STATE_HOME: state });
  ann.type("hel\x1b[A\x1b[A");
  await ann.waitFor("ann> hello ü█");
  ann.type("\x1b[B\x1b[B");
  await ann.waitFor("ann> hel█");
  ann.type("\x12");
  await ann.waitFor("ann> hello ü█");
  ann.type("\x03get\x12\x12");
  await ann.waitFor("ann> get a.txt█");
  ann.type("\x12");
  await ann.waitFor("No older line contains this\nann> get a.txt█");
});

test("a history that cannot be kept is told of once, and disturbs nothing", async () => {
  const state = mkdtempSync(join(folder, "state-"));
  mkdirSync(join(state, "parlor", "history"), { recursive: true });
  using room = new Room();
  await using ann = await room.join(100, 16, { XDG_STATE_HOME: state });
  await ann.waitFor(/^Cannot keep the history in ".*\/history": .*\nann> █$/);
  ann.type("one\rtwo\r\x1b[A\x1b[A");
  await ann.waitFor("ann> one█");
  expect((await ann.screen()).split("Cannot keep").length).toBe(2);
});
