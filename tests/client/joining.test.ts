// Coming back at the real server: as who one was or as somebody new, and whether anything is missing then.

import { expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import { comeBack, join, type Connect, type Former } from "../../lib/client/joining.ts";
import { CONNECT_MS, HELD_MS } from "../../lib/protocol/limits.ts";
import type { ServerMessage } from "../../lib/protocol/messages.ts";
import { Heard } from "./peers.ts";
import { House } from "./server.ts";

const TEXTS = ["one", "two", "three"];

/** Ann, who was in a room where this was said, and is lost; and how she comes back with what she knows by then. */
async function annWasIn(house: House) {
  const bo = await house.join("Bo");
  for (const text of TEXTS) await bo.request({ type: "say", text });
  const { session, hello } = await connect(house.address, Date.now);
  const { welcome } = await join(session, { type: "nick", name: "Ann" });
  const { name, token } = welcome;
  const former: Former = { name, token, history: hello.history, seen: undefined };
  session.abandon();
  await house.log.waitFor("Connection closed");
  const back: Connect = (opened) => connect(house.address, Date.now, CONNECT_MS, opened);
  return async (known: Partial<Former> = {}) => {
    const { session: again, unheard, ...how } = await comeBack(back, { ...former, ...known });
    const words = new Heard();
    const hear = (message: ServerMessage) => {
      if (message.type === "said") words.add(`${message.text} `);
      if (message.type === "live") words.add(`live ${message.seq}`);
    };
    for (const message of unheard) hear(message);
    again.listen(hear);
    await words.waitFor("live 3");
    await again.leave();
    return { as: how.as, name: how.welcome.name, isGapless: how.isGapless, heard: words.text };
  };
}

test.each([
  ["no number gets what a newcomer gets, which may leave a gap", undefined, false, "three live 3"],
  ["a number gets all behind it", 1, true, "two three live 3"],
  ["the number 0 gets all there is", 0, true, "one two three live 3"],
  ["the newest number gets nothing", 3, true, "live 3"],
])("as who one was, who had seen %s", async (_what, seen, isGapless, heard) => {
  await using house = new House({ replay: 1 });
  const back = await annWasIn(house);
  expect(await back({ seen })).toEqual({ as: "itself", name: "Ann", isGapless, heard });
});

test.each<[string, Partial<Former>, boolean, string]>([
  ["no number gets what any gets", {}, false, "three live 3"],
  ["a number of this history gets all behind it", { seen: 1 }, true, "two three live 3"],
  ["one of another gets what any gets", { seen: 1, history: "other" }, false, "three live 3"],
])("as somebody new, who had seen %s", async (_what, known, isGapless, heard) => {
  await using house = new House({ replay: 1 });
  const back = await annWasIn(house);
  // The name is held for whoever has the token.
  const anew = { name: "Ann-2", as: "newcomer", isGapless, heard } as const;
  expect(await back({ token: "99.unknown", ...known })).toEqual(anew);
});

test("as who one was, under another name where one's own is somebody else's by now", async () => {
  const clock = { at: Date.now() };
  await using house = new House({ replay: 1, now: () => clock.at });
  const back = await annWasIn(house);
  clock.at += HELD_MS;
  await house.join("Ann");
  await house.join("Ann-2");
  const itself = {
    as: "itself",
    name: "Ann-3",
    isGapless: true,
    heard: "two three live 3",
  } as const;
  expect(await back({ seen: 1 })).toEqual(itself);
});
