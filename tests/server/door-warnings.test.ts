// What the host is told of guests that are turned away: the first at once, and then their number once a minute.

import { expect, test } from "bun:test";
import { TURNED_AWAY_WARN_MS } from "../../lib/protocol/limits.ts";
import { DoorWarnings } from "../../lib/server/door-warnings.ts";

function setting() {
  const clock = { now: 1_000_000_000 };
  const warned: string[] = [];
  const warnings = new DoorWarnings(
    () => clock.now,
    3,
    (message) => void warned.push(message),
  );
  /** What was told since it was last asked for. */
  const news = () => warned.splice(0);
  return { clock, warnings, news };
}

const full = (guests: number) =>
  `The room is full (3 places): ${guests} turned away; --max-clients sets more`;

test("the first is told at once, and how many others came once a minute is over", () => {
  const { clock, warnings, news } = setting();
  warnings.add("places");
  expect(news()).toEqual([full(1)]);
  for (let guest = 0; guest < 4; guest++) warnings.add("places");
  clock.now += TURNED_AWAY_WARN_MS - 1;
  warnings.sweep();
  expect(news()).toEqual([]);
  clock.now += 1;
  warnings.sweep();
  expect(news()).toEqual([full(4)]);
  // A warning begins the minute anew, also one of the sweep.
  warnings.add("places");
  expect(news()).toEqual([]);
  clock.now += TURNED_AWAY_WARN_MS;
  warnings.add("places");
  expect(news()).toEqual([full(2)]);
});

test("where nobody came nothing is told, and the next is told at once", () => {
  const { clock, warnings, news } = setting();
  warnings.sweep();
  warnings.add("places");
  news();
  clock.now += TURNED_AWAY_WARN_MS;
  warnings.sweep();
  warnings.sweep();
  expect(news()).toEqual([]);
  warnings.add("places");
  expect(news()).toEqual([full(1)]);
});

test("each lack is told for itself, with what can be done", () => {
  const { warnings, news } = setting();
  for (const lack of ["door", "files", "address", "door"] as const) warnings.add(lack);
  expect(news()).toEqual([
    "Too many stand at the door without a name: 1 turned away",
    'No more connections can be open: 1 turned away; "ulimit -n" sets more',
    "Too many connections from one address: 1 turned away",
  ]);
});

test("a clock that is put back does not silence it", () => {
  const { clock, warnings, news } = setting();
  warnings.add("places");
  clock.now -= 24 * 60 * 60 * 1000;
  warnings.add("places");
  expect(news()).toEqual([full(1), full(1)]);
});
