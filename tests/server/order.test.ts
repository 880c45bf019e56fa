// One order: everybody sees the same talk in the same order, and every sender its ACKs in its own.

import { expect, test } from "bun:test";
import type { FramesGuest } from "../support/frames-guest.ts";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";

const MESSAGES = 300;
const BARE_MESSAGES = 5;
/** Messages that a talker sends before it reads their ACKs: others talk in between. */
const BURST = 7;

const numbered = (count: number) => Array.from({ length: count }, (_, index) => `no. ${index}`);

/** Says numbered lines, and returns what came beside their ACKs, which must come in their order. */
async function talk(guest: Guest, count: number, ending = "\n", burst = BURST): Promise<string[]> {
  const others: string[] = [];
  const acks: string[] = [];
  for (let from = 0; from < count; from += burst) {
    const texts = numbered(count).slice(from, from + burst);
    for (const text of texts) guest.send(text + ending);
    while (acks.length < from + texts.length) {
      const line = await guest.line();
      (line.endsWith(" ACK") ? acks : others).push(line);
    }
  }
  expect(acks).toEqual(numbered(count).map((text) => `${text} ACK`));
  return [...others, ...(await guest.heard(ending))];
}

async function talkInFrames(guest: FramesGuest, count: number): Promise<void> {
  const ids: number[] = [];
  for (let from = 0; from < count; from += BURST) {
    const texts = numbered(count).slice(from, from + BURST);
    const asked = texts.map((text) => guest.ask({ type: "say", text }));
    for (const id of asked)
      expect(await guest.answers(id)).toMatchObject([{ type: "ack", re: id }]);
    ids.push(...asked);
  }
  const acks = guest.came.filter((each) => each.type === "ack" && ids.includes(each.re ?? 0));
  expect(acks.map(({ re }) => re)).toEqual(ids);
}

async function saidTo(guest: FramesGuest): Promise<string[]> {
  const heard = await guest.heard();
  return heard.flatMap((each) => (each.type === "said" ? [`${each.from}: ${each.text}`] : []));
}

const isTalk = (line: string) => !line.startsWith("* ");
const except = (name: string, lines: readonly string[]) =>
  lines.filter((line) => !line.startsWith(`${name}: `));

test("many talkers in every dialect, one order for all", async () => {
  await using house = new House();
  const listener = await house.lines("Listener");
  const program = await house.frames("Program");
  const old = await house.bare("Old");
  const bare = await house.bare("Bare");
  const ann = await house.lines("Ann");
  const cem = await house.lines("Cem", "\r\n");
  const ben = await house.frames("Ben");
  const dan = await house.frames("Dan");

  const [byAnn, byCem, byBare] = await Promise.all([
    talk(ann, MESSAGES),
    talk(cem, MESSAGES, "\r\n"),
    talk(bare, BARE_MESSAGES, "", 1),
    talkInFrames(ben, MESSAGES),
    talkInFrames(dan, MESSAGES),
  ]);

  const order = (await listener.heard()).filter(isTalk);
  expect(order).toHaveLength(4 * MESSAGES + BARE_MESSAGES);
  for (const [name, count] of [
    ["Ann", MESSAGES],
    ["Cem", MESSAGES],
    ["Ben", MESSAGES],
    ["Dan", MESSAGES],
    ["Bare", BARE_MESSAGES],
  ] as const) {
    const own = order.filter((line) => line.startsWith(`${name}: `));
    expect(own).toEqual(numbered(count).map((text) => `${name}: ${text}`));
  }
  // They did talk at the same time.
  const turns = order.filter((line, at) => line.split(":")[0] !== order[at - 1]?.split(":")[0]);
  expect(turns.length).toBeGreaterThan(MESSAGES / BURST);

  expect(await saidTo(program)).toEqual(order);
  expect((await old.heard("")).filter(isTalk)).toEqual(order);
  const late = (guest: Guest) => guest.heard();
  expect([...byAnn, ...(await late(ann))].filter(isTalk)).toEqual(except("Ann", order));
  expect([...byCem, ...(await late(cem))].filter(isTalk)).toEqual(except("Cem", order));
  expect([...byBare, ...(await bare.heard(""))].filter(isTalk)).toEqual(except("Bare", order));
  expect(await saidTo(ben)).toEqual(except("Ben", order));
  expect(await saidTo(dan)).toEqual(except("Dan", order));
}, 20_000);

test("lines sent in one write are relayed and acknowledged one by one", async () => {
  await using house = new House();
  const listener = await house.lines("Listener");
  const ann = await house.lines("Ann");
  const texts = numbered(5000);
  ann.send(texts.map((text) => `${text}\n`).join(""));
  expect(await ann.lines(5000)).toEqual(texts.map((text) => `${text} ACK`));
  expect((await listener.lines(5001)).slice(1)).toEqual(texts.map((text) => `Ann: ${text}`));
});
