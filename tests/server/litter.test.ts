// The collector is told of so much litter, and no sooner; and has its pause, however much comes.
import { expect, test } from "bun:test";
import { LITTER_BYTES, LITTER_MS, PAGE_LITTER } from "../../lib/protocol/limits.ts";
import { Litter, littering } from "../../lib/server/litter.ts";

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

test("a page that was asked for is litter, many times its bytes, and the end of the pages is none", async () => {
  const added: number[] = [];
  let isReleased = false;
  async function* pages(): AsyncGenerator<Uint8Array, undefined> {
    try {
      yield new Uint8Array(3);
      yield new Uint8Array(5);
      return undefined;
    } finally {
      isReleased = true;
    }
  }
  const stream = littering(pages(), { add: (bytes) => void added.push(bytes) });
  const sizes = [];
  for (let step = await stream.next(); !step.done; step = await stream.next())
    sizes.push(step.value.byteLength);
  expect([sizes, added]).toEqual([
    [3, 5],
    [3 * PAGE_LITTER, 5 * PAGE_LITTER],
  ]);
  isReleased = false;
  const left = littering(pages(), { add() {} });
  await left.next();
  await left.return?.();
  expect(isReleased).toBe(true);
});
