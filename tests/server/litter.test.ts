// The collector is told of so much litter, and no sooner; and has its pause, however much comes.
import { expect, test } from "bun:test";
import { LITTER_BYTES, LITTER_MS } from "../../lib/protocol/limits.ts";
import { Litter } from "../../lib/server/litter.ts";

function watched() {
  const seen = { at: 1000, collections: 0 };
  const later: (() => void)[] = [];
  const litter = new Litter(
    () => void seen.collections++,
    (action) => void later.push(action),
    () => seen.at,
  );
  /** How often it was collected once a turn is over. */
  const turn = () => {
    for (const action of later.splice(0)) action();
    return seen.collections;
  };
  return { seen, litter, turn };
}

test("at the limit, in a turn of its own, and not one byte before it", () => {
  const { seen, litter, turn } = watched();
  litter.add(LITTER_BYTES - 1);
  expect(turn()).toBe(0);
  litter.add(1);
  expect(seen.collections).toBe(0);
  litter.add(LITTER_BYTES);
  expect(turn()).toBe(1);
});

test("then not before its pause is over, and of what came meanwhile", () => {
  const { seen, litter, turn } = watched();
  litter.add(LITTER_BYTES);
  turn();
  seen.at += LITTER_MS - 1;
  litter.add(LITTER_BYTES);
  expect(turn()).toBe(1);
  seen.at += 1;
  litter.add(0);
  expect(turn()).toBe(2);
  seen.at += LITTER_MS;
  litter.add(LITTER_BYTES - 1);
  expect(turn()).toBe(2);
});

test("a clock that was put back does not end it", () => {
  const { seen, litter, turn } = watched();
  litter.add(LITTER_BYTES);
  turn();
  seen.at -= 1_000_000;
  litter.add(LITTER_BYTES);
  expect(turn()).toBe(2);
});
