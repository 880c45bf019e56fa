// How many connections an address may have and open, by a clock that the tests move.

import { describe, expect, test } from "bun:test";
import {
  ADDRESS_PLACES,
  ADDRESS_CONNECTS,
  NETWORK_CONNECTS,
  NETWORK_PLACES,
  REMEMBERED_ADDRESSES,
} from "../../lib/protocol/limits.ts";
import { Addresses } from "../../lib/server/addresses.ts";

const SECOND = 1000;
const HOST = "10.0.0.5";

/** The addresses of a server, and a clock of theirs. */
function setting(isExempt: (host: string) => boolean = () => false) {
  const clock = { now: 1_000_000_000 };
  const addresses = new Addresses(() => clock.now, isExempt);
  /** How many of so many connections of a host are let in. */
  const entered = (times: number, host = HOST) =>
    Array.from({ length: times }, () => addresses.enter(host)).filter(Boolean).length;
  /** The same, where each leaves before the next one comes. */
  const enterAndLeave = (times: number, host = HOST) => {
    let count = 0;
    for (let time = 0; time < times; time++) {
      if (!addresses.enter(host)) continue;
      addresses.left(host);
      count++;
    }
    return count;
  };
  return { addresses, clock, entered, enterAndLeave };
}

describe("the connections of an address", () => {
  test("are so many at once, and one more when one has left", () => {
    const { addresses, clock, entered } = setting();
    expect(entered(ADDRESS_PLACES)).toBe(ADDRESS_PLACES);
    clock.now += 10 * SECOND;
    expect(entered(1)).toBe(0);
    expect(entered(1, "10.0.0.6")).toBe(1);
    addresses.left(HOST);
    expect(entered(2)).toBe(1);
  });

  test("are opened so many in one go, and then so many a second", () => {
    const { clock, enterAndLeave } = setting();
    expect(enterAndLeave(ADDRESS_CONNECTS)).toBe(ADDRESS_CONNECTS);
    expect(enterAndLeave(1)).toBe(0);
    clock.now += SECOND / ADDRESS_CONNECTS;
    expect(enterAndLeave(2)).toBe(1);
    clock.now += SECOND / 2;
    expect(enterAndLeave(ADDRESS_CONNECTS)).toBe(ADDRESS_CONNECTS / 2);
    clock.now += 3600 * SECOND;
    expect(enterAndLeave(2 * ADDRESS_CONNECTS)).toBe(ADDRESS_CONNECTS);
  });

  test("are as many of one that has stayed meanwhile, however long that is", () => {
    const { clock, entered, enterAndLeave } = setting();
    entered(1);
    expect(enterAndLeave(ADDRESS_CONNECTS)).toBe(ADDRESS_CONNECTS - 1);
    clock.now += 3600 * SECOND;
    expect(enterAndLeave(2 * ADDRESS_CONNECTS)).toBe(ADDRESS_CONNECTS);
  });

  test("that are refused cost nothing that comes back", () => {
    const { clock, enterAndLeave } = setting();
    enterAndLeave(ADDRESS_CONNECTS + 1000);
    clock.now += SECOND;
    expect(enterAndLeave(2 * ADDRESS_CONNECTS)).toBe(ADDRESS_CONNECTS);
  });

  test("are bounded whatever the clock does", () => {
    const { clock, entered, enterAndLeave } = setting();
    entered(1);
    enterAndLeave(ADDRESS_CONNECTS);
    clock.now -= 3600 * SECOND;
    expect(enterAndLeave(1)).toBe(0);
    clock.now += SECOND;
    expect(enterAndLeave(2 * ADDRESS_CONNECTS)).toBe(ADDRESS_CONNECTS);
  });

  test("are those of one IPv4 address however it is written, and of one IPv6 address alone", () => {
    const { clock, entered } = setting();
    expect(entered(ADDRESS_PLACES)).toBe(ADDRESS_PLACES);
    expect(entered(ADDRESS_PLACES, "2001:db8::1")).toBe(ADDRESS_PLACES);
    clock.now += 10 * SECOND;
    expect(entered(1, `::ffff:${HOST}`)).toBe(0);
    expect(entered(1, "2001:db8:0::1")).toBe(0);
    expect(entered(1, "2001:db8::2")).toBe(1);
  });

  test("of a network of IPv6 are so many together, and one more when one has left", () => {
    const { addresses, clock, entered } = setting();
    const host = (n: number) => `2001:db8::${n}`;
    for (let n = 0; n < NETWORK_PLACES / ADDRESS_PLACES; n++) {
      expect(entered(ADDRESS_PLACES, host(n))).toBe(ADDRESS_PLACES);
      clock.now += SECOND;
    }
    expect(entered(1, host(99))).toBe(0);
    expect(entered(1, "2001:db8:0:1::1")).toBe(1);
    addresses.left(host(0));
    expect(entered(2, host(99))).toBe(1);
  });

  test("of a network are opened so many in one go, whatever the addresses", () => {
    const { clock, enterAndLeave } = setting();
    const all = () =>
      Array.from({ length: NETWORK_CONNECTS + 5 }, (_, n) => enterAndLeave(1, `2001:db8::${n}`));
    const sum = (counts: number[]) => counts.reduce((one, other) => one + other, 0);
    expect(sum(all())).toBe(NETWORK_CONNECTS);
    clock.now += SECOND / NETWORK_CONNECTS;
    expect(sum(all())).toBe(1);
  });

  test("are not counted where the host is exempt", () => {
    const { addresses, entered } = setting((host) => host === HOST);
    expect(entered(1000)).toBe(1000);
    expect(addresses.size).toBe(0);
    addresses.left(HOST);
    expect(entered(1000, "10.0.0.6")).toBe(ADDRESS_PLACES);
  });
});

describe("the book of addresses", () => {
  const hosts = (count: number) =>
    Array.from({ length: count }, (_, at) => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`);

  test("forgets who has not come for a while", () => {
    const { addresses, clock, entered, enterAndLeave } = setting();
    for (const host of hosts(100)) enterAndLeave(1, host);
    entered(1, "192.168.0.1");
    expect(addresses.size).toBe(2 * 101);
    clock.now += SECOND;
    entered(1, "192.168.0.1");
    expect(addresses.size).toBe(2);
  });

  test("holds so many without a connection at most, and forgets who came first", () => {
    const { addresses, enterAndLeave } = setting();
    const [first = "", ...others] = hosts(REMEMBERED_ADDRESSES);
    enterAndLeave(ADDRESS_CONNECTS, first);
    for (const host of others) enterAndLeave(1, host);
    expect(addresses.size).toBe(2 * REMEMBERED_ADDRESSES);
    expect(enterAndLeave(1, first)).toBe(0);
    for (const host of others) enterAndLeave(1, host);
    enterAndLeave(1, "192.168.0.1");
    expect(addresses.size).toBe(2 * REMEMBERED_ADDRESSES);
    expect(enterAndLeave(1, first)).toBe(1);
  });
});
