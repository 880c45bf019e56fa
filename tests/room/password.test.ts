// A room with a password: who has not given it is asked for nothing else, and told nothing.
import { describe, expect, test } from "bun:test";
import type { Command } from "../../lib/protocol/messages.ts";
import { codeIn } from "./hosted.ts";
import { msg, nick, openRoom, quiet, reply, say, status } from "./house.ts";

const open = () => openRoom({ password: true });
const password: Command = { type: "password", password: "open sesame" };

describe("a guest at the door of a room with a password", () => {
  test("is asked for it first, people and programs", () => {
    const { room } = open();
    expect(room.open("a", quiet())).toBe(1);
    expect(room.stage(1)).toBe("password");
    expect(room.greet(1, "frames")).toMatchObject([{ message: { type: "hello", password: true } }]);
  });

  test.each([
    nick("Ann"),
    say("hi"),
    msg("Ann", "x"),
    status,
    { type: "kick", name: "x" } as const,
  ])("can ask for nothing else: %j", (command) => {
    const { ask, arrive, room } = open();
    const guest = arrive();
    expect(codeIn(ask(guest, 3, command))).toBe("password-needed");
    expect(room.stage(guest)).toBe("password");
  });

  test("has it compared, and is told what came of it", () => {
    const { ask, arrive, room } = open();
    const guest = arrive();
    expect(ask(guest, 4, password)).toEqual([
      { effect: "verify", to: guest, tag: 4, password: "open sesame" },
    ]);
    expect(codeIn(room.verified(guest, 4, false))).toBe("wrong-password");
    expect(room.stage(guest)).toBe("password");
    expect(room.verified(guest, 5, true)).toEqual([reply(guest, 5, { type: "admitted" })]);
    expect(room.stage(guest)).toBe("name");
    expect(room.verified(guest, 6, false)).toMatchObject([{ message: { code: "wrong-password" } }]);
    expect(room.stage(guest)).toBe("name");
    expect(ask(guest, 7, password)).toEqual([reply(guest, 7, { type: "admitted" })]);
  });

  test("may leave, and is not waited for when it has left", () => {
    const { ask, arrive, room } = open();
    const guest = arrive();
    ask(guest, 1, { type: "exit" });
    expect(room.verified(guest, 2, true)).toEqual([]);
  });

  test("who comes back by its token need not give it again", () => {
    const { room, clock, arrive, ask, comeBack, leave } = open();
    const guest = arrive("frames");
    room.verified(guest, 1, true);
    const [welcome] = ask(guest, 2, nick("Ann"));
    const token =
      welcome?.effect === "reply" && "token" in welcome.message ? welcome.message.token : "";
    clock.at += 1;
    leave(guest);
    comeBack(String(token));
    expect(room.stage(guest)).toBe("here");
  });
});

test("a room without a password asks for none, and takes one that is given", () => {
  const { room, ask, arrive } = openRoom();
  const guest = arrive();
  expect(room.stage(guest)).toBe("name");
  expect(ask(guest, 1, password)).toEqual([reply(guest, 1, { type: "admitted" })]);
});
