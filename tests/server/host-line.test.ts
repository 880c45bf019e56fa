// The host's line: a place in the room that is nobody's, without the bounds of the door, until it or the server ends.

import { describe, expect, test } from "bun:test";
import { BANNED, FULL } from "../../lib/protocol/dialogue.ts";
import { CLOSE_MS, DOOR_PLACES, GONE_AFTER_MS, LEAVING_PLACES } from "../../lib/protocol/limits.ts";
import { Host } from "../support/host.ts";
import { House } from "../support/house.ts";

test("the host sees what was said and what is, talks as host, and is found by its name", async () => {
  await using house = new House({ replay: 20 });
  const ann = await house.lines("Ann");
  ann.send("before\n");
  expect(await ann.line()).toBe("before ACK");
  const finn = await house.frames("Finn");
  expect(await ann.line()).toBe("* Finn joined");
  using host = await Host.of(house);
  expect(await host.told("said")).toMatchObject({ from: "Ann", text: "before" });
  expect(host.heard.map(({ type }) => type)).toEqual(["said", "live"]);

  expect(await host.ask({ type: "say", text: "welcome" })).toMatchObject([{ type: "ack", seq: 2 }]);
  expect(await ann.line()).toBe("host: welcome");
  expect(await finn.next("said")).toMatchObject({ text: "before" });
  expect(await finn.next("said")).toMatchObject({ from: "host", client: 0, text: "welcome" });
  ann.send("/msg host psst\n/who\n");
  expect(await host.told("told")).toMatchObject({ from: "Ann", text: "psst" });
  expect(await ann.lines(5)).toEqual([
    "/msg host psst ACK",
    "/who ACK",
    "* host (client 0)",
    "* Ann (client 1)",
    "* Finn (client 2)",
  ]);
  expect(await host.ask({ type: "status" })).toMatchObject([
    { type: "ack" },
    { type: "status", clients: [{ name: "Ann" }, { name: "Finn" }] },
  ]);
  expect(await host.ask({ type: "list" })).toMatchObject([{ type: "ack" }, { type: "list" }]);
  const found = await host.ask({ type: "search", text: "before" });
  expect(found.at(-1)).toMatchObject({ type: "history", entries: [{ text: "before" }] });
});

test("the host keeps its name, and nobody else gets it", async () => {
  await using house = new House();
  using host = await Host.of(house);
  const before = host.heard.length;
  expect(await host.ask({ type: "nick", name: "Anna" })).toMatchObject([
    { type: "error", code: "name-refused" },
  ]);
  expect(host.heard.length).toBe(before);
  const ann = await house.guest();
  ann.send("HOST\n");
  expect((await ann.lines(2))[1]).toStartWith('* Cannot use "HOST" as a name: ');
});

test("everything that the host does is in the log, and what came of it; direct messages are not", async () => {
  await using house = new House();
  const ann = await house.lines("Ann");
  using host = await Host.of(house);
  await host.act({ type: "say", text: "hello" });
  await host.act({ type: "msg", to: "Ann", text: "secret" });
  await host.act({ type: "kick", name: "Bob" });
  await host.act({ type: "mute", name: "Ann", ms: 60_000 });
  await host.act({ type: "ban" });
  await host.act({ type: "motd" });
  expect(await ann.line()).toBe("host: hello");
  const logged = house.log.all.map((line) => String(JSON.parse(line).message));
  expect(logged.filter((line) => line.startsWith("The host"))).toEqual([
    "The host: (comes in)",
    "The host: hello",
    "The host: /msg Ann …",
    "The host: /kick Bob",
    'The host\'s /kick: Cannot kick "Bob": not here',
    "The host: /mute Ann for 1 min",
    "The host's /mute: Ann is muted by the host for 1 min",
    "The host: /ban",
    "The host: /motd",
  ]);
  expect(logged.join()).not.toContain("secret");
});

describe("the bounds of guests", () => {
  test("do not count the host: a full room has a place for it, and it takes none", async () => {
    await using house = new House({ places: 1 });
    await house.lines("Ann");
    using host = await Host.of(house);
    await host.ask({ type: "say", text: "hello" });
    const late = await house.guest();
    expect(await late.rest()).toBe(`${FULL}\n`);
  });

  test("are as wide with a host as without", async () => {
    await using house = new House({ places: 100 });
    using host = await Host.of(house);
    for (let at = 0; at < DOOR_PLACES; at++) {
      expect(await (await house.guest()).line()).toBe("Please enter a name:");
    }
    expect(await (await house.guest()).rest()).toBe(`${FULL}\n`);
    expect(await host.ask({ type: "who" })).toMatchObject([{ type: "ack" }, { type: "who" }]);
  });

  test("of connections that are closing are as wide with a host as without", async () => {
    const now = Date.now();
    await using house = new House({ places: 2, now: () => now });
    using host = await Host.of(house);
    for (let at = 0; at <= LEAVING_PLACES; at++) {
      const leaver = await house.guest({ stays: true });
      leaver.send(`Guest ${at}\nexit\n`);
      await leaver.rest();
    }
    await house.lines("Ann");
    for (let at = 0; at < DOOR_PLACES; at++) {
      expect(await (await house.guest()).line()).toBe("Please enter a name:");
    }
    expect(await host.ask({ type: "who" })).toMatchObject([{ type: "ack" }, { type: "who" }]);
  });

  test("of time and of rate do not hold for it", async () => {
    let now = Date.now();
    await using house = new House({ now: () => now, nameTimeoutMs: 1000, rate: 1 });
    using host = await Host.atTheLine(house);
    const fence = await house.guest();
    await fence.line();
    now += 2000;
    expect(await fence.line()).toStartWith("* No name within");
    await host.ask({ type: "nick", name: "host" });
    const asked = Array.from({ length: 50 }, (_, n) => host.ask({ type: "say", text: `${n}` }));
    const answers = await Promise.all(asked);
    expect(answers.every(([first]) => first?.type === "ack")).toBe(true);
    now += GONE_AFTER_MS - 1;
    await host.ask({ type: "who" });
  });
});

describe("its end", () => {
  test("the host leaves, the room stays, and it may come again", async () => {
    await using house = new House();
    const ann = await house.lines("Ann");
    const host = await Host.of(house);
    await host.session.leave();
    ann.send("/msg host psst\n");
    expect(await ann.line()).toBe('* Cannot reach "host": not here');
    using again = await Host.of(house);
    await again.ask({ type: "say", text: "again" });
    expect(await ann.line()).toBe("host: again");
  });

  test("a line that breaks is the host's alone; the next waits until it is gone", async () => {
    await using house = new House();
    const ann = await house.lines("Ann");
    const host = await Host.of(house);
    host.line.terminate();
    using again = await Host.of(house);
    await again.ask({ type: "say", text: "again" });
    expect(await ann.line()).toBe("host: again");
  });

  test("with the server the host is told, and no other line is had", async () => {
    await using house = new House();
    using host = await Host.of(house);
    const stopped = house.server.stop();
    expect((await host.session.ended).refusal?.code).toBe("shutdown");
    await stopped;
    expect(await house.server.attachHost()).toBeUndefined();
  });

  test("a host that reads nothing keeps the server for no longer than a guest does", async () => {
    let now = Date.now();
    await using house = new House({ now: () => now });
    const ann = await house.lines("Ann");
    using host = await Host.of(house);
    host.line.pause();
    let isStopped = false;
    const stopped = house.server.stop().then(() => (isStopped = true));
    await ann.rest();
    await ann.closed;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(isStopped).toBe(false);
    now += CLOSE_MS;
    await stopped;
  });
});

test("a banned address is told so at the door, before anything else, and gets no number", async () => {
  const bans = [{ address: "127.0.0.1", at: 0, until: null }];
  await using house = new House({ bans });
  const bob = await house.guest();
  expect(await bob.rest()).toBe(`${BANNED}\n`);
  using host = await Host.of(house);
  await host.act({ type: "unban", who: "127.0.0.1" });
  await house.lines("Bob");
  expect(house.log.all.some((line) => line.includes("Client 1"))).toBe(true);
});
