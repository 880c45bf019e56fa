// Lines that come by the thousand: the first few of a second are written, of others their number.

import { expect, test } from "bun:test";
import { TURNED_AWAY_LINES, TURNED_AWAY_LOG_MS } from "../../lib/protocol/limits.ts";
import { FoldedLog } from "../../lib/server/folded-log.ts";

function setting() {
  const clock = { now: 1_000_000_000 };
  const written: string[] = [];
  const log = new FoldedLog(
    () => clock.now,
    (lines) => written.push(`${lines} more`),
  );
  const add = (times: number) => {
    for (let time = 0; time < times; time++) log.add(() => written.push("one"));
  };
  /** What was written since it was last asked for. */
  const news = () => written.splice(0).join(", ");
  return { clock, log, add, news };
}

const FIRST = Array(TURNED_AWAY_LINES).fill("one").join(", ");

test("so many are written, and of others their number once the time is over", () => {
  const { clock, log, add, news } = setting();
  add(TURNED_AWAY_LINES);
  expect(news()).toBe(FIRST);
  add(1000);
  clock.now += TURNED_AWAY_LOG_MS - 1;
  log.sweep();
  expect(news()).toBe("");
  clock.now += 1;
  log.sweep();
  log.sweep();
  expect(news()).toBe("1000 more");
  add(TURNED_AWAY_LINES + 1);
  expect(news()).toBe(FIRST);
});

test("the number comes before the next line, and where there is none nothing is said", () => {
  const { clock, log, add, news } = setting();
  add(TURNED_AWAY_LINES + 1);
  news();
  clock.now += TURNED_AWAY_LOG_MS;
  add(1);
  expect(news()).toBe("1 more, one");
  clock.now += TURNED_AWAY_LOG_MS;
  log.sweep();
  expect(news()).toBe("");
});

test("a clock that is put back does not silence it", () => {
  const { clock, add, news } = setting();
  add(TURNED_AWAY_LINES + 2);
  news();
  clock.now -= 24 * 60 * 60 * 1000;
  add(1);
  expect(news()).toBe("2 more, one");
});
