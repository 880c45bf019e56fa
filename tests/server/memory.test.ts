// The memory that guests can make the server hold is the sum of the bounds: each of them moves it.

import { describe, expect, test } from "bun:test";
import * as limits from "../../lib/protocol/limits.ts";
import { memoryBound, memoryText, type Bounds } from "../../lib/server/memory.ts";
import { serverHelp } from "../../lib/server/settings.ts";

const MIB = 1024 * 1024;

/** What every part of a guest's reach has to be counted by. */
const COUNTED = [
  "TALK_WAITING_BYTES",
  "CONTROL_BYTES",
  "GATHER_BYTES",
  "CHUNK_BYTES",
  "UNREAD_STREAMS",
  "PIECE_BYTES",
  "READ_BYTES",
  "STORES_WAITING",
  "MESSAGE_BYTES",
  "DOOR_PLACES",
  "LEAVING_PLACES",
  "RETURNING_PLACES",
  "UPLOADS_AT_ONCE",
  "UPLOAD_WAITING_BYTES",
  "BATCH_BYTES",
  "TURNED_AWAY_PLACES",
  "LOG_WAITING_BYTES",
  "PAST_CLIENTS",
  "REMEMBERED_ADDRESSES",
  "REMEMBERED_GUESSERS",
  "PASSWORD_MEMORY_KIB",
  "HASHED_FILES",
  "UPLOAD_FILES",
  "MOST_BANS",
  "MOST_MUTES",
  "REMEMBERED_BYTES",
] as const satisfies readonly (keyof Bounds)[];

describe("the bound", () => {
  const usual = memoryBound(3).bytes;

  test.each(COUNTED.map((name) => ({ name })))("grows with $name", ({ name }) => {
    const twice = { ...limits, [name]: limits[name] * 2 };
    expect(memoryBound(3, twice).bytes).toBeGreaterThan(usual);
  });

  test("grows with the places, by what one connection may hold", () => {
    const one = memoryBound(4).bytes - usual;
    expect(one).toBeGreaterThan(limits.TALK_WAITING_BYTES + limits.READ_BYTES);
    expect(one).toBeLessThan(3 * MIB);
    expect(memoryBound(103).bytes - usual).toBe(100 * one);
  });

  test("counts everyone who may be connected", () => {
    const { DOOR_PLACES, LEAVING_PLACES, RETURNING_PLACES } = limits;
    const others = DOOR_PLACES + LEAVING_PLACES + RETURNING_PLACES;
    expect(memoryBound(3).connections).toBe(3 + others);
  });

  test("remembers as many clients as there are places, where they are more", () => {
    const none = { ...limits, PAST_CLIENTS: 0 };
    const more = memoryBound(2000, none);
    expect(more.bytes).toBe(memoryBound(2000).bytes);
  });
});

test("--help tells it, for as many places as are asked for", () => {
  expect(serverHelp()).toEndWith(`\n${memoryText(limits.DEFAULT_PLACES)}`);
  expect(serverHelp(1000)).toEndWith(`\n${memoryText(1000)}`);
  expect(memoryText(1000)).toMatch(
    /^Memory: about 120 MB, and at most 2\.\d GB more for 1048 conn/,
  );
});
