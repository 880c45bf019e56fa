// What the host does to the room as a whole, and whom it silences: over real connections, to the letter.

import { describe, expect, test } from "bun:test";
import { Host } from "../support/host.ts";
import { House } from "../support/house.ts";
import { BYTES, put, shelfOf } from "./putting.ts";

const MINUTE_MS = 60_000;

describe("mute", () => {
  test("silences guests of every dialect, who still listen, until the time is over", async () => {
    let now = Date.now();
    await using house = await House.withUploads({}, { now: () => now });
    const lina = await house.lines("Lina");
    const bare = await house.bare("Old");
    const finn = await house.frames("Finn");
    await lina.lines(2);
    using host = await Host.of(house);
    for (const name of ["Lina", "Old", "Finn"])
      await host.act({ type: "mute", name, ms: 10 * MINUTE_MS });
    expect(await lina.lines(3)).toEqual([
      "* Lina is muted by the host for 10 min",
      "* Old is muted by the host for 10 min",
      "* Finn is muted by the host for 10 min",
    ]);

    const refused = (left: string, what = "Cannot send it") =>
      `${what}: the host has muted you for another ${left}`;
    for (const line of ["hello", "/me waves", "/msg host hi"]) {
      lina.send(`${line}\n`);
      expect(await lina.line()).toBe(`* ${refused("10 min")}`);
    }
    lina.send("/nick Anna\n");
    expect(await lina.line()).toBe(`* ${refused("10 min", "Cannot change your name")}`);
    now += 9 * MINUTE_MS;
    bare.send("hello");
    expect(await bare.line()).toBe(`* ${refused("1 min")}`);
    const sha256 = "0".repeat(64);
    for (const [command, what] of [
      [{ type: "say", text: "hello" }, "Cannot send it"],
      [{ type: "put", file: "x.txt", size: 1, sha256 }, "Cannot put it"],
    ] as const)
      expect(await finn.request(command)).toMatchObject([
        { type: "error", code: "muted", message: refused("1 min", what) },
      ]);
    lina.send("/who\n");
    expect((await lina.lines(5))[0]).toBe("/who ACK");
    await host.act({ type: "say", text: "quiet, please" });
    expect(await lina.line()).toBe("host: quiet, please");

    now += MINUTE_MS;
    lina.send("sorry\n");
    expect(await lina.line()).toBe("sorry ACK");
    bare.send("me too");
    expect(await bare.lines(2)).toEqual(["host: quiet, please", "Lina: sorry"]);
    expect(await bare.line()).toBe("me too ACK");
  });

  test("holds for who comes back, and for who joins anew under the name; off ends it", async () => {
    await using house = new House();
    const finn = await house.frames("Finn");
    const lina = await house.lines("Lina");
    using host = await Host.of(house);
    await host.act({ type: "mute", name: "Finn" });
    await host.act({ type: "mute", name: "Lina" });
    lina.end();
    await lina.rest();
    const again = await house.lines("LINA");
    again.send("hello\n");
    expect(await again.line()).toBe("* Cannot send it: the host has muted you");
    const back = await house.comesBack(finn.token, 0);
    expect(await back.request({ type: "say", text: "hello" })).toMatchObject([{ code: "muted" }]);
    await host.act({ type: "mute", name: "Finn", ms: 0 });
    expect(await back.request({ type: "say", text: "hello" })).toMatchObject([{ type: "ack" }]);
    expect(await host.act({ type: "mute", name: "Finn", ms: 0 })).toEqual([
      'Cannot let "Finn" speak: nobody muted it',
    ]);
  });
});

describe("the room", () => {
  test("hears an announcement, of which nothing is kept", async () => {
    await using house = new House({ replay: 20 });
    const lina = await house.lines("Lina");
    const bare = await house.bare("Old");
    await lina.line();
    using host = await Host.of(house);
    await host.act({ type: "announce", text: "the demo begins\nin five minutes" });
    expect(await lina.lines(2)).toEqual(["* Announcement: the demo begins", "* in five minutes"]);
    await host.act({ type: "say", text: "there" });
    expect(await bare.line()).toBe("host: there");
    const finn = await house.frames("Finn");
    expect(await finn.shown()).toMatchObject([{ type: "said", text: "there" }]);
  });

  test("greets newcomers with what the host wrote last", async () => {
    await using house = new House({ motd: "welcome" });
    using host = await Host.of(house);
    expect(await host.act({ type: "motd" })).toEqual(["Newcomers read: welcome"]);
    await host.act({ type: "motd", text: "be kind" });
    const lina = await house.lines("Lina");
    expect(await lina.line()).toBe("* be kind");
    await host.act({ type: "motd", text: "" });
    expect((await house.frames("Finn")).welcome).not.toHaveProperty("motd");
  });

  test("is told when it closes, and that it does not", async () => {
    const asked: (number | undefined)[] = [];
    await using house = new House({ closeIn: (ms) => void asked.push(ms) });
    const lina = await house.lines("Lina");
    using host = await Host.of(house);
    await host.act({ type: "shutdown", ms: 5 * MINUTE_MS });
    await host.act({ type: "shutdown", ms: 0 });
    await host.act({ type: "shutdown" });
    expect(await lina.lines(3)).toEqual([
      "* The room closes in 5 min",
      "* The room stays open",
      "* The room closes now",
    ]);
    expect(asked).toEqual([5 * MINUTE_MS, undefined, 0]);
  });

  test("loses a file that a guest put, by the host's word", async () => {
    await using house = await House.withUploads({}, { files: { "own.txt": "the host's" } });
    const lina = await house.lines("Lina");
    const finn = await house.frames("Finn");
    await put(finn, "bad.bin", BYTES);
    await lina.lines(2);
    using host = await Host.of(house);
    const file = "bad.bin";
    expect(await host.ask({ type: "rm", file })).toMatchObject([
      { type: "ack" },
      { type: "removed", file, name: "host", client: 0 },
    ]);
    expect(await lina.line()).toBe("* host removed bad.bin");
    await house.log.line('The host removed \\"bad.bin\\"');
    expect(shelfOf(house)).toEqual(["own.txt"]);
    for (const gone of [file, "own.txt"])
      expect((await host.ask({ type: "rm", file: gone })).at(-1)).toMatchObject({
        type: "error",
        code: "not-found",
        message: `Cannot remove "${gone}": no guest has put it on the shelf since the server began`,
      });
    expect(shelfOf(house)).toEqual(["own.txt"]);
  });
});

test("what the host alone can do guests cannot, and are not told of", async () => {
  await using house = new House();
  const lina = await house.lines("Lina");
  const finn = await house.frames("Finn");
  await lina.line();
  for (const line of ["/kick Finn", "/ban", "/shutdown", "/announce hi", "/mute Finn", "/motd x"]) {
    lina.send(`${line}\n`);
    expect(await lina.line()).toStartWith(`* Cannot run "${line.split(" ", 1)[0]}": `);
  }
  for (const command of [
    { type: "kick", name: "Lina" },
    { type: "ban", who: "Lina" },
    { type: "unban", who: "Lina" },
    { type: "mute", name: "Lina" },
    { type: "announce", text: "hi" },
    { type: "motd", text: "hi" },
    { type: "shutdown" },
  ] as const)
    expect(await finn.request(command)).toMatchObject([{ type: "error", code: "host-only" }]);
  const [, help] = await finn.request({ type: "help" });
  expect(JSON.stringify(help)).not.toMatch(/kick|shutdown/);
  using host = await Host.of(house);
  const [, mine] = await host.ask({ type: "help" });
  expect(JSON.stringify(mine)).toMatch(/\/kick.*\/shutdown/);
});
