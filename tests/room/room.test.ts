// Coming, naming and going: what each brings about, and for whom.
import { describe, expect, test } from "bun:test";
import { ANNOUNCED_CLIENTS, DOOR_PLACES, NAME_CHARACTERS } from "../../lib/protocol/limits.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import type { Effect } from "../../lib/room/effects.ts";
import { ack, arrive, enter, msg, nick, openRoom, quiet, say, status } from "./house.ts";

const exit: Command = { type: "exit" };

const refused = (to: number, code: "name-refused" | "name-taken", message: string): Effect => ({
  effect: "reply",
  to,
  tag: 1,
  message: { type: "error", code, message },
});

describe("arriving", () => {
  test("gives numbers from 1, and a greeting in the terms of programs", () => {
    const { room } = openRoom();
    expect([room.open("a", quiet()), room.open("b", quiet())]).toEqual([1, 2]);
    expect(room.greet(2, "frames")).toEqual([
      { effect: "tell", to: 2, message: { type: "hello", room: "Den", client: 2 } },
    ]);
    expect([room.isNamed(2), [...room.listeners]]).toEqual([false, []]);
  });

  test("is refused when every place is taken, or the door is; no number is spent on it", () => {
    const { room } = openRoom({ places: 1 });
    const ann = enter(room, "Ann");
    expect(room.open("x", quiet())).toBeUndefined();
    room.leave(ann);
    const waiting = Array.from({ length: DOOR_PLACES }, () => room.open("x", quiet()));
    expect(waiting).toEqual(waiting.map((_, index) => index + 2));
    expect(room.open("x", quiet())).toBeUndefined();
    room.leave(2);
    expect(room.open("x", quiet())).toBe(DOOR_PLACES + 2);
  });

  test("nobody by that number is greeted, heard or let go", () => {
    const { room } = openRoom();
    expect(room.greet(7, "lines")).toEqual([]);
    expect(room.handle(7, 1, say("hi"))).toEqual([]);
    expect(room.leave(7)).toEqual([]);
  });

  test.each([say("hi"), msg("Ann", "hi"), status, { type: "help" } as const])(
    "without a name nothing can be asked: %j",
    (command) => {
      const { room } = openRoom();
      enter(room, "Ann");
      const guest = arrive(room);
      expect(room.handle(guest, 9, command)).toEqual([
        {
          effect: "reply",
          to: guest,
          tag: 9,
          message: { type: "error", code: "not-named", message: "Give a name first" },
        },
      ]);
    },
  );
});

describe("naming", () => {
  test("welcomes, and is announced to all others", () => {
    const { room, clock } = openRoom();
    const guest = arrive(room);
    clock.at = 1234;
    expect(room.handle(guest, "Ann", nick(" Ann "))).toEqual([
      { effect: "reply", to: guest, tag: "Ann", message: { type: "welcome", name: "Ann" } },
      {
        effect: "relay",
        except: guest,
        message: { type: "joined", at: 1234, name: "Ann", client: guest },
      },
    ]);
    expect([room.isNamed(guest), [...room.listeners]]).toEqual([true, [guest]]);
  });

  test("welcomes with the motd where there is one", () => {
    const { room } = openRoom({ motd: "Tea at four" });
    const [welcome] = room.handle(arrive(room), 1, nick("Ann"));
    expect(welcome).toMatchObject({
      message: { type: "welcome", name: "Ann", motd: "Tea at four" },
    });
  });

  const wrong: [string, string][] = [
    ["", "it is empty"],
    ["a:b", 'it has a ":"'],
    ["x".repeat(NAME_CHARACTERS + 1), "it is longer than 32 characters or 64 bytes"],
    ["Server", "it is a reserved word"],
  ];

  test.each(wrong)("refuses %p and says why; the guest stays at the door", (name, why) => {
    const { room } = openRoom();
    const guest = arrive(room);
    const message = `Cannot use "${name}" as a name: ${why}`;
    expect(room.handle(guest, 1, nick(name))).toEqual([refused(guest, "name-refused", message)]);
    expect(room.isNamed(guest)).toBe(false);
    expect(room.handle(guest, 2, nick("Ann"))).toHaveLength(2);
  });

  test.each(["Ann", "aNN", "\uff21nn", "A\u200bnn"])("refuses %p while Ann is here", (name) => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    const guest = arrive(room);
    const message = `Cannot use "${name}" as a name: it is taken`;
    expect(room.handle(guest, 1, nick(name))).toEqual([refused(guest, "name-taken", message)]);
    room.leave(ann);
    expect(room.handle(guest, 2, nick(name))).toHaveLength(2);
  });

  test("who comes to the last place too late is told that the room is full, and let go", () => {
    const { room } = openRoom({ places: 1 });
    const [first, late] = [arrive(room), arrive(room)];
    room.handle(first, 1, nick("Ann"));
    expect(room.handle(late, 5, nick("Bob"))).toEqual([
      {
        effect: "reply",
        to: late,
        tag: 5,
        message: { type: "bye", code: "full", message: "Server is full, try again later." },
      },
      { effect: "close", to: late },
    ]);
    expect(room.handle(late, 6, nick("Bob"))).toEqual([]);
    expect(room.leave(late)).toEqual([]);
    expect([...room.listeners]).toEqual([first]);
  });
});

describe("renaming", () => {
  const renamed = (at: number, from: string, to: string, client: number): Effect => ({
    effect: "relay",
    message: { type: "renamed", at, from, to, client },
  });

  test("is told to everyone, and frees the old name", () => {
    const { room, clock } = openRoom();
    const ann = enter(room, "Ann");
    const guest = arrive(room);
    clock.at = 2000;
    expect(room.handle(ann, 3, nick("Anna"))).toEqual([
      ack(ann, 3),
      renamed(2000, "Ann", "Anna", ann),
    ]);
    expect(room.handle(guest, 1, nick("Ann"))).toHaveLength(2);
  });

  test("to one's own name in another case is no theft", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    expect(room.handle(ann, 3, nick("ANN"))).toEqual([
      ack(ann, 3),
      renamed(1000, "Ann", "ANN", ann),
    ]);
  });

  test("to another's name, or to none, changes nothing", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    const bob = enter(room, "Bob");
    const taken = 'Cannot use "bob" as a name: it is taken';
    const empty = 'Cannot use "" as a name: it is empty';
    expect(room.handle(ann, 1, nick("bob"))).toEqual([refused(ann, "name-taken", taken)]);
    expect(room.handle(ann, 1, nick("  "))).toEqual([refused(ann, "name-refused", empty)]);
    const [, told] = room.handle(bob, 2, msg("Ann", "still you?"));
    expect(told).toMatchObject({ effect: "tell", to: ann });
  });
});

describe("leaving", () => {
  const left = (at: number, name: string, client: number): Effect => ({
    effect: "relay",
    message: { type: "left", at, name, client },
  });

  test("by exit: goodbye, the end, and the others are told", () => {
    const { room, clock } = openRoom();
    const ann = enter(room, "Ann");
    clock.at = 3000;
    expect(room.handle(ann, 4, exit)).toEqual([
      {
        effect: "reply",
        to: ann,
        tag: 4,
        message: { type: "bye", code: "exit", message: "Goodbye" },
      },
      { effect: "close", to: ann },
      left(3000, "Ann", ann),
    ]);
    expect([room.isNamed(ann), [...room.listeners]]).toEqual([false, []]);
  });

  test("otherwise the others are told, once", () => {
    const { room, clock } = openRoom();
    const ann = enter(room, "Ann");
    clock.at = 3000;
    expect(room.leave(ann)).toEqual([left(3000, "Ann", ann)]);
    expect(room.leave(ann)).toEqual([]);
    expect(room.handle(ann, 1, say("still here"))).toEqual([]);
    expect(room.handle(ann, 1, exit)).toEqual([]);
    expect(room.greet(ann, "lines")).toEqual([]);
  });

  test("after exit does nothing more", () => {
    const { room } = openRoom();
    const ann = enter(room, "Ann");
    room.handle(ann, 1, exit);
    expect(room.leave(ann)).toEqual([]);
  });

  test("without a name is nobody's news", () => {
    const { room } = openRoom();
    const [one, other] = [arrive(room), arrive(room)];
    expect(room.leave(one)).toEqual([]);
    expect(room.handle(other, 1, exit).map(({ effect }) => effect)).toEqual(["reply", "close"]);
  });

  test("frees the place, but never the number", () => {
    const { room } = openRoom({ places: 1 });
    room.leave(enter(room, "Ann"));
    expect(enter(room, "Ann")).toBe(2);
  });
});

describe("joins and leaves", () => {
  const kinds = (effects: readonly Effect[]) => effects.map(({ effect }) => effect);

  test("are announced up to the limit, and not beyond it", () => {
    const { room } = openRoom({ places: 1000 });
    for (let guest = 1; guest < ANNOUNCED_CLIENTS; guest++) enter(room, `guest ${guest}`);
    const [hundredth, beyond] = [arrive(room), arrive(room)];
    expect(kinds(room.handle(hundredth, 1, nick("100th")))).toEqual(["reply", "relay"]);
    expect(kinds(room.handle(beyond, 1, nick("101st")))).toEqual(["reply"]);
    expect(room.isNamed(beyond)).toBe(true);
    expect(kinds(room.handle(beyond, 1, nick("101th")))).toEqual(["reply", "relay"]);
    expect(kinds(room.handle(beyond, 1, exit))).toEqual(["reply", "close"]);
    expect(kinds(room.leave(hundredth))).toEqual(["relay"]);
  });
});
