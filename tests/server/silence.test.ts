// A silence is told once it has lasted, and one that we caused ourselves is waited out.

import { expect, test } from "bun:test";
import { Silence } from "../../lib/server/silence.ts";
import { patiently } from "../support/patience.ts";

/** A silence that is waited for, and how often it was asked whether it is ours. */
function setUp(ours: number) {
  const fell = Promise.withResolvers<number>();
  let asked = 0;
  const silence = new Silence(
    () => asked++ < ours,
    () => fell.resolve(asked),
  );
  return { silence, fell: fell.promise };
}

test.each([0, 2])("it is waited for anew where it is ours, %d times", async (ours) => {
  const { silence, fell } = setUp(ours);
  silence.await();
  expect(await patiently(fell)).toBe(ours + 1);
});

test("it begins anew where it is waited for, and only there", async () => {
  const [idle, waiting, fence] = [setUp(0), setUp(0), setUp(0)];
  const order: string[] = [];
  void idle.fell.then(() => order.push("idle"));
  void waiting.fell.then(() => order.push("waiting"));
  void fence.fell.then(() => order.push("fence"));
  idle.silence.again();
  waiting.silence.await();
  fence.silence.await();
  waiting.silence.again();
  await patiently(waiting.fell);
  await fence.fell;
  expect(order).toEqual(["fence", "waiting"]);
});
