// Taking turns: how many go on in one turn of the event loop, in which order, and that others get theirs.

import { describe, expect, test } from "bun:test";
import { Turns } from "../../lib/files/turns.ts";
import { CHUNKS_PER_TURN } from "../../lib/protocol/limits.ts";
import { countedTurns, countsPerTurn } from "./loop.ts";

/** In which order so many waiters were let go, and in which turn of the event loop each. */
async function release(turns: Turns, count: number): Promise<{ who: number; turn: number }[]> {
  using loop = countedTurns();
  const released: { who: number; turn: number }[] = [];
  const waiters = Array.from({ length: count }, async (_, who) => {
    await turns.next();
    released.push({ who, turn: loop.turn() });
  });
  await Promise.all(waiters);
  return released;
}

function perTurn(released: readonly { turn: number }[]): number[] {
  return countsPerTurn(released.map(({ turn }) => turn));
}

const most = CHUNKS_PER_TURN;

test.each([
  [1, [1]],
  [most - 1, [most - 1]],
  [most, [most]],
  [most + 1, [most, 1]],
  [3 * most + 2, [most, most, most, 2]],
])("%d waiters are let go %j in a turn, first come, first served", async (count, expected) => {
  const released = await release(new Turns(), count);
  expect(released.map(({ who }) => who)).toEqual([...Array(count).keys()]);
  expect(perTurn(released)).toEqual(expected);
});

test("how many in a turn can be said", async () => {
  expect(perTurn(await release(new Turns(2), 5))).toEqual([2, 2, 1]);
});

test("nobody goes on in the turn in which it asks", async () => {
  using loop = countedTurns();
  const turns = new Turns();
  for (let before = loop.turn(), round = 0; round < 5; round++, before = loop.turn()) {
    await turns.next();
    expect(loop.turn()).toBeGreaterThan(before);
  }
});

describe("those who come back for more", () => {
  test("wait behind all who wait already", async () => {
    const turns = new Turns(2);
    const order: string[] = [];
    const transfer = async (name: string, chunks: number) => {
      for (let chunk = 0; chunk < chunks; chunk++) {
        await turns.next();
        order.push(name);
      }
    };
    await Promise.all([transfer("a", 3), transfer("b", 1), transfer("c", 2), transfer("d", 3)]);
    expect(order.join("")).toBe("abcdacdad");
  });

  test("leave timers of others their time", async () => {
    const turns = new Turns();
    const enough = 100_000;
    let chunks = 0;
    const atTimer: number[] = [];
    const timer = setTimeout(() => atTimer.push(chunks), 0);
    const transfers = Array.from({ length: 2 * most }, async () => {
      for (; atTimer.length === 0 && chunks < enough; chunks++) await turns.next();
    });
    await Promise.all(transfers);
    clearTimeout(timer);
    expect(atTimer).toHaveLength(1);
  });
});
