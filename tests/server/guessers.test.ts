// Who gives wrong passwords waits longer each time, and is kept out for a while after too many.
import { expect, test } from "bun:test";
import {
  BARRED_MS,
  REMEMBERED_GUESSERS,
  WRONG_PASSWORD_MOST_MS,
  WRONG_PASSWORDS,
  WRONG_PASSWORDS_MS,
} from "../../lib/protocol/limits.ts";
import { Guessers } from "../../lib/server/guessers.ts";

const ADDRESS = "203.0.113.7";

function guessing() {
  const clock = { at: 5 };
  return { clock, guessers: new Guessers(() => clock.at) };
}

test("the wait doubles, up to the most", () => {
  const { guessers } = guessing();
  expect(guessers.waitMs(ADDRESS)).toBe(0);
  const waits = Array.from({ length: 8 }, () => {
    guessers.wrong(ADDRESS);
    return guessers.waitMs(ADDRESS) / 1000;
  });
  const most = WRONG_PASSWORD_MOST_MS / 1000;
  expect(waits).toEqual([1, 2, 4, 8, 16, most, most, most]);
  expect(guessers.waitMs("203.0.113.8")).toBe(0);
});

test("the wait passes", () => {
  const { clock, guessers } = guessing();
  guessers.wrong(ADDRESS);
  clock.at += 999;
  expect(guessers.waitMs(ADDRESS)).toBe(1);
  clock.at += 1;
  expect(guessers.waitMs(ADDRESS)).toBe(0);
});

test("with the tenth an address is kept out, not with the ninth, and for so long", () => {
  const { clock, guessers } = guessing();
  for (let n = 1; n < WRONG_PASSWORDS; n++) expect(guessers.wrong(ADDRESS)).toBe(n);
  expect(guessers.isBarred(ADDRESS)).toBe(false);
  expect(guessers.wrong(ADDRESS)).toBe(WRONG_PASSWORDS);
  expect(guessers.isBarred(ADDRESS)).toBe(true);
  expect(guessers.isBarred("203.0.113.8")).toBe(false);
  clock.at += BARRED_MS - 1;
  expect(guessers.isBarred(ADDRESS)).toBe(true);
  clock.at += 1;
  expect(guessers.isBarred(ADDRESS)).toBe(false);
  expect(guessers.wrong(ADDRESS)).toBe(1);
});

test("those of long ago do not count", () => {
  const { clock, guessers } = guessing();
  guessers.wrong(ADDRESS);
  clock.at += WRONG_PASSWORDS_MS - 1;
  expect(guessers.wrong(ADDRESS)).toBe(2);
  clock.at += 1;
  expect(guessers.wrong(ADDRESS)).toBe(2);
  clock.at += WRONG_PASSWORDS_MS;
  expect(guessers.wrong(ADDRESS)).toBe(1);
});

test("so many addresses are remembered, and whose last wrong one is the oldest is forgotten", () => {
  const { guessers } = guessing();
  for (let n = 0; n < REMEMBERED_GUESSERS; n++) guessers.wrong(`a${n}`);
  expect(guessers.size).toBe(REMEMBERED_GUESSERS);
  guessers.wrong("a0");
  guessers.wrong("one more");
  expect(guessers.size).toBe(REMEMBERED_GUESSERS);
  expect(guessers.waitMs("a0")).toBe(2000);
  expect(guessers.waitMs("a1")).toBe(0);
});

test("who does not count any more is forgotten as others come", () => {
  const { clock, guessers } = guessing();
  for (let n = 0; n < 100; n++) guessers.wrong(`a${n}`);
  clock.at += WRONG_PASSWORDS_MS;
  guessers.wrong("b");
  expect(guessers.size).toBe(1);
});

test("those that are kept out are told, with what is left, until it is over", () => {
  const { clock, guessers } = guessing();
  const bar = (address: string, isExempt?: boolean) => {
    for (let n = 0; n < WRONG_PASSWORDS; n++) guessers.wrong(address, isExempt);
  };
  bar(ADDRESS);
  clock.at += 1000;
  bar("203.0.113.8");
  guessers.wrong("203.0.113.9");
  bar("127.0.0.1", true);
  expect(guessers.isBarred("127.0.0.1")).toBe(false);
  expect(guessers.waitMs("127.0.0.1")).toBe(WRONG_PASSWORD_MOST_MS);
  expect(guessers.barred()).toEqual([
    { address: ADDRESS, leftMs: BARRED_MS - 1000 },
    { address: "203.0.113.8", leftMs: BARRED_MS },
  ]);
  clock.at += BARRED_MS - 1000;
  expect(guessers.barred()).toEqual([{ address: "203.0.113.8", leftMs: 1000 }]);
});

test("one that is pardoned begins as if it had never tried", () => {
  const { guessers } = guessing();
  for (let n = 0; n < WRONG_PASSWORDS; n++) guessers.wrong(ADDRESS);
  guessers.pardon(ADDRESS);
  expect([guessers.isBarred(ADDRESS), guessers.waitMs(ADDRESS)]).toEqual([false, 0]);
  expect(guessers.wrong(ADDRESS)).toBe(1);
});
