// What waits behind stored talk: in its order, and a fault in one of them is its own.

import { expect, test } from "bun:test";
import { Holds } from "../../lib/server/holds.ts";

test("a fault in what had to wait is told, and keeps nothing else from happening", () => {
  const happened: unknown[] = [];
  const guarded = (action: () => void) => {
    try {
      action();
    } catch (error) {
      happened.push(error);
    }
  };
  const holds = new Holds(() => happened.push("released"), guarded);
  const [first, second] = [holds.begin("store"), holds.begin("keep")];
  const fault = new Error("a fault of ours");
  holds.afterwards(() => {
    throw fault;
  });
  holds.afterwards(() => happened.push("after it"));
  first();
  second();
  expect(happened).toEqual(["released", fault, "after it", "released"]);
});
