// A guest that sends more than its rate is delayed, and nothing else: all of it is answered, and nobody else waits.

import { describe, expect, test } from "bun:test";
import { CHUNK_BYTES, RATE_BYTES, RATE_MESSAGES } from "../../lib/protocol/limits.ts";
import { someBytes } from "../files/temp.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";
import { put } from "./putting.ts";

const TOO_LONG = "* Cannot take the line: it is longer than 4096 bytes";

/** A house whose clock moves only by hand. */
function setUp(rate: number) {
  const clock = { at: 1_000_000 };
  return { clock, house: new House({ rate, now: () => clock.at }) };
}

/** Resolves when the server had so many turns that whatever it would do by itself, it has done. */
async function idle(house: House): Promise<void> {
  for (let turn = 0; turn < 100; turn++) await house.read();
}

/** Moves the clock on until something is there. */
async function whileMoving(
  house: House,
  clock: { at: number },
  there: Promise<unknown>,
): Promise<void> {
  const moved = Symbol("moved");
  const moving = async () => {
    await house.read();
    return moved;
  };
  for (; (await Promise.race([there, moving()])) === moved; clock.at += 100);
}

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `${index}`);
const acked = (lines: readonly string[]) => lines.map((line) => `${line} ACK`);
const sendLines = (guest: Guest, lines: readonly string[]) =>
  guest.send(lines.map((line) => `${line}\n`).join(""));

describe("messages of a guest", () => {
  test("pass at once up to the rate; the one past it waits for its time", async () => {
    const { clock, house } = setUp(RATE_MESSAGES);
    await using _ = house;
    const ben = await house.lines("Ben");
    const ann = await house.lines("Ann");
    expect(await ben.line()).toBe("* Ann joined");
    clock.at += 1000;
    const lines = numbered(RATE_MESSAGES + 1);
    sendLines(ann, lines);
    expect(await ann.lines(RATE_MESSAGES)).toEqual(acked(lines.slice(0, -1)));
    await idle(house);
    expect(await ben.heard()).toHaveLength(RATE_MESSAGES);
    clock.at += 1;
    expect(await ann.line()).toBe(`${RATE_MESSAGES} ACK`);
    expect(await ben.heard()).toEqual([`Ann: ${RATE_MESSAGES}`]);
  });

  test.each([
    ["empty lines", ""],
    ["refused lines", "x".repeat(4097)],
    ["commands", "/who"],
  ])("count, and so do %s", async (_what, line) => {
    const { clock, house } = setUp(10);
    await using _ = house;
    const ann = await house.lines("Ann");
    clock.at += 1000;
    sendLines(ann, [...Array.from({ length: 9 }, () => line), "within", "beyond"]);
    while ((await ann.line()) !== "within ACK");
    await idle(house);
    clock.at += 100;
    expect(await ann.line()).toBe("beyond ACK");
    expect(house.log.all.filter((each) => each.includes("beyond"))).toHaveLength(1);
  });

  test("are all answered, in their order, also where the guest has sent its last long before", async () => {
    const start = Date.now();
    await using house = new House({ rate: 1000, now: () => start + (Date.now() - start) * 100 });
    const ben = await house.lines("Ben");
    const ann = await house.lines("Ann");
    const lines = numbered(5000);
    sendLines(ann, lines);
    ann.end();
    expect((await ann.rest()).split("\n").slice(0, -1)).toEqual(acked(lines));
    const heard = await ben.heard();
    expect(heard.slice(1, -1)).toEqual(lines.map((line) => `Ann: ${line}`));
  });

  test("are never delayed at a rate of 0", async () => {
    const { house } = setUp(0);
    await using _ = house;
    const ann = await house.lines("Ann");
    const lines = numbered(5 * RATE_MESSAGES);
    sendLines(ann, lines);
    expect(await ann.lines(lines.length)).toEqual(acked(lines));
  });
});

test("one that talks at full speed delays nobody else", async () => {
  await using house = new House({ rate: 1000 });
  const flood = await house.frames("Flood");
  const ann = await house.lines("Ann");
  for (let count = 0; count < 20_000; count++) flood.ask({ type: "say", text: `${count}` });
  for (let count = 0; count < 200; count++) {
    ann.send(`mine ${count}\n`);
    while ((await ann.line()) !== `mine ${count} ACK`);
  }
  const said = flood.came.filter(({ type }) => type === "ack").length;
  expect(said).toBeLessThan(10_000);
});

describe("bytes of talk", () => {
  /** What the server has read of a guest. */
  async function received(watcher: FramesGuest, name: string): Promise<number> {
    const status = (await watcher.request({ type: "status" })).at(-1);
    const clients = status?.type === "status" ? status.clients : [];
    return clients.find((client) => client.name === name)?.received ?? 0;
  }

  test("are not read beyond those of a second, though no line ends", async () => {
    const { clock, house } = setUp(RATE_MESSAGES);
    await using _ = house;
    const watcher = await house.frames("Watcher");
    const ann = await house.lines("Ann");
    clock.at += 1000;
    ann.send(`${"x".repeat(2 * RATE_BYTES)}\nshort\n`);
    while ((await received(watcher, "Ann")) < RATE_BYTES) await house.read();
    await idle(house);
    // What came in one go with the last of the bound was read with it.
    expect(await received(watcher, "Ann")).toBeLessThanOrEqual(RATE_BYTES + 512 * 1024);
    const answers = ann.lines(2);
    await whileMoving(house, clock, answers);
    expect(await answers).toEqual([TOO_LONG, "short ACK"]);
  });

  test("of a bare guest are one message still, whose end is not where the server stopped reading", async () => {
    const { clock, house } = setUp(RATE_MESSAGES);
    await using _ = house;
    const bare = await house.bare("Bob");
    clock.at += 1000;
    bare.send("x".repeat(RATE_BYTES + 1));
    bare.send("x".repeat(RATE_BYTES));
    await house.silence();
    await house.silence();
    expect(house.log.all.filter((line) => line.includes("(refused) Cannot take"))).toEqual([]);
    const answer = bare.line();
    await whileMoving(house, clock, answer);
    expect(await answer).toBe(TOO_LONG);
    bare.send("hi");
    expect(await bare.line()).toBe("hi ACK");
  });
});

test("a file that is put comes at full speed, whatever the rate", async () => {
  await using house = await House.withUploads({}, { rate: 3, now: () => 1_000_000 });
  const ann = await house.frames("Ann");
  // The rate is used up by the name, the request, and the last piece, which is small.
  const bytes = someBytes(64 * CHUNK_BYTES + 1);
  expect(await put(ann, "big.bin", bytes)).toMatchObject({ type: "stored" });
}, 20_000);
