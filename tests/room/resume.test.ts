// Coming back: a lost client gets its number, its name and its place, and what it missed; by its token alone.
import { describe, expect, test } from "bun:test";
import { ANNOUNCED_CLIENTS, HELD_MS, SESSION_MS } from "../../lib/protocol/limits.ts";
import { exit, nick, openRoom, outline, reply, resume, say, status } from "./house.ts";

const noSession = (to: number) =>
  reply(to, 9, {
    type: "error",
    code: "no-session",
    message: "Cannot come back: no session has that token",
  });

describe("who was lost and comes back", () => {
  test("is who it was, is told what it missed, and others that it is here", () => {
    const { room, journal, clock, leave, join, enter, arrive, ask } = openRoom({ motd: "Tea" });
    const ann = join("Ann");
    const bob = enter("Bob");
    ask(bob, 1, say("one"));
    leave(ann.number);
    clock.at = 2000;
    ask(bob, 2, say("two"));
    const newcomer = arrive("frames");
    const effects = room.handle(newcomer, 9, resume(ann.token, 1));
    const { number } = ann;
    expect(effects).toMatchObject([
      { effect: "adopt", from: newcomer, as: number },
      { effect: "keep", client: { number, name: "Ann", opened: 1000, closed: null } },
      reply(number, 9, {
        type: "welcome",
        name: "Ann",
        client: number,
        token: ann.token,
        motd: "Tea",
      }),
      { effect: "listen", to: number, earlier: { since: 1 }, upTo: 2 },
      {
        effect: "relay",
        except: number,
        message: { type: "joined", at: 2000, name: "Ann", client: number },
      },
    ]);
    expect(effects).toHaveLength(5);
    expect(effects[1]).not.toHaveProperty("ticket");
    journal.carryOut(effects);
    expect([...room.listeners]).toEqual([bob, number]);
    // Nobody has the newcomer's number any more.
    expect(room.greet(newcomer, "frames")).toEqual([]);
    expect(room.handle(newcomer, 9, resume(ann.token))).toEqual([]);
    expect(outline(ask(number, 10, say("back")))).toEqual([
      `reply ack to ${number}`,
      `relay said except ${number}`,
    ]);
  });

  test("before it has seen anything is shown what a newcomer is", () => {
    const { room, leave, join, arrive } = openRoom({ replay: 7 });
    const { number, token } = join("Ann");
    leave(number);
    const effects = room.handle(arrive("frames"), 9, { type: "resume", token });
    expect(effects).toContainEqual({
      effect: "listen",
      to: number,
      earlier: { newest: 7 },
      upTo: 0,
    });
  });

  test("can be lost and come back again and again, by the same token", () => {
    const { leave, join, comeBack } = openRoom();
    const { number, token } = join("Ann");
    for (let round = 0; round < 3; round++) {
      leave(number);
      expect(outline(comeBack(token).effects)).toContain(`reply welcome to ${number}`);
    }
  });

  test("goes on with its counts, on its new address and connection", () => {
    const { room, ask, leave, join, enter, recordsOf } = openRoom();
    const ann = join("Ann", { received: 3, sent: 4 });
    enter("Bob");
    ask(ann.number, 1, say("hi"));
    leave(ann.number);
    const bytes = { received: 10, sent: 20 };
    const newcomer = room.open("[::1]:9", bytes) ?? 0;
    room.greet(newcomer, "frames");
    room.handle(newcomer, 9, resume(ann.token));
    expect(bytes).toEqual({ received: 13, sent: 24 });
    bytes.sent += 100;
    expect(recordsOf(ann.number)).toMatchObject([
      {
        client: 1,
        name: "Ann",
        address: "[::1]:9",
        closed: null,
        messages: 1,
        received: 13,
        sent: 124,
      },
      { client: 2, name: "Bob" },
    ]);
  });
});

test("coming back is not told to all where too many are here, as joining is not", () => {
  const { leave, join, enter, comeBack } = openRoom({ places: 1000 });
  const ann = join("Ann");
  leave(ann.number);
  for (let guest = 1; guest < ANNOUNCED_CLIENTS; guest++) enter(`guest ${guest}`);
  expect(outline(comeBack(ann.token).effects)).toContain(`relay joined except ${ann.number}`);
  leave(ann.number);
  enter("one more");
  expect(outline(comeBack(ann.token).effects).at(-1)).toBe(`listen to ${ann.number}`);
});

describe("a token", () => {
  test("that is wrong, another's, or no token at all opens nothing; the guest may still give a name", () => {
    const { ask, leave, join, arrive } = openRoom({ places: 4 });
    const [ann, bob] = [join("Ann"), join("Bob")];
    leave(ann.number);
    const guest = arrive("frames");
    const secretOfBob = bob.token.slice(2);
    for (const token of [
      `1.${secretOfBob}`,
      `${ann.token}x`,
      ann.token.slice(0, -1),
      "99.x",
      "-1.x",
      "",
      "nonsense",
    ])
      expect(ask(guest, 9, resume(token))).toEqual([noSession(guest)]);
    expect(outline(ask(guest, 10, nick("Cleo")))).toContain(`reply welcome to ${guest}`);
  });

  test("of one who said goodbye opens nothing, and the name is free at once", () => {
    const { ask, join, arrive } = openRoom({ places: 1 });
    const ann = join("Ann");
    ask(ann.number, 1, exit);
    const guest = arrive("frames");
    expect(ask(guest, 9, resume(ann.token))).toEqual([noSession(guest)]);
    expect(outline(ask(guest, 10, nick("Ann")))).toContain(`reply welcome to ${guest}`);
  });

  test.each([
    [SESSION_MS - 1, "reply welcome to 1"],
    [SESSION_MS, "reply error to 2"],
  ])("is good for its time after the client was lost: %d ms", (after, answer) => {
    const { clock, leave, join, comeBack } = openRoom();
    const ann = join("Ann");
    clock.at += 3 * SESSION_MS;
    leave(ann.number);
    clock.at += after;
    expect(outline(comeBack(ann.token).effects)).toContain(answer);
  });

  test("is of no use to who has a name already", () => {
    const { ask, leave, join } = openRoom();
    const [ann, bob] = [join("Ann"), join("Bob")];
    leave(ann.number);
    const message = "Cannot come back: you have a name already";
    expect(ask(bob.number, 9, resume(ann.token))).toEqual([
      reply(bob.number, 9, { type: "error", code: "no-session", message }),
    ]);
  });
});

test("who comes back is shown in a status as one, without an end", () => {
  const { ask, leave, join, enter, comeBack, recordsOf } = openRoom();
  const ann = join("Ann");
  const bob = enter("Bob");
  leave(ann.number);
  comeBack(ann.token);
  expect(recordsOf(bob).map(({ client, closed }) => [client, closed])).toEqual([
    [1, null],
    [2, null],
  ]);
  expect(ask(ann.number, 1, status)).toHaveLength(2);
});

test.each([HELD_MS, SESSION_MS - 1])(
  "%d ms later it comes back where place and name are free",
  (after) => {
    const { room, clock, leave, join, comeBack } = openRoom({ places: 1 });
    const ann = join("Ann");
    leave(ann.number);
    clock.at += after;
    expect(outline(comeBack(ann.token).effects)).toEqual([
      "adopt 2 as 1",
      "reply welcome to 1",
      "listen to 1",
      "relay joined except 1",
    ]);
    expect(room.open("x", { received: 0, sent: 0 })).toBeUndefined();
  },
);
