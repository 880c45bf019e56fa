// The time that a guest is made to wait is not its own: the time for its name stands still meanwhile.
import { expect, test } from "bun:test";
import { Outbox } from "../../lib/protocol/outbox.ts";
import { Deadlines } from "../../lib/server/deadlines.ts";

const STANDING = { number: 1, isNamed: false, isLeaving: false, isPaused: true, pings: false };
const LATE = { code: "name-timeout", message: "No name within 30 seconds; goodbye" } as const;

function standing() {
  const clock = { at: 1000 };
  const now = () => clock.at;
  const outbox = new Outbox({ write: (_bytes, _offset, length) => length, shutdown() {} }, now);
  const deadlines = new Deadlines(now);
  return { clock, deadlines, overdue: () => deadlines.overdue(STANDING, outbox, 30_000) };
}

test("while it waits, however long", () => {
  const { clock, deadlines, overdue } = standing();
  clock.at += 29_999;
  deadlines.holdUp();
  clock.at += 600_000;
  expect(overdue()).toBe("nothing");
});

test("and behind each of its waits it goes on", () => {
  const { clock, deadlines, overdue } = standing();
  for (const ms of [1000, 2000, 30_000]) {
    clock.at += 9_000;
    const goesOn = deadlines.holdUp();
    clock.at += ms;
    goesOn();
  }
  clock.at += 2_999;
  expect(overdue()).toBe("nothing");
  clock.at += 1;
  expect(overdue()).toEqual(LATE);
});
