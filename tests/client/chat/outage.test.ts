// What is told of a lost connection: nothing of a short one, two lines of a longer, and a new name always.

import { expect, test } from "bun:test";
import { OutageNotes } from "../../../lib/client/chat/outage.ts";
import { refused } from "../../../lib/client/failure.ts";
import { Lost } from "../../../lib/client/passing.ts";
import { OUTAGE_NOTED_MS } from "../../../lib/protocol/limits.ts";

function begin() {
  const notes: string[] = [];
  const looks = new Map<() => void, number>();
  const outage = new OutageNotes({
    every(ms, look) {
      looks.set(look, ms);
      return () => void looks.delete(look);
    },
    note: (text) => notes.push(text),
  });
  const pass = () => {
    for (const look of looks.keys()) look();
  };
  return { notes, looks, outage, pass };
}

const lost = new Lost("Lost the connection");

test("one that is back at once is not told of", () => {
  const { notes, looks, outage, pass } = begin();
  for (let n = 0; n < 3; n++) {
    outage.lost("Ann", lost);
    expect([...looks.values()]).toEqual([OUTAGE_NOTED_MS]);
    outage.back("Ann");
    pass();
  }
  expect([notes, looks.size]).toEqual([[], 0]);
});

test("one that lasts is told of once, and when it is over", () => {
  const { notes, looks, outage, pass } = begin();
  outage.lost("Ann", lost);
  pass();
  pass();
  expect(looks.size).toBe(0);
  outage.back("Ann");
  outage.back("Ann");
  expect(notes).toEqual(["Connection lost; trying to come back", "Back in the room"]);
});

test("the server's own words are told, and a new name however short it was", () => {
  const { notes, outage, pass } = begin();
  outage.lost("Ann", refused({ code: "shutdown", message: "Closing time" }));
  pass();
  outage.back("Ann-2");
  outage.lost("Ann-2", lost);
  outage.back("Ann-3");
  expect(notes).toEqual([
    "Closing time; trying to come back",
    "Back in the room, as Ann-2",
    "Back in the room, as Ann-3",
  ]);
});

test("nothing more is told at the end", () => {
  const { notes, outage, pass } = begin();
  outage.lost("Ann", lost);
  outage.over();
  pass();
  expect(notes).toEqual([]);
});
