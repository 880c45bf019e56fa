// Whether the server is still there: what is owed and silent is asked after, and who does not answer that is gone.

import { expect, test } from "bun:test";
import { Pulse } from "../../lib/client/pulse.ts";
import {
  GONE_AFTER_MS,
  PING_AFTER_MS,
  PROBE_MS,
  UNANSWERED_MS,
} from "../../lib/protocol/limits.ts";

function begin() {
  const clock = { now: 1_000_000, pings: 0 };
  const pulse = new Pulse(
    () => clock.now,
    () => clock.pings++,
  );
  return { clock, pulse };
}

const idle = { owedMs: 0, isTaking: false };

test("a silent server is pinged and given up in its time", () => {
  const { clock, pulse } = begin();
  clock.now += PING_AFTER_MS;
  expect([pulse.isGone(idle), clock.pings]).toEqual([false, 0]);
  clock.now += 1;
  expect([pulse.isGone(idle), clock.pings]).toEqual([false, 1]);
  clock.now += GONE_AFTER_MS - PING_AFTER_MS - 1;
  expect([pulse.isGone(idle), clock.pings]).toEqual([false, 1]);
  clock.now += 1;
  expect(pulse.isGone(idle)).toBe(true);
});

test("one that owes an answer is asked after a while, and gone where it says nothing", () => {
  const { clock, pulse } = begin();
  const owing = { owedMs: Infinity, isTaking: false };
  clock.now += UNANSWERED_MS - 1;
  expect([pulse.isGone(owing), clock.pings]).toEqual([false, 0]);
  clock.now += 1;
  expect([pulse.isGone({ ...owing, owedMs: UNANSWERED_MS - 1 }), clock.pings]).toEqual([false, 0]);
  expect([pulse.isGone(owing), clock.pings]).toEqual([false, 1]);
  clock.now += PROBE_MS - 1;
  expect([pulse.isGone(owing), clock.pings]).toEqual([false, 1]);
  clock.now += 1;
  expect(pulse.isGone(owing)).toBe(true);
});

test("one that says anything at all is there, however long it owes the answer", () => {
  const { clock, pulse } = begin();
  const owing = { owedMs: Infinity, isTaking: false };
  for (let n = 1; n < 100; n++) {
    clock.now += UNANSWERED_MS;
    expect([pulse.isGone(owing), clock.pings]).toEqual([false, n]);
    clock.now += PROBE_MS - 1;
    pulse.heard();
    expect(pulse.isGone(owing)).toBe(false);
  }
});

test("a line that takes what is sent, however slowly, is none that is lost", () => {
  const { clock, pulse } = begin();
  pulse.probe();
  pulse.probe();
  for (let n = 0; n < 10; n++) {
    clock.now += PROBE_MS;
    expect(pulse.isGone({ owedMs: 0, isTaking: true })).toBe(false);
  }
  expect(clock.pings).toBe(1);
  clock.now += PROBE_MS;
  expect(pulse.isGone(idle)).toBe(true);
});
