// What becomes of talk that waits to be stored: who hears of it, when, and in which order.
import { describe, expect, test } from "bun:test";
import { ack, keyOf, msg, openRoom, outline, reply, say } from "./house.ts";

const KEY = keyOf(0xabc);

describe("until a message is stored", () => {
  test("nobody hears of it, its sender neither; then all do", () => {
    const { journal, clock, ask, enter } = openRoom();
    const [ann, bob] = [enter("Ann"), enter("Bob")];
    journal.holdBack();
    clock.at = 2000;
    expect(ask(ann, 1, say("one"))).toEqual([]);
    expect(ask(bob, 2, msg("Ann", "two"))).toEqual([]);
    clock.at = 9000;
    expect(journal.store()).toEqual([
      ack(ann, 1, { seq: 1, at: 2000 }),
      {
        effect: "relay",
        except: ann,
        message: { type: "said", seq: 1, at: 2000, from: "Ann", client: ann, text: "one" },
      },
      ack(bob, 2, { seq: 2, at: 2000 }),
      {
        effect: "tell",
        to: ann,
        message: { type: "told", seq: 2, at: 2000, from: "Bob", client: bob, text: "two" },
      },
    ]);
  });

  test("what is stored says who said what to whom, under a key of the room's or of its sender's", () => {
    const { room, enter } = openRoom();
    const [ann, bob] = [enter("Ann"), enter("Bob Lee")];
    const drafts = [
      room.handle(ann, 1, { type: "say", text: "waves", action: true, key: KEY }),
      room.handle(ann, 2, msg("bob  lee", "psst", keyOf(0xdef))),
      room.handle(ann, 3, say("plain")),
      room.handle(ann, 4, say("plain")),
    ].flat();
    const said = { at: 1000, client: ann, from: "Ann" };
    const to = { client: bob, name: "Bob Lee" };
    expect<unknown>(drafts).toEqual([
      store(ann, { ...said, key: KEY, text: "waves", action: true }),
      store(ann, { ...said, key: keyOf(0xdef), text: "psst", to }),
      store(ann, { ...said, key: keyOf(3), text: "plain" }),
      store(ann, { ...said, key: keyOf(4), text: "plain" }),
    ]);
  });

  test("several wait: their order in the journal is that of all answers, whatever their senders", () => {
    const { journal, ask, enter } = openRoom();
    const [ann, bob] = [enter("Ann"), enter("Bob")];
    journal.holdBack();
    for (const [sender, tag] of [
      [ann, 1],
      [bob, 1],
      [ann, 2],
    ] as const)
      expect(ask(sender, tag, say(`${sender}.${tag}`))).toEqual([]);
    expect(journal.store(2).map((each) => ("tag" in each ? [each.to, each.tag] : []))).toEqual([
      [ann, 1],
      [],
      [bob, 1],
      [],
    ]);
    expect(ask(bob, 2, say("last"))).toEqual([]);
    expect(outline(journal.store())).toEqual([
      `reply ack to ${ann}`,
      `relay said except ${ann}`,
      `reply ack to ${bob}`,
      `relay said except ${bob}`,
    ]);
    expect(journal.entries.map(({ seq, text }) => `${seq}: ${text}`)).toEqual([
      `1: ${ann}.1`,
      `2: ${bob}.1`,
      `3: ${ann}.2`,
      "4: last",
    ]);
  });
});

describe("a message that cannot be stored", () => {
  const notStored = "Not stored, and nobody has seen it: the disk is full";

  test("is told to its sender alone, and the next is stored under the next number", () => {
    const { journal, ask, enter, recordsOf } = openRoom();
    const ann = enter("Ann");
    journal.holdBack();
    ask(ann, 1, say("lost"));
    ask(ann, 2, say("kept"));
    expect(journal.fail("the disk is full", 1)).toEqual([
      reply(ann, 1, { type: "error", code: "not-stored", message: notStored }),
    ]);
    expect(journal.store()).toMatchObject([
      ack(ann, 2, { seq: 1, at: 1000 }),
      { message: { seq: 1 } },
    ]);
    expect(recordsOf(ann)[0]?.messages).toBe(1);
  });

  test("can be sent again under its key", () => {
    const { journal, ask, enter } = openRoom();
    const ann = enter("Ann");
    journal.holdBack();
    ask(ann, 1, say("hi", KEY));
    journal.fail("the disk is full");
    ask(ann, 2, say("hi", KEY));
    expect(outline(journal.store())).toEqual([`reply ack to ${ann}`, `relay said except ${ann}`]);
  });
});

describe("a key", () => {
  test("that is sent again is answered with the same ACK, and is not said twice", () => {
    const { clock, ask, enter, recordsOf } = openRoom();
    const ann = enter("Ann");
    ask(ann, 1, say("hi", KEY));
    clock.at = 5000;
    expect(ask(ann, 2, say("hi", KEY))).toEqual([ack(ann, 2, { seq: 1, at: 1000 })]);
    expect(recordsOf(ann)[0]?.messages).toBe(1);
  });

  test("that is sent again while it waits: each request has its own ACK, and it is said once", () => {
    const { journal, ask, enter, recordsOf } = openRoom();
    const [ann, bob] = [enter("Ann"), enter("Bob")];
    journal.holdBack();
    ask(ann, 1, say("hi", KEY));
    ask(bob, 1, say("between"));
    ask(ann, 2, say("hi", KEY));
    ask(ann, 3, say("hi", KEY));
    const [first, ...others] = journal.store();
    expect(first).toEqual(ack(ann, 1, { seq: 1, at: 1000 }));
    expect(outline(others)).toEqual([
      `relay said except ${ann}`,
      `reply ack to ${bob}`,
      `relay said except ${bob}`,
      `reply ack to ${ann}`,
      `reply ack to ${ann}`,
    ]);
    expect(others.slice(3)).toEqual([2, 3].map((tag) => ack(ann, tag, { seq: 1, at: 1000 })));
    expect(recordsOf(ann)[0]?.messages).toBe(1);
  });

  test("whose first request fails while the second waits is said for the second", () => {
    const { journal, ask, enter } = openRoom();
    const ann = enter("Ann");
    journal.holdBack();
    ask(ann, 1, say("hi", KEY));
    ask(ann, 2, say("hi", KEY));
    expect(journal.fail("the disk is full", 1)).toMatchObject([
      { tag: 1, message: { type: "error" } },
    ]);
    expect(journal.store()).toMatchObject([
      { tag: 2, message: { type: "ack" } },
      { effect: "relay" },
    ]);
  });

  test("of something else is refused, and the other message stays as it is", () => {
    const { journal, ask, enter } = openRoom();
    const [ann, bob] = [enter("Ann"), enter("Bob")];
    ask(ann, 1, say("hi", KEY));
    const message = `Cannot send it: its key "${KEY}" is that of another message`;
    expect(ask(bob, 7, say("ho", KEY))).toEqual([
      reply(bob, 7, { type: "error", code: "bad-message", message }),
    ]);
    expect(journal.entries.map(({ text }) => text)).toEqual(["hi"]);
  });
});

test("what is settled or heard that nobody here waits for answers nobody", () => {
  const { room, enter } = openRoom();
  const ann = enter("Ann");
  expect(room.settled(KEY, { fate: "failed", why: "x" })).toEqual([]);
  expect(room.settled(KEY, "kept")).toEqual([]);
  const entry = { seq: 1, key: KEY, at: 5, client: 99, from: "Zoe", text: "hi" };
  expect(outline(room.heard([entry]))).toEqual(["relay said except 99"]);
  expect(outline(room.heard([{ ...entry, seq: 2, to: { client: ann, name: "Ann" } }]))).toEqual([
    `tell told to ${ann}`,
  ]);
});

function store(to: number, draft: object) {
  return { effect: "store", to, draft };
}
