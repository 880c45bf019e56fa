// Coming back by a token: name, number and place at once, and exactly what was missed.

import { describe, expect, test } from "bun:test";
import { HELD_MS, SESSION_MS } from "../../lib/protocol/limits.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";
import { lose, say, told } from "./returning.ts";

describe("who was lost and comes back", () => {
  test("has its name and number, and what it missed, its own among it", async () => {
    await using house = new House({ replay: 20, motd: "Be kind" });
    const ben = await house.frames("Ben");
    const ann = await house.frames("Ann");
    const key = Bun.randomUUIDv7();
    await say(ben, "one");
    await say(ann, "two", key);
    await lose(house, ann);
    await say(ben, "three");
    const away = await ben.request({ type: "msg", to: "Ann", text: "four" });
    expect(away).toMatchObject([{ type: "ack", seq: 4, away: true }]);

    const again = await house.unnamedFrames();
    const { token } = ann;
    const welcome = {
      type: "welcome",
      name: "Ann",
      client: 2,
      token,
      motd: "Be kind",
      re: 1,
    } as const;
    expect(await again.request({ type: "resume", token, since: 1 })).toEqual([welcome]);
    expect(told(await again.shown())).toEqual([
      `2 Ann: two (${key})`,
      "3 Ben: three",
      "4 Ben: four",
    ]);
    expect(await again.next("live")).toEqual({ type: "live", seq: 4 });
    await say(again, "five");
    expect(await again.request({ type: "who" })).toMatchObject([
      { type: "ack" },
      {
        clients: [
          { client: 1, name: "Ben" },
          { client: 2, name: "Ann" },
        ],
      },
    ]);
    const seen = ["joined", "2 Ann: two", "left", "joined", "5 Ann: five"];
    expect(told(await ben.heard())).toEqual(seen);
    const line = await house.log.line("is Client 2 again");
    expect(line).toContain(`Client 3 is Client 2 again, from ${again.raw.address}`);
    expect(house.log.all.join("")).not.toContain(token);
  });

  test("has missed nothing where nothing was said", async () => {
    await using house = new House();
    const ann = await house.frames("Ann");
    await say(ann, "one");
    await lose(house, ann);
    const again = await house.comesBack(ann.token, 1);
    expect(await again.shown()).toEqual([]);
    expect(await again.next("live")).toEqual({ type: "live", seq: 1 });
  });

  test("takes over from a connection that still seems to be there", async () => {
    await using house = new House({ places: 2 });
    const ben = await house.frames("Ben");
    const ann = await house.frames("Ann");
    ann.raw.pause();
    await say(ben, "one");
    const again = await house.comesBack(ann.token, 0);
    expect(told(await again.shown())).toEqual(["1 Ben: one"]);
    await say(ben, "two");
    expect((await again.next("said")).text).toBe("one");
    expect((await again.next("said")).text).toBe("two");

    ann.raw.resume();
    expect(await ann.next("bye")).toMatchObject({ code: "came-back" });
    await ann.raw.closed;
    // Nobody else noticed, and nothing that the old connection did counts any more.
    expect(told(await ben.heard())).toEqual(["joined"]);
    await say(again, "still here");
    expect((await ben.next("said")).from).toBe("Ann");
    const status = await ben.request({ type: "status" });
    expect(status[1]).toMatchObject({ clients: [{ client: 1 }, { client: 2, closed: null }] });
  });

  test("twice in one turn can read on either connection what became of it", async () => {
    await using house = new House();
    const { token } = await house.frames("Ann");
    const ways = [await house.guest(), await house.guest()];
    const resume = encodeControl({ type: "resume", token, since: 0, id: 1 });
    // Nothing is read before both have sent all of it.
    for (const way of ways) way.send(Buffer.concat([PREFACE, resume]));
    for (const [at, way] of ways.entries()) {
      const guest = await FramesGuest.listen(way);
      expect((await guest.next("welcome")).client).toBe(1);
      if (at === 0) expect((await guest.next("bye")).code).toBe("came-back");
      else await say(guest, "here");
    }
  });

  test("twice at once is there once, on the later connection", async () => {
    await using house = new House();
    const ann = await house.frames("Ann");
    await say(ann, "one");
    await lose(house, ann);
    const [first, second] = [await house.unnamedFrames(), await house.unnamedFrames()];
    const resume = { type: "resume", token: ann.token, since: 0 } as const;
    first.ask(resume);
    expect(await second.request(resume)).toMatchObject([{ type: "welcome", client: 1 }]);
    expect(await first.next("bye")).toMatchObject({ code: "came-back" });
    await first.raw.closed;
    expect(await second.shown()).toMatchObject([{ seq: 1, key: expect.any(String) }]);
    await say(second, "two");
    expect((await second.request({ type: "who" }))[1]).toMatchObject({ clients: [{ client: 1 }] });
  });

  test("may not come back once more while it is here", async () => {
    await using house = new House();
    const ann = await house.frames("Ann");
    const answer = await ann.request({ type: "resume", token: ann.token, since: 0 });
    expect(answer).toMatchObject([{ type: "error", code: "no-session" }]);
    await say(ann, "still here");
  });
});

describe("a token", () => {
  test.each([
    { what: "of nobody", token: () => "9.abc" },
    { what: "that is none", token: () => "abc" },
    { what: "that is empty", token: () => "" },
    { what: "with another's number", token: (own: string) => `2${own.slice(1)}` },
    { what: "with a wrong end", token: (own: string) => `${own.slice(0, -1)}!` },
    { what: "with more behind it", token: (own: string) => `${own}x` },
  ])("$what gives no session, and its guest may join", async ({ token }) => {
    await using house = new House();
    const ann = await house.frames("Ann");
    await house.frames("Ben");
    await say(ann, "one");
    await lose(house, ann);
    const guest = await house.unnamedFrames();
    const resume = { type: "resume", token: token(ann.token), since: 0 } as const;
    expect(await guest.request(resume)).toMatchObject([{ type: "error", code: "no-session" }]);
    await guest.join("Cem", { since: 0 });
    expect(told(await guest.shown())).toEqual(["1 Ann: one"]);
  });

  test("is worth nothing after its guest said goodbye, whose name is free", async () => {
    await using house = new House();
    const ann = await house.frames("Ann");
    await ann.request({ type: "exit" });
    const guest = await house.unnamedFrames();
    const resume = { type: "resume", token: ann.token, since: 0 } as const;
    expect(await guest.request(resume)).toMatchObject([{ code: "no-session" }]);
    await guest.join("Ann");
  });

  test("expires, counted from when its guest was lost", async () => {
    let now = Date.now();
    await using house = new House({ now: () => now });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    now += 1000;
    await lose(house, ann);
    now += 1;
    await lose(house, ben);
    now += SESSION_MS - 1;
    const guest = await house.unnamedFrames();
    const resume = { type: "resume", token: ann.token, since: 0 } as const;
    expect(await guest.request(resume)).toMatchObject([{ code: "no-session" }]);
    expect((await house.comesBack(ben.token, 0)).welcome.name).toBe("Ben");
  });
});

describe("the name and the place of who was lost", () => {
  test("are kept so long, and then free", async () => {
    let now = Date.now();
    await using house = new House({ places: 2, now: () => now, nameTimeoutMs: 2 * HELD_MS });
    const ann = await house.frames("Ann");
    const cem = await house.unnamedFrames();
    await house.lines("Ben");
    await lose(house, ann);
    now += HELD_MS - 1;
    expect(await cem.request({ type: "nick", name: "Cem" })).toMatchObject([{ code: "full" }]);
    now += 1;
    const dan = await house.frames("Dan");
    const again = await house.unnamedFrames();
    const resume = { type: "resume", token: ann.token, since: 0 } as const;
    expect(await again.request(resume)).toMatchObject([{ type: "bye", code: "full" }]);
    await dan.request({ type: "exit" });
    expect((await house.comesBack(ann.token, 0)).welcome).toMatchObject({ name: "Ann", client: 1 });
  });

  test("the name may be somebody else's then, and there is a place under another", async () => {
    let now = Date.now();
    await using house = new House({ now: () => now });
    const ann = await house.frames("Ann");
    await say(ann, "one");
    await lose(house, ann);
    const early = await house.unnamedFrames();
    now += HELD_MS - 1;
    const nick = { type: "nick", name: "ANN" } as const;
    expect(await early.request(nick)).toMatchObject([{ type: "error", code: "name-taken" }]);
    now += 1;
    expect(await early.request(nick)).toMatchObject([{ type: "welcome" }]);
    const again = await house.unnamedFrames();
    const resume = { type: "resume", token: ann.token, since: 0 } as const;
    expect(await again.request(resume)).toMatchObject([{ type: "error", code: "name-taken" }]);
    await again.join("Ann 2", { since: 0 });
    expect(told(await again.shown())).toEqual(["1 Ann: one"]);
  });
});
