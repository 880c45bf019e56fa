// A conversation over a lost line: what is shown meanwhile, what waits, and what is asked anew afterwards.

import { expect, test } from "bun:test";
import { FakeRoom } from "../fake-room.ts";
import { Timers } from "../membership-fixture.ts";
import { talk } from "./conversation-fixture.ts";
import { every } from "../../../lib/client/chat/quiet.ts";
import { Lost } from "../../../lib/client/passing.ts";
import { LEAVE_MS, OUTAGE_NOTED_MS, OWN_MESSAGES_WAITING } from "../../../lib/protocol/limits.ts";
import { House } from "../server.ts";

/** Ann in a room; the wait for a note and for a try pass by hand. */
async function ann(room: FakeRoom) {
  const timers = new Timers();
  const looks = new Set<() => void>();
  const looking = (ms: number, look: () => void) => {
    if (ms !== OUTAGE_NOTED_MS) return every(ms, look);
    looks.add(look);
    return () => void looks.delete(look);
  };
  const talking = await talk("Ann", room.address, "", () => 1_000_000, looking, timers.later);
  const lastLong = () => {
    for (const look of looks) look();
  };
  return { ...talking, timers, lastLong };
}

test("the status tells of it first, words wait, and all has its place afterwards", async () => {
  using room = new FakeRoom();
  const { conversation, paper, timers, lastLong, over } = await ann(room);
  await paper.tells("connected");
  await paper.tells("1 here");
  room.peer.reset();
  await paper.tells("connection lost, trying again in 1 s");
  expect(paper.status[0]).toBe("connection lost, trying again in 1 s");
  lastLong();
  await paper.shows("* Connection lost; trying to come back");
  paper.draft = "half a line";
  conversation.onLine("one");
  conversation.onLine("/msg Bo two");
  expect(paper.live).toEqual(["… Ann: one", "… → you to Bo: two"]);
  for (const line of ["/who", "/nick Zoe", "/history", "/get a", "/rm a"]) {
    conversation.onLine(line);
    await paper.shows("Cannot do that now: not connected");
  }
  room.keep("Ann, where are you?");
  room.keep("Ann?");
  await timers.pass();
  await paper.shows(
    "* Back in the room",
    "» Bo: Ann, where are you?",
    "» Bo: Ann?",
    "Ann: one",
    "→ you to Bo: two",
  );
  expect([paper.live, paper.bells, paper.draft]).toEqual([[], 1, "half a line"]);
  await paper.tells("connected");
  // Who spoke meanwhile may be gone again.
  expect((await conversation.complete("b", 1))?.candidates).toBeUndefined();
  conversation.onLine("/who");
  await paper.shows("1 Ann");
  conversation.onLine("/exit");
  await over;
});

test("a short one leaves no line; the roster is asked anew, and another name is told", async () => {
  using room = new FakeRoom();
  const { conversation, paper, timers, over } = await ann(room);
  await paper.tells("1 here");
  room.peer.reset();
  await timers.pass();
  await paper.tells("connected");
  expect(paper.printed).toHaveLength(1);
  room.peer.reset();
  await paper.tells(/^connection lost/);
  room.forget();
  await timers.pass();
  await paper.shows("* Back in the room, as Ann-2");
  expect(paper.label).toBe("Ann-2");
  await paper.tells("2 here");
  await paper.tells("Ann-2 in Fake");
  conversation.onLine("me again");
  await paper.shows("Ann-2: me again");
  conversation.onLine("/exit");
  await over;
});

test("own words have the server's time", async () => {
  using room = new FakeRoom();
  const { conversation, paper, over } = await ann(room);
  conversation.onLine("/time on");
  conversation.onLine("hello");
  await paper.shows("12:00 Ann: hello");
  conversation.onLine("/exit");
  await over;
});

test("what was asked when the line was lost has no answer; what was said has one", async () => {
  using room = new FakeRoom();
  room.talk = "lost";
  const { conversation, paper, timers, over } = await ann(room);
  conversation.onLine("hello");
  conversation.onLine("list");
  await room.heard("say", 1);
  room.peer.reset();
  await paper.shows("There was no answer: the connection was lost");
  expect(paper.live).toEqual(["… Ann: hello"]);
  room.talk = "taken";
  await timers.pass();
  await paper.shows("Ann: hello");
  conversation.onLine("/exit");
  await over;
});

test("what waits is bounded: one more stays in the input", async () => {
  using room = new FakeRoom();
  const { conversation, paper, over } = await ann(room);
  room.peer.reset();
  await paper.tells(/^connection lost/);
  for (let n = 0; n < OWN_MESSAGES_WAITING; n++) expect(conversation.onLine("x")).toBe(true);
  expect(conversation.onLine("one more")).toBe(false);
  await paper.shows("Cannot send it: 1,000 messages wait already");
  conversation.onLeave();
  await over;
  expect(paper.printed.slice(-2)).toEqual(["✗ not sent: x", "✗ You left before it could be sent"]);
});

test("who leaves while away waits for nothing", async () => {
  using room = new FakeRoom();
  const { conversation, paper, over } = await ann(room);
  room.peer.reset();
  await paper.tells(/^connection lost/);
  conversation.onLine("waits");
  const left = performance.now();
  conversation.onLeave();
  await over;
  expect(performance.now() - left).toBeLessThan(LEAVE_MS / 2);
  expect(paper.printed.slice(-2)).toEqual([
    "✗ not sent: waits",
    "✗ You left before it could be sent",
  ]);
});

test("who leaves while a message has no answer is told that nobody knows", async () => {
  using room = new FakeRoom();
  room.talk = "lost";
  const { conversation, paper, over } = await ann(room);
  conversation.onLine("hello");
  await room.heard("say", 1);
  conversation.onLeave();
  conversation.onLeave();
  await over;
  expect(paper.printed.slice(-2)).toEqual([
    "✗ perhaps not sent: hello",
    "✗ The server has not answered",
  ]);
});

test("the history and a search, as the server has them", async () => {
  await using house = new House();
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  conversation.onLine("/history");
  await paper.shows("* Nothing was said yet");
  for (const text of ["tea?", "yes, biscuits", "/me brews tea"]) conversation.onLine(text);
  await paper.shows("~ Ann brews tea");
  conversation.onLine("/history 2");
  await paper.shows(
    "* 2 to 3; /history before 2 shows those before",
    /^\d\d:\d\d Ann: yes, biscuits$/,
    /^\d\d:\d\d ~ Ann brews tea$/,
  );
  conversation.onLine("/history before 2");
  await paper.shows("* 1", /^\d\d:\d\d Ann: tea\?$/);
  conversation.onLine("/search tea");
  await paper.shows('* 2 found for "tea"', /Ann: tea\?$/, /~ Ann brews tea$/);
  conversation.onLine("/search coffee");
  await paper.shows('* Nothing found for "coffee"');
});

test("a newcomer is shown what was said before", async () => {
  await using house = new House({ replay: 2 });
  const bo = await talk("Bo", house.address, house.out);
  for (const text of ["one", "two", "three"]) bo.conversation.onLine(text);
  await bo.paper.shows("Bo: three");
  const { paper } = await talk("Ann", house.address, house.out);
  await paper.shows(
    "* You are Ann. /help shows what you can do",
    /^\d\d:\d\d Bo: two$/,
    /^\d\d:\d\d Bo: three$/,
    "* 2 earlier messages; /history shows more",
  );
  await paper.tells("2 here");
  await bo.place.leave();
  await paper.tells("1 here");
  const third = await talk("Di", house.address, house.out);
  await third.paper.shows("* 2 earlier messages; /history shows more");
  await third.paper.tells("2 here");
  expect((await third.conversation.complete("b", 1))?.candidates).toBeUndefined();
});

test("a message to somebody who is away says so, and is there when they come back", async () => {
  await using house = new House();
  const timers = new Timers();
  const near = [Date.now, every, timers.later] as const;
  const bo = await talk("Bo", house.address, house.out, ...near);
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  bo.session.abandon(new Lost("Pulled the cable"));
  await bo.paper.tells(/^connection lost/);
  await paper.tells("1 here");
  conversation.onLine("/msg Bo psst");
  await paper.shows(
    "→ you to Bo: psst",
    "* The connection of Bo is lost; this is there when it comes back",
  );
  await timers.pass();
  await bo.paper.shows("→ Ann to you: psst");
  expect(bo.paper.bells).toBe(1);
});

test("who comes back after the same outage is no news to who never saw them leave", async () => {
  using room = new FakeRoom();
  const { paper, over, conversation } = await ann(room);
  await paper.tells("1 here");
  const joined = { type: "joined", at: 1, client: 1 } as const;
  room.peer.control({ ...joined, name: "Ann" });
  room.peer.control({ ...joined, name: "Cy", client: 9 });
  await paper.tells("2 here");
  expect(paper.live).toEqual(["* Cy joined"]);
  conversation.onLeave();
  await over;
});
