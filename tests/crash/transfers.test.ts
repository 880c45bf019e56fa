// Transfers that kill -9 breaks off, and that the same command finishes: what transfers.ts does, in small.

import { expect, setDefaultTimeout, test } from "bun:test";
import { draws } from "./draws.ts";
import { breakOff, replaceBetween, type Command } from "./transfer.ts";

setDefaultTimeout(60_000);

const SEED = "parlor";
const MIB = 1024 * 1024;

const planned = (command: Command) => {
  console.log(`seed ${SEED} ${command}`);
  const draw = draws(`${SEED} ${command}`);
  return { command, size: 24 * MIB, kills: 3, seed: SEED, draw, ahead: MIB };
};

test.each(["get", "put"] as const)("%s is finished after three kills", async (command) => {
  const { tries, problems } = await breakOff(planned(command));
  expect(problems).toEqual([]);
  expect(tries).toHaveLength(4);
  expect(tries.at(-1)?.from).toBeGreaterThan(0);
});

test.each(["get", "put"] as const)(
  "%s of another file than before begins anew",
  async (command) => {
    const { problems } = await replaceBetween(planned(command));
    expect(problems).toEqual([]);
  },
);
