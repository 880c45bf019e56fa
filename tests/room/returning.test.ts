// A full room: who may still come back is let in for a moment, under a number below 0, and can do nothing else.
import { describe, expect, test } from "bun:test";
import { DOOR_PLACES, HELD_MS, RETURNING_PLACES, SESSION_MS } from "../../lib/protocol/limits.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import {
  exit,
  msg,
  nick,
  openRoom,
  outline,
  quiet,
  reply,
  resume,
  say,
  status,
  type Den,
} from "./house.ts";

const FULL = { type: "bye", code: "full", message: "Server is full, try again later." } as const;

function returning({ room }: Den): number {
  expect(room.open("x", quiet())).toBeUndefined();
  const number = room.openReturning("x", quiet());
  if (number === undefined) throw new Error("turned away");
  room.greet(number, "frames");
  return number;
}

const turnedAway = (number: number) => [reply(number, 9, FULL), { effect: "close", to: number }];

describe("into a full room", () => {
  test("comes who has a place in it: one that is held", () => {
    const den = openRoom({ places: 1 });
    const ann = den.join("Ann");
    den.leave(ann.number);
    const guest = returning(den);
    expect(outline(den.ask(guest, 9, resume(ann.token)))).toEqual([
      `adopt ${guest} as ${ann.number}`,
      `reply welcome to ${ann.number}`,
      `listen to ${ann.number}`,
      `relay joined except ${ann.number}`,
    ]);
    expect([...den.room.listeners]).toEqual([ann.number]);
  });

  test("or one that its old connection still has", () => {
    const den = openRoom({ places: 1 });
    const ann = den.join("Ann");
    for (let round = 0; round < 3; round++) {
      const guest = returning(den);
      expect(outline(den.ask(guest, 9, resume(ann.token)))).toEqual([
        `adopt ${guest} as ${ann.number}`,
        `reply welcome to ${ann.number}`,
        `listen to ${ann.number}`,
      ]);
      expect(den.recordsOf(ann.number)).toHaveLength(1);
    }
  });

  test("under numbers below 0, of which none is spent, and none is shown", () => {
    const { room, enter, join, leave } = openRoom({ places: 2 });
    const ann = join("Ann");
    enter("Bob");
    expect([room.openReturning("x", quiet()), room.openReturning("x", quiet())]).toEqual([-1, -2]);
    expect(room.greet(-1, "frames")).toEqual([
      { effect: "tell", to: -1, message: { type: "hello", room: "Den", client: 0, history: "H" } },
    ]);
    room.leave(-1);
    expect(room.openReturning("x", quiet())).toBe(-3);
    expect(room.lastNumber).toBe(2);
    leave(ann.number);
    expect(room.lastNumber).toBe(2);
  });

  const others: Command[] = [
    nick("Cleo"),
    say("hi"),
    msg("Ann", "hi"),
    status,
    { type: "help" },
    { type: "history" },
  ];
  test.each(others)("nobody comes by anything else: %j", (command) => {
    const den = openRoom({ places: 1 });
    den.join("Ann");
    const guest = returning(den);
    expect<unknown>(den.ask(guest, 9, command)).toEqual(turnedAway(guest));
    expect(den.ask(guest, 9, command)).toEqual([]);
    expect(den.room.leave(guest)).toEqual([]);
  });

  test("nor by a token that opens nothing", () => {
    const den = openRoom({ places: 1 });
    const ann = den.join("Ann");
    const guest = returning(den);
    expect<unknown>(den.ask(guest, 9, resume(`${ann.token}x`))).toEqual(turnedAway(guest));
    expect(den.ask(guest, 9, resume(ann.token))).toEqual([]);
  });

  test("who says goodbye is told the same", () => {
    const den = openRoom({ places: 1 });
    den.join("Ann");
    const guest = returning(den);
    expect(outline(den.ask(guest, 9, exit))).toEqual([
      `reply bye to ${guest}`,
      `close to ${guest}`,
    ]);
  });
});

describe("nobody is let in beyond the last place", () => {
  test("where nobody could come back: lines guests, or one who said goodbye", () => {
    const { room, ask, enter, join } = openRoom({ places: 2 });
    enter("Ann");
    const bob = join("Bob");
    ask(bob.number, 1, exit);
    enter("Cleo");
    expect(room.openReturning("x", quiet())).toBeUndefined();
  });

  test("once the last session is over", () => {
    const { room, clock, leave, join, enter } = openRoom({ places: 2 });
    leave(join("Ann").number);
    clock.at += SESSION_MS - 1;
    enter("Bob");
    enter("Cleo");
    expect(room.openReturning("x", quiet())).toBe(-1);
    clock.at += 1;
    expect(room.openReturning("x", quiet())).toBeUndefined();
  });

  test("beyond so many; each that goes makes room for another", () => {
    const { room, join } = openRoom({ places: 1 });
    join("Ann");
    const most = RETURNING_PLACES;
    const numbers = Array.from({ length: most }, () => room.openReturning("x", quiet()));
    expect(numbers).toEqual(numbers.map((_, index) => -1 - index));
    expect(room.openReturning("x", quiet())).toBeUndefined();
    room.leave(-1);
    expect(room.openReturning("x", quiet())).toBe(-1 - most);
    expect(room.openReturning("x", quiet())).toBeUndefined();
  });

  test("and a full door leaves room for those who come back", () => {
    const { room, join } = openRoom({ places: 2 });
    const ann = join("Ann");
    for (let guest = 0; guest < DOOR_PLACES; guest++) room.open("x", quiet());
    expect(room.open("x", quiet())).toBeUndefined();
    const guest = room.openReturning("x", quiet()) ?? 0;
    room.greet(guest, "frames");
    expect(outline(room.handle(guest, 9, resume(ann.token)))).toContain(`adopt ${guest} as 1`);
  });
});

describe("once the place is no longer held", () => {
  test("and the room is full, who comes back is told so; later it comes back all the same", () => {
    const den = openRoom({ places: 1 });
    const ann = den.join("Ann");
    den.leave(ann.number);
    den.clock.at += HELD_MS;
    const bob = den.enter("Bob");
    const guest = returning(den);
    expect<unknown>(den.ask(guest, 9, resume(ann.token))).toEqual(turnedAway(guest));
    den.leave(bob);
    expect(outline(den.comeBack(ann.token).effects)).toContain("reply welcome to 1");
  });

  test("who is at the door already when the last place goes is told so too", () => {
    const den = openRoom({ places: 1 });
    const ann = den.join("Ann");
    den.leave(ann.number);
    den.clock.at += HELD_MS;
    const guest = den.arrive("frames");
    den.enter("Bob");
    expect<unknown>(den.ask(guest, 9, resume(ann.token))).toEqual(turnedAway(guest));
  });

  test("and the name is taken, who asks for another with its token is still itself", () => {
    const { room, clock, leave, join, enter, arrive } = openRoom({ places: 5 });
    const ann = join("Ann");
    leave(ann.number);
    clock.at += HELD_MS;
    const bob = enter("Bob");
    enter("ann");
    const asked = (name: string) =>
      room.handle(arrive("frames"), 9, { type: "resume", token: ann.token, since: 0, name });
    expect(asked("a:b")).toMatchObject([
      { message: { code: "name-refused", message: 'Cannot come back as "a:b": it has a ":"' } },
    ]);
    expect(asked("BOB")).toMatchObject([
      { message: { code: "name-taken", message: 'Cannot come back as "BOB": it is taken' } },
    ]);
    const { number: client } = ann;
    expect(asked(" Anna ")).toMatchObject([
      { effect: "adopt", as: client },
      { effect: "keep", client: { number: client, name: "Anna" } },
      { message: { type: "welcome", name: "Anna", client, token: ann.token } },
      { effect: "listen", to: client },
      { effect: "relay", message: { type: "joined", name: "Anna", client } },
    ]);
    expect(room.handle(bob, 1, nick("anna"))).toMatchObject([{ message: { code: "name-taken" } }]);
  });

  test("another name is nobody's where its own is free", () => {
    const { room, clock, leave, join, arrive } = openRoom();
    const ann = join("Ann");
    leave(ann.number);
    clock.at += HELD_MS;
    const asked = { type: "resume", token: ann.token, since: 0, name: "Anna" } as const;
    expect(room.handle(arrive("frames"), 9, asked)).toContainEqual(
      expect.objectContaining({
        effect: "reply",
        message: { type: "welcome", name: "Ann", client: ann.number, token: ann.token },
      }),
    );
  });

  test("and the name is taken, who comes back is told so, and may take another", () => {
    const { clock, ask, leave, join, enter, comeBack } = openRoom();
    const ann = join("Ann");
    leave(ann.number);
    clock.at += HELD_MS;
    const other = enter("ann");
    const { number, effects } = comeBack(ann.token);
    const message = 'Cannot come back as "Ann": it is taken';
    expect(effects).toEqual([reply(number, 9, { type: "error", code: "name-taken", message })]);
    expect(outline(ask(number, 10, nick("Anna")))).toContain(`reply welcome to ${number}`);
    leave(other);
    expect(outline(comeBack(ann.token).effects)).toContain(`reply welcome to ${ann.number}`);
  });
});
