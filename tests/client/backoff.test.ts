// When it is tried again: the bounds, the chance, and what begins anew.

import { expect, test } from "bun:test";
import { Backoff } from "../../lib/client/backoff.ts";
import { later } from "../../lib/protocol/later.ts";
import {
  RETRY_CHANCE,
  RETRY_FIRST_MS,
  RETRY_MOST_MS,
  STEADY_LINE_MS,
} from "../../lib/protocol/limits.ts";

function begin(random: number) {
  const clock = { now: 1_000_000 };
  const backoff = new Backoff(
    () => clock.now,
    () => random,
  );
  const waits = (count: number) => Array.from({ length: count }, () => backoff.next());
  return { clock, backoff, waits };
}

test("it doubles, and has an end", () => {
  const { waits } = begin(0.5);
  expect(waits(7)).toEqual([300, 600, 1200, 2400, 4800, 9600, RETRY_MOST_MS]);
  expect(new Set(waits(2000))).toEqual(new Set([RETRY_MOST_MS]));
});

test("chance moves each wait by as much, either way", () => {
  expect(begin(0).waits(1)).toEqual([RETRY_FIRST_MS * (1 - RETRY_CHANCE)]);
  const [most = 0] = begin(1 - Number.EPSILON).waits(1);
  expect(most).toBeCloseTo(RETRY_FIRST_MS * (1 + RETRY_CHANCE));
});

test("only a line that has held begins anew", () => {
  const { clock, backoff, waits } = begin(0.5);
  waits(2);
  backoff.back();
  clock.now += STEADY_LINE_MS - 1;
  backoff.lost();
  expect(waits(1)).toEqual([1200]);
  backoff.back();
  clock.now += STEADY_LINE_MS;
  backoff.lost();
  expect(waits(2)).toEqual([300, 600]);
});

test("what is to be done later is done, unless it is taken back", async () => {
  const done: string[] = [];
  const over = Promise.withResolvers<void>();
  const takeBack = later(0, () => done.push("taken back"));
  later(0, () => {
    done.push("done");
    over.resolve();
  });
  takeBack();
  await over.promise;
  expect(done).toEqual(["done"]);
});
