// Who has said all it wants and closes its side, as `nc -N` does, still gets every answer, wherever it stands.

import { expect, test } from "bun:test";
import { ADDRESS_PLACES } from "../../lib/protocol/limits.ts";
import { House } from "../support/house.ts";

const ASK = "Please enter a name:\n";
const FILES = { "info.txt": "info\n", "test.txt": "test\n" };

/** All that a guest reads that says so much at once and closes its side. */
async function readBy(house: House, said: string): Promise<string> {
  const guest = await house.guest();
  guest.send(said);
  guest.end();
  const text = await guest.rest();
  await guest.closed;
  return text;
}

test("with a name, a list and a file", async () => {
  await using house = new House({ files: FILES });
  const named = `${ASK}Your name is set as: ann\n`;
  expect(await readBy(house, "ann\nlist\n")).toBe(`${named}list ACK\ninfo.txt\ntest.txt\n`);
  const said = "ann\nHello\nget info.txt\nget no.txt";
  const answers = "Hello ACK\nget info.txt ACK\ninfo\nget no.txt ACK\nFile 'no.txt' not found\n";
  expect(await readBy(house, said)).toBe(named + answers);
});

test("at the door, with nothing, with a name that is refused, and with talk before a name", async () => {
  await using house = new House();
  expect(await readBy(house, "")).toBe(ASK);
  expect(await readBy(house, "a:b\n")).toMatch(/^Please.*\n\* Cannot use "a:b".*\nPlease.*\n$/);
  expect(await readBy(house, "ann")).toBe(`${ASK}Your name is set as: ann\n`);
});

test("who is turned away", async () => {
  await using house = new House({ isExempt: () => false });
  for (let place = 0; place < ADDRESS_PLACES; place++) await house.lines(`Guest${place}`);
  expect(await readBy(house, "ann\nlist\n")).toStartWith("Too many connections");
});

test("who is faster than it may be, and so is read later", async () => {
  const rate = 50;
  await using house = new House({ rate });
  const lines = Array.from({ length: rate + 10 }, (_, index) => `line ${index}`);
  const text = await readBy(house, `ann\n${lines.join("\n")}\n`);
  expect(text.split("\n").slice(2)).toEqual([...lines.map((line) => `${line} ACK`), ""]);
});
