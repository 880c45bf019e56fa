// Who has to go from a full door for somebody from elsewhere.

import { expect, test } from "bun:test";
import { DOOR_GRACE_MS } from "../../lib/protocol/limits.ts";
import { whoMakesRoom } from "../../lib/server/makes-room.ts";

/** Guests by their addresses, in the order in which they came: "aab" are two of a and then one of b. */
const standing = (addresses: string, stoodFor: number) =>
  [...addresses].map((address, at) => ({ guest: `${address}${at}`, address, stoodFor }));

test.each([
  { door: "aaaa", from: "b", goes: "a0", what: "the first of the only address" },
  { door: "baaa", from: "c", goes: "a1", what: "the first of the address with the most" },
  { door: "abab", from: "c", goes: "a0", what: "of two with the most, who came first" },
  { door: "baba", from: "c", goes: "b0", what: "of two with the most, who came first" },
  { door: "aab", from: "b", goes: "a0", what: "for an address that is there, with fewer" },
  { door: "aabb", from: "b", goes: undefined, what: "nobody for one of those with the most" },
  { door: "aaaa", from: "a", goes: undefined, what: "nobody for one of their own" },
  { door: "abcd", from: "e", goes: undefined, what: "nobody where each has one, for a while" },
  { door: "", from: "a", goes: undefined, what: "nobody where nobody is" },
])("$what makes room: $from to $door", ({ door, from, goes }) => {
  expect(whoMakesRoom(standing(door, DOOR_GRACE_MS - 1), from)).toBe(goes);
});

test("where each address has one, who has stood for long enough makes room for another address", () => {
  expect(whoMakesRoom(standing("abcd", DOOR_GRACE_MS), "e")).toBe("a0");
  expect(whoMakesRoom(standing("abcd", DOOR_GRACE_MS), "b")).toBeUndefined();
  expect(whoMakesRoom(standing("", DOOR_GRACE_MS), "a")).toBeUndefined();
});
