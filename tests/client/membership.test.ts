// A place in a room over lost lines: what was missed comes, nothing else can be asked meanwhile, and who one is stays.

import { describe, expect, test } from "bun:test";
import { UNHEARD_EVENTS } from "../../lib/protocol/limits.ts";
import { FakeRoom } from "./fake-room.ts";
import { annIn, Ears, lose } from "./membership-fixture.ts";
import { failureOf } from "./server.ts";

describe("what others say", () => {
  test("is earlier, missed or said now", async () => {
    using room = new FakeRoom();
    room.replay = 2;
    for (const text of ["too old", "old", "recent"]) room.keep(text);
    const ears = await annIn(room);
    room.say("now");
    await ears.hears(
      "earlier: Bo: old",
      "earlier: Bo: recent",
      "live after earlier",
      "now: Bo: now",
    );
    await lose(room, ears);
    room.keep("missed");
    await ears.timers.pass();
    await ears.hears("back as Ann, 1", "missed: Bo: missed", "live after missed");
    expect((await room.heard("resume", 1))[0]).toMatchObject({ token: "1.secret", since: 4 });
    await ears.place.leave();
  });

  test("is not lost where more comes with the welcome than a session keeps", async () => {
    using room = new FakeRoom();
    room.replay = 2 * UNHEARD_EVENTS;
    for (let n = 1; n <= room.replay; n++) room.keep(String(n));
    const ears = await annIn(room);
    expect(ears.lines).toHaveLength(room.replay + 1);
    await lose(room, ears);
    for (let n = 1; n <= room.replay; n++) room.keep(`missed ${n}`);
    await ears.timers.pass();
    await ears.hears(`missed: Bo: missed ${room.replay}`, "live after missed");
    expect(ears.lines.filter((line) => line.startsWith("missed"))).toHaveLength(room.replay);
    await ears.place.leave();
  });

  test("is told as to any newcomer to who has not seen any of it when the line is lost", async () => {
    using room = new FakeRoom();
    room.replay = 1;
    room.tellsLive = false;
    const ears = await Ears.join("Ann", room.address);
    await lose(room, ears);
    for (const text of ["of old", "recent"]) room.keep(text);
    room.tellsLive = true;
    await ears.timers.pass();
    await ears.hears("lost", "back as Ann, 1", "earlier: Bo: recent", "live after earlier");
    expect((await room.heard("resume", 1))[0]).not.toHaveProperty("since");
    await ears.place.leave();
  });

  test("is not heard behind a goodbye, where it may stand after a gap, but missed", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.say("one");
    await ears.hears("now: Bo: one");
    room.keep("skipped");
    room.peer.control({ type: "bye", code: "too-slow", message: "Too slow" });
    room.say("behind it");
    room.peer.finish();
    await ears.hears("now: Bo: one", "lost");
    await ears.timers.pass();
    await ears.hears("missed: Bo: skipped", "missed: Bo: behind it", "live after missed");
    expect((await room.heard("resume", 1))[0]?.since).toBe(1);
    await ears.place.leave();
  });

  test("is said now where the server knows no sessions; who is lost there joins anew", async () => {
    using room = new FakeRoom();
    room.hasSessions = false;
    const ears = await annIn(room);
    room.say("now");
    await ears.hears("now: Bo: now");
    await ears.say("mine");
    await lose(room, ears);
    await ears.timers.pass();
    await ears.hears("back as Ann-2, 2");
    expect(room.asked.filter(({ type }) => type === "resume")).toEqual([]);
    await ears.say("again");
    await ears.place.leave();
  });
});

test("anything else is asked of the session of now, and refused at once where there is none", async () => {
  using room = new FakeRoom();
  const ears = await annIn(room);
  expect(ears.place.here()).toBe(ears.place.session);
  await ears.place.request({ type: "who" });
  await lose(room, ears);
  expect(ears.place.unansweredMs).toBe(0);
  for (const asked of [ears.place.request({ type: "who" }), (async () => ears.place.here())()]) {
    expect((await failureOf(asked)).message).toBe("Cannot do that now: not connected");
  }
  await ears.timers.pass();
  await ears.hears("live after missed");
  await ears.place.request({ type: "who" });
  await ears.place.leave();
});

test("a new name goes with us, also one that was taken while the line was lost", async () => {
  using room = new FakeRoom();
  const ears = await annIn(room);
  room.peer.control({ type: "renamed", at: 1, from: "Ann", to: "Zoe", client: 1 });
  room.peer.control({ type: "renamed", at: 1, from: "Bo", to: "Rob", client: 9 });
  await ears.hears("now: renamed", "now: renamed");
  expect(ears.place.name).toBe("Zoe");
  await lose(room, ears);
  room.forget();
  await ears.timers.pass();
  expect((await room.heard("nick", 2))[1]?.name).toBe("Zoe");
  await ears.hears("back as Zoe, 2", "live after missed");
  await ears.place.leave();
});
