// Whom the server keeps out for wrong passwords: the host sees it among its bans, and lets it in again.
import { describe, expect, test } from "bun:test";
import { MOST_BANS } from "../../lib/protocol/limits.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import type { Ban } from "../../lib/room/bans.ts";
import { HOST } from "../../lib/room/client.ts";
import type { Barred } from "../../lib/room/host.ts";
import { Room } from "../../lib/room/room.ts";
import { answersIn } from "./hosted.ts";
import { NOTHING_KEPT, nick, quiet } from "./house.ts";

const NETWORK = "2001:db8:1:2::/64";

/** A room whose server keeps these out, and what the host's commands bring about there. */
function kept(barred: readonly Barred[], bans: readonly Ban[] = []) {
  const places = { name: "Den", motd: "", places: 3, uploads: false, replay: 0 };
  const means = { now: () => 1000, secret: () => "s", key: () => "k", barred: () => barred };
  const room = new Room({ ...places, password: true, bans }, NOTHING_KEPT, means);
  room.openHost(quiet());
  room.greet(HOST, "frames");
  room.handle(HOST, 1, nick("host"));
  const act = (command: Command) => room.handle(HOST, 2, command);
  const pardoned = (who: string) =>
    act({ type: "unban", who }).flatMap((each) => (each.effect === "pardon" ? [each.address] : []));
  return { act, pardoned, list: () => answersIn(act({ type: "ban" })) };
}

describe("the list of bans", () => {
  test("has them behind the host's own, with what is left, and why", () => {
    const own = { name: "Bob", at: 0, until: null };
    const lines = kept([{ address: "10.0.0.5", leftMs: 540_000 }], [own]).list();
    expect(lines.length).toBe(2);
    expect(lines[0]).toBe('"Bob", for ever');
    expect(lines[1]).toMatch(
      /^10\.0\.0\.5, for 9 min, until \d{4}-\S+ \d\d:\d\d: wrong passwords$/,
    );
  });

  test("has so many of them, the newest, and the number of the others", () => {
    const barred = (count: number) =>
      Array.from({ length: count }, (_, n) => ({
        address: `10.0.${n >> 8}.${n & 255}`,
        leftMs: 1,
      }));
    expect(kept(barred(MOST_BANS)).list().length).toBe(MOST_BANS);
    const lines = kept(barred(MOST_BANS + 1)).list();
    expect(lines.length).toBe(MOST_BANS + 1);
    expect(lines[0]).toStartWith("10.0.0.1, ");
    expect(lines.at(-1)).toBe("1 more: wrong passwords");
  });
});

describe("letting in again", () => {
  test.each([
    ["10.0.0.5", "10.0.0.5"],
    [" ::ffff:10.0.0.5", "10.0.0.5"],
    [NETWORK, NETWORK],
    ["2001:db8:1:2:3::4", NETWORK],
  ])("%s pardons %s alone", (who, address) => {
    const { act, pardoned } = kept([
      { address: "10.0.0.5", leftMs: 1000 },
      { address: NETWORK, leftMs: 1000 },
    ]);
    expect(pardoned(who)).toEqual([address]);
    expect(answersIn(act({ type: "unban", who }))).toEqual([`Let in again: ${address}`]);
  });

  test("of an address that is banned as well lifts both, and says it once", () => {
    const ban = { address: "10.0.0.5", at: 0, until: null };
    const { act, list } = kept([{ address: "10.0.0.5", leftMs: 1000 }], [ban]);
    expect(list().length).toBe(2);
    const effects = act({ type: "unban", who: "10.0.0.5" });
    expect(effects).toContainEqual({ effect: "pardon", address: "10.0.0.5" });
    expect(effects).toContainEqual({ effect: "bans", bans: [] });
    expect(answersIn(effects)).toEqual(["Let in again: 10.0.0.5"]);
  });

  test("of others is refused", () => {
    const { act, pardoned } = kept([{ address: "10.0.0.5", leftMs: 1000 }]);
    for (const who of ["10.0.0.6", "Bob"]) {
      expect(pardoned(who)).toEqual([]);
      expect(answersIn(act({ type: "unban", who }))[0]).toEndWith("it is not kept out");
    }
  });
});
