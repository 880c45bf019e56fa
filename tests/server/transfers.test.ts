// Files on their way to many: so many at once, each in its turn, and whatever their guests do, all is given back.

import { describe, expect, spyOn, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { CHUNK_BYTES, TRANSFERS_PER_GUEST } from "../../lib/protocol/limits.ts";
import { someBytes } from "../files/temp.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import { House, type HouseOptions } from "../support/house.ts";
import { descriptorsOf } from "./descriptors.ts";

/** More than the system's own buffers of a connection. */
const BIG = Buffer.alloc(32 * 1024 * 1024, "big\n");

const MANY = 10_000;

/** All descriptors of this process, which is the server's and the guests' too. */
const descriptors = () => readdirSync("/dev/fd").length;

/** Resolves when the server has the big file open so often. */
async function opened(house: House, times: number): Promise<void> {
  const path = join(house.shelf, "big.bin");
  for (let look = 0; look < 2000; look++) {
    if (descriptorsOf(path) === times) return;
    await house.read();
  }
  throw new Error(`it is open ${descriptorsOf(path)} times, not ${times}`);
}

/** The descriptors that are open once those that are being closed are, as another guest's requests are answered. */
async function settled(other: FramesGuest, before: number): Promise<number> {
  for (let look = 0; look < 1000 && descriptors() > before; look++)
    await other.request({ type: "ping" });
  return descriptors();
}

/** A house with the file, whose hash is known already, so that only those who send it have it open. */
async function bigHouse(options: HouseOptions = {}): Promise<House> {
  const house = new House({ files: { "big.bin": BIG, "tiny.txt": "tiny" }, ...options });
  const first = await house.frames("First");
  await first.request({ type: "about", file: "big.bin" });
  return house;
}

const big = { type: "get", file: "big.bin" } as const;
const askOften = (guest: FramesGuest, times: number) =>
  Array.from({ length: times }, () => guest.ask(big));

describe("one guest", () => {
  test.each([TRANSFERS_PER_GUEST, TRANSFERS_PER_GUEST + 1])(
    "that asks for %d files has at most TRANSFERS_PER_GUEST on their way, and the rest after them",
    async (times) => {
      await using house = await bigHouse();
      const ann = await house.frames("Ann");
      ann.raw.pause();
      const ids = askOften(ann, times);
      await opened(house, TRANSFERS_PER_GUEST);
      for (let turn = 0; turn < 20; turn++) await house.read();
      await opened(house, TRANSFERS_PER_GUEST);
      ann.raw.resume();
      for (const id of ids) expect((await ann.downloaded(id)).size).toBe(BIG.length);
      await opened(house, 0);
      const order = ann.came.filter(({ type }) => type === "file").map(({ re }) => re);
      expect(order.at(-1)).toBe(ids.at(-1));
    },
    30_000,
  );

  test("has what it cancels while it waits never opened, and is told so", async () => {
    await using house = await bigHouse();
    const ann = await house.frames("Ann");
    ann.raw.pause();
    const ids = askOften(ann, TRANSFERS_PER_GUEST + 1);
    await opened(house, TRANSFERS_PER_GUEST);
    const last = ids.at(-1) ?? 0;
    ann.ask({ type: "cancel", transfer: last });
    await house.log.line(`cancel`);
    await house.read();
    ann.raw.resume();
    const answers = await ann.answers(last);
    expect(answers.map(({ type }) => type)).toEqual(["ack", "error"]);
    expect(answers.at(-1)).toMatchObject({
      code: "cancelled",
      message: 'Cannot send "big.bin" to its end: it was cancelled',
    });
  }, 30_000);

  test("gets all that it asked for before it said that it will ask for nothing more", async () => {
    const names = Array.from({ length: 12 }, (_, n) => `${n}.bin`);
    const files = Object.fromEntries(names.map((name) => [name, someBytes(CHUNK_BYTES + 1)]));
    await using house = new House({ files, transfers: 2 });
    const ann = await house.frames("Ann");
    const ids = names.map((file) => ann.ask({ type: "get", file }));
    ann.raw.end();
    for (const id of ids) expect((await ann.downloaded(id)).size).toBe(CHUNK_BYTES + 1);
    await ann.ended();
  });

  test("has other places for what it asks about files, so that its downloads do not hold that back", async () => {
    await using house = await bigHouse();
    const ann = await house.frames("Ann");
    const hashed = Promise.withResolvers<string>();
    using _ = spyOn(house.parts.hashes, "of").mockImplementation(() => hashed.promise);
    ann.raw.pause();
    askOften(ann, TRANSFERS_PER_GUEST + 1);
    const id = ann.ask({ type: "about", file: "tiny.txt" });
    const { files: transfers } = house.server.slots;
    for (let look = 0; look < 2000 && transfers.taken <= TRANSFERS_PER_GUEST; look++)
      await house.read();
    expect(transfers.taken).toBe(TRANSFERS_PER_GUEST + 1);
    hashed.resolve("0".repeat(64));
    ann.raw.resume();
    expect((await ann.answers(id)).at(-1)).toMatchObject({ type: "about", size: 4 });
  }, 30_000);

  test("that asks 10,000 times costs no more than one that asks for a few", async () => {
    await using house = await bigHouse();
    const ann = await house.frames("Ann");
    const ben = await house.frames("Ben");
    const before = descriptors();
    ann.raw.pause();
    const asked = Array.from({ length: MANY }, (_, n) => encodeControl({ id: n + 1, ...big }));
    Bun.gc(true);
    const memory = process.memoryUsage().rss;
    ann.raw.send(Buffer.concat(asked));
    await opened(house, TRANSFERS_PER_GUEST);
    for (let turn = 0; turn < 200; turn++) await ben.request({ type: "ping" });
    expect(descriptors()).toBeLessThanOrEqual(before + TRANSFERS_PER_GUEST);
    expect(process.memoryUsage().rss - memory).toBeLessThan(64 * 1024 * 1024);
    const got = await ben.downloaded(ben.ask({ type: "get", file: "tiny.txt" }));
    expect(got.size).toBe(4);
    ann[Symbol.dispose]();
    await opened(house, 0);
    expect(await settled(ben, before)).toBeLessThanOrEqual(before);
  }, 30_000);
});

describe("all guests together", () => {
  test("have as many on their way as the server can have open; the next waits until one is over", async () => {
    await using house = await bigHouse({ transfers: 3 });
    const [ann, ben, cat] = [
      await house.frames("Ann"),
      await house.frames("Ben"),
      await house.frames("Cat"),
    ];
    for (const guest of [ann, ben]) guest.raw.pause();
    askOften(ann, 2);
    askOften(ben, 2);
    await opened(house, 3);
    const id = cat.ask({ type: "get", file: "tiny.txt" });
    for (let turn = 0; turn < 20; turn++) await cat.request({ type: "ping" });
    expect(cat.came.filter(({ type }) => type === "file")).toEqual([]);
    ann[Symbol.dispose]();
    expect((await cat.downloaded(id)).size).toBe(4);
    expect(house.server.slots.files.taken).toBe(2);
    ben[Symbol.dispose]();
    await opened(house, 0);
    expect(house.server.slots.files.taken).toBe(0);
  });

  test("among them lines guests, who have one at a time", async () => {
    await using house = await bigHouse({ transfers: 1 });
    const ann = await house.frames("Ann");
    ann.raw.pause();
    askOften(ann, 1);
    await opened(house, 1);
    const ben = await house.lines("Ben");
    ben.send("get tiny.txt\nHello\n");
    expect(await ben.line()).toBe("get tiny.txt ACK");
    let isThere = false;
    const tiny = ben.line().finally(() => (isThere = true));
    for (let turn = 0; turn < 20; turn++) await house.read();
    expect(isThere).toBe(false);
    ann[Symbol.dispose]();
    expect([await tiny, await ben.line()]).toEqual(["tiny", "Hello ACK"]);
  });

  test("are not held back by one that waits for many, while there are places", async () => {
    await using house = await bigHouse({ transfers: TRANSFERS_PER_GUEST + 1 });
    const ann = await house.frames("Ann");
    ann.raw.pause();
    askOften(ann, 16);
    await opened(house, TRANSFERS_PER_GUEST);
    const ben = await house.frames("Ben");
    expect((await ben.downloaded(ben.ask({ type: "get", file: "tiny.txt" }))).size).toBe(4);
  });
});

test("guests that break off in mid-transfer, again and again, leave nothing open", async () => {
  await using house = await bigHouse({ places: 200 });
  const other = await house.frames("Other");
  const before = descriptors();
  for (let round = 0; round < 20; round++) {
    const guests = await Promise.all(Array.from({ length: 5 }, () => house.unnamedFrames()));
    for (const [index, guest] of guests.entries()) {
      await guest.join(`Guest ${round} ${index}`);
      askOften(guest, TRANSFERS_PER_GUEST + 2);
    }
    for (const guest of guests) await guest.fileBytes(1);
    for (const guest of guests) guest[Symbol.dispose]();
  }
  await opened(house, 0);
  expect(await settled(other, before)).toBeLessThanOrEqual(before);
  expect([house.server.slots.files.taken, house.server.slots.files.guests]).toEqual([0, 0]);
}, 30_000);
