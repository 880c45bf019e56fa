// Who cannot be who they were: another place, under another name if need be, and what was missed all the same.

import { describe, expect, test } from "bun:test";
import { EXIT } from "../../lib/protocol/exits.ts";
import { OWN_NAMES } from "../../lib/protocol/limits.ts";
import { FakeRoom, FIRST_AT } from "./fake-room.ts";
import { annIn, lose } from "./membership-fixture.ts";
import { patiently } from "../support/patience.ts";

describe("whoever cannot be who they were joins anew", () => {
  test("with what was missed, where it is the same history", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    await ears.say("mine");
    await lose(room, ears);
    room.forget();
    room.keep("missed");
    await ears.timers.pass();
    await ears.hears("back as Ann-2, 2", "missed: Bo: missed", "live after missed");
    const [, ...again] = await room.heard("nick", 3);
    expect(again).toEqual([
      { type: "nick", name: "Ann", since: 1 },
      { type: "nick", name: "Ann-2", since: 1 },
    ]);
    await ears.place.leave();
  });

  test("as any newcomer, where it is another", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    for (const text of ["mine", "and mine", "and this"]) await ears.say(text);
    await lose(room, ears);
    room.forget();
    room.history = "two";
    room.entries = [];
    room.keep("of the other");
    room.replay = 1;
    void ears.say("waits");
    await ears.timers.pass();
    await ears.hears(
      "back as Ann-2, 2",
      "earlier: Bo: of the other",
      "live after earlier",
      `own: waits at ${FIRST_AT + 2}`,
    );
    const nicks = await room.heard("nick", 3);
    expect(nicks.filter((nick) => "since" in nick)).toEqual([]);
    // Its numbers are those of the other now.
    await lose(room, ears);
    await ears.timers.pass();
    await ears.hears("back as Ann-2, 2", "live after missed");
    expect((await room.heard("resume", 2))[1]).toMatchObject({ token: "2.secret", since: 2 });
    await ears.place.leave();
  });

  test("and knows its own words again, so that they do not go twice", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "lost";
    void ears.say("no");
    await room.heard("say", 1);
    room.keep("yes");
    room.talk = "unanswered";
    void ears.say("yes");
    void ears.say("yes");
    await room.heard("say", 3);
    await lose(room, ears);
    room.forget();
    room.talk = "taken";
    await ears.timers.pass();
    await ears.hears(
      "back as Ann-2, 2",
      "missed: Bo: yes",
      `own: yes at ${FIRST_AT + 2}`,
      `own: yes at ${FIRST_AT + 3}`,
      "live after missed",
      `own: no at ${FIRST_AT + 4}`,
    );
    await ears.say("fence");
    const said = (await room.heard("say", 5)).map(({ text }) => text);
    expect(said).toEqual(["no", "yes", "yes", "no", "fence"]);
    await ears.place.leave();
  });
});

describe("words like ours are another's, and ours are said all the same, where", () => {
  test.each([
    ["they had been sent", true],
    ["they had not been sent", false],
  ])("it is another history, in which our number is theirs; %s", async (_what, wasSent) => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "lost";
    if (wasSent) void ears.say("yes");
    if (wasSent) await room.heard("say", 1);
    await lose(room, ears);
    if (!wasSent) void ears.say("yes");
    room.forget();
    room.history = "two";
    room.replay = 20;
    room.talk = "taken";
    room.keep("yes", { client: 1 });
    await ears.timers.pass();
    await ears.hears(
      "back as Ann-2, 2",
      "earlier: Bo: yes",
      "live after earlier",
      `own: yes at ${FIRST_AT + 2}`,
    );
    await ears.place.leave();
  });

  test("ours had not been sent", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    await lose(room, ears);
    void ears.say("yes");
    room.forget();
    room.keep("yes", { client: 1, from: "Ann" });
    await ears.timers.pass();
    await ears.hears(
      "back as Ann-2, 2",
      "missed: Ann: yes",
      "live after missed",
      `own: yes at ${FIRST_AT + 2}`,
    );
    await ears.place.leave();
  });

  test("they are said only now", async () => {
    using room = new FakeRoom();
    const ears = await annIn(room);
    room.talk = "lost";
    void ears.say("yes");
    await room.heard("say", 1);
    await lose(room, ears);
    room.forget();
    await ears.timers.pass();
    await ears.hears("back as Ann-2, 2", "live after missed");
    await room.heard("say", 2);
    room.peer.control({ type: "said", seq: 1, at: 1, client: 1, from: "Ann", text: "yes" });
    await ears.hears("live after missed", "now: Ann: yes");
    await ears.place.leave();
  });
});

test("a name that somebody else has by now is no way back; another is tried, so many times", async () => {
  using room = new FakeRoom();
  const ears = await annIn(room);
  await lose(room, ears);
  const taken = { code: "name-taken", message: "It is taken" };
  room.refusals = { resume: taken, nick: taken };
  await ears.timers.pass();
  const failure = await patiently(ears.place.ended);
  expect([failure.message, failure.exit]).toEqual(["It is taken", EXIT.refused]);
  const names = (await room.heard("nick", 2)).slice(1).map(({ name }) => name);
  expect(names).toHaveLength(1 + OWN_NAMES);
  expect([names[0], names[1], names.at(-1)]).toEqual(["Ann", "Ann-2", `Ann-${1 + OWN_NAMES}`]);
});
