// Places in the room are taken at naming; the door holds few, and each of them only for a while.

import { describe, expect, test } from "bun:test";
import { ANNOUNCED_CLIENTS, DOOR_PLACES } from "../../lib/protocol/limits.ts";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";

const FULL = "Server is full, try again later.\n";
const ASK = "Please enter a name:";

async function standing(house: House, count: number): Promise<Guest[]> {
  const guests: Guest[] = [];
  while (guests.length < count) {
    const guest = await house.guest();
    expect(await guest.line()).toBe(ASK);
    guests.push(guest);
  }
  return guests;
}

describe("a place", () => {
  test("is taken at naming, and who names itself too late is told", async () => {
    await using house = new House({ places: 2 });
    const [first, second, third, fourth] = await standing(house, 4);
    first?.send("Ann\n");
    expect(await first?.line()).toBe("Your name is set as: Ann");
    const frames = await house.unnamedFrames();
    second?.send("Ben\n");
    expect(await second?.line()).toBe("Your name is set as: Ben");
    third?.send("Cem\nHi\n");
    expect(await third?.rest()).toBe(FULL);
    await third?.closed;
    expect(await frames.request({ type: "nick", name: "Finn" })).toMatchObject([
      { type: "bye", code: "full" },
    ]);
    await frames.raw.closed;
    expect(await (await house.guest()).rest()).toBe(FULL);

    // A refused name costs no place, and whoever waits at the door may take one that becomes free.
    second?.send("exit\n");
    await second?.closed;
    fourth?.send("a:b\nDan\n");
    expect((await fourth?.lines(3))?.at(-1)).toBe("Your name is set as: Dan");
    expect(await first?.lines(3)).toEqual(["* Ben joined", "* Ben left", "* Dan joined"]);
  });
});

describe("the door", () => {
  test("has its places, and one more is told that it is full", async () => {
    await using house = new House();
    const guests = await standing(house, DOOR_PLACES);
    const turned = await house.guest();
    turned.send("Zed\nHi\n");
    expect(await turned.rest()).toBe(FULL);
    await turned.closed;
    expect(await house.log.line("Turned away")).toContain(turned.address);

    const last = guests.at(-1);
    last?.send("Ann\n/who\n");
    expect(await last?.lines(3)).toEqual([
      "Your name is set as: Ann",
      "/who ACK",
      `* Ann (client ${DOOR_PLACES})`,
    ]);
    await standing(house, 1);
    expect(await (await house.guest()).rest()).toBe(FULL);
  });

  test("has a place again when a guest leaves it, whether it ends or breaks off", async () => {
    await using house = new House();
    const [first, second] = await standing(house, DOOR_PLACES);
    first?.end();
    await first?.closed;
    await standing(house, 1);
    second?.[Symbol.dispose]();
    await house.log.line("Connection closed: " + second?.address);
    await standing(house, 1);
    expect(await (await house.guest()).rest()).toBe(FULL);
  });

  test("lets nobody stand for longer than the time allowed", async () => {
    let now = Date.now();
    await using house = new House({ now: () => now, nameTimeoutMs: 30_000 });
    const named = await house.lines("Ann");
    const [silent, busy] = await standing(house, 2);
    const frames = await house.unnamedFrames();
    now += 29_999;
    // Whatever it says, the time runs from its coming.
    busy?.send("a:b\n");
    expect((await busy?.lines(2))?.at(1)).toBe(ASK);
    now += 1;
    const reason = "* No name within 30 seconds; goodbye\n";
    expect(await silent?.rest()).toBe(reason);
    expect(await busy?.rest()).toBe(reason);
    expect(await frames.next("bye")).toMatchObject({ code: "name-timeout" });
    await Promise.all([silent?.closed, busy?.closed, frames.raw.closed]);
    expect(await named.heard()).toEqual([]);
    await standing(house, DOOR_PLACES);
  });

  test("lets a guest stand until then", async () => {
    let now = Date.now();
    await using house = new House({ now: () => now, nameTimeoutMs: 30_000 });
    const [early] = await standing(house, 1);
    now += 20_000;
    const [late] = await standing(house, 1);
    now += 10_000;
    expect(await early?.rest()).toContain("No name");
    late?.send("Ann\n");
    expect(await late?.line()).toBe("Your name is set as: Ann");
  });
});

describe("a frames guest that is silent", () => {
  test("is pinged, and gone when nothing comes back", async () => {
    let now = Date.now();
    await using house = new House({ now: () => now });
    const watcher = await house.lines("Ann");
    const awake = await house.frames("Ben");
    const asleep = await house.frames("Cem");
    await watcher.lines(2);
    asleep.raw.pause();
    now += 60_001;
    await awake.next("ping");
    // The one that answered counts from its answer, the other from its last word.
    await house.read();
    now += 90_000;
    expect(await watcher.line()).toBe("* Cem left");
    await asleep.raw.closed;
    await awake.request({ type: "say", text: "Hi" });
    expect(await watcher.heard()).toEqual(["Ben: Hi"]);
  });
});

test("past so many guests joins and leaves are no longer announced", async () => {
  await using house = new House({ places: ANNOUNCED_CLIENTS + 1 });
  const first = await house.lines("guest0");
  for (let index = 1; index < ANNOUNCED_CLIENTS; index++) await house.frames(`guest${index}`);
  expect((await first.lines(ANNOUNCED_CLIENTS - 1)).at(-1)).toBe("* guest99 joined");
  const extra = await house.lines("extra");
  extra.send("Hi\nexit\n");
  await extra.closed;
  expect(await first.heard()).toEqual(["extra: Hi"]);
  const next = await house.guest();
  next.end();
  await next.closed;
  expect(await first.heard()).toEqual([]);
});
