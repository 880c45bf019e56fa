// What a lost line leads to: another try, a place as somebody new, or the end.

import { describe, expect, test } from "bun:test";
import { EXIT } from "../../lib/protocol/exits.ts";
import { FULL } from "../../lib/protocol/dialogue.ts";
import { Failure } from "../../lib/client/failure.ts";
import { Lost } from "../../lib/client/passing.ts";
import { RETRY_FIRST_MS, STEADY_LINE_MS } from "../../lib/protocol/limits.ts";
import { FakeRoom } from "./fake-room.ts";
import { annIn, Ears, lose } from "./membership-fixture.ts";
import { patiently } from "../support/patience.ts";
import { failureOf } from "./server.ts";

const bye = (code: string) => ({ type: "bye", code, message: `Bye: ${code}` });

describe("it is tried again", () => {
  test("soon after a line that has held, and later after one that has not", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    const wait = async () => {
      await lose(room, ears);
      const ms = await ears.timers.pass();
      await ears.hears("back as Ann, 1", "live after missed");
      return ms;
    };
    expect([await wait(), await wait()]).toEqual([RETRY_FIRST_MS, 2 * RETRY_FIRST_MS]);
    ears.now += STEADY_LINE_MS;
    expect([await wait(), await wait()]).toEqual([RETRY_FIRST_MS, 2 * RETRY_FIRST_MS]);
    ears.now += STEADY_LINE_MS - 1;
    expect(await wait()).toBe(4 * RETRY_FIRST_MS);
    await ears.place.leave();
  });

  test.each(["shutdown", "too-slow", "internal", "name-timeout", "full"])(
    "after the goodbye %s",
    async (code) => {
      using room = new FakeRoom();
      const ears = await annIn(room);
      room.peer.control(bye(code));
      room.peer.finish();
      await ears.hears("lost");
      expect(ears.place.outage?.nextTry).toBe(ears.now + RETRY_FIRST_MS);
      const trying = ears.timers.pass();
      await trying;
      expect(ears.place.outage?.nextTry).toBeUndefined();
      await ears.hears("back as Ann, 1", "live after missed");
      expect(ears.place.outage).toBeUndefined();
      await ears.place.leave();
    },
  );

  test("later and later, while the server is full", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    await lose(room, ears);
    room.refusals.resume = { code: "full", message: FULL };
    expect(await ears.timers.pass()).toBe(RETRY_FIRST_MS);
    expect(await ears.timers.pass()).toBe(2 * RETRY_FIRST_MS);
    expect(await ears.timers.pass()).toBe(4 * RETRY_FIRST_MS);
    await room.heard("resume", 3);
    await patiently(room.peer.closed.promise);
    room.refusals = {};
    expect(await ears.timers.pass()).toBe(8 * RETRY_FIRST_MS);
    await ears.hears("back as Ann, 1", "live after missed");
    expect(ears.connects).toBe(4);
    await ears.place.leave();
  });
});

describe("it ends", () => {
  test.each(["came-back", "exit", "version"])("with the goodbye %s", async (code) => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.peer.control(bye(code));
    room.peer.finish();
    const failure = await patiently(ears.place.ended);
    expect(failure.message).toBe(`Bye: ${code}`);
    expect(ears.place.failure).toBe(failure);
    expect(ears.timers.waits).toEqual([]);
    expect(ears.lines).not.toContain("lost");
  });

  test("with a server that refuses for good, and tells of what waits", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    await lose(room, ears);
    void ears.say("waits");
    room.refusals.resume = { code: "version", message: "Too old" };
    await ears.timers.pass();
    const failure = await patiently(ears.place.ended);
    expect([failure.message, failure.exit]).toEqual(["Too old", EXIT.refused]);
    await ears.hears("lost", "own: waits refused: Too old");
    expect(ears.place.outage).toBeUndefined();
    expect(
      await patiently(ears.place.request({ type: "who" }).catch((error: unknown) => error)),
    ).toBe(failure);
  });

  test("when one leaves: with a goodbye, or at once while away", async () => {
    using room = new FakeRoom();
    const here = await annIn(room);
    await here.place.leave();
    expect((await here.place.ended).exit).toBe(EXIT.ok);
    const away = await Ears.join("Bo", room.address);
    await away.hears("live after earlier");
    await lose(room, away);
    await patiently(away.place.leave());
    expect(away.timers.waits).toEqual([]);
    expect(away.connects).toBe(0);
  });

  test("when one leaves while it connects: that connection ends too", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    await lose(room, ears);
    room.ignored.add("resume");
    await ears.timers.pass();
    await room.heard("resume", 1);
    await ears.place.leave();
    await patiently(room.peer.closed.promise);
    expect(ears.lines).not.toContain("back as Ann, 1");
    expect(ears.timers.waits).toEqual([]);
  });

  test("when one leaves before it connects: nothing is said, and nothing tried again", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    const other = await Ears.join("Bo", room.address);
    await other.hears("live after earlier");
    const [gate, wall] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    ears.before = gate.promise;
    other.before = wall.promise;
    for (const peer of room.server.peers) peer.reset();
    for (const each of [ears, other]) {
      await each.hears("lost");
      await each.timers.pass();
      await each.place.leave();
    }
    gate.resolve();
    wall.reject(new Lost("There is no way"));
    await room.came(3);
    await patiently(room.peer.closed.promise);
    expect(room.asked.filter(({ type }) => type === "resume")).toEqual([]);
    expect([ears.timers.waits, other.timers.waits]).toEqual([[], []]);
  });

  test("with a reason, on a signal: what waits has failed at once, and the server is told", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "lost";
    void ears.say("waits");
    await room.heard("say", 1);
    const reason = new Failure(EXIT.terminated, "Ended by SIGTERM");
    const asked = failureOf(ears.place.request({ type: "list" }));
    ears.place.quit(reason);
    expect(ears.lines.at(-1)).toBe("own: waits unknown: Ended by SIGTERM");
    expect(await ears.place.ended).toBe(reason);
    expect(ears.place.session.failure).toBe(reason);
    expect(await asked).toMatchObject({ exit: EXIT.network });
    await patiently(ears.place.leave());
    await patiently(room.peer.closed.promise);
    expect(room.peer.heard.text).toContain('"exit"');
    expect([ears.timers.waits, ears.lines.includes("lost")]).toEqual([[], false]);
  });

  test("with a reason, at once, on a signal while away or while it connects", async () => {
    using room = new FakeRoom();
    const reason = new Failure(EXIT.interrupted, "Ended by SIGINT");
    const away = await annIn(room);
    await lose(room, away);
    void away.say("waits");
    away.place.quit(reason);
    expect(away.lines.at(-1)).toBe("own: waits refused: Ended by SIGINT");
    expect([away.place.failure, away.place.outage]).toEqual([reason, undefined]);
    await away.place.leave();
    expect([away.timers.waits, away.connects]).toEqual([[], 0]);
    const trying = await Ears.join("Bo", room.address);
    await trying.hears("live after earlier");
    await lose(room, trying);
    room.ignored.add("resume");
    await trying.timers.pass();
    await room.heard("resume", 1);
    trying.place.quit(reason);
    await trying.place.leave();
    await patiently(room.peer.closed.promise);
    expect(await trying.place.ended).toBe(reason);
    expect([trying.timers.waits, trying.lines.at(-1)]).toEqual([[], "lost"]);
  });
});
