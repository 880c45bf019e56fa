// Coming back while others talk: no gap and no double, however the moments fall.

import { expect, test } from "bun:test";
import type { FramesGuest, Heard } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";

const TALKERS = 5;
const ROUNDS = 150;
/** Messages of a talker that are on their way at once. */
const IN_FLIGHT = 3;

const isTalk = (message: Heard) => message.type === "said" || message.type === "told";

/** The numbers of all that a connection was told of, as they came. */
function seqsOf(guest: FramesGuest): number[] {
  return guest.came.flatMap((came) => {
    if (came.type === "chunk" || !isTalk(came) || !("seq" in came)) return [];
    return came.seq === undefined ? [] : [came.seq];
  });
}

/** Talks until it is told to stop, some of it to the listener alone. */
async function talk(guest: FramesGuest, goesOn: () => boolean): Promise<number> {
  let count = 0;
  while (goesOn()) {
    const ids = Array.from({ length: IN_FLIGHT }, () => {
      const text = `no. ${++count}`;
      return guest.ask(count % 7 === 0 ? { type: "msg", to: "Lina", text } : { type: "say", text });
    });
    for (const id of ids) expect(await guest.answers(id)).toMatchObject([{ type: "ack" }]);
  }
  return count;
}

test("whoever comes back again and again hears all of it, once and in order", async () => {
  await using house = new House();
  const talkers: FramesGuest[] = [];
  while (talkers.length < TALKERS) talkers.push(await house.frames(`Talker ${talkers.length}`));
  let lina = await house.frames("Lina");
  const { token } = lina;
  let goesOn = true;
  const talking = Promise.all(talkers.map((guest) => talk(guest, () => goesOn)));

  const heard: number[] = [];
  let replayed = 0;
  for (let round = 0; round < ROUNDS; round++) {
    await lina.next("said");
    // Broken off, half-closed, or still counted when it comes back.
    if (round % 3 === 0) lina[Symbol.dispose]();
    else if (round % 3 === 1) lina.raw.end();
    else lina.raw.pause();
    heard.push(...seqsOf(lina));
    const old = lina;
    lina = await house.comesBack(token, heard.at(-1) ?? 0);
    replayed += (await lina.shown()).length;
    old[Symbol.dispose]();
  }
  goesOn = false;
  const counts = await talking;
  await lina.heard();
  heard.push(...seqsOf(lina));

  const total = counts.reduce((sum, count) => sum + count, 0);
  expect(heard).toEqual(Array.from({ length: total }, (_, index) => index + 1));
  expect(replayed).toBeGreaterThan(ROUNDS / 10);
  for (const talker of talkers) talker[Symbol.dispose]();
}, 60_000);
