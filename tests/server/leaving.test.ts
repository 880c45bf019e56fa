// Guests that have left, or were turned away, and do not go: they are bounded, and cost nobody inside anything.

import { expect, test } from "bun:test";
import { truncateSync } from "node:fs";
import { join } from "node:path";
import {
  CLOSE_MS,
  DOOR_PLACES,
  LEAVING_PLACES,
  TURNED_AWAY_PLACES,
} from "../../lib/protocol/limits.ts";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";
import { patiently } from "../support/patience.ts";

const FULL = "Server is full, try again later.\n";

/** More than the system's own buffers of a connection. */
const BIG_BYTES = 32 * 1024 * 1024;

test("guests that leave without reading hold only so many connections", async () => {
  const places = 2;
  const at = Date.now();
  await using house = new House({ places, now: () => at, files: { "big.bin": "" } });
  truncateSync(join(house.shelf, "big.bin"), BIG_BYTES);
  const ann = await house.lines("Ann");
  const leaving: Guest[] = [];
  while (1 + leaving.length < places + DOOR_PLACES + LEAVING_PLACES) {
    const guest = await house.guest();
    guest.pause();
    leaving.push(guest);
    const name = `Guest${leaving.length}`;
    guest.send(`${name}\nget big.bin\nexit\n`);
    expect(await ann.lines(2)).toEqual([`* ${name} joined`, `* ${name} left`]);
  }

  // The room has a place and the door is empty: it is the connections that are too many.
  for (let again = 0; again < 2; again++) {
    const turned = await house.guest();
    expect(await turned.rest()).toBe(FULL);
    await turned.closed;
    expect(await house.log.line(`Turned away ${turned.address}`)).toContain("full");
  }
  const [first, ...others] = leaving;
  first?.[Symbol.dispose]();
  await house.log.line(`Connection closed: ${first?.address}; `);
  const ben = await house.lines("Ben");
  expect(await ann.line()).toBe("* Ben joined");
  expect(await (await house.guest()).rest()).toBe(FULL);

  for (const guest of others) guest[Symbol.dispose]();
  for (const guest of others) await house.log.line(`Connection closed: ${guest.address}; `);
  ben.send("exit\n");
  await ben.closed;
  await house.lines("Cem");
  expect(await ann.heard()).toEqual(["* Ben left", "* Cem joined"]);
}, 30_000);

test("who was turned away and stays is cut off in time, and beyond so many at once", async () => {
  let now = Date.now();
  await using house = new House({ places: 1, now: () => now });
  const ann = await house.lines("Ann");
  const turned: Guest[] = [];
  while (turned.length < TURNED_AWAY_PLACES) {
    const guest = await house.guest({ stays: true });
    expect(await guest.rest()).toBe(FULL);
    turned.push(guest);
  }
  for (let beyond = 0; beyond < 3; beyond++) {
    const guest = await house.guest({ stays: true });
    expect(await guest.rest()).toBe(FULL);
    // Nobody is there any more to take what it says.
    guest.send("Hi\n");
    await patiently(guest.closed);
  }
  ann.send("Anyone?\n");
  expect(await ann.line()).toBe("Anyone? ACK");
  expect(await ann.heard()).toEqual([]);

  now += CLOSE_MS;
  for (const guest of turned) await patiently(guest.closed);
  const next = await house.guest({ stays: true });
  expect(await next.rest()).toBe(FULL);
  expect(await ann.heard()).toEqual([]);
}, 20_000);
