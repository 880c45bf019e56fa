// What a server owes: for how long nothing may come of it, and what counts as something.
import { expect, test } from "bun:test";
import type { Pending } from "../../lib/client/answering.ts";
import { heardOf, lateOf, owedMs } from "../../lib/client/owed.ts";
import { STALLED_MS } from "../../lib/protocol/limits.ts";

const IDLE = { empty: true, stalledFor: () => 0 };

/** A request of the moment 0. */
function asked(type: Pending["type"], more: Partial<Pending> = {}): Pending {
  return { type, asked: 0, heard: 0, settled: Promise.withResolvers<void>(), ...more };
}

test("an answer is late from its limit on, that of its asker or everyone's", () => {
  const [who, about] = [asked("who"), asked("about", { patienceMs: () => 2 * STALLED_MS })];
  expect(lateOf([who, about], STALLED_MS - 1, IDLE)).toBeUndefined();
  expect(lateOf([about, who], STALLED_MS, IDLE)).toBe(who);
  expect(lateOf([about], 2 * STALLED_MS - 1, IDLE)).toBeUndefined();
  expect(lateOf([about], 2 * STALLED_MS, IDLE)).toBe(about);
  who.heard = STALLED_MS;
  expect(lateOf([who], 2 * STALLED_MS - 1, IDLE)).toBeUndefined();
  heardOf([who], 2 * STALLED_MS);
  expect(lateOf([who], 3 * STALLED_MS - 1, IDLE)).toBeUndefined();
  expect(lateOf([who], 3 * STALLED_MS, IDLE)).toBe(who);
});

test("an upload is late where nothing of it leaves, and once all has left where nothing comes", () => {
  const put = asked("put", { isSending: true });
  let stalledFor = STALLED_MS - 1;
  const leaving = { empty: false, stalledFor: () => stalledFor };
  expect(lateOf([put], 100 * STALLED_MS, leaving)).toBeUndefined();
  stalledFor += 1;
  expect(lateOf([put], 100 * STALLED_MS, leaving)).toBe(put);
  expect(lateOf([put], 101 * STALLED_MS - 1, IDLE)).toBeUndefined();
  expect(lateOf([put], 101 * STALLED_MS, IDLE)).toBe(put);
  // While it waits to be asked for its bytes, what else leaves is no sign of it.
  const waiting = asked("put");
  expect(lateOf([waiting], STALLED_MS, { ...leaving, stalledFor: () => 0 })).toBe(waiting);
});

test("of requests that are answered at once the oldest counts", () => {
  expect(owedMs([asked("list"), asked("say", { asked: 5 }), asked("nick")], 9)).toBe(4);
  expect(owedMs([asked("get")], 9)).toBe(0);
});
