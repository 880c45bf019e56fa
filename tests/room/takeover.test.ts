// Coming back while the old connection is still here: it gives way, and what it asked is not answered on the new one.
import { describe, expect, test } from "bun:test";
import { ack, keyOf, msg, nick, openRoom, outline, say } from "./house.ts";

const KEY = keyOf(0xabc);

describe("who comes back while its old connection is still here", () => {
  test("takes its place over, and nobody is told of it", () => {
    const { room, join, enter, comeBack } = openRoom();
    const ann = join("Ann");
    const bob = enter("Bob");
    const { number, effects } = comeBack(ann.token);
    expect(outline(effects)).toEqual([
      `adopt ${number} as ${ann.number}`,
      `reply welcome to ${ann.number}`,
      `listen to ${ann.number}`,
    ]);
    expect([...room.listeners]).toEqual([ann.number, bob]);
    expect(room.leave(number)).toEqual([]);
    expect(room.isNamed(ann.number)).toBe(true);
  });

  test("is not answered what the old connection asked; its own words come as said, with their key", () => {
    const { journal, ask, join, enter, comeBack } = openRoom();
    const { number, token } = join("Ann");
    const bob = enter("Bob");
    journal.holdBack();
    ask(number, 1, say("mine", KEY));
    ask(number, 2, msg("Bob", "psst", keyOf(0xdef)));
    ask(number, 3, nick("Anna"));
    comeBack(token);
    ask(number, 1, say("later"));
    const said = { at: 1000, from: "Ann", client: number };
    const mine = { type: "said", seq: 1, ...said, text: "mine" } as const;
    const psst = { type: "told", seq: 2, ...said, text: "psst" } as const;
    expect(journal.store(4)).toEqual([
      { effect: "tell", to: number, message: { ...mine, key: KEY } },
      { effect: "relay", except: number, message: mine },
      { effect: "tell", to: number, message: { ...psst, key: keyOf(0xdef), to: "Bob" } },
      { effect: "tell", to: bob, message: psst },
      {
        effect: "relay",
        message: { type: "renamed", at: 1000, from: "Ann", to: "Anna", client: number },
      },
    ]);
    expect(journal.store()).toMatchObject([
      ack(number, 1, { seq: 3, at: 1000 }),
      { effect: "relay" },
    ]);
  });

  test("is not told of what failed for the old connection; what it sends again has its own answer", () => {
    const { journal, ask, join, comeBack } = openRoom();
    const { number, token } = join("Ann");
    journal.holdBack();
    ask(number, 1, say("mine", KEY));
    ask(number, 2, say("other", keyOf(0xdef)));
    comeBack(token);
    ask(number, 5, say("mine", KEY));
    ask(number, 6, say("other", keyOf(0xdef)));
    expect(journal.fail("the disk is full", 1)).toEqual([]);
    // The second was stored for the old connection: it comes as said, and its second sending has the ACK.
    expect(outline(journal.store())).toEqual([
      `tell said to ${number}`,
      `relay said except ${number}`,
      `reply ack to ${number}`,
      `relay said except ${number}`,
      `reply ack to ${number}`,
    ]);
    expect(journal.entries.map(({ text }) => text)).toEqual(["other", "mine"]);
  });

  test("and is lost again before its words are stored is told nothing; the others are", () => {
    const { journal, ask, leave, join, enter, comeBack } = openRoom();
    const { number, token } = join("Ann");
    enter("Bob");
    journal.holdBack();
    ask(number, 1, say("mine", KEY));
    comeBack(token);
    leave(number);
    expect(outline(journal.store())).toEqual([`relay said except ${number}`]);
  });

  test("hears its note to itself once, with its key", () => {
    const { journal, ask, join, comeBack } = openRoom();
    const { number, token } = join("Ann");
    journal.holdBack();
    ask(number, 1, msg("Ann", "note", KEY));
    comeBack(token);
    expect(journal.store()).toMatchObject([
      { effect: "tell", to: number, message: { type: "told", text: "note", key: KEY, to: "Ann" } },
    ]);
  });
});
