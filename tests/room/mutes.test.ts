// Who is muted: how many at once, until when, and what a second word of the host on the same guest does.
import { expect, test } from "bun:test";
import { MOST_MUTES } from "../../lib/protocol/limits.ts";
import { Mutes } from "../../lib/room/mutes.ts";

const guest = (number: number) => ({ number, name: `Guest ${number}` });

test("MOST_MUTES are muted at once; one more ends the oldest, and no other", () => {
  const mutes = new Mutes();
  for (let number = 1; number <= MOST_MUTES; number++) mutes.add(guest(number), Infinity, 0);
  expect(mutes.until(guest(1), 0)).toBe(Infinity);
  mutes.add(guest(MOST_MUTES + 1), Infinity, 0);
  expect(mutes.until(guest(1), 0)).toBeUndefined();
  expect(mutes.until(guest(2), 0)).toBe(Infinity);
  expect(mutes.until(guest(MOST_MUTES + 1), 0)).toBe(Infinity);
});

test("of two mutes of one guest the last holds, shorter or longer, and counts once", () => {
  const mutes = new Mutes();
  mutes.add(guest(1), 1000, 0);
  mutes.add(guest(1), 500, 0);
  expect(mutes.until(guest(1), 499)).toBe(500);
  expect(mutes.until(guest(1), 500)).toBeUndefined();
  mutes.add(guest(1), 2000, 500);
  mutes.add(guest(1), Infinity, 500);
  expect(mutes.until(guest(1), 2000)).toBe(Infinity);
  expect(mutes.lift(guest(1), 2000)).toBe(true);
  expect(mutes.until(guest(1), 2000)).toBeUndefined();
});
