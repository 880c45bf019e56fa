// Coming, naming and going: what each brings about, and for whom.
import { describe, expect, test } from "bun:test";
import { ANNOUNCED_CLIENTS, DOOR_PLACES, NAME_CHARACTERS } from "../../lib/protocol/limits.ts";
import type { Effect } from "../../lib/room/effects.ts";
import { ack, exit, msg, nick, openRoom, outline, quiet, reply, say, status } from "./house.ts";

const refused = (to: number, code: "name-refused" | "name-taken", message: string): Effect =>
  reply(to, 1, { type: "error", code, message });

describe("arriving", () => {
  test("gives numbers from 1, and a greeting in the terms of programs", () => {
    const { room } = openRoom();
    expect([room.open("a", quiet()), room.open("b", quiet())]).toEqual([1, 2]);
    expect(room.greet(2, "frames")).toEqual([
      { effect: "tell", to: 2, message: { type: "hello", room: "Den", client: 2, history: "H" } },
    ]);
    expect([room.isNamed(2), [...room.listeners]]).toEqual([false, []]);
  });

  test("is refused when every place is taken, or the door is; no number is spent on it", () => {
    const { room, leave, enter } = openRoom({ places: 1 });
    const ann = enter("Ann");
    expect(room.open("x", quiet())).toBeUndefined();
    leave(ann);
    const waiting = Array.from({ length: DOOR_PLACES }, () => room.open("x", quiet()));
    expect(waiting).toEqual(waiting.map((_, index) => index + 2));
    expect(room.open("x", quiet())).toBeUndefined();
    leave(2);
    expect(room.open("x", quiet())).toBe(DOOR_PLACES + 2);
  });

  test("nobody by that number is greeted, heard or let go", () => {
    const { room, ask, leave } = openRoom();
    expect(room.greet(7, "lines")).toEqual([]);
    expect(ask(7, 1, say("hi"))).toEqual([]);
    expect(leave(7)).toEqual([]);
  });

  test.each([say("hi"), msg("Ann", "hi"), status, { type: "help" } as const])(
    "without a name nothing can be asked: %j",
    (command) => {
      const { ask, arrive, enter } = openRoom();
      enter("Ann");
      const guest = arrive();
      expect(ask(guest, 9, command)).toEqual([
        reply(guest, 9, { type: "error", code: "not-named", message: "Give a name first" }),
      ]);
    },
  );
});

describe("naming", () => {
  test("welcomes, and is announced to all others", () => {
    const { room, clock, ask, arrive } = openRoom();
    const guest = arrive();
    clock.at = 1234;
    expect(ask(guest, "Ann", nick(" Ann "))).toEqual([
      reply(guest, "Ann", { type: "welcome", name: "Ann", client: guest }),
      { effect: "listen", to: guest, earlier: { newest: 0 }, upTo: 0 },
      {
        effect: "relay",
        except: guest,
        message: { type: "joined", at: 1234, name: "Ann", client: guest },
      },
    ]);
    expect([room.isNamed(guest), [...room.listeners]]).toEqual([true, [guest]]);
  });

  test("welcomes with the motd where there is one", () => {
    const { ask, arrive } = openRoom({ motd: "Tea at four" });
    const [welcome] = ask(arrive(), 1, nick("Ann"));
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
    const { room, ask, arrive } = openRoom();
    const guest = arrive();
    const message = `Cannot use "${name}" as a name: ${why}`;
    expect(ask(guest, 1, nick(name))).toEqual([refused(guest, "name-refused", message)]);
    expect(room.isNamed(guest)).toBe(false);
    expect(outline(ask(guest, 2, nick("Ann")))).toContain("reply welcome to 1");
  });

  test.each(["Ann", "aNN", "\uff21nn"])("refuses %p while Ann is here", (name) => {
    const { ask, leave, arrive, enter } = openRoom();
    const ann = enter("Ann");
    const guest = arrive();
    const message = `Cannot use "${name}" as a name: it is taken`;
    expect(ask(guest, 1, nick(name))).toEqual([refused(guest, "name-taken", message)]);
    leave(ann);
    expect(outline(ask(guest, 2, nick(name)))).toContain(`reply welcome to ${guest}`);
  });

  test.each([
    ["\u0410nn", "Ann"],
    ["lan", "Ian"],
    ["MAX", "rnax"],
  ])("refuses %p while %p is here, which it looks like, and takes it then", (name, present) => {
    const { ask, leave, arrive, enter } = openRoom();
    const first = enter(present);
    const guest = arrive();
    const message = `Cannot use "${name}" as a name: it looks like "${present}"`;
    expect(ask(guest, 1, nick(name))).toEqual([refused(guest, "name-taken", message)]);
    leave(first);
    expect(outline(ask(guest, 2, nick(name)))).toContain(`reply welcome to ${guest}`);
  });

  test("what looks like one's own name is free to oneself, and then to nobody else", () => {
    const { ask, arrive, enter } = openRoom();
    const ann = enter("Ian");
    expect(outline(ask(ann, 1, nick("lan")))).toContain("relay renamed");
    expect(outline(ask(arrive(), 2, nick("Ian")))).toEqual(["reply error to 2"]);
  });

  test("who comes to the last place too late is told that the room is full, and let go", () => {
    const { room, ask, leave, arrive } = openRoom({ places: 1 });
    const [first, late] = [arrive(), arrive()];
    ask(first, 1, nick("Ann"));
    expect(ask(late, 5, nick("Bob"))).toEqual([
      reply(late, 5, { type: "bye", code: "full", message: "Server is full, try again later." }),
      { effect: "close", to: late },
    ]);
    expect(ask(late, 6, nick("Bob"))).toEqual([]);
    expect(leave(late)).toEqual([]);
    expect([...room.listeners]).toEqual([first]);
  });
});

describe("renaming", () => {
  const renamed = (at: number, from: string, to: string, client: number): Effect => ({
    effect: "relay",
    message: { type: "renamed", at, from, to, client },
  });

  test("is told to everyone, and frees the old name", () => {
    const { clock, ask, arrive, enter } = openRoom();
    const ann = enter("Ann");
    const guest = arrive();
    clock.at = 2000;
    expect(ask(ann, 3, nick("Anna"))).toEqual([ack(ann, 3), renamed(2000, "Ann", "Anna", ann)]);
    expect(outline(ask(guest, 1, nick("Ann")))).toContain(`reply welcome to ${guest}`);
  });

  test("to one's own name in another case is no theft", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    expect(ask(ann, 3, nick("ANN"))).toEqual([ack(ann, 3), renamed(1000, "Ann", "ANN", ann)]);
  });

  test("to the name that one has is acknowledged, and nobody's news", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    expect(ask(ann, 3, nick(" Ann "))).toEqual([ack(ann, 3)]);
  });

  test("to another's name, or to none, changes nothing", () => {
    const { ask, enter } = openRoom();
    const ann = enter("Ann");
    const bob = enter("Bob");
    const taken = 'Cannot use "bob" as a name: it is taken';
    const empty = 'Cannot use "" as a name: it is empty';
    expect(ask(ann, 1, nick("bob"))).toEqual([refused(ann, "name-taken", taken)]);
    expect(ask(ann, 1, nick("  "))).toEqual([refused(ann, "name-refused", empty)]);
    const [, told] = ask(bob, 2, msg("Ann", "still you?"));
    expect(told).toMatchObject({ effect: "tell", to: ann });
  });
});

describe("leaving", () => {
  const left = (at: number, name: string, client: number): Effect => ({
    effect: "relay",
    message: { type: "left", at, name, client },
  });

  test("by exit: goodbye, the end, and the others are told", () => {
    const { room, clock, ask, enter } = openRoom();
    const ann = enter("Ann");
    clock.at = 3000;
    expect(ask(ann, 4, exit)).toEqual([
      reply(ann, 4, { type: "bye", code: "exit", message: "Goodbye" }),
      { effect: "close", to: ann },
      left(3000, "Ann", ann),
    ]);
    expect([room.isNamed(ann), [...room.listeners]]).toEqual([false, []]);
  });

  test("otherwise the others are told, once", () => {
    const { room, clock, ask, leave, enter } = openRoom();
    const ann = enter("Ann");
    clock.at = 3000;
    expect(leave(ann)).toEqual([left(3000, "Ann", ann)]);
    expect(leave(ann)).toEqual([]);
    expect(ask(ann, 1, say("still here"))).toEqual([]);
    expect(ask(ann, 1, exit)).toEqual([]);
    expect(room.greet(ann, "lines")).toEqual([]);
  });

  test("after exit does nothing more", () => {
    const { ask, leave, enter } = openRoom();
    const ann = enter("Ann");
    ask(ann, 1, exit);
    expect(leave(ann)).toEqual([]);
  });

  test("without a name is nobody's news", () => {
    const { ask, leave, arrive } = openRoom();
    const [one, other] = [arrive(), arrive()];
    expect(leave(one)).toEqual([]);
    expect(outline(ask(other, 1, exit))).toEqual([`reply bye to ${other}`, `close to ${other}`]);
  });

  test("frees the place, but never the number", () => {
    const { leave, enter } = openRoom({ places: 1 });
    leave(enter("Ann"));
    expect(enter("Ann")).toBe(2);
  });
});

describe("joins and leaves", () => {
  test("are announced up to the limit, and not beyond it", () => {
    const { room, ask, leave, arrive, enter } = openRoom({ places: 1000 });
    for (let guest = 1; guest < ANNOUNCED_CLIENTS; guest++) enter(`guest ${guest}`);
    const [hundredth, beyond] = [arrive(), arrive()];
    const welcome = (number: number) => [`reply welcome to ${number}`, `listen to ${number}`];
    expect(outline(ask(hundredth, 1, nick("100th")))).toEqual([
      ...welcome(hundredth),
      `relay joined except ${hundredth}`,
    ]);
    expect(outline(ask(beyond, 1, nick("101st")))).toEqual(welcome(beyond));
    expect(room.isNamed(beyond)).toBe(true);
    expect(outline(ask(beyond, 1, nick("101th")))).toEqual([
      `reply ack to ${beyond}`,
      "relay renamed",
    ]);
    expect(outline(ask(beyond, 1, exit))).toEqual([`reply bye to ${beyond}`, `close to ${beyond}`]);
    expect(outline(leave(hundredth))).toEqual(["relay left"]);
  });
});
