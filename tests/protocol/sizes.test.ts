// Numbers of bytes as people write them, and as they are read from what people write.
import { expect, test } from "bun:test";
import fc from "fast-check";
import { bytesText, readBytes } from "../../lib/protocol/sizes.ts";

test.each([
  [0, "0 B"],
  [1, "1 B"],
  [9, "9 B"],
  [999, "999 B"],
  [1000, "1.0 kB"],
  [1049, "1.0 kB"],
  [1500, "1.5 kB"],
  [9900, "9.9 kB"],
  [10_000, "10 kB"],
  [347_000, "347 kB"],
  [1_000_000, "1.0 MB"],
  [5_000_000, "5.0 MB"],
  [5_368_709_120, "5.4 GB"],
  [2_000_000_000_000, "2.0 TB"],
  [3_000_000_000_000_000, "3000 TB"],
])("%d bytes are %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  [9_990, "10 kB"],
  [999_600, "1.0 MB"],
  [999_999_999, "1.0 GB"],
])("%d bytes round up to %s", (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});

test.each([
  ["0", 0],
  ["500", 500],
  ["500B", 500],
  ["500 b", 500],
  ["1k", 1_000],
  ["1kB", 1_000],
  ["1 KB", 1_000],
  ["1KiB", 1_024],
  ["500MB", 500_000_000],
  ["1.5 G", 1_500_000_000],
  ["1GiB", 1024 ** 3],
  ["1.5gib", 1.5 * 1024 ** 3],
  ["2T", 2e12],
  ["1Ti", 1024 ** 4],
  [" 7 MB ", 7_000_000],
  ["0.5", 0],
  ["1.2345k", 1_234],
  ["9007199254740991", Number.MAX_SAFE_INTEGER],
])("%p means %d bytes", (text, bytes) => {
  expect(readBytes(text)).toBe(bytes);
});

test.each([
  "",
  " ",
  "MB",
  "-1",
  "+1",
  ".5",
  "1.",
  "1,5G",
  "1e3",
  "0x10",
  "1 0",
  "1PB",
  "1kk",
  "1MBs",
  "NaN",
  "Infinity",
  "9007199254740992",
  "9007.2T",
])("%p is no size", (text) => {
  expect(readBytes(text)).toBeUndefined();
});

test("what is written of a size is read as nearly that size", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 999e12 }), (bytes) => {
      const read = readBytes(bytesText(bytes)) ?? NaN;
      expect(Math.abs(read - bytes)).toBeLessThanOrEqual(0.06 * bytes);
    }),
  );
});
