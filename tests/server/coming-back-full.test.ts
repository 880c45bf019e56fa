// A full room and who comes back to it: there is a moment for it, a bound on how many use it, and no number is spent.

import { describe, expect, test } from "bun:test";
import { RETURN_MS, RETURNING_PLACES } from "../../lib/protocol/limits.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";
import { lose, say, told } from "./returning.ts";

const FULL = "Server is full, try again later.\n";

/** A room of one place, which is Ann's. */
async function fullHouse(now: () => number = Date.now): Promise<[House, FramesGuest]> {
  const house = new House({ places: 1, now });
  return [house, await house.frames("Ann")];
}

describe("in a full room", () => {
  test("who was lost has its place, and so has one who still seems to be there", async () => {
    const [made, ann] = await fullHouse();
    await using house = made;
    await say(ann, "one");
    await lose(house, ann);
    const again = await house.unnamedFrames();
    expect(await again.next("hello")).toMatchObject({ client: 0 });
    await again.comeBack(ann.token, 0);
    expect(again.welcome).toMatchObject({ name: "Ann", client: 1 });
    expect(await again.shown()).toMatchObject([{ seq: 1 }]);

    const third = await house.comesBack(ann.token, 1);
    expect(await again.next("bye")).toMatchObject({ code: "came-back" });
    await again.raw.closed;
    await say(third, "two");
    expect((await third.request({ type: "who" }))[1]).toMatchObject({ clients: [{ client: 1 }] });
    const lines = house.log.all.join("");
    expect(lines).toContain(`A guest without a place is Client 1 again, from ${third.raw.address}`);
    expect(lines).toContain(`Turned away ${third.raw.address}: the room is full`);
    expect(lines).not.toMatch(/Client -|"client":-/);
  });

  test("all others are told at once, and no number is spent", async () => {
    let now = Date.now();
    const [made, ann] = await fullHouse(() => now);
    await using house = made;
    const lines = await house.guest();
    expect(await lines.bytes(FULL.length)).toEqual(Buffer.from(FULL));
    lines.send("Ben\n");
    expect(await lines.rest()).toBe("");
    await lines.closed;
    const gone = await house.guest();
    gone.end();
    expect(await gone.rest()).toBe(FULL);

    // Whoever says nothing has so long, and one that came a millisecond later is still waited for then.
    const silent = await house.guest();
    const program = await house.unnamedFrames();
    now += 1;
    const late = await house.unnamedFrames();
    now += RETURN_MS - 1;
    expect(await silent.rest()).toBe(FULL);
    expect(await program.next("bye")).toMatchObject({ code: "full", message: FULL.trim() });
    await late.comeBack(ann.token, 0);
    await late.request({ type: "exit" });
    await house.lines("Ben");
    expect(await house.log.line("; Client 2")).toContain("New connection");
  });

  test.each([
    { what: "a name", send: { id: 7, type: "nick", name: "Ben" } },
    { what: "talk", send: { id: 7, type: "say", text: "Hi" } },
    { what: "a ping", send: { id: 7, type: "ping" } },
    { what: "what is no request", send: { type: "nonsense" } },
    { what: "a wrong token", send: { id: 7, type: "resume", token: "1.x", since: 0 } },
  ])("$what ends it", async ({ send }) => {
    const [made, ann] = await fullHouse();
    await using house = made;
    const guest = await house.unnamedFrames();
    guest.send(send);
    expect(await guest.next("bye")).toMatchObject({ code: "full" });
    await guest.raw.closed;
    expect(guest.came.map(({ type }) => type)).toEqual(["hello", "bye"]);
    expect(told(await ann.heard())).toEqual([]);
  });

  test("so many may try to come back at once, and one more is turned away at once", async () => {
    const at = Date.now();
    const [made, ann] = await fullHouse(() => at);
    await using house = made;
    const trying: FramesGuest[] = [];
    while (trying.length < RETURNING_PLACES) trying.push(await house.unnamedFrames());
    const beyond = await house.guest();
    expect(await beyond.rest()).toBe(FULL);
    await beyond.closed;
    const [first] = trying;
    await first?.comeBack(ann.token, 0);
    expect(first?.welcome.name).toBe("Ann");
    await house.unnamedFrames();
    expect(await (await house.guest()).rest()).toBe(FULL);
  });

  test("where nobody can come back the answer is as short as ever", async () => {
    const at = Date.now();
    await using house = new House({ places: 1, now: () => at });
    await house.lines("Ann");
    const guest = await house.guest();
    expect(await guest.rest()).toBe(FULL);
    await guest.closed;
  });
});
