// What we say over lost lines: it arrives once and in order, or it is told why not.

import { describe, expect, test } from "bun:test";
import { OWN_MESSAGES_WAITING, RETRY_FIRST_MS } from "../../lib/protocol/limits.ts";
import { FakeRoom, FIRST_AT } from "./fake-room.ts";
import { annIn, lose } from "./membership-fixture.ts";

describe("what we say", () => {
  test("has a key, and its place where the server acknowledges it", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    const said = ears.say("hello");
    room.say("before");
    await said;
    await ears.hears(`own: hello at ${FIRST_AT + 2}`);
    expect((await room.heard("say", 1))[0]?.key).toEndWith("0001");
    await ears.place.leave();
  });

  test("while away waits, and goes in its order behind all that was missed", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    await lose(room, ears);
    for (const text of ["one", "two", "three"]) void ears.say(text);
    room.keep("missed");
    expect(room.asked.filter(({ type }) => type === "say")).toEqual([]);
    expect(await ears.timers.pass()).toBe(RETRY_FIRST_MS);
    await ears.hears(
      "lost",
      "back as Ann, 1",
      "missed: Bo: missed",
      "live after missed",
      `own: one at ${FIRST_AT + 2}`,
      `own: two at ${FIRST_AT + 3}`,
      `own: three at ${FIRST_AT + 4}`,
    );
    expect(room.entries.map(({ text }) => text)).toEqual(["missed", "one", "two", "three"]);
    await ears.place.leave();
  });

  test("was stored, and only its answer was lost: it has its place and does not go again", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "unanswered";
    const said = ears.say("stored");
    await room.heard("say", 1);
    room.keep("after it");
    await lose(room, ears);
    room.talk = "taken";
    await ears.timers.pass();
    await said;
    await ears.hears(
      "back as Ann, 1",
      `own: stored at ${FIRST_AT + 1}`,
      "missed: Bo: after it",
      "live after missed",
    );
    await ears.say("fence");
    expect((await room.heard("say", 2)).map(({ text }) => text)).toEqual(["stored", "fence"]);
    await ears.place.leave();
  });

  test("was lost with the line: it goes again under the same key, what is new behind it", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "lost";
    void ears.say("one");
    await room.heard("say", 1);
    await lose(room, ears);
    void ears.say("two");
    room.talk = "taken";
    await ears.timers.pass();
    await ears.hears(`own: one at ${FIRST_AT + 1}`, `own: two at ${FIRST_AT + 2}`);
    const keys = (await room.heard("say", 3)).map(({ text, key }) => `${text} ${key?.slice(-1)}`);
    expect(keys).toEqual(["one 1", "one 1", "two 2"]);
    await ears.place.leave();
  });

  test("goes once, however often the server says that it is through with what was before", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "lost";
    void ears.say("one");
    await room.heard("say", 1);
    room.peer.control({ type: "live", seq: 0 });
    await ears.hears("live after now");
    // Comes behind whatever that may have sent.
    room.talk = "taken";
    void ears.say("fence");
    await ears.hears(`own: fence at ${FIRST_AT + 1}`);
    expect((await room.heard("say", 2)).map(({ text }) => text)).toEqual(["one", "fence"]);
    await ears.place.leave();
  });

  test("and is told of twice stands once, and the newest number stays the newest", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "unanswered";
    void ears.say("mine");
    const [say] = await room.heard("say", 1);
    const own = {
      type: "said",
      seq: 1,
      at: 5,
      from: "Ann",
      client: 1,
      text: "mine",
      key: say?.key,
    };
    room.say("after it");
    room.peer.control(own);
    room.peer.control({ type: "ack", seq: 1, at: 5, re: 2 });
    room.peer.control({ type: "joined", at: 6, name: "Cy", client: 3 });
    await ears.hears("now: Bo: after it", "own: mine at 5", "now: joined");
    await lose(room, ears);
    await ears.timers.pass();
    expect((await room.heard("resume", 1))[0]?.since).toBe(2);
    await ears.place.leave();
  });

  test("and the server refuses has failed, and does not go again", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.refusals.say = { code: "not-stored", message: "Not stored: the disk is full" };
    await ears.say("one");
    await ears.hears("own: one refused: Not stored: the disk is full");
    room.refusals = {};
    await lose(room, ears);
    await ears.timers.pass();
    await ears.hears("live after missed");
    await ears.say("two");
    expect(room.entries.map(({ text }) => text)).toEqual(["two"]);
    await ears.place.leave();
  });

  test("is bounded while it waits", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    await lose(room, ears);
    for (let n = 1; n < OWN_MESSAGES_WAITING; n++) void ears.say(String(n));
    expect(ears.place.isFull).toBe(false);
    void ears.say("the last");
    expect(ears.place.isFull).toBe(true);
    await ears.timers.pass();
    await ears.heard(`own: the last at ${FIRST_AT + OWN_MESSAGES_WAITING}`);
    expect(ears.place.isFull).toBe(false);
    expect(room.entries.map(({ text }) => text).slice(0, 3)).toEqual(["1", "2", "3"]);
    await ears.place.leave();
  });

  test("when it is given up: what was never sent was not, of the rest nobody knows", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "lost";
    void ears.say("one");
    await room.heard("say", 1);
    await lose(room, ears);
    void ears.say("two");
    ears.place.giveUp();
    await ears.hears(
      "own: one unknown: The server has not answered",
      "own: two refused: You left before it could be sent",
    );
    await ears.place.leave();
    expect(ears.lines.filter((line) => line.startsWith("own: "))).toHaveLength(2);
  });
});
