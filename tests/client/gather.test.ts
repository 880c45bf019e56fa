// Answers of several pages come as one, in their order.

import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import { gatherHistory, gatherList, gatherStatus, gatherWho } from "../../lib/client/gather.ts";
import {
  FOUND_MESSAGES,
  GATHERED_RECORDS,
  HISTORY_LAST,
  HISTORY_PAGE,
  LIST_PAGE,
} from "../../lib/protocol/limits.ts";
import type { ClientMessage } from "../../lib/protocol/messages.ts";
import { framesServer, type Peer } from "./peers.ts";
import { failureOf, House } from "./server.ts";

test("who is here, and who was", async () => {
  await using house = new House();
  const ann = await house.join("Ann");
  const bo = await house.join("Bo");
  expect(await gatherWho(ann)).toEqual([
    { client: 1, name: "Ann" },
    { client: 2, name: "Bo" },
  ]);
  await bo.leave();
  expect(await gatherWho(ann)).toEqual([{ client: 1, name: "Ann" }]);
  const all = await gatherStatus(ann);
  expect(all.map(({ name, closed }) => [name, closed === null])).toEqual([
    ["Ann", true],
    ["Bo", false],
  ]);
});

test("a shelf of more than a page", async () => {
  await using house = new House();
  const ann = await house.join("Ann");
  const count = (await gatherList(ann)).length;
  const names = Array.from({ length: 2 * LIST_PAGE }, (_, n) => `z${String(n).padStart(3, "0")}`);
  for (const name of names) writeFileSync(join(house.shelf, name), name);
  const files = await gatherList(ann);
  expect(files).toHaveLength(count + names.length);
  expect(files.slice(count).map(({ file }) => file)).toEqual(names);
  expect(files.at(-1)).toMatchObject({ size: 4, modified: expect.any(Number) });
});

test("several at once do not mix", async () => {
  await using house = new House();
  const ann = await house.join("Ann");
  const [who, status, list] = await Promise.all([
    gatherWho(ann),
    gatherStatus(ann),
    gatherList(ann),
  ]);
  expect([who.length, status.length]).toEqual([1, 1]);
  expect(list.map(({ file }) => file)).toContain("info.txt");
});

test("a refusal, or the end of the session, is a failure", async () => {
  using fake = framesServer({
    list: (peer, id) => {
      const files = [{ file: "a", size: 1, modified: 1 }];
      peer.control({ type: "list", files, more: true, re: id });
      peer.control({ type: "error", code: "internal", message: "No shelf today", re: id });
    },
    who: (peer) => peer.reset(),
  });
  const { session } = await connect(fake.address, Date.now);
  expect((await failureOf(gatherList(session))).message).toBe("No shelf today");
  const asked = [gatherWho(session), gatherStatus(session)].map(failureOf);
  for (const { message } of await Promise.all(asked)) expect(message).toStartWith("Lost the");
});

test.each([
  [GATHERED_RECORDS, true],
  [GATHERED_RECORDS + 1, false],
])("an answer of %i records is taken: %p", async (count, taken) => {
  using fake = framesServer({
    who: (peer, re) => {
      for (let sent = 0; sent < count; sent += PAGE) {
        const clients = Array.from({ length: Math.min(PAGE, count - sent) }, () => GUEST);
        peer.control({ type: "who", clients, more: sent + PAGE < count, re });
      }
    },
  });
  const { session } = await connect(fake.address, Date.now);
  if (taken) expect(await gatherWho(session)).toHaveLength(count);
  else expect((await failureOf(gatherWho(session))).message).toStartWith("Cannot go on: ");
});

test.each([{ type: "history", since: 0 } as const, { type: "search", text: "tea" } as const])(
  "the messages of several pages: %p",
  async (command) => {
    const asked: ClientMessage[] = [];
    const pages = [[said(1), said(2)], [said(5)]];
    const answer = (peer: Peer, re: number, message: ClientMessage) => {
      asked.push(message);
      for (const [at, entries] of pages.entries())
        peer.control({ type: "history", entries, more: at === 0, re });
    };
    using fake = framesServer({ history: answer, search: answer });
    const { session } = await connect(fake.address, Date.now);
    expect(await gatherHistory(session, command)).toEqual(pages.flat());
    expect(asked).toEqual([command]);
  },
);

test.each<[Asked, number]>([
  [{ type: "history", last: 5 }, 5],
  [{ type: "history", since: 0 }, HISTORY_LAST],
  [{ type: "search", text: "hi" }, FOUND_MESSAGES],
])("of %j %i messages are taken, and not one more", async (asked, most) => {
  expect(await gathered(asked, most)).toHaveLength(most);
  expect((await failureOf(gathered(asked, most + 1))).message).toStartWith("Cannot go on: ");
});

type Asked = Parameters<typeof gatherHistory>[1];

/** What is gathered of a server that answers with so many messages. */
async function gathered(asked: Asked, count: number) {
  using fake = framesServer({
    [asked.type]: (peer: Peer, re: number) => {
      for (let sent = 0; sent < count; sent += HISTORY_PAGE) {
        const entries = Array.from({ length: Math.min(HISTORY_PAGE, count - sent) }, () => said(1));
        peer.control({ type: "history", entries, more: sent + HISTORY_PAGE < count, re });
      }
    },
  });
  const { session } = await connect(fake.address, Date.now);
  return await gatherHistory(session, asked);
}

const said = (seq: number) => ({ seq, at: 1, from: "Ann", client: 1, text: "hi" });
const GUEST = { client: 1, name: "a" };
const PAGE = 2000;
