// Whom the host keeps out: names by how they look, addresses by their network, for a while or for ever.
import { describe, expect, test } from "bun:test";
import { MOST_BANS } from "../../lib/protocol/limits.ts";
import { HOST } from "../../lib/room/client.ts";
import { Bans } from "../../lib/room/bans.ts";
import { answersIn, codeIn, openHosted, sentAwayIn } from "./hosted.ts";
import { nick, quiet } from "./house.ts";

describe("a ban", () => {
  test("of somebody here: its name and its address, and all who come from there go", () => {
    const { act, from, room, arrive, ask } = openHosted();
    const ann = from("10.0.0.7", "Ann");
    const ben = from("10.0.0.7", "Ben");
    from("10.0.0.8", "Cy");
    const waiting = room.open("10.0.0.7:9", quiet());
    const effects = act({ type: "ban", who: "ann" });
    expect(sentAwayIn(effects)).toEqual([
      [ann, "banned"],
      [ben, "banned"],
      [Number(waiting), "banned"],
    ]);
    expect(answersIn(effects)).toEqual(['Kept out: "Ann" and 10.0.0.7, for ever']);
    expect([room.isBanned("10.0.0.7"), room.isBanned("10.0.0.8")]).toEqual([true, false]);
    for (const name of ["Ann", "\u0410nn"])
      expect(codeIn(ask(arrive(), 1, nick(name)))).toBe("banned");
  });

  test("of somebody who was lost: its session ends", () => {
    const { act, join, leave, comeBack } = openHosted();
    const ann = join("Ann");
    leave(ann.number);
    act({ type: "ban", who: "Ann" });
    expect(codeIn(comeBack(ann.token).effects)).toBe("no-session");
  });

  test("of a name that nobody has, and of an address", () => {
    const { act, from, room } = openHosted();
    expect(answersIn(act({ type: "ban", who: "Eve" }))).toEqual(['Kept out: "Eve", for ever']);
    const ann = from("2001:db8:1:2::1", "Ann");
    const ben = from("2001:db8:1:2::2", "Ben");
    expect(sentAwayIn(act({ type: "ban", who: "2001:DB8:1:2:0::1" }))).toEqual([[ann, "banned"]]);
    expect([room.isBanned("2001:db8:1:2::1"), room.isBanned("2001:db8:1:2::2")]).toEqual([
      true,
      false,
    ]);
    const effects = act({ type: "ban", who: "2001:db8:1:2::/64", ms: 60_000 });
    expect(sentAwayIn(effects)).toContainEqual([ben, "banned"]);
    expect(answersIn(effects)[0]).toStartWith("Kept out: 2001:db8:1:2::/64, for 1 min, until ");
    expect([room.isBanned("2001:db8:1:2:3::4"), room.isBanned("2001:db8:1:3::1")]).toEqual([
      true,
      false,
    ]);
  });

  test("of somebody who has just left takes the address along", () => {
    const { act, from, ask, room } = openHosted();
    ask(from("10.0.0.7", "Ann", "lines"), 1, { type: "exit" });
    expect(answersIn(act({ type: "ban", who: "ann" }))).toEqual([
      'Kept out: "Ann" and 10.0.0.7, for ever',
    ]);
    expect(room.isBanned("10.0.0.7")).toBe(true);
  });

  test("of somebody who is away is kept with it, so that no restart brings the session back", () => {
    const { room, join, leave } = openHosted();
    const ann = join("Ann");
    leave(ann.number);
    expect(room.handle(HOST, 1, { type: "ban", who: "Ann" })).toContainEqual({
      effect: "keep",
      client: expect.objectContaining({ number: ann.number, session: null }),
    });
  });

  test("read anew ends the coming back of who is away", () => {
    const { join, leave, comeBack, room } = openHosted();
    const ann = join("Ann");
    leave(ann.number);
    room.reload({ bans: [{ name: "Ann", at: 0, until: null }] });
    expect(codeIn(comeBack(ann.token).effects)).toBe("no-session");
  });

  test("read anew sends away who is here, at the door too, and nobody else", () => {
    const { from, room } = openHosted();
    const ann = from("10.0.0.7", "Ann");
    const ben = from("10.0.0.8", "Ben");
    const waiting = Number(room.open("10.0.0.9:1", quiet()));
    from("10.0.0.10", "Cy");
    const bans = [
      { name: "ANN", at: 0, until: null },
      { address: "10.0.0.8", at: 0, until: null },
      { address: "10.0.0.9", at: 0, until: null },
    ];
    expect(sentAwayIn(room.reload({ bans })).toSorted()).toEqual([
      [ann, "banned"],
      [ben, "banned"],
      [waiting, "banned"],
    ]);
  });

  test("never of this machine itself", () => {
    const { act, from, room } = openHosted();
    expect(answersIn(act({ type: "ban", who: "127.0.0.1" }))).toEqual([
      'usage: Cannot ban "127.0.0.1": that is this machine',
    ]);
    from("127.0.0.1", "Ann");
    expect(answersIn(act({ type: "ban", who: "Ann" }))).toEqual(['Kept out: "Ann", for ever']);
    expect(room.isBanned("127.0.0.1")).toBe(false);
  });

  test("of what is neither a name nor an address", () => {
    expect(codeIn(openHosted().act({ type: "ban", who: "10.0.0.0/8:" }))).toBe("usage");
  });

  test("ends by the clock, to the millisecond", () => {
    const { act, room, clock } = openHosted();
    act({ type: "ban", who: "10.0.0.7", ms: 1000 });
    clock.at += 999;
    expect(room.isBanned("10.0.0.7")).toBe(true);
    clock.at += 1;
    expect(room.isBanned("10.0.0.7")).toBe(false);
    expect(answersIn(act({ type: "ban" }))).toEqual(["Nobody is kept out"]);
  });

  test("is lifted by its name or by its address, and both are let in again", () => {
    const { act, from, room, ask, arrive } = openHosted();
    from("10.0.0.7", "Ann");
    act({ type: "ban", who: "Ann" });
    expect(answersIn(act({ type: "unban", who: "10.0.0.7" }))).toEqual([
      "Let in again: Ann at 10.0.0.7",
    ]);
    expect(room.isBanned("10.0.0.7")).toBe(false);
    expect(codeIn(ask(arrive(), 1, nick("ANN")))).not.toBe("banned");
    expect(answersIn(act({ type: "unban", who: "Ann" }))).toEqual([
      'no-such-client: Cannot unban "Ann": it is not kept out',
    ]);
  });

  test("and each change is handed over to be kept", () => {
    const { act, clock } = openHosted();
    const keptBy = (effects: ReturnType<typeof act>) =>
      effects.flatMap((each) => (each.effect === "bans" ? [each.bans] : []));
    const ban = { name: "Eve", at: clock.at, until: clock.at + 5 };
    expect(keptBy(act({ type: "ban", who: "Eve", ms: 5 }))).toEqual([[ban]]);
    expect(keptBy(act({ type: "unban", who: "eve" }))).toEqual([[]]);
    expect(keptBy(act({ type: "ban" }))).toEqual([]);
  });
});

test("a ban takes the place of those that keep out no more than it", () => {
  const bans = new Bans([]);
  bans.add({ address: "10.0.0.7", at: 0, until: 5 }, 0);
  bans.add({ address: "10.0.0.7", at: 1, until: null }, 1);
  bans.add({ name: "Ann", address: "10.0.0.7", at: 2, until: null }, 2);
  expect(bans.list(9)).toEqual([{ name: "Ann", address: "10.0.0.7", at: 2, until: null }]);
  bans.add({ name: "Ann", at: 3, until: null }, 3);
  expect(bans.list(9)).toHaveLength(2);
});

test.each([
  [MOST_BANS - 1, undefined],
  [MOST_BANS, "usage"],
])("with %d bans one more is: %p", (count, code) => {
  const bans = Array.from({ length: count }, (_, n) => ({ name: `n${n}`, at: 0, until: null }));
  const { act } = openHosted({ bans });
  expect(codeIn(act({ type: "ban", who: "one more" }))).toBe(code);
});
