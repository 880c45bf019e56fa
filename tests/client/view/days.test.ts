// Times of day and dates as people say them, in the zone of the machine, and separators between days.
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { clockText, dayLine, Days, timeText } from "../../../lib/client/view/days.ts";

const zone = process.env["TZ"];
beforeEach(() => void (process.env["TZ"] = "America/New_York"));
afterAll(() => void (process.env["TZ"] = zone ?? "Etc/UTC"));

const at = (iso: string) => new Date(iso).getTime();
const rows = (time: number, columns: number) => dayLine(time)(columns).map(Bun.stripANSI);

test("a clock is that of the machine's zone", () => {
  expect(clockText(at("2026-11-22T03:02:59Z"))).toBe("22:02");
  process.env["TZ"] = "Asia/Kathmandu";
  expect(clockText(at("2026-11-22T03:02:59Z"))).toBe("08:47");
});

test.each([
  ["2026-11-22T14:02", "2026-11-22T14:03", "14:02"],
  ["2026-11-22T00:00", "2026-11-22T23:59", "00:00"],
  ["2026-11-22T23:00", "2026-11-22T01:00", "23:00"],
  ["2026-11-21T14:02", "2026-11-22T00:00", "yesterday 14:02"],
  ["2026-11-20T23:59", "2026-11-22T00:00", "Nov 20 23:59"],
  ["2026-11-23T14:02", "2026-11-22T14:02", "Nov 23 14:02"],
  ["2026-01-01T00:00", "2026-11-22T14:02", "Jan 1 00:00"],
  ["2025-12-31T14:02", "2026-01-01T00:30", "yesterday 14:02"],
  ["2025-12-30T14:02", "2026-01-01T00:30", "2025-12-30"],
  ["2025-11-22T14:02", "2026-11-22T14:02", "2025-11-22"],
  ["2026-02-28T14:02", "2026-03-01T14:02", "yesterday 14:02"],
  // The nights in which the clocks of this zone change.
  ["2026-03-08T01:30", "2026-03-09T00:10", "yesterday 01:30"],
  ["2026-11-01T00:30", "2026-11-02T23:50", "yesterday 00:30"],
  ["2026-10-31T23:50", "2026-11-02T00:10", "Oct 31 23:50"],
])("%s seen at %s is %s", (time, now, text) => {
  expect(timeText(at(time), at(now))).toBe(text);
});

describe("a day's separator", () => {
  const time = at("2026-11-22T14:02");
  test.each([
    [80, `── Sunday, 22 November 2026 ──${"─".repeat(50)}`],
    [30, "── Sunday, 22 November 2026 ──"],
    [29, `── 2026-11-22 ──${"─".repeat(13)}`],
    [20, "── 2026-11-22 ──────"],
    [16, "── 2026-11-22 ──"],
    [15, "2026-11-22─────"],
    [10, "2026-11-22"],
    [5, "2026-"],
    [Infinity, "── Sunday, 22 November 2026 ──"],
  ])("in %d columns", (columns, row) => {
    expect(rows(time, columns)).toEqual([row]);
  });
});

describe("a separator is due", () => {
  const days = () => {
    const each = new Days();
    return (iso: string) => each.due(at(iso))?.(16).map(Bun.stripANSI)[0];
  };
  test("where the day changes, and not before the first message", () => {
    const due = days();
    expect(due("2026-11-21T12:00")).toBeUndefined();
    expect(due("2026-11-21T23:59:59.999")).toBeUndefined();
    expect(due("2026-11-22T00:00")).toBe("── 2026-11-22 ──");
    expect(due("2026-11-22T00:01")).toBeUndefined();
    expect(due("2026-12-22T00:01")).toBe("── 2026-12-22 ──");
  });

  test("once, where two clocks disagree at midnight", () => {
    const due = days();
    due("2026-11-21T23:59:50");
    expect(due("2026-11-22T00:00:01")).toBe("── 2026-11-22 ──");
    expect(due("2026-11-21T23:59:59")).toBeUndefined();
    expect(due("2026-11-22T00:00:02")).toBeUndefined();
  });
});
