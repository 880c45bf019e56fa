// kill -9 of a server under talk: what it acknowledged is there, once, in one order, and all come back and miss nothing.

import { expect, setDefaultTimeout, test } from "bun:test";
import { killUnderTalk } from "./killing.ts";

setDefaultTimeout(120_000);

const ROUNDS = 50;

test(`${ROUNDS} rounds of talk survive kill -9`, async () => {
  const seed = String(Date.now());
  console.log(`seed ${seed}: bun tests/crash/journal.ts --seed ${seed} --rounds ${ROUNDS}`);
  const { rounds, kills, lost, messages, problems } = await killUnderTalk({
    seed,
    rounds: ROUNDS,
    clients: 5,
  });
  expect(problems, `seed ${seed}`).toEqual([]);
  expect(rounds).toBe(ROUNDS);
  expect(kills).toBeGreaterThan(ROUNDS);
  expect(lost).toBeGreaterThan(0);
  expect(messages).toBeGreaterThan(20 * ROUNDS);
});
