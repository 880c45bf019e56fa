// The client's speed against its bounds, with fewer samples than `bun run bench client` takes.

import { expect, setDefaultTimeout, test } from "bun:test";
import { lineText, numbersIn } from "./lines.ts";
import {
  BOUNDS,
  FLOOD_LINES,
  LINES_PER_SECOND,
  measureFlood,
  measureKeys,
  measureStart,
} from "./measure.ts";
import { median, percentile } from "./statistics.ts";

setDefaultTimeout(90_000);

const KEYS = 300;

const ROUNDS = 5;

/**
 * The first round below the bound, or the best of all. What else a machine does can only slow a round
 * down, so one that keeps the bound shows that the client does. Medians are what the bench reports.
 */
async function best(measure: () => Promise<number>, below: number): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < ROUNDS && least >= below; round++) {
    least = Math.min(least, await measure());
  }
  return least;
}

test("a key is on the screen within 16 ms, for 99 of 100, while 200 lines a second arrive", async () => {
  const p99 = await best(async () => {
    const { ms, linesPerSecond } = await measureKeys(KEYS);
    expect(ms).toHaveLength(KEYS);
    expect(linesPerSecond).toBeGreaterThan(LINES_PER_SECOND / 2);
    return percentile(ms, 0.99);
  }, BOUNDS.keyP99Ms);
  expect(p99).toBeLessThan(BOUNDS.keyP99Ms);
});

test("20,000 lines are drawn within a second of the client's processor time, none is missing", async () => {
  // By the clock it is the bench that tells: a server, a talker and an emulator share two cores with it.
  const ms = await best(async () => {
    const flood = await measureFlood(0);
    expect(flood.drawn).toBe(FLOOD_LINES);
    return Number.isNaN(flood.cpuMs) ? flood.ms : flood.cpuMs;
  }, BOUNDS.floodMs);
  expect(ms).toBeLessThan(BOUNDS.floodMs);
});

test("the prompt is there within 300 ms of the start", async () => {
  expect(await best(measureStart, BOUNDS.startMs)).toBeLessThan(BOUNDS.startMs);
});

test("percentiles are of the values as they are, not between them", () => {
  const hundred = Array.from({ length: 100 }, (_, n) => 100 - n);
  expect(percentile(hundred, 0.5)).toBe(50);
  expect(percentile(hundred, 0.99)).toBe(99);
  expect(percentile(hundred, 1)).toBe(100);
  expect(percentile([7], 0)).toBe(7);
  expect(median([3, 1, 2])).toBe(2);
  expect(() => median([])).toThrow("nothing was measured");
});

test("a line is told by its number", () => {
  expect(numbersIn(`a ${lineText(7)}\r\nb ${lineText(12)} ${lineText(7)}`)).toEqual(
    new Set([7, 12]),
  );
});
