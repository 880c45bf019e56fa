// Answers that take their time: cancelled by their tags, given up with their reader, forgotten at their end.

import { expect, test } from "bun:test";
import { Sendings, type Answer } from "../../lib/server/sendings.ts";
import { FREE_SLOTS, NO_LITTER } from "../support/no-host.ts";

/** An answer that waits for its signal, and tells when it is over. */
function waiting(sendings: Sendings, tag: number) {
  const heard: string[] = [];
  let signal: AbortSignal | undefined;
  async function* answer(): Answer {
    try {
      yield new Uint8Array(1);
      yield new Uint8Array(2);
    } finally {
      heard.push("over");
    }
  }
  const stream = sendings.stream(tag, async (aborting) => {
    signal = aborting;
    return answer();
  });
  return { stream, heard, aborted: () => signal?.aborted };
}

test("an answer that nobody will read any more is told so, and ends", async () => {
  const { stream, heard, aborted } = waiting(new Sendings(FREE_SLOTS, NO_LITTER), 1);
  await stream.next();
  await stream.return?.();
  expect(aborted()).toBe(true);
  expect(heard).toEqual(["over"]);
});

test("one that was never asked for is never made", async () => {
  const { stream, aborted } = waiting(new Sendings(FREE_SLOTS, NO_LITTER), 1);
  await stream.return?.();
  expect(aborted()).toBeUndefined();
});

test("one is cancelled by its tag, whoever has it now", async () => {
  const sendings = new Sendings(FREE_SLOTS, NO_LITTER);
  const first = waiting(sendings, 1);
  for (let step = await first.stream.next(); !step.done; step = await first.stream.next());
  const second = waiting(sendings, 1);
  await second.stream.next();
  expect(second.aborted()).toBe(false);
  sendings.cancel(1);
  expect(second.aborted()).toBe(true);
});

test("all are given up together", async () => {
  const sendings = new Sendings(FREE_SLOTS, NO_LITTER);
  const both = [waiting(sendings, 1), waiting(sendings, 2)];
  for (const { stream } of both) await stream.next();
  sendings.close();
  expect(both.map(({ aborted }) => aborted())).toEqual([true, true]);
});

test("last words belong to the answer: until then it can be cancelled", async () => {
  const sendings = new Sendings(FREE_SLOTS, NO_LITTER);
  let signal: AbortSignal | undefined;
  async function* answer(): Answer {
    yield new Uint8Array(1);
    return async () => new Uint8Array(signal?.aborted ? 1 : 0);
  }
  const stream = sendings.stream(1, async (aborting) => {
    signal = aborting;
    return answer();
  });
  await stream.next();
  const step = await stream.next();
  sendings.cancel(1);
  expect(step.done && (await step.value?.())?.byteLength).toBe(1);
});

test("of two under one tag both are given up with their guest", async () => {
  const sendings = new Sendings(FREE_SLOTS, NO_LITTER);
  const both = [waiting(sendings, 1), waiting(sendings, 1)];
  for (const { stream } of both) await stream.next();
  sendings.close();
  expect(both.map(({ aborted }) => aborted())).toEqual([true, true]);
});
