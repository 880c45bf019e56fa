// The place and the name of a client that was lost: nobody else has them for a while, and here and held never exceed the places.
import { describe, expect, test } from "bun:test";
import { HELD_MS, PAST_CLIENTS } from "../../lib/protocol/limits.ts";
import { exit, nick, openRoom, outline, quiet, reply, resume } from "./house.ts";

describe("the name of a client that was lost", () => {
  test("is kept for it until its time is over, and free from then on", () => {
    const { clock, ask, leave, join, arrive } = openRoom();
    leave(join("Ann Lee").number);
    const guest = arrive();
    const why = "it is kept for a minute for somebody whose connection was lost";
    const message = `Cannot use "ann  LEE" as a name: ${why}`;
    clock.at += HELD_MS - 1;
    expect(ask(guest, 1, nick("ann  LEE"))).toEqual([
      reply(guest, 1, { type: "error", code: "name-taken", message }),
    ]);
    clock.at += 1;
    expect(outline(ask(guest, 1, nick("ann  LEE")))).toContain(`reply welcome to ${guest}`);
  });

  test("is not free for a rename either, but the names it had before are", () => {
    const { ask, leave, join, enter } = openRoom();
    const ann = join("Ann");
    const bob = enter("Bob");
    ask(ann.number, 1, nick("Anna"));
    leave(ann.number);
    expect(ask(bob, 1, nick("Anna"))).toMatchObject([{ message: { code: "name-taken" } }]);
    expect(outline(ask(bob, 2, nick("Ann")))).toEqual([`reply ack to ${bob}`, "relay renamed"]);
  });

  test("is its own again when it comes back, and not free when its time would have been over", () => {
    const { clock, ask, leave, join, comeBack, arrive } = openRoom();
    const ann = join("Ann");
    leave(ann.number);
    comeBack(ann.token);
    clock.at += HELD_MS;
    const message = 'Cannot use "Ann" as a name: it is taken';
    const guest = arrive();
    expect(ask(guest, 1, nick("Ann"))).toMatchObject([{ message: { message } }]);
  });

  test.each(["lines", "bare"])("is free at once where it cannot come back: %s", (dialect) => {
    const { ask, leave, enter, arrive } = openRoom({ places: 1 });
    leave(enter("Ann", dialect));
    expect(outline(ask(arrive(), 1, nick("Ann")))).toContain("reply welcome to 2");
  });
});

describe("places", () => {
  test("here and held together are never more than there are", () => {
    const { room, clock, leave, join, enter, arrive, ask } = openRoom({ places: 2 });
    const atTheDoor = arrive();
    leave(join("Ann").number);
    enter("Bob");
    expect(room.open("x", quiet())).toBeUndefined();
    expect(ask(atTheDoor, 1, nick("Cleo"))).toMatchObject([
      { message: { type: "bye", code: "full" } },
      { effect: "close" },
    ]);
    clock.at += HELD_MS - 1;
    expect(room.open("x", quiet())).toBeUndefined();
    clock.at += 1;
    expect(room.open("x", quiet())).toBe(4);
  });

  test("are given up in the order in which their clients were lost, each at its own time", () => {
    const { room, clock, leave, join } = openRoom({ places: 2 });
    const [ann, bob] = [join("Ann"), join("Bob")];
    leave(bob.number);
    clock.at += 10;
    leave(ann.number);
    clock.at += HELD_MS - 10;
    expect(room.open("x", quiet())).toBe(3);
    room.handle(3, 1, nick("bob"));
    expect(room.open("x", quiet())).toBeUndefined();
    clock.at += 10;
    expect(room.open("x", quiet())).toBe(4);
  });

  test("of one who was lost again are held for the whole time again", () => {
    const { room, clock, leave, join, comeBack } = openRoom({ places: 2 });
    const ann = join("Ann");
    leave(ann.number);
    clock.at += HELD_MS - 1;
    comeBack(ann.token);
    leave(ann.number);
    join("Bob");
    clock.at += HELD_MS - 1;
    expect(room.open("x", quiet())).toBeUndefined();
    clock.at += 1;
    expect(room.open("x", quiet())).toBeNumber();
  });

  test("of one who says goodbye are free at once", () => {
    const { room, ask, join } = openRoom({ places: 1 });
    ask(join("Ann").number, 1, exit);
    expect(room.open("x", quiet())).toBe(2);
  });
});

test("who is forgotten once its name is another's leaves it theirs", () => {
  const { clock, ask, leave, join, enter, arrive } = openRoom();
  leave(join("Ann").number);
  clock.at += HELD_MS;
  enter("Ann");
  for (let guest = 0; guest < PAST_CLIENTS; guest++) leave(enter("guest"));
  expect(ask(arrive(), 1, nick("Ann"))).toMatchObject([{ message: { code: "name-taken" } }]);
});

test("who cannot come back is forgotten before who can, however long ago that one was lost", () => {
  const { leave, join, enter, comeBack } = openRoom();
  const ann = join("Ann");
  leave(ann.number);
  for (let guest = 0; guest <= PAST_CLIENTS; guest++) leave(enter("guest"));
  expect(outline(comeBack(ann.token).effects)).toContain(`reply welcome to ${ann.number}`);
});

test("where all can come back who was lost first is forgotten", () => {
  const { room, clock, leave, join, arrive } = openRoom();
  const ann = join("Ann");
  leave(ann.number);
  for (let guest = 1; guest <= PAST_CLIENTS; guest++) {
    clock.at += HELD_MS;
    leave(join("guest").number);
  }
  expect(room.handle(arrive("frames"), 1, resume(ann.token))).toMatchObject([
    { message: { code: "no-session" } },
  ]);
});

test("a clock that is put back holds nobody for longer than a minute", () => {
  const { room, clock, leave, join } = openRoom({ places: 2 });
  clock.at = 10 * HELD_MS;
  leave(join("Ann").number);
  leave(join("Bob").number);
  clock.at = HELD_MS;
  expect(room.open("x", quiet())).toBeUndefined();
  clock.at += HELD_MS - 1;
  expect(room.open("x", quiet())).toBeUndefined();
  clock.at += 1;
  expect(room.open("x", quiet())).toBeNumber();
});

test("a clock that was put back holds a name no longer than one that was not", () => {
  const { clock, ask, leave, join, arrive } = openRoom();
  clock.at = 10 * HELD_MS;
  leave(join("Ann").number);
  clock.at -= 5 * HELD_MS;
  const guest = arrive();
  expect(ask(guest, 1, nick("Ann"))).toMatchObject([{ message: { code: "name-taken" } }]);
  clock.at += HELD_MS;
  expect(outline(ask(guest, 2, nick("Ann")))).toContain(`reply welcome to ${guest}`);
});
