// Addresses as people write them, and what counts as one.
import { expect, test } from "bun:test";
import {
  addressKey,
  addressText,
  hostOf,
  isLoopback,
  networkKey,
} from "../../lib/protocol/address.ts";

test.each([
  ["10.0.0.1", "10.0.0.1", "10.0.0.1"],
  ["::ffff:10.0.0.1", "10.0.0.1", "10.0.0.1"],
  ["::ffff:0a00:0001", "10.0.0.1", "10.0.0.1"],
  [" 10.0.0.1 ", "10.0.0.1", "10.0.0.1"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2::0009", "2001:db8:1:2::9", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::/64", "2001:db8:1:2::/64", "2001:db8:1:2::/64"],
  ["2001:db8:1:2:3::4/64", "2001:db8:1:2::/64", "2001:db8:1:2::/64"],
  ["2001:db8::1", "2001:db8::1", "2001:db8::/64"],
  ["fe80::1%eth0", "fe80::1", "fe80::/64"],
  ["::1", "::1", "::/64"],
  ["10.0.0", undefined, undefined],
  ["10.0.0.0/8", undefined, undefined],
  ["10.0.0.1:80", undefined, undefined],
  ["2001:db8::/32", undefined, undefined],
  ["Ann", undefined, undefined],
  ["", undefined, undefined],
])("%p is written %p, in the network %p", (host, key, network) => {
  expect([addressKey(host), networkKey(host)]).toEqual([key, network]);
  if (key !== undefined) expect([addressKey(key), networkKey(key)]).toEqual([key, network]);
});

test.each(["10.0.0.1", "::1", "2001:db8::1"])("%s is the host of its address", (host) => {
  expect(hostOf(addressText({ host, port: 12345 }))).toBe(host);
});

test("what has no port is its own host", () => {
  expect(hostOf("console")).toBe("console");
});

test("only this machine is itself", () => {
  const own = ["127.0.0.1", "127.9.9.9", "::1", "localhost"];
  const others = [
    "128.0.0.1",
    "10.127.0.1",
    "0.0.0.0",
    "::",
    "::11",
    "2001:db8::1",
    "127.evil.example",
  ];
  expect([own, others].map((hosts) => hosts.filter(isLoopback))).toEqual([own, []]);
});
