// Whether somebody looks, by what the terminal reports and by the keys.

import { expect, test } from "bun:test";
import { Attention } from "../../../lib/client/terminal/attention.ts";
import { LOOKING_MS } from "../../../lib/protocol/limits.ts";

test("a terminal that reports is believed", () => {
  const attention = new Attention(() => 0);
  expect(attention.looking).toBe(false);
  attention.focus(true);
  expect(attention.looking).toBe(true);
  attention.focus(false);
  expect(attention.looking).toBe(false);
});

test("a key counts as looking, until the terminal reports the contrary", () => {
  let now = 0;
  const attention = new Attention(() => now);
  attention.focus(false);
  attention.pressed();
  now = 10 * LOOKING_MS;
  expect(attention.looking).toBe(true);
  attention.focus(false);
  expect(attention.looking).toBe(false);
});

test("where nothing is ever reported, a key counts for a while", () => {
  let now = 1000;
  const attention = new Attention(() => now);
  attention.pressed();
  now += LOOKING_MS - 1;
  expect(attention.looking).toBe(true);
  now += 1;
  expect(attention.looking).toBe(false);
});
