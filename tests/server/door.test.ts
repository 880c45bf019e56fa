// Who is not let in is told why, in the clear and in TLS, however many there are.

import { describe, expect, test } from "bun:test";
import { Greeting } from "../../lib/client/greeting.ts";
import { TURNED_AWAY } from "../../lib/protocol/dialogue.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import {
  ADDRESS_PLACES,
  ADDRESS_CONNECTS,
  DOOR_PLACES,
  TURNED_AWAY_WARN_MS,
} from "../../lib/protocol/limits.ts";
import { Gate, hashOf } from "../../lib/server/gate.ts";
import { CERTIFICATE } from "../support/certificate.ts";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";
import { patiently } from "../support/patience.ts";

const FULL = "Server is full, try again later.\n";
const CROWDED = "Too many connections from your address, try again later.\n";
const BANNED = "You are banned from this room.\n";
const BARRED =
  "Too many wrong passwords from your address; try again in 10 minutes, or ask the host.\n";

const BAN = { address: "127.0.0.2", at: 0, until: null };

describe("the sockets of a server", () => {
  test("are so many, and one more is told that it is full, and closed", async () => {
    await using house = new House({ mostSockets: 3 });
    const guests = [await house.lines("Ann"), await house.lines("Ben"), await house.lines("Cem")];
    const extra = await house.guest({ stays: true });
    expect(await extra.rest()).toBe(FULL);
    expect(await house.log.line("Turned away")).toContain(extra.address);
    guests[2]?.send("exit\n");
    await guests[2]?.closed;
    await house.lines("Dan");
    expect(await (await house.guest()).rest()).toBe(FULL);
  });

  test("that only read why they were turned away make room for others", async () => {
    const at = Date.now();
    await using house = new House({ mostSockets: 2, bans: [BAN], now: () => at });
    const away = [];
    while (away.length < 2) away.push(await house.guest({ from: BAN.address, stays: true }));
    for (const guest of away) expect(await guest.rest()).toBe(BANNED);
    await house.lines("Ann");
    await house.lines("Ben");
    expect(await (await house.guest()).rest()).toBe(FULL);
  });
});

test("a banned address is told so", async () => {
  await using house = new House({ bans: [BAN] });
  expect(await (await house.guest({ from: "127.0.0.2" })).rest()).toBe(BANNED);
  expect(await house.log.line("Turned away 127.0.0.2")).toContain("it is banned");
  await house.lines("Ann");
  expect(await house.log.line("New connection")).toContain("Client 1");
});

test("a banned address that storms is one of too many connections like any other", async () => {
  const at = Date.now();
  await using house = new House({ bans: [BAN], isExempt: () => false, now: () => at });
  for (let connect = 0; connect < ADDRESS_CONNECTS; connect++) {
    expect(await (await house.guest({ from: "127.0.0.2" })).rest()).toBe(BANNED);
  }
  expect(await (await house.guest({ from: "127.0.0.2" })).rest()).toBe(CROWDED);
});

test("in TLS whoever is turned away hears it as well", async () => {
  await using house = new House({ certificate: CERTIFICATE, isExempt: () => false });
  for (let place = 0; place < ADDRESS_PLACES; place++) await house.lines(`Guest${place}`);
  expect(await (await house.guest()).rest()).toBe(CROWDED);
});

test("who makes room at the door does so at once, even where it waits after a wrong password", async () => {
  const waits = Promise.withResolvers<void>();
  const pause = (_ms: number, signal: AbortSignal) => {
    waits.resolve();
    return new Promise<void>((over) => signal.addEventListener("abort", () => over()));
  };
  const means = { now: Date.now, pause, isExempt: () => true, log: { warn() {} } };
  const gate = new Gate(await hashOf("sesame"), means);
  await using house = new House({ gate, isExempt: () => false });
  const guests: Guest[] = [];
  while (guests.length < DOOR_PLACES) guests.push(await house.guest({ from: "127.0.0.2" }));
  guests[0]?.send("open\n");
  await patiently(waits.promise);
  const other = await house.guest({ from: "127.0.0.3" });
  expect(await other.line()).toBe("Please enter the password:");
  expect(await guests[0]?.rest()).toEndWith("* Others are waiting at the door, try again later.\n");
});

describe("the host is warned of those who are turned away, once a minute of each lack", () => {
  const warnings = (house: House) => house.log.all.filter((line) => line.includes('"warn"'));

  test("where the room is full", async () => {
    const clock = { at: Date.now() };
    await using house = new House({ places: 1, now: () => clock.at });
    await house.lines("Ann");
    for (let guest = 0; guest < 3; guest++) await (await house.guest()).rest();
    expect(warnings(house).length).toBe(1);
    expect(warnings(house)[0]).toContain(
      "The room is full (1 place): 1 turned away; --max-clients sets more",
    );
    clock.at += TURNED_AWAY_WARN_MS;
    await house.log.line("The room is full (1 place): 2 turned away");
  });

  test("where it is full, and somebody may only come back", async () => {
    await using house = new House({ places: 1 });
    await house.frames("Ann");
    expect(await (await house.guest()).line()).toBe(FULL.trim());
    expect(warnings(house)[0]).toContain("The room is full (1 place): 1");
  });

  test("where too many stand at the door", async () => {
    await using house = new House();
    for (let guest = 0; guest < DOOR_PLACES; guest++) await (await house.guest()).line();
    expect(await (await house.guest()).rest()).toBe(FULL);
    expect(warnings(house)[0]).toContain("Too many stand at the door without a name: 1");
  });

  test("where sockets are short, and where one address has too many; not of bans", async () => {
    await using house = new House({ mostSockets: 1, bans: [BAN] });
    await (await house.guest({ from: BAN.address })).rest();
    await house.lines("Ann");
    // None of them stays among the sockets, and so has another let in that is one too many.
    for (let guest = 0; guest < 2; guest++)
      expect(await (await house.guest({ stays: true })).rest()).toBe(FULL);
    expect(warnings(house).length).toBe(1);
    expect(warnings(house)[0]).toContain("No more connections can be open: 1");
    await using strict = new House({ isExempt: () => false });
    for (let place = 0; place < ADDRESS_PLACES; place++) await strict.lines(`Guest${place}`);
    await (await strict.guest()).rest();
    expect(warnings(strict)[0]).toContain("Too many connections from one address: 1");
  });
});

test("our client knows every sentence by which a connection is turned away", () => {
  const known = TURNED_AWAY.map(({ message }) => `${message}\n`);
  expect(known).toEqual([FULL, CROWDED, BANNED, BARRED]);
  for (const { code, message } of TURNED_AWAY) {
    const greeting = new Greeting("den:1");
    greeting.push(new TextEncoder().encode(`${message}\n`));
    expect(greeting.closedEarly()).toMatchObject({
      exit: EXIT.refused,
      refusal: { code, message },
    });
  }
});
