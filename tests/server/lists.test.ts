// Lists of a large shelf, each of which holds all its names: one at a time of a guest, and none holds back another's.
import { expect, test } from "bun:test";
import { LISTS_PER_GUEST } from "../../lib/protocol/limits.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";

const FILES = 4000;
const names = Array.from({ length: FILES }, (_, n) => `${"x".repeat(200)}${n}.txt`);

/** How many lists are on their way, once nothing changes that any more. */
async function underWay(house: House): Promise<number> {
  for (let turn = 0; turn < 20; turn++) await house.read();
  return house.server.slots.lists.taken;
}

/** How many files a list names that was asked for. */
async function listed(guest: FramesGuest, id: number): Promise<number> {
  const answers = await guest.answers(id);
  return answers.reduce((sum, each) => sum + (each.type === "list" ? each.files.length : 0), 0);
}

test("a guest that reads none has one on its way, and all of them when it reads", async () => {
  await using house = new House({ files: Object.fromEntries(names.map((name) => [name, ""])) });
  const [ann, bob] = [await house.frames("Ann"), await house.frames("Bob")];
  ann.raw.pause();
  const ids = [1, 2, 3].map(() => ann.ask({ type: "list" }));
  expect(await underWay(house)).toBe(LISTS_PER_GUEST);
  expect(await listed(bob, bob.ask({ type: "list" }))).toBe(FILES);
  ann.raw.resume();
  for (const id of ids) expect(await listed(ann, id)).toBe(FILES);
  expect(await underWay(house)).toBe(0);
});
