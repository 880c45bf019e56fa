// Whom the host sends away and keeps out, of every dialect: over real connections, to the letter.

import { describe, expect, test } from "bun:test";
import type { Ban } from "../../lib/room/bans.ts";
import { Host } from "../support/host.ts";
import { House } from "../support/house.ts";

const MINUTE_MS = 60_000;

describe("kick", () => {
  test("sends guests of every dialect away, told why, and the others know", async () => {
    await using house = new House();
    const ann = await house.lines("Ann");
    const lina = await house.lines("Lina");
    const bare = await house.bare("Old");
    const finn = await house.frames("Finn");
    await ann.lines(3);
    await lina.lines(2);
    using host = await Host.of(house);
    const why = "no flooding";
    expect(await host.act({ type: "kick", name: "lina", why })).toEqual([
      "Lina was sent away by the host: no flooding",
    ]);
    expect(await lina.rest()).toBe("* The host sent you away: no flooding\n");
    await host.act({ type: "kick", name: "Old" });
    expect(await bare.rest()).toBe("* The host sent you away\n");
    await host.act({ type: "kick", name: "Finn" });
    expect(await finn.next("bye")).toMatchObject({
      code: "kicked",
      message: "The host sent you away",
    });
    expect((await ann.lines(6)).toSorted()).toEqual([
      "* Finn left",
      "* Finn was sent away by the host",
      "* Lina left",
      "* Lina was sent away by the host: no flooding",
      "* Old left",
      "* Old was sent away by the host",
    ]);
  });

  test("frees the place and the name at once, and the token is worth nothing", async () => {
    await using house = new House({ places: 1 });
    const finn = await house.frames("Finn");
    const { token } = finn;
    using host = await Host.of(house);
    await host.act({ type: "kick", name: "Finn" });
    await finn.next("bye");
    const again = await house.unnamedFrames();
    expect(await again.request({ type: "resume", token })).toMatchObject([
      { type: "error", code: "no-session" },
    ]);
    await again.join("Finn");
  });

  test("of somebody whose connection is lost takes the place that is held", async () => {
    await using house = new House({ places: 1 });
    const finn = await house.frames("Finn");
    const { token } = finn;
    using host = await Host.of(house);
    finn.raw[Symbol.dispose]();
    await host.told("left");
    await host.act({ type: "kick", name: "Finn" });
    await house.lines("Finn");
    const back = await house.guest();
    expect(await back.rest()).toBe("Server is full, try again later.\n");
    expect(token).not.toBe("");
  });

  test("of nobody, and of the host, is refused", async () => {
    await using house = new House();
    using host = await Host.of(house);
    const act = (name: string) => host.act({ type: "kick", name });
    expect(await act("Bob")).toEqual(['Cannot kick "Bob": not here']);
    expect(await act("host")).toEqual(['Cannot kick "host": that is you']);
  });
});

describe("ban", () => {
  test("sends away, keeps the name out in whatever form, and is kept", async () => {
    const kept: (readonly Ban[])[] = [];
    await using house = new House({ keepBans: (bans) => void kept.push(bans) });
    const lina = await house.lines("Lina");
    const finn = await house.frames("Finn");
    await lina.line();
    using host = await Host.of(house);
    expect(await host.act({ type: "ban", who: "Lina" })).toContain('Kept out: "Lina", for ever');
    expect(await lina.rest()).toBe("* You are banned from this room.\n");
    await host.act({ type: "ban", who: "Finn" });
    expect(await finn.next("bye")).toMatchObject({ code: "banned" });
    expect(kept.at(-1)).toMatchObject([{ name: "Lina" }, { name: "Finn" }]);

    for (const name of ["Lina", "LINA", "Li\u200dna"]) {
      const again = await house.guest();
      again.send(`${name}\n`);
      expect((await again.lines(2))[1]).toMatch(/^\* Cannot use ".*" as a name: /);
    }
    const program = await house.unnamedFrames();
    expect(await program.request({ type: "nick", name: "lina" })).toMatchObject([
      { type: "error", code: "banned" },
    ]);
    expect(await program.request({ type: "resume", token: finn.token })).toMatchObject([
      { type: "error", code: "no-session" },
    ]);
    expect(await host.act({ type: "unban", who: "lina" })).toEqual(["Let in again: Lina"]);
    expect(kept.at(-1)).toMatchObject([{ name: "Finn" }]);
    await program.join("Lina");
  });

  test("of who is not here, of an address, for a time: is listed, and over by the clock", async () => {
    let now = Date.UTC(2026, 10, 22, 18);
    await using house = new House({ now: () => now });
    using host = await Host.of(house);
    expect(await host.act({ type: "ban" })).toEqual(["Nobody is kept out"]);
    await host.act({ type: "ban", who: "Bob", ms: 10 * MINUTE_MS });
    await host.act({ type: "ban", who: "203.0.113.9", ms: 20 * MINUTE_MS });
    await host.act({ type: "ban", who: "2001:db8::7" });
    const list = await host.act({ type: "ban" });
    expect(list.map((line) => line.replace(/, until .*/, ""))).toEqual([
      '"Bob", for 10 min',
      "203.0.113.9, for 20 min",
      "2001:db8::7, for ever",
    ]);
    const bob = await house.guest();
    bob.send("Bob\n");
    expect((await bob.lines(2))[1]).toStartWith('* Cannot use "Bob" as a name: ');
    now += 10 * MINUTE_MS;
    bob.send("Bob\n");
    expect((await bob.lines(2))[1]).toBe("Your name is set as: Bob");
    expect((await host.act({ type: "ban" })).length).toBe(2);
    expect(await host.act({ type: "unban", who: "Bob" })).toEqual([
      'Cannot unban "Bob": it is not kept out',
    ]);
  });

  test("of this machine is refused: the host would lock itself out", async () => {
    await using house = new House();
    using host = await Host.of(house);
    for (const who of ["127.0.0.1", "::1"])
      expect(await host.act({ type: "ban", who })).toEqual([
        `Cannot ban "${who}": that is this machine`,
      ]);
  });
});
