// The status row's parts.
import { expect, test } from "bun:test";
import { statusParts } from "../../../lib/client/chat/status.ts";
import { UNANSWERED_MS } from "../../../lib/protocol/limits.ts";

const quiet = {
  name: "ann",
  room: "Parlor",
  address: "127.0.0.1:12345",
  here: "3 here",
  unansweredMs: 0,
  transfers: [],
  outage: undefined,
  now: 1_000_000,
};

test("who and where you are, how many are here, and the connection", () => {
  expect(statusParts(quiet)).toEqual(["ann in Parlor", "3 here", "127.0.0.1:12345", "connected"]);
});

test("a server that owes an answer for too long comes first", () => {
  expect(statusParts({ ...quiet, unansweredMs: UNANSWERED_MS - 1 })[0]).toBe("ann in Parlor");
  const late = statusParts({ ...quiet, unansweredMs: UNANSWERED_MS });
  expect(late[0]).toBe("no answer for 3 s");
  expect(late).not.toContain("connected");
});

test("how far transfers are comes before who you are, and behind what is late", () => {
  const busy = { ...quiet, transfers: ["a", "b"] };
  expect(statusParts(busy).slice(0, 3)).toEqual(["a", "b", "ann in Parlor"]);
  expect(statusParts({ ...busy, unansweredMs: UNANSWERED_MS }).slice(1, 3)).toEqual(["a", "b"]);
});

test("a lost connection comes first of all, and when it is next tried to come back", () => {
  const lost = { ...quiet, transfers: ["a"], outage: { nextTry: quiet.now + 3001 } };
  expect(statusParts(lost)).toEqual([
    "connection lost, trying again in 4 s",
    "a",
    "ann in Parlor",
    "127.0.0.1:12345",
  ]);
  for (const late of [0, 1, 1000, 5000]) {
    const [first] = statusParts({ ...lost, now: quiet.now + 3001 + late - 1000 });
    expect(first).toBe("connection lost, trying again in 1 s");
  }
  const trying = { ...quiet, outage: { nextTry: undefined }, unansweredMs: UNANSWERED_MS };
  expect(statusParts(trying)[0]).toBe("connecting …");
});
