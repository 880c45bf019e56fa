// Rates and durations in words, how far a transfer is, and how fast it goes.
import { describe, expect, test } from "bun:test";
import { heapStats } from "bun:jsc";
import fc from "fast-check";
import { durationText } from "../../../lib/protocol/durations.ts";
import {
  leftText,
  percentText,
  progressText,
  Rate,
  rateText,
} from "../../../lib/client/view/numbers.ts";
import {
  PROGRESS_FILE_COLUMNS,
  RATE_LEAST_MS,
  RATE_SAMPLE_MS,
  RATE_WINDOW_MS,
} from "../../../lib/protocol/limits.ts";

test("a rate is bytes in a second", () => {
  expect(rateText(12_345_678)).toBe("12 MB/s");
  expect(rateText(0)).toBe("0 B/s");
});

test.each([
  [-5, "0 s"],
  [0, "0 s"],
  [499, "0 s"],
  [500, "1 s"],
  [8_000, "8 s"],
  [59_499, "59 s"],
  [59_500, "1 min"],
  [60_000, "1 min"],
  [89_499, "1 min"],
  [90_000, "2 min"],
  [180_000, "3 min"],
  [3_569_000, "59 min"],
  [3_570_000, "1 h"],
  [3_600_000, "1 h"],
  [4_800_000, "1 h 20 min"],
  [7_200_000, "2 h"],
  [90_060_000, "25 h 1 min"],
])("%d ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});

const HALF = "name".repeat(PROGRESS_FILE_COLUMNS / 4 - 1);

test.each([
  ["test.txt", 145_740, 347_000, 12e6, "test.txt 42 % of 347 kB, 12 MB/s, 0 s left"],
  ["test.txt", 4e6, 1e8, 12e6, "test.txt 4 % of 100 MB, 12 MB/s, 8 s left"],
  ["a.txt", 0, 10, undefined, "a.txt 0 % of 10 B"],
  ["a.txt", 999, 1000, undefined, "a.txt 99 % of 1.0 kB"],
  ["a.txt", 0, 0, undefined, "a.txt 100 % of 0 B"],
  ["a.txt", 1000, 1000, 500, "a.txt 100 % of 1.0 kB, 500 B/s"],
  ["a.txt", 10, 1000, 0, "a.txt 1 % of 1.0 kB, 0 B/s"],
  [`${HALF}.txt`, 0, 10, undefined, `${HALF}.txt 0 % of 10 B`],
  [`${HALF}1.txt`, 0, 10, undefined, "namenamename…mename1.txt 0 % of 10 B"],
])("progress of %s: %d of %d at %p is %s", (file, received, size, rate, text) => {
  expect(progressText({ file, received, size, rate })).toBe(text);
});

test.each([
  [0, 1000, "0 %"],
  [999, 1000, "99 %"],
  [1000, 1000, "100 %"],
  [0, 0, "100 %"],
])("%d of %d bytes are %s", (done, size, text) => {
  expect(percentText(done, size)).toBe(text);
});

test("what is left is told while it moves, and there is something left", () => {
  expect(leftText(16_000, 2_000)).toBe("8 s");
  expect(leftText(0, 2_000)).toBeUndefined();
  expect(leftText(16_000, 0)).toBeUndefined();
  expect(leftText(16_000, undefined)).toBeUndefined();
});

describe("a rate", () => {
  test("begins anew where fewer bytes are there than before", () => {
    const rate = new Rate();
    rate.add(0, 1_000_000);
    rate.add(1000, 2_000_000);
    expect(rate.at(1000)).toBe(1_000_000);
    rate.add(1100, 0);
    expect(rate.at(1100)).toBeUndefined();
    rate.add(2100, 500);
    expect(rate.at(2100)).toBe(500);
  });

  test("is not known before half a second has passed", () => {
    const rate = new Rate();
    expect(rate.at(0)).toBeUndefined();
    rate.add(1000, 100);
    expect(rate.at(1000)).toBeUndefined();
    rate.add(1000 + RATE_LEAST_MS - 1, 600);
    expect(rate.at(1000 + RATE_LEAST_MS - 1)).toBeUndefined();
    expect(rate.at(1000 + RATE_LEAST_MS)).toBe((1000 * 500) / RATE_LEAST_MS);
  });

  test("is the average over the window, not over all", () => {
    const rate = new Rate();
    let bytes = 0;
    let now = 0;
    const go = (ms: number, bytesPerMs: number) => {
      for (let passed = 0; passed < ms; passed += 100) {
        now += 100;
        bytes += 100 * bytesPerMs;
        rate.add(now, bytes);
      }
    };
    rate.add(0, 0);
    go(20_000, 50);
    expect(rate.at(now)).toBe(50_000);
    go(RATE_WINDOW_MS / 2, 10);
    expect(rate.at(now)).toBeWithin(29_000, 33_000);
    go(RATE_WINDOW_MS, 10);
    expect(rate.at(now)).toBe(10_000);
  });

  test("sinks to nothing where nothing arrives any more", () => {
    const rate = new Rate();
    for (let now = 0; now <= 6000; now += RATE_SAMPLE_MS) rate.add(now, 1000 * now);
    expect(rate.at(6000)).toBe(1_000_000);
    expect(rate.at(8500)).toBeWithin(400_000, 800_000);
    expect(rate.at(6000 + RATE_WINDOW_MS)).toBe(0);
  });

  test("is that of a steady stream, however often it is measured", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 700 }), { minLength: 20, maxLength: 400 }),
        fc.integer({ min: 1, max: 1_000_000 }),
        (steps, bytesPerMs) => {
          const rate = new Rate();
          let now = 0;
          for (const step of [0, ...steps, RATE_LEAST_MS])
            rate.add((now += step), now * bytesPerMs);
          const measured = rate.at(now) ?? 0;
          expect(measured / (1000 * bytesPerMs)).toBeCloseTo(1, 6);
        },
      ),
    );
  });

  test("remembers no more than its window needs", () => {
    const objects = () => {
      Bun.gc(true);
      return heapStats().objectCount;
    };
    const rates = Array.from({ length: 100 }, () => new Rate());
    for (const rate of rates) rate.add(0, 0);
    const before = objects();
    for (let now = 1; now <= 2 * RATE_WINDOW_MS; now++)
      for (const rate of rates) rate.add(now, now);
    expect((objects() - before) / rates.length).toBeLessThan(2 + RATE_WINDOW_MS / RATE_SAMPLE_MS);
    for (const rate of rates) expect(rate.at(2 * RATE_WINDOW_MS)).toBe(1000);
  });
});
