// The client cache: the door, the room, the past, each with its bound, and numbers that never come again.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DOOR_PLACES, PAST_CLIENTS } from "../../lib/protocol/limits.ts";
import { keptOf, recordOf, type Client } from "../../lib/room/client.ts";
import { ClientCache } from "../../lib/room/clients.ts";

const traffic = () => ({ received: 0, sent: 0 });

function openCache(places: number, pastPlaces?: number): ClientCache {
  return new ClientCache(places, { lastNumber: 0, clients: [] }, 0, pastPlaces);
}

function open(cache: ClientCache, now = 0): Client {
  const client = cache.open("127.0.0.1:5", traffic(), now);
  if (!client) throw new Error("turned away");
  return client;
}

function enter(cache: ClientCache, name: string): Client {
  const client = open(cache);
  cache.setName(client, name);
  return client;
}

const numbers = (clients: Iterable<Client>) => [...clients].map(({ number }) => number);

describe("the door", () => {
  test("a newcomer stands there, with no name yet", () => {
    const cache = openCache(3);
    const bytes = traffic();
    const client = cache.open("[::1]:7", bytes, 42);
    expect(client).toEqual({
      number: 1,
      admitted: false,
      name: undefined,
      address: "[::1]:7",
      dialect: "unknown",
      traffic: bytes,
      opened: 42,
      closed: null,
      messages: 0,
      session: null,
      returns: 0,
      listening: false,
    });
    expect(cache.find(1)).toBe(client);
    expect([cache.here.size, cache.all()]).toEqual([0, []]);
  });

  test("has so many places and not one more, and a free one is taken again", () => {
    const cache = openCache(3);
    const waiting = Array.from({ length: DOOR_PLACES }, () => open(cache));
    expect(cache.open("x", traffic(), 0)).toBeUndefined();
    const [first] = waiting;
    if (first) cache.close(first, 1);
    expect(open(cache).number).toBe(DOOR_PLACES + 1);
    expect(cache.open("x", traffic(), 0)).toBeUndefined();
  });

  test("is not counted among the places of the room", () => {
    const cache = openCache(1);
    open(cache);
    open(cache);
    expect(cache.isFull(0)).toBe(false);
    expect(cache.here.size).toBe(0);
  });

  test("who leaves it without a name is forgotten", () => {
    const cache = openCache(3);
    const client = open(cache);
    cache.close(client, 9);
    expect(client.closed).toBe(9);
    expect(cache.find(client.number)).toBeUndefined();
    expect(cache.all()).toEqual([]);
  });
});

describe("places", () => {
  test("are taken by naming: at the last one the room is full, and nobody is let in", () => {
    const cache = openCache(2);
    enter(cache, "Ann");
    expect(cache.isFull(0)).toBe(false);
    const second = enter(cache, "Bob");
    expect(cache.isFull(0)).toBe(true);
    expect(cache.open("x", traffic(), 0)).toBeUndefined();
    cache.close(second, 1);
    expect(cache.isFull(0)).toBe(false);
    expect(open(cache).number).toBe(3);
  });

  test("a second name takes no second place", () => {
    const cache = openCache(2);
    const client = enter(cache, "Ann");
    cache.setName(client, "Anna");
    expect(numbers(cache.here.values())).toEqual([client.number]);
    expect(cache.isFull(0)).toBe(false);
  });
});

describe("names", () => {
  test("are found as they are compared, and only while their owner is here", () => {
    const cache = openCache(3);
    const client = enter(cache, "Ann Lee");
    for (const name of ["Ann Lee", "ANN  LEE", "\uff21nn Lee", "A\u200bnn Lee"]) {
      expect(cache.holder(name, 0)).toBe(client);
    }
    expect(cache.holder("Ann", 0)).toBeUndefined();
    cache.close(client, 1);
    expect(cache.holder("Ann Lee", 0)).toBeUndefined();
  });

  test("the old one is free after a change, the new one is taken", () => {
    const cache = openCache(3);
    const client = enter(cache, "Ann");
    cache.setName(client, "Bea");
    expect(cache.holder("Ann", 0)).toBeUndefined();
    expect(cache.holder("bea", 0)).toBe(client);
  });

  test("a change of case keeps the name found, and its owner closes it", () => {
    const cache = openCache(3);
    const client = enter(cache, "Ann");
    cache.setName(client, "ANN");
    expect(cache.holder("ann", 0)).toBe(client);
    cache.close(client, 1);
    expect(cache.holder("ann", 0)).toBeUndefined();
  });
});

describe("the past", () => {
  test("remembers who had a name, by number among those who are here", () => {
    const cache = openCache(3);
    const [one, two, three] = [enter(cache, "1st"), enter(cache, "2nd"), enter(cache, "3rd")];
    cache.close(three, 5);
    cache.close(one, 6);
    expect(numbers(cache.all())).toEqual([1, 2, 3]);
    expect(cache.all().map(({ closed }) => closed)).toEqual([6, null, 5]);
    expect(numbers(cache.here.values())).toEqual([two.number]);
    expect(cache.find(1)).toBeUndefined();
  });

  test("is bounded: the one who left first is forgotten first", () => {
    const cache = openCache(9, 2);
    const [one, two, three] = [enter(cache, "1st"), enter(cache, "2nd"), enter(cache, "3rd")];
    for (const client of [two, one]) cache.close(client, 1);
    expect(numbers(cache.all())).toEqual([1, 2, 3]);
    cache.close(three, 1);
    expect(numbers(cache.all())).toEqual([1, 3]);
  });

  test("is bounded by the limit where nothing else is said", () => {
    const cache = openCache(3);
    for (let guest = 0; guest < PAST_CLIENTS; guest++) cache.close(enter(cache, "Ann"), guest);
    expect(cache.all()).toHaveLength(PAST_CLIENTS);
    expect(cache.all()[0]?.number).toBe(1);
    cache.close(enter(cache, "Ann"), 0);
    expect(cache.all()).toHaveLength(PAST_CLIENTS);
    expect(cache.all()[0]?.number).toBe(2);
  });
});

test("numbers count up from 1, none is spent on who is turned away, none comes again", () => {
  const step = fc.constantFrom("open", "name", "close");
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const cache = openCache(2, 3);
      const present: Client[] = [];
      const given: number[] = [];
      for (const [at, each] of steps.entries()) {
        const oldest = present[0];
        if (each === "open") {
          const client = cache.open("x", traffic(), at);
          if (client) present.push(client);
          if (client) given.push(client.number);
        } else if (each === "name") {
          const unnamed = present.find(({ name }) => name === undefined);
          if (unnamed && !cache.isFull(0)) cache.setName(unnamed, `guest ${unnamed.number}`);
        } else if (oldest) {
          cache.close(oldest, at);
          present.shift();
        }
        expect(cache.here.size).toBeLessThanOrEqual(2);
        expect(cache.all().filter(({ closed }) => closed !== null).length).toBeLessThanOrEqual(3);
      }
      expect(given).toEqual(given.map((_, index) => index + 1));
    }),
  );
});

test("a record shows what others may see, as of now", () => {
  const cache = openCache(3);
  const client = enter(cache, "Ann");
  Object.assign(client, { dialect: "frames", messages: 4 });
  Object.assign(client.traffic, { received: 10, sent: 20 });
  const record = recordOf(client);
  client.messages = 5;
  client.traffic.sent = 99;
  expect(record).toEqual({
    client: 1,
    name: "Ann",
    address: "127.0.0.1:5",
    dialect: "frames",
    opened: 0,
    closed: null,
    messages: 4,
    received: 10,
    sent: 20,
  });
});

test("what is kept of a client is what others see, and its session", () => {
  const cache = openCache(3);
  const client = enter(cache, "Ann");
  client.session = { hash: "ab", until: 7 };
  const { client: number, ...seen } = recordOf(client);
  expect(keptOf(client)).toEqual({ ...seen, number, session: { hash: "ab", until: 7 } });
});
