// Talk and direct messages: who is told what.
import { describe, expect, test } from "bun:test";
import type { Effect } from "../../lib/room/effects.ts";
import { ack, arrive, enter, msg, nick, openRoom, recordsOf, say } from "./house.ts";

describe("say", () => {
  test("is acknowledged to its sender and relayed to all others", () => {
    const { room, clock } = openRoom();
    const ann = enter(room, "Ann");
    const bob = enter(room, "Bob");
    arrive(room);
    clock.at = 5000;
    expect(room.handle(ann, "Hello World", say("Hello World"))).toEqual([
      ack(ann, "Hello World"),
      {
        effect: "relay",
        except: ann,
        message: { type: "said", at: 5000, from: "Ann", client: ann, text: "Hello World" },
      },
    ]);
    expect([...room.listeners]).toEqual([ann, bob]);
  });

  test("of what someone does is marked so, and counts as a message", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    const effects = room.handle(ann, 1, { type: "say", text: "waves", action: true });
    expect(effects).toEqual([
      ack(ann, 1),
      {
        effect: "relay",
        except: ann,
        message: {
          type: "said",
          at: 1000,
          from: "Ann",
          client: ann,
          text: "waves",
          action: true,
        },
      },
    ]);
    room.handle(ann, 2, say("plain"));
    expect(recordsOf(room, ann)[0]?.messages).toBe(2);
  });

  test("of plain words has no mark of it", () => {
    const { room } = openRoom();
    const [, relayed] = room.handle(enter(room, "Ann"), 1, say("one\ntwo"));
    const message = relayed?.effect === "relay" ? relayed.message : {};
    expect(message).toMatchObject({ text: "one\ntwo" });
    expect(Object.keys(message)).not.toContain("action");
  });

  test("bears the name of now", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    room.handle(ann, 1, nick("Bea"));
    expect(room.handle(ann, 2, say("hi"))[1]).toMatchObject({ message: { from: "Bea" } });
  });
});

describe("msg", () => {
  const refusal = (to: number, message: string): Effect[] => [
    {
      effect: "reply",
      to,
      tag: 8,
      message: { type: "error", code: "no-such-client", message },
    },
  ];

  test.each(["Bob Lee", "bob  LEE", "B\u200bob Lee"])("to %p reaches Bob Lee alone", (name) => {
    const { room, clock } = openRoom();
    const ann = enter(room, "Ann");
    const bob = enter(room, "Bob Lee", "frames");
    clock.at = 6000;
    expect(room.handle(ann, 8, msg(name, "psst"))).toEqual([
      ack(ann, 8),
      {
        effect: "tell",
        to: bob,
        message: { type: "told", at: 6000, from: "Ann", client: ann, text: "psst" },
      },
    ]);
  });

  test("to oneself is told to oneself", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    expect(room.handle(ann, 8, msg("ann", "note"))[1]).toMatchObject({ effect: "tell", to: ann });
  });

  test("to nobody here is refused, also to who has left", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    const expected = refusal(ann, 'Cannot reach "Bob": not here');
    expect(room.handle(ann, 8, msg("Bob", "psst"))).toEqual(expected);
    room.leave(enter(room, "Bob"));
    expect(room.handle(ann, 8, msg("Bob", "psst"))).toEqual(expected);
  });

  test("to a bare guest is refused, which would not see it", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    enter(room, "Bob", "bare");
    expect(room.handle(ann, 8, msg("Bob", "psst"))).toEqual(
      refusal(ann, 'Cannot reach "Bob": that client shows no direct messages'),
    );
    expect(recordsOf(room, ann)[0]?.messages).toBe(0);
  });
});
