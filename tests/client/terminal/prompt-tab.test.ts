// Tab in a terminal: candidates below the room, chosen from in turn.

import { expect, test } from "bun:test";
import { Room } from "./prompt-room.ts";

test("one candidate is put in, several are shown in a row of the frame", async () => {
  using room = new Room();
  await using ann = await room.join();
  room.say("bob: hello");
  ann.type("/w\t");
  await ann.waitFor("bob: hello\nann> /who █");
  ann.type("\x03/s\t");
  await ann.waitFor("bob: hello\n/send  /save  /slow\nann> /s█");
  ann.type("\t");
  await ann.waitFor("[/send]  /save  /slow\nann> /send █");
  ann.type("\x1b[Z");
  await ann.waitFor("/send  /save  [/slow]\nann> /slow █");
  ann.type("\x1b[Z\x1b[Z");
  await ann.waitFor("[/send]  /save  /slow\nann> /send █");
  ann.type("x");
  await ann.waitFor(/hello\n(?:\s*\n)?ann> \/send x█$/);
  expect(await ann.screen(true)).not.toContain("/slow");
  ann.type("\r");
  expect(await room.hear(1)).toEqual(["/send x"]);
});

test("what all begin with is put in, at the cursor; Escape brings back what was typed", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("hi a!\x1b[D\t");
  await ann.waitFor("anna  andy  anton\nann> hi an!");
  ann.type("\t\x1b");
  await ann.waitFor((screen) => screen.includes("ann> hi a!") && !screen.includes("anton"));
  ann.type("X\r");
  expect(await room.hear(1)).toEqual(["hi aX!"]);
});

test("an answer that comes late is for the line it was asked for", async () => {
  using room = new Room();
  await using ann = await room.join();
  ann.type("/slow\t");
  expect(await room.hear(1)).toEqual(["(deciding)"]);
  ann.type("er");
  await ann.waitFor("/slower█");
  room.say("!decide yes");
  await room.keysRead(ann);
  ann.type("\r\x1b[A\x7f\x7f\t");
  expect(await room.hear(3)).toEqual(["(deciding)", "/slower", "(deciding)"]);
  room.say("!decide yes");
  await ann.waitFor("ann> /slow █");
});

test("candidates are fitted to 20 columns", async () => {
  using room = new Room();
  await using ann = await room.join(20, 5);
  ann.type("\t");
  await ann.waitFor("/who  /send  +5\nann> █");
  ann.type("\t\t\t");
  await ann.waitFor("[/save]  /slow  +5\nann> /save █");
});
