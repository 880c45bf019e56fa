// Names that wait to be kept: a guest is welcomed, or known by another name, only afterwards; and what of those here is kept.
import { describe, expect, test } from "bun:test";
import { ack, exit, msg, nick, openRoom, outline, quiet, reply, say } from "./house.ts";

describe("a name", () => {
  test("is answered for once it is kept; until then its guest does not hear the room", () => {
    const { room, journal, ask, enter, arrive } = openRoom();
    const ann = enter("Ann");
    const bob = arrive("frames");
    journal.holdBack();
    expect(ask(bob, 1, nick("Bob"))).toEqual([]);
    expect([room.isNamed(bob), [...room.listeners]]).toEqual([true, [ann]]);
    expect(ask(ann, 2, say("first"))).toEqual([]);
    const effects = journal.store();
    expect(outline(effects)).toEqual([
      `reply ack to ${ann}`,
      `relay said except ${ann}`,
      `reply welcome to ${bob}`,
      `listen to ${bob}`,
      `relay joined except ${bob}`,
    ]);
    expect(effects[3]).toEqual({ effect: "listen", to: bob, earlier: { newest: 20 }, upTo: 1 });
    expect([...room.listeners]).toEqual([ann, bob]);
  });

  test("is answered for once, however often its keeping is told of", () => {
    const { room, arrive } = openRoom();
    const [keep] = room.handle(arrive(), 1, nick("Ann"));
    const ticket = keep?.effect === "keep" ? (keep.ticket ?? "") : "";
    expect(outline(room.settled(ticket, "kept"))).toContain("reply welcome to 1");
    expect(room.settled(ticket, "kept")).toEqual([]);
  });

  test("that could not be kept is one all the same: the room lives on", () => {
    const { journal, ask, arrive } = openRoom();
    const ann = arrive();
    journal.holdBack();
    ask(ann, 1, nick("Ann"));
    expect(outline(journal.fail("the disk is full"))).toContain(`reply welcome to ${ann}`);
  });

  test("is taken while it waits to be kept", () => {
    const { journal, ask, arrive } = openRoom();
    const [one, other] = [arrive(), arrive()];
    journal.holdBack();
    ask(one, 1, nick("Ann"));
    expect(ask(other, 1, nick("ann"))).toMatchObject([{ message: { code: "name-taken" } }]);
    expect(outline(journal.store())).toContain(`reply welcome to ${one}`);
  });

  test.each(["lines", "frames"])(
    "kept after its guest of %s has gone welcomes nobody, and is free",
    (dialect) => {
      const { room, journal, ask, leave, enter, arrive } = openRoom({ places: 2 });
      const ann = enter("Ann");
      const bob = arrive(dialect);
      journal.holdBack();
      ask(bob, 1, nick("Bob"));
      expect(leave(bob)).toEqual([]);
      expect(journal.store()).toEqual([]);
      expect([room.isNamed(bob), [...room.listeners]]).toEqual([false, [ann]]);
      expect(journal.clients.get(bob)).toMatchObject({ closed: 1000, session: null });
      ask(arrive(), 1, nick("bob"));
      expect(outline(journal.store())).toContain("reply welcome to 3");
    },
  );

  test("that is another is told once it is kept, and not once its guest has gone", () => {
    const { journal, clock, ask, leave, enter } = openRoom();
    const [ann, bob] = [enter("Ann"), enter("Bob")];
    journal.holdBack();
    expect(ask(ann, 1, nick("Anna"))).toEqual([]);
    clock.at = 2000;
    expect(journal.store()).toEqual([
      ack(ann, 1),
      {
        effect: "relay",
        message: { type: "renamed", at: 2000, from: "Ann", to: "Anna", client: ann },
      },
    ]);
    expect(journal.clients.get(ann)?.name).toBe("Anna");
    ask(bob, 2, nick("Bo"));
    leave(bob);
    expect(journal.store()).toEqual([]);
  });
});

test("a direct message to one who is not welcomed yet is refused: it might never be shown", () => {
  const { journal, ask, enter, arrive } = openRoom();
  const ann = enter("Ann");
  const bob = arrive();
  journal.holdBack();
  ask(bob, 1, nick("Bob"));
  const message = 'Cannot reach "Bob": not here';
  expect(ask(ann, 2, msg("Bob", "psst"))).toEqual([
    reply(ann, 2, { type: "error", code: "no-such-client", message }),
  ]);
  journal.store();
  expect(ask(ann, 3, msg("Bob", "psst"))).toEqual([]);
  expect(outline(journal.store())).toEqual([`reply ack to ${ann}`, `tell told to ${bob}`]);
});

describe("those here", () => {
  const numbers = (clients: readonly { number: number }[]) => clients.map(({ number }) => number);

  test("are handed over once, and then those alone whose counters have changed", () => {
    const { room, ask, enter, arrive } = openRoom();
    const bytes = quiet();
    const [ann, bob] = [enter("Ann"), enter("Bob", "frames", bytes)];
    arrive();
    expect(numbers(room.present())).toEqual([ann, bob]);
    expect(room.present()).toEqual([]);
    bytes.received = 5;
    expect(room.present()).toMatchObject([{ number: bob, received: 5, sent: 0, closed: null }]);
    bytes.sent = 7;
    expect(room.present()).toMatchObject([{ number: bob, received: 5, sent: 7 }]);
    ask(ann, 1, say("hi"));
    expect(room.present()).toMatchObject([{ number: ann, messages: 1 }]);
    expect(room.present()).toEqual([]);
  });

  test("are told apart where a digit moves from one counter to the next", () => {
    const { room, enter } = openRoom();
    const bytes = { received: 11, sent: 1 };
    enter("Ann", "lines", bytes);
    room.present();
    Object.assign(bytes, { received: 1, sent: 11 });
    expect(room.present()).toHaveLength(1);
  });

  test("are no longer handed over once they have left: leaving has them kept", () => {
    const { room, journal, clock, ask, leave, enter, join } = openRoom();
    const [ann, bob] = [enter("Ann"), join("Bob")];
    clock.at = 4000;
    leave(ann);
    ask(bob.number, 1, exit);
    expect(room.present()).toEqual([]);
    expect([...journal.clients.values()]).toMatchObject([
      { number: ann, closed: 4000, session: null },
      { number: bob.number, closed: 4000, session: null },
    ]);
  });
});

describe("once the connection of somebody who has left is closed", () => {
  test("what it was sent at the end is kept as well", () => {
    const { room, ask, enter } = openRoom();
    const bytes = { received: 0, sent: 0 };
    const ann = enter("Ann", "lines", bytes);
    ask(ann, 1, exit);
    bytes.sent = 9;
    expect(room.gone(ann)).toMatchObject([
      { effect: "keep", client: { number: ann, sent: 9, session: null } },
    ]);
  });

  test("nothing is, of one who is here, was nobody, or has come back", () => {
    const { room, arrive, join, leave, comeBack } = openRoom();
    const ann = join("Ann");
    expect(room.gone(ann.number)).toEqual([]);
    leave(ann.number);
    comeBack(ann.token);
    expect([room.gone(ann.number), room.gone(arrive("lines")), room.gone(99)]).toEqual([
      [],
      [],
      [],
    ]);
  });
});
