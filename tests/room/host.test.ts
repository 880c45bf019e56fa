// The host: who is no guest, and what it alone can do.
import { describe, expect, test } from "bun:test";
import { MOTD_CHARACTERS } from "../../lib/protocol/limits.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import { HOST } from "../../lib/room/client.ts";
import { codeIn, openHosted, answersIn, toldIn } from "./hosted.ts";
import { msg, nick, openRoom, outline, pagesOf, quiet, say, status, welcomeIn } from "./house.ts";

const ACTS: readonly Command[] = [
  { type: "kick", name: "Ann" },
  { type: "ban", who: "Ann" },
  { type: "ban" },
  { type: "unban", who: "Ann" },
  { type: "mute", name: "Ann" },
  { type: "announce", text: "hi" },
  { type: "motd", text: "hi" },
  { type: "shutdown" },
];

describe("the host", () => {
  test("takes no place and no number, and is in no status", () => {
    const { room, enter, recordsOf } = openHosted({ places: 1 });
    const ann = enter("Ann");
    expect([ann, room.stage(HOST), [...room.listeners]]).toEqual([1, "here", [HOST, ann]]);
    expect(recordsOf(ann).map(({ client }) => client)).toEqual([ann]);
    expect(room.present().map(({ number }) => number)).toEqual([ann]);
  });

  test("an empty room has a status all the same", () => {
    const { recordsOf, room } = openHosted();
    expect(recordsOf(HOST)).toEqual([]);
    expect(pagesOf(room.handle(HOST, 1, status))).toEqual([
      { type: "status", clients: [], more: false },
    ]);
  });

  test("is welcomed, talks and is talked to", () => {
    const { act, ask, enter, room } = openHosted({ motd: "be kind" });
    room.openHost(quiet());
    expect(welcomeIn(act(nick("host")))).toMatchObject({
      name: "host",
      client: 0,
      motd: "be kind",
    });
    const ann = enter("Ann");
    expect(outline(act(say("hello")))).toEqual(["reply ack to 0", "relay said except 0"]);
    expect(outline(ask(ann, 2, msg("Host", "psst")))).toEqual([
      `reply ack to ${ann}`,
      "tell told to 0",
    ]);
    expect(pagesOf(ask(ann, 3, { type: "who" }))).toEqual([
      {
        type: "who",
        clients: [
          { client: 0, name: "host" },
          { client: ann, name: "Ann" },
        ],
        more: false,
      },
    ]);
  });

  test("keeps its name, and is neither announced nor kept when it goes", () => {
    const { act, leave, room, ask, enter } = openHosted();
    expect(codeIn(act(nick("Queen")))).toBe("name-refused");
    const ann = enter("Ann");
    expect(leave(HOST)).toEqual([]);
    expect([...room.listeners]).toEqual([ann]);
    expect(codeIn(ask(ann, 1, msg("host", "gone?")))).toBe("no-such-client");
    expect(room.handle(HOST, 1, say("gone"))).toEqual([]);
  });

  test("nobody takes its name, in whatever letters", () => {
    const { arrive, ask } = openRoom();
    for (const name of ["host", "HOST", "h\u043est", "server", "s\u0435rver"])
      expect([name, codeIn(ask(arrive(), 1, nick(name)))]).toEqual([name, "name-refused"]);
  });

  test.each(ACTS)("no guest can do what it can: %j", (command) => {
    const { enter, ask } = openHosted();
    const ann = enter("Ann");
    const effects = ask(ann, 5, command);
    expect([effects.length, codeIn(effects)]).toEqual([1, "host-only"]);
  });

  test.each(ACTS)("nor somebody at the door: %j", (command) => {
    const { arrive, ask } = openHosted();
    expect(codeIn(ask(arrive(), 5, command))).toBe("not-named");
  });
});

describe("kicking", () => {
  test("tells the guest and all why, ends its session and frees its place", () => {
    const { act, join, leave, comeBack, enter } = openHosted({ places: 1 });
    const ann = join("Ann");
    const effects = act({ type: "kick", name: "ANN", why: "too loud" });
    expect(outline(effects)).toEqual([`letGo to ${ann.number}`, "relay notice", "reply ack to 0"]);
    expect(effects[0]).toMatchObject({
      reason: { code: "kicked", message: "The host sent you away: too loud" },
    });
    expect(toldIn(effects)).toEqual(["Ann was sent away by the host: too loud"]);
    leave(ann.number);
    expect(codeIn(comeBack(ann.token).effects)).toBe("no-session");
    expect(enter("Ann")).toBe(ann.number + 2);
  });

  test("one who is away only loses its session and what was held for it", () => {
    const { act, join, leave, comeBack, room } = openHosted({ places: 1 });
    const ann = join("Ann");
    leave(ann.number);
    expect(room.open("10.0.0.9:1", quiet())).toBeUndefined();
    act({ type: "kick", name: "Ann" });
    expect(codeIn(comeBack(ann.token).effects)).toBe("no-session");
  });

  test("nobody by that name, and not oneself", () => {
    const { act } = openHosted();
    expect(answersIn(act({ type: "kick", name: "Ann" }))).toEqual([
      'no-such-client: Cannot kick "Ann": not here',
    ]);
    expect(answersIn(act({ type: "kick", name: "host" }))).toEqual([
      'usage: Cannot kick "host": that is you',
    ]);
  });
});

describe("muting", () => {
  test("takes away talk, names and files, and nothing else", () => {
    const { act, ask, enter } = openHosted({ uploads: true });
    const ann = enter("Ann");
    enter("Ben");
    expect(toldIn(act({ type: "mute", name: "Ann", ms: 60_000 }))).toEqual([
      "Ann is muted by the host for 1 min",
    ]);
    const put: Command = { type: "put", file: "a", size: 1, sha256: "0".repeat(64) };
    for (const command of [say("hi"), msg("Ben", "hi"), nick("Cy"), put])
      expect(codeIn(ask(ann, 2, command))).toBe("muted");
    for (const command of [status, { type: "list" } as const, { type: "get", file: "a" } as const])
      expect(codeIn(ask(ann, 2, command))).toBeUndefined();
  });

  test("ends by the clock, to the millisecond", () => {
    const { act, ask, enter, clock } = openHosted();
    const ann = enter("Ann");
    act({ type: "mute", name: "Ann", ms: 5000 });
    clock.at += 4999;
    expect(codeIn(ask(ann, 2, say("hi")))).toBe("muted");
    clock.at += 1;
    expect(codeIn(ask(ann, 2, say("hi")))).toBeUndefined();
  });

  test("stays over a lost line, another name given before, and joining anew under the same", () => {
    const { act, ask, join, leave, comeBack, enter } = openHosted();
    const ann = join("Ann");
    act({ type: "mute", name: "Ann" });
    leave(ann.number);
    comeBack(ann.token);
    expect(codeIn(ask(ann.number, 2, say("hi")))).toBe("muted");
    ask(ann.number, 3, { type: "exit" });
    const again = enter("ANN");
    expect(codeIn(ask(again, 2, say("hi")))).toBe("muted");
  });

  test("is taken back, once", () => {
    const { act, ask, enter } = openHosted();
    const ann = enter("Ann");
    act({ type: "mute", name: "Ann" });
    expect(toldIn(act({ type: "mute", name: "Ann", ms: 0 }))).toEqual(["Ann may speak again"]);
    expect(codeIn(ask(ann, 2, say("hi")))).toBeUndefined();
    expect(codeIn(act({ type: "mute", name: "Ann", ms: 0 }))).toBe("usage");
    expect(codeIn(act({ type: "mute", name: "Ben" }))).toBe("no-such-client");
  });
});

describe("the room's affairs", () => {
  test("an announcement reaches everyone, and is no talk", () => {
    const { act, room } = openHosted();
    const effects = act({ type: "announce", text: "lunch\nat noon" });
    expect(outline(effects)).toEqual(["relay notice", "reply ack to 0"]);
    expect([toldIn(effects), room.lastSeq]).toEqual([["Announcement: lunch\nat noon"], 0]);
  });

  test("the line for newcomers is shown, changed and taken away", () => {
    const { act, arrive, ask } = openHosted({ motd: "old" });
    const motdOf = () => welcomeIn(ask(arrive(), 1, nick(`N${Math.random()}`)))?.motd;
    expect(answersIn(act({ type: "motd" }))).toEqual(["Newcomers read: old"]);
    expect(answersIn(act({ type: "motd", text: "new" }))).toEqual(["Newcomers read: new"]);
    expect(motdOf()).toBe("new");
    expect(answersIn(act({ type: "motd", text: "" }))).toEqual(["Newcomers read nothing"]);
    expect(motdOf()).toBeUndefined();
  });

  test.each([
    [MOTD_CHARACTERS, undefined],
    [MOTD_CHARACTERS + 1, "too-long"],
  ])("a line of %d characters: %p", (length, code) => {
    expect(codeIn(openHosted().act({ type: "motd", text: "x".repeat(length) }))).toBe(code);
  });

  test.each([
    [undefined, { effect: "shutdown", ms: 0 }, "The room closes now"],
    [300_000, { effect: "shutdown", ms: 300_000 }, "The room closes in 5 min"],
    [0, { effect: "shutdown" }, "The room stays open"],
  ] as const)("closing in %p", (ms, effect, words) => {
    const effects = openHosted().act({ type: "shutdown", ...(ms === undefined ? {} : { ms }) });
    expect(toldIn(effects)).toEqual([words]);
    expect(effects.at(-1)).toEqual(effect);
  });

  test("what was read anew holds for newcomers", () => {
    const { room, arrive, ask, enter } = openHosted();
    const ann = enter("Ann");
    const bans = [{ name: "Eve", at: 0, until: null }];
    room.reload({ motd: "anew", password: true, bans });
    expect(room.stage(ann)).toBe("here");
    const guest = arrive();
    expect(room.stage(guest)).toBe("password");
    room.verified(guest, 1, true);
    expect(codeIn(ask(guest, 2, nick("Eve")))).toBe("banned");
    expect(welcomeIn(ask(guest, 2, nick("Cy")))?.motd).toBe("anew");
  });
});
