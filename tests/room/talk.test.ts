// Talk and direct messages: who is told what.
import { describe, expect, test } from "bun:test";
import type { Effect } from "../../lib/room/effects.ts";
import type { Entry } from "../../lib/room/journal.ts";
import { replayedTo } from "../../lib/room/talk.ts";
import { HELD_MS, SESSION_MS } from "../../lib/protocol/limits.ts";
import { ack, keyOf, msg, nick, openRoom, outline, reply, say } from "./house.ts";

describe("say", () => {
  test("is acknowledged to its sender and relayed to all others", () => {
    const { room, clock, ask, arrive, enter } = openRoom();
    const ann = enter("Ann");
    const bob = enter("Bob");
    arrive();
    clock.at = 5000;
    expect(ask(ann, "Hello World", say("Hello World"))).toEqual([
      ack(ann, "Hello World", { seq: 1, at: 5000 }),
      {
        effect: "relay",
        except: ann,
        message: { type: "said", seq: 1, at: 5000, from: "Ann", client: ann, text: "Hello World" },
      },
    ]);
    expect([...room.listeners]).toEqual([ann, bob]);
  });

  test("of what someone does is marked so, and counts as a message", () => {
    const { ask, enter, recordsOf } = openRoom();
    const ann = enter("Ann");
    const effects = ask(ann, 1, { type: "say", text: "waves", action: true });
    expect(effects).toEqual([
      ack(ann, 1, { seq: 1, at: 1000 }),
      {
        effect: "relay",
        except: ann,
        message: {
          type: "said",
          seq: 1,
          at: 1000,
          from: "Ann",
          client: ann,
          text: "waves",
          action: true,
        },
      },
    ]);
    ask(ann, 2, say("plain"));
    expect(recordsOf(ann)[0]?.messages).toBe(2);
  });

  test("of plain words has no mark of it", () => {
    const { ask, enter } = openRoom();
    const [, relayed] = ask(enter("Ann"), 1, say("one\ntwo"));
    const message = relayed?.effect === "relay" ? relayed.message : {};
    expect(message).toMatchObject({ text: "one\ntwo" });
    expect(Object.keys(message)).not.toContain("action");
  });

  test("bears the name of now", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    ask(ann, 1, nick("Bea"));
    expect(ask(ann, 2, say("hi"))[1]).toMatchObject({ message: { from: "Bea" } });
  });
});

test("a stored message counts once for its sender, whoever hears of it", () => {
  const { room, ask, enter, join, leave, comeBack, journal, recordsOf } = openRoom();
  const ann = join("Ann");
  const bob = enter("Bob");
  const counts = () => recordsOf(bob).map(({ messages }) => messages);
  ask(ann.number, 1, say("one"));
  ask(ann.number, 2, msg("Ann", "to oneself"));
  ask(ann.number, 3, msg("Bob", "to Bob"));
  expect(counts()).toEqual([3, 0]);
  journal.holdBack();
  ask(ann.number, 4, say("while there"));
  comeBack(ann.token);
  ask(ann.number, 5, say("after that"));
  leave(ann.number);
  journal.store();
  expect(counts()).toEqual([5, 0]);
  expect([...room.listeners]).toEqual([bob]);
});

describe("replayed", () => {
  const entry = { seq: 5, at: 7, key: keyOf(9), client: 1, from: "Ann", text: "hi" };
  const told = { seq: 5, at: 7, client: 1, from: "Ann", text: "hi" };

  test.each<[string, number, Entry, object]>([
    ["others' words", 2, entry, { type: "said", ...told }],
    ["others' deeds", 2, { ...entry, action: true }, { type: "said", ...told, action: true }],
    ["own words", 1, entry, { type: "said", ...told, key: keyOf(9) }],
    [
      "a direct message",
      2,
      { ...entry, to: { client: 2, name: "Bob" } },
      { type: "told", ...told },
    ],
    [
      "an own direct message",
      1,
      { ...entry, to: { client: 2, name: "Bob" } },
      { type: "told", ...told, key: keyOf(9), to: "Bob" },
    ],
  ])("%s", (_, viewer, given, message) => {
    expect<unknown>(replayedTo(viewer, given)).toEqual(message);
  });
});

describe("msg", () => {
  const refusal = (to: number, message: string): Effect[] => [
    reply(to, 8, { type: "error", code: "no-such-client", message }),
  ];

  test.each(["Bob Lee", "bob  LEE", "B\u200bob Lee"])("to %p reaches Bob Lee alone", (name) => {
    const { clock, ask, enter } = openRoom();
    const ann = enter("Ann");
    const bob = enter("Bob Lee", "frames");
    clock.at = 6000;
    expect(ask(ann, 8, msg(name, "psst"))).toEqual([
      ack(ann, 8, { seq: 1, at: 6000 }),
      {
        effect: "tell",
        to: bob,
        message: { type: "told", seq: 1, at: 6000, from: "Ann", client: ann, text: "psst" },
      },
    ]);
  });

  test("to oneself is told to oneself, once", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    expect(ask(ann, 8, msg("ann", "note"))).toEqual([
      ack(ann, 8, { seq: 1, at: 1000 }),
      {
        effect: "tell",
        to: ann,
        message: { type: "told", seq: 1, at: 1000, from: "Ann", client: ann, text: "note" },
      },
    ]);
  });

  test("to one who is away but can come back is stored for them, and its sender is told that", () => {
    const { clock, journal, ask, leave, enter, join } = openRoom();
    const ann = enter("Ann");
    const bob = join("Bob");
    leave(bob.number);
    const away = ack(ann, 8, { seq: 1, at: 1000, away: true });
    expect(ask(ann, 8, msg("bob", "psst"))).toEqual([away]);
    expect(journal.entries).toMatchObject([{ to: { client: bob.number, name: "Bob" } }]);
    clock.at += HELD_MS;
    expect(ask(ann, 9, msg("bob", "still there?"))).toMatchObject([{ message: { away: true } }]);
    clock.at = 1000 + SESSION_MS - 1;
    expect(ask(ann, 9, msg("bob", "the last"))).toMatchObject([{ message: { away: true } }]);
    clock.at += 1;
    expect(ask(ann, 8, msg("Bob", "too late"))).toEqual(
      refusal(ann, 'Cannot reach "Bob": not here'),
    );
  });

  test("to one who is lost while it waits to be stored is for when they come back", () => {
    const { journal, ask, leave, enter, join } = openRoom();
    const ann = enter("Ann");
    const bob = join("Bob");
    journal.holdBack();
    ask(ann, 8, msg("Bob", "psst"));
    expect(outline(leave(bob.number))).toEqual(["relay left"]);
    expect(journal.store()).toEqual([ack(ann, 8, { seq: 1, at: 1000, away: true })]);
  });

  test("to a name that is somebody else's by now is theirs; that of two who left, the later's", () => {
    const { clock, journal, ask, leave, enter, join } = openRoom({ places: 4 });
    const ann = enter("Ann");
    const [first, second, third] = [1, 2, 3].map(() => {
      const bob = join("Bob").number;
      leave(bob);
      clock.at += HELD_MS;
      return bob;
    });
    ask(ann, 1, msg("Bob", "to the last"));
    const here = enter("Bob");
    ask(ann, 2, msg("Bob", "to who is here"));
    expect(journal.entries.map(({ to }) => to?.client)).toEqual([third, here]);
    expect([first, second]).toEqual([2, 3]);
  });

  test("to nobody here is refused, also to who has left", () => {
    const { ask, leave, enter } = openRoom();
    const ann = enter("Ann");
    const expected = refusal(ann, 'Cannot reach "Bob": not here');
    expect(ask(ann, 8, msg("Bob", "psst"))).toEqual(expected);
    leave(enter("Bob"));
    expect(ask(ann, 8, msg("Bob", "psst"))).toEqual(expected);
  });

  test("to a bare guest is refused, which would not see it", () => {
    const { ask, enter, recordsOf } = openRoom();
    const ann = enter("Ann");
    enter("Bob", "bare");
    expect(ask(ann, 8, msg("Bob", "psst"))).toEqual(
      refusal(ann, 'Cannot reach "Bob": that client shows no direct messages'),
    );
    expect(recordsOf(ann)[0]?.messages).toBe(0);
  });
});
