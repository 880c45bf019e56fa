// Reading at a pace: what waits is taken in its time, and nothing more once the guest is not read any more.

import { expect, test } from "bun:test";
import { Holds } from "../../lib/server/holds.ts";
import { Intake } from "../../lib/server/intake.ts";
import { Pace } from "../../lib/server/pace.ts";
import { Reading } from "../../lib/server/reading.ts";
import { patiently } from "../support/patience.ts";

const RATE = 50;
/** Two more than may be taken in one go. */
const LINES = Buffer.from("x\n".repeat(RATE + 2));
const AT_ONCE = ["opened", ...Array.from({ length: RATE }, () => "command")];

/** A reading of a lines guest who may send RATE messages a second, by a clock that stands still. */
function setUp() {
  const clock = { at: 1_000_000 };
  const heard: string[] = [];
  const relieved = { times: 0, next: Promise.withResolvers<void>() };
  const pace = new Pace({
    rate: RATE,
    now: () => clock.at,
    isReceiving: () => false,
    relieved: () => {
      relieved.times++;
      reading.work();
      relieved.next.resolve();
      relieved.next = Promise.withResolvers();
    },
  });
  const intake = new Intake(
    () => {},
    () => "here",
  );
  const holds = new Holds(
    () => {},
    (action) => action(),
  );
  const events = {
    take: ({ input }: { input: string }) => void heard.push(input),
    congested: () => false,
    pause: (paused: boolean) => void heard.push(paused ? "paused" : "read"),
    later() {},
    exhausted: () => void heard.push("exhausted"),
  };
  const reading = new Reading(intake, holds, events, pace);
  return { clock, heard, relieved, reading };
}

test("each is taken when its time has come, and the end after the last", async () => {
  const { clock, heard, relieved, reading } = setUp();
  reading.push(LINES);
  reading.push("end");
  expect(heard.splice(0)).toEqual([...AT_ONCE, "paused"]);
  clock.at += 1000 / RATE;
  await patiently(relieved.next.promise);
  expect(heard.splice(0)).toEqual(["command"]);
  clock.at += 1000 / RATE;
  await patiently(relieved.next.promise);
  expect(heard.splice(0)).toEqual(["command", "read", "exhausted"]);
});

test("nothing wakes it any more once it has stopped", async () => {
  const [stopped, other] = [setUp(), setUp()];
  stopped.reading.push(LINES);
  other.reading.push(LINES);
  stopped.reading.stop();
  await patiently(other.relieved.next.promise);
  expect([stopped.relieved.times, other.relieved.times]).toEqual([0, 1]);
});
