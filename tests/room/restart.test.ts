// A room that is opened over what was kept of an earlier one: its numbers, its past, and who may come back.
import { describe, expect, test } from "bun:test";
import { HELD_MS, PAST_CLIENTS, SESSION_MS } from "../../lib/protocol/limits.ts";
import type { KeptClient } from "../../lib/room/journal.ts";
import { openSession } from "../../lib/room/sessions.ts";
import { nick, NOTHING_KEPT, openRoom, outline, quiet, resume, say } from "./house.ts";

const LAST = 1_000_000;

function kept(number: number, name: string, closed: number, token?: string): KeptClient {
  const session = token === undefined ? null : openSession(token, closed);
  const counters = { messages: 1, received: 2, sent: 3 };
  return { number, name, address: "a", dialect: "frames", opened: 1, closed, ...counters, session };
}

function reopened(clients: readonly KeptClient[], places = 3, at = LAST) {
  return openRoom({ places }, { ...NOTHING_KEPT, lastSeq: 7, lastNumber: 40, clients }, at);
}

describe("a room that is opened again", () => {
  test("goes on with numbers, of clients and of messages", () => {
    const { room, ask, arrive, journal } = reopened([kept(3, "Ann", LAST)]);
    expect(room.lastNumber).toBe(40);
    const bob = arrive("frames");
    expect([bob, room.lastNumber]).toEqual([41, 41]);
    expect(ask(bob, 1, nick("Bob"))).toContainEqual({
      effect: "listen",
      to: 41,
      earlier: { newest: 20 },
      upTo: 7,
    });
    ask(bob, 2, say("hi"));
    expect(journal.entries.map(({ seq }) => seq)).toEqual([8]);
  });

  test.each([
    [3, PAST_CLIENTS],
    [PAST_CLIENTS + 1, PAST_CLIENTS + 1],
  ])("with %d places remembers %d who were there: those who left last", (places, remembered) => {
    const many = Array.from({ length: PAST_CLIENTS + 1 }, (_, at) => kept(at + 1, "Ann", at + 1));
    const { enter, recordsOf } = reopened(many, places);
    const past = recordsOf(enter("Cleo")).filter(({ closed }) => closed !== null);
    expect(past).toHaveLength(remembered);
    expect(past.at(-1)?.client).toBe(PAST_CLIENTS + 1);
  });

  test("remembers who can come back before all who left later and cannot", () => {
    const ann = kept(1, "Ann", LAST, "1.secret");
    const others = Array.from({ length: PAST_CLIENTS }, (_, at) => kept(at + 2, "x", LAST + at));
    const { comeBack } = reopened([ann, ...others], 3, LAST + PAST_CLIENTS);
    expect(outline(comeBack("1.secret").effects)).toContain("reply welcome to 1");
  });

  test("shows who was there, with their counts, and greets with the same history", () => {
    const { room, enter, recordsOf } = reopened([kept(3, "Ann", 900), kept(5, "Bob", LAST)]);
    const records = recordsOf(enter("Cleo"));
    expect(records.slice(0, 2)).toEqual([
      {
        client: 3,
        name: "Ann",
        address: "a",
        dialect: "frames",
        opened: 1,
        closed: 900,
        messages: 1,
        received: 2,
        sent: 3,
      },
      {
        client: 5,
        name: "Bob",
        address: "a",
        dialect: "frames",
        opened: 1,
        closed: LAST,
        messages: 1,
        received: 2,
        sent: 3,
      },
    ]);
    expect(room.greet(41, "lines")).toMatchObject([{ message: { history: "H" } }]);
    expect(room.present()).toMatchObject([{ number: 41 }]);
  });

  test("knows its clients by the tokens of before, and they go on with their counts", () => {
    const before = openRoom();
    const [ann, bob] = [before.join("Ann"), before.join("Bob")];
    before.ask(ann.number, 1, say("one"));
    before.journal.carryOut(
      before.room.present().map((client) => ({ effect: "keep", client }) as const),
    );
    const { comeBack, recordsOf } = openRoom({}, before.journal.kept(5000), 9000);
    const bytes = { received: 10, sent: 20 };
    expect(outline(comeBack(ann.token, 0, bytes).effects)).toEqual([
      "adopt 3 as 1",
      "reply welcome to 1",
      "listen to 1",
      "relay joined except 1",
    ]);
    expect(recordsOf(ann.number)).toMatchObject([
      { client: 1, messages: 1, received: 10, sent: 20, closed: null },
      { client: 2, closed: 5000 },
    ]);
    expect(outline(comeBack(bob.token).effects)).toContain("reply welcome to 2");
  });

  test.each([
    [LAST + SESSION_MS - 1, "reply welcome to 3"],
    [LAST + SESSION_MS, "reply error to 41"],
  ])("takes a token until its session is over: at %d", (at, answer) => {
    const { comeBack } = reopened([kept(3, "Ann", LAST, "3.x")], 3, at);
    expect(outline(comeBack("3.x").effects)).toContain(answer);
  });

  test("takes one of who was here for a day from when it was last seen, however old what was kept is", () => {
    const ann = { ...kept(3, "Ann", LAST, "3.x"), session: openSession("3.x", 5) };
    const at = LAST + SESSION_MS;
    expect(outline(reopened([ann], 3, at - 1).comeBack("3.x").effects)).toContain(
      "reply welcome to 3",
    );
    expect(outline(reopened([ann], 3, at).comeBack("3.x").effects)).toEqual(["reply error to 41"]);
  });
});

describe("who was here when the room ended", () => {
  const later = LAST + SESSION_MS / 2;

  test("has its place and name held from when the room is opened again", () => {
    const { room, clock, ask, enter } = reopened([kept(3, "Ann", LAST, "3.x")], 2, later);
    const bob = enter("Bob");
    expect(room.open("x", quiet())).toBeUndefined();
    clock.at += HELD_MS - 1;
    expect(ask(bob, 1, nick("ann"))).toMatchObject([{ message: { code: "name-taken" } }]);
    clock.at += 1;
    expect(outline(ask(bob, 1, nick("ann")))).toContain("relay renamed");
  });

  test.each([
    [LAST - HELD_MS + 1, "reply error to 41"],
    [LAST - HELD_MS, "reply welcome to 41"],
  ])("is told by when it was seen last: at %d", (closed, answer) => {
    const { ask, arrive } = reopened(
      [kept(3, "Ann", closed, "3.x"), kept(4, "Bob", LAST)],
      3,
      later,
    );
    expect(outline(ask(arrive(), 1, nick("Ann")))).toContain(answer);
  });

  test("but has no session, or one that is over, is waited for by nobody", () => {
    const { room, enter } = reopened([kept(3, "Ann", LAST), kept(4, "Bob", LAST)], 1, later);
    enter("Ann");
    expect(room.openReturning("x", quiet())).toBeUndefined();
    const over = reopened([kept(3, "Ann", LAST, "3.x")], 1, LAST + SESSION_MS);
    over.enter("Ann");
    expect(over.room.openReturning("x", quiet())).toBeUndefined();
  });

  test("is waited for in no more places than there are now", () => {
    const clients = [1, 2, 3, 4].map((each) =>
      kept(each, `guest ${each}`, LAST + each, `${each}.x`),
    );
    const { room, clock, leave } = reopened(clients, 2, later);
    for (const token of ["1.x", "2.x", "3.x", "4.x", "1.x"]) {
      const guest = room.openReturning("x", quiet()) ?? 0;
      room.handle(guest, 1, resume(token));
    }
    // Those who were there last have the places.
    expect([...room.listeners]).toEqual([3, 4]);
    leave(4);
    clock.at += HELD_MS;
    const guest = room.open("x", quiet()) ?? 0;
    expect(outline(room.handle(guest, 1, resume("1.x")))).toContain("reply welcome to 1");
  });

  test("with the name of another, which only a clock can bring about that was put back: the last one has it", () => {
    const { clock, ask, arrive, comeBack } = reopened(
      [kept(3, "Ann", LAST, "3.x"), kept(4, "ann", LAST - 5, "4.x")],
      5,
      later,
    );
    expect(outline(comeBack("4.x").effects)).toEqual(["reply error to 41"]);
    expect(outline(comeBack("3.x").effects)).toContain("reply welcome to 3");
    clock.at += HELD_MS;
    expect(ask(arrive(), 1, nick("Ann"))).toMatchObject([{ message: { code: "name-taken" } }]);
  });
});

test("of two who had one name a message is for who left last, whatever their numbers", () => {
  const past = [
    kept(3, "Ann", LAST - 5 * HELD_MS, "3.x"),
    kept(4, "Ann", LAST - 9 * HELD_MS, "4.x"),
  ];
  const { ask, enter, journal } = reopened([...past, kept(5, "Bob", LAST)]);
  ask(enter("Cleo"), 1, { type: "msg", to: "Ann", text: "psst" });
  expect(journal.entries).toMatchObject([{ to: { client: 3 } }]);
});
