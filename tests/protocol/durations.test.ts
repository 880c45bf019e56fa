// Durations as people write them, read and told.
import { expect, test } from "bun:test";
import { durationText, readDuration } from "../../lib/protocol/durations.ts";

test.each([
  ["30s", 30_000],
  ["10m", 600_000],
  ["12h", 43_200_000],
  [" 30 d ", 2_592_000_000],
  ["2W", 1_209_600_000],
  ["1y", 31_536_000_000],
  ["0s", 0],
  ["", undefined],
  ["10", undefined],
  ["m", undefined],
  ["-5m", undefined],
  ["1.5h", undefined],
  ["5m later", undefined],
  ["1000000y", undefined],
])("%p are %p milliseconds", (text, ms) => {
  expect(readDuration(text)).toBe(ms);
});

test.each([
  [172_799_999, "48 h"],
  [172_800_000, "2 days"],
  [2_592_000_000, "30 days"],
])("%d ms are %s", (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
