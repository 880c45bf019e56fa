// A guest that talks at a pace or all at once, in a process of its own: bun tests/bench/talker.ts PORT LINES
// It says "ready" on its channel, and is told there: "pace N" (lines a second), "flood" (LINES at once) or "stop".

import { encodeControl } from "../../lib/protocol/encode.ts";
import { FramesGuest } from "../support/frames-guest.ts";
import { Guest } from "../support/guest.ts";
import { lineText } from "./lines.ts";

/** How often a talker at a pace looks how many lines are due: milliseconds. */
const TICK_MS = 5;

const [port, lines] = process.argv.slice(2).map(Number);
const guest = await FramesGuest.open(await Guest.connect(port ?? 0));
await guest.join("talker");
// Answers are read, or the server would stop to read us; what they say is of no interest.
guest.raw.tap(() => {});

const say = (number: number) =>
  encodeControl({ id: 1000 + number, type: "say", text: lineText(number) });
const flood = Buffer.concat(Array.from({ length: lines ?? 0 }, (_, number) => say(number)));
let ticking: NodeJS.Timeout | undefined;

process.on("message", (order) => {
  const [verb, perSecond] = String(order).split(" ");
  clearInterval(ticking);
  if (verb === "flood") guest.raw.send(flood);
  if (verb === "pace") ticking = pace(Number(perSecond));
});
process.on("disconnect", () => process.exit());
process.send?.("ready");

function pace(perSecond: number): NodeJS.Timeout {
  const begun = performance.now();
  let said = 0;
  return setInterval(() => {
    const due = Math.floor(((performance.now() - begun) * perSecond) / 1000);
    while (said < due) guest.raw.send(say(said++));
  }, TICK_MS);
}
