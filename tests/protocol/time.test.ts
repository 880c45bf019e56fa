// Local time for people, in any zone, against the parts that Date itself tells.
import { afterEach, describe, expect, test } from "bun:test";
import fc from "fast-check";
import { localMinute, localSecond } from "../../lib/protocol/time.ts";

const zone = process.env["TZ"];
const DIALOGUE = Date.UTC(2025, 1, 10, 20, 29, 31);

afterEach(() => setZone(zone));

function setZone(name: string | undefined): void {
  if (name === undefined) delete process.env["TZ"];
  else process.env["TZ"] = name;
}

function oracle(at: number): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

const zones: [string, string][] = [
  ["UTC", "2025-02-10 20:29:31"],
  ["America/New_York", "2025-02-10 15:29:31"],
  ["Asia/Kolkata", "2025-02-11 01:59:31"],
  ["Pacific/Chatham", "2025-02-11 10:14:31"],
];

describe.each(zones)("in %s", (name, second) => {
  test("the moment of the first dialogue", () => {
    setZone(name);
    expect(localSecond(DIALOGUE)).toBe(second);
    expect(localMinute(DIALOGUE)).toBe(second.slice(0, -3));
  });

  test("any moment from 1990 to 2090 is what the clock on the wall shows", () => {
    setZone(name);
    const moment = fc.integer({ min: Date.UTC(1990), max: Date.UTC(2090) });
    fc.assert(
      fc.property(moment, (at) => {
        expect(localSecond(at)).toBe(oracle(at));
        expect(localMinute(at)).toBe(oracle(at).slice(0, -3));
      }),
      { numRuns: 500 },
    );
  });
});

test("on both sides of the hour that summer time skips and repeats", () => {
  setZone("Europe/Zurich");
  expect(localSecond(Date.UTC(2025, 2, 30, 0, 59, 59))).toBe("2025-03-30 01:59:59");
  expect(localSecond(Date.UTC(2025, 2, 30, 1, 0, 0))).toBe("2025-03-30 03:00:00");
  expect(localMinute(Date.UTC(2025, 9, 26, 0, 30))).toBe("2025-10-26 02:30");
  expect(localMinute(Date.UTC(2025, 9, 26, 1, 30))).toBe("2025-10-26 02:30");
});
