// One address has so many connections, opens so many a second, and never the whole door, where others come as well.

import { describe, expect, test } from "bun:test";
import {
  ADDRESS_PLACES,
  ADDRESS_CONNECTS,
  DOOR_PLACES,
  RETURNING_PLACES,
  TURNED_AWAY_LINES,
  TURNED_AWAY_LOG_MS,
} from "../../lib/protocol/limits.ts";
import type { Guest } from "../support/guest.ts";
import { House, type HouseOptions } from "../support/house.ts";

const ASK = "Please enter a name:";
const FULL = "Server is full, try again later.\n";
const MADE_ROOM = "* Others are waiting at the door, try again later.\n";
const CROWDED = "Too many connections from your address, try again later.\n";

/** A house where loopback addresses are as bounded as others, and its clock. */
function strictHouse(options: HouseOptions = {}) {
  const clock = { now: Date.now() };
  const house = new House({ isExempt: () => false, now: () => clock.now, ...options });
  return { house, clock };
}

/** So many guests from an address who were asked for their names. */
async function standing(house: House, count: number, from: string): Promise<Guest[]> {
  const guests: Guest[] = [];
  while (guests.length < count) {
    const guest = await house.guest({ from });
    expect(await guest.line()).toBe(ASK);
    guests.push(guest);
  }
  return guests;
}

async function refused(house: House, from: string): Promise<string> {
  const guest = await house.guest({ from });
  const text = await guest.rest();
  await guest.closed;
  return text;
}

/** As many guests with names as an address may have connections. */
async function crowd(house: House, from: string): Promise<Guest[]> {
  const guests = await standing(house, ADDRESS_PLACES, from);
  for (const [index, guest] of guests.entries()) {
    guest.send(`Guest${index}\n`);
    await guest.line();
  }
  return guests;
}

describe("an address", () => {
  test("has so many connections; one more is told so, whatever it speaks, and gets no number", async () => {
    const { house, clock } = strictHouse();
    await using _ = house;
    const [first] = await crowd(house, "127.0.0.2");
    clock.now += 10_000;
    expect(await refused(house, "127.0.0.2")).toBe(CROWDED);
    const program = await house.guest({ from: "127.0.0.2" });
    program.send("\0Parlor 1\n");
    expect(await program.rest()).toBe(CROWDED);
    expect(await house.log.line("Turned away 127.0.0.2")).toContain("too many come from there");

    // Others come in, with the next number, and so does this one once one of its own has left.
    const [other] = await standing(house, 1, "127.0.0.3");
    expect(await house.log.line(`from ${other?.address}`)).toContain(
      `Client ${ADDRESS_PLACES + 1}`,
    );
    first?.end();
    await first?.closed;
    await house.log.line(`Connection closed: ${first?.address}`);
    await standing(house, 1, "127.0.0.2");
    expect(await refused(house, "127.0.0.2")).toBe(CROWDED);
  });

  test("opens so many in one go and so many a second, and is told where it opens more", async () => {
    const { house, clock } = strictHouse();
    await using _ = house;
    const comeAndGo = async () => {
      const guest = await house.guest({ from: "127.0.0.2" });
      const text = await guest.line();
      guest.end();
      await guest.closed;
      return `${text}\n`;
    };
    for (let connect = 0; connect < ADDRESS_CONNECTS; connect++) {
      expect(await comeAndGo()).toBe(`${ASK}\n`);
    }
    expect(await comeAndGo()).toBe(CROWDED);
    await standing(house, 1, "127.0.0.3");
    clock.now += 1000 / ADDRESS_CONNECTS;
    expect(await comeAndGo()).toBe(`${ASK}\n`);
    expect(await comeAndGo()).toBe(CROWDED);
  });

  test("that is exempt may have as many as there are places", async () => {
    const isExempt = (host: string) => host === "127.0.0.2";
    const { house } = strictHouse({ isExempt });
    await using _ = house;
    await crowd(house, "127.0.0.2");
    await standing(house, 1, "127.0.0.2");
    await standing(house, DOOR_PLACES - 1, "127.0.0.3");
  });

  test("that storms costs few lines of the log", async () => {
    const { house, clock } = strictHouse();
    await using _ = house;
    await crowd(house, "127.0.0.2");
    clock.now += 10_000;
    const lines = () => house.log.all.filter((line) => line.includes("Turned away"));
    for (let connect = 0; connect < TURNED_AWAY_LINES + 20; connect++) {
      expect(await refused(house, "127.0.0.2")).toBe(CROWDED);
    }
    expect(lines()).toHaveLength(TURNED_AWAY_LINES);
    clock.now += TURNED_AWAY_LOG_MS;
    expect(await house.log.line("20 more connections")).toContain('"lines":20');
    expect(lines()).toHaveLength(TURNED_AWAY_LINES + 1);
  });
});

describe("a full door", () => {
  test("makes room for who comes from elsewhere: who stood the longest goes, and is told why", async () => {
    const { house } = strictHouse();
    await using _ = house;
    const [first, second, third] = await standing(house, DOOR_PLACES, "127.0.0.2");
    const [other] = await standing(house, 1, "127.0.0.3");
    expect(await first?.rest()).toBe(MADE_ROOM);
    await first?.closed;
    expect(await house.log.line("Let go of Client 1")).toContain(MADE_ROOM.slice(2, -1));

    // Whoever named itself meanwhile stays; the next one goes.
    second?.send("Ann\n");
    expect(await second?.line()).toBe("Your name is set as: Ann");
    await standing(house, 1, "127.0.0.4");
    await standing(house, 1, "127.0.0.5");
    expect(await third?.rest()).toBe(MADE_ROOM);
    other?.send("Ben\n");
    expect(await other?.line()).toBe("Your name is set as: Ben");
    expect(await second?.heard()).toEqual(["* Ben joined"]);
  });

  test("makes none for one of an address that has as many, nor where each has one", async () => {
    const { house, clock } = strictHouse();
    await using _ = house;
    await standing(house, DOOR_PLACES, "127.0.0.2");
    clock.now += 60_000 / DOOR_PLACES;
    // All from one address: one more is one too many there already.
    expect(await refused(house, "127.0.0.2")).toBe(CROWDED);
    for (let host = 3; host < 2 + DOOR_PLACES; host++) await standing(house, 1, `127.0.0.${host}`);
    expect(await refused(house, "127.0.0.100")).toBe(FULL);
    expect(await refused(house, "127.0.0.2")).toBe(FULL);
  });

  test("is what makes room, and not the door of a full room", async () => {
    const { house } = strictHouse({ places: 1 });
    await using _ = house;
    const [, , last] = await standing(house, 3, "127.0.0.2");
    const ann = await house.lines("Ann");
    expect(await refused(house, "127.0.0.3")).toBe(FULL);
    ann.send("exit\n");
    await ann.closed;
    last?.send("Ben\n");
    expect(await last?.line()).toBe("Your name is set as: Ben");
    expect(house.log.all.filter((line) => line.includes("Let go"))).toEqual([]);
  });

  test("is as full as ever where all come from one address that is exempt", async () => {
    await using house = new House();
    await standing(house, DOOR_PLACES, "127.0.0.2");
    expect(await refused(house, "127.0.0.2")).toBe(FULL);
    await standing(house, 1, "127.0.0.3");
  });
});

test("the chances to come back are nobody's alone", async () => {
  const { house } = strictHouse({ places: 1 });
  await using _ = house;
  const ann = await house.frames("Ann");
  const hoping: Guest[] = [];
  while (hoping.length < RETURNING_PLACES) {
    const guest = await house.guest({ from: "127.0.0.2" });
    await guest.line();
    hoping.push(guest);
  }
  const again = await house.unnamedFrames();
  expect(await hoping[0]?.rest()).toBe(MADE_ROOM);
  await again.comeBack(ann.token, 0);
  expect(again.welcome).toMatchObject({ name: "Ann", client: 1 });
});
