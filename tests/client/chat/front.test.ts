// A whole chat in this process, from the first word to the last, on a screen and in appended lines.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Desk } from "./desk.ts";
import { closedPort, framesServer, sendAway } from "../peers.ts";
import { House } from "../server.ts";

setDefaultTimeout(20_000);

describe.each([
  ["a screen", {}, "\x15"],
  // There the kernel edits, and what is typed has been edited.
  ["appended lines", { TERM: "dumb" }, ""],
])("%s", (_what, env, clear) => {
  test("joins, talks, leaves", async () => {
    await using house = new House({ motd: "Be kind" });
    const bo = await house.netcat("Bo");
    using desk = new Desk(env);
    const exit = desk.chat(house.at, "-n", "Ann");
    await desk.screen.shows(/Connected to Testing\n[\s\S]*You are Ann\.[\s\S]*Be kind/);
    desk.keyboard.type("hello\r");
    await bo.heard.waitFor("Ann: hello\n");
    await desk.screen.shows("Ann: hello");
    bo.text("hi Ann\n");
    await desk.screen.shows("» Bo: hi Ann");
    desk.keyboard.type("/exit\r");
    expect(await exit).toBe(0);
    await desk.screen.shows("Goodbye");
    await bo.heard.waitFor("* Ann left\n");
    expect(desk.keyboard.isRaw).toBe(false);
  });

  test("asks for a name until it is free", async () => {
    await using house = new House();
    await house.join("Ann");
    using desk = new Desk(env);
    const exit = desk.chat(house.at);
    await desk.screen.shows("Your name?");
    await desk.type("a:b\r", 'it has a ":"');
    await desk.type(`${clear}Ann\r`, /it is taken[\s\S]*Ann-\s*2/);
    await desk.type("\r", "You are Ann-2.");
    desk.keyboard.type("/exit\r");
    expect(await exit).toBe(0);
  });

  test("no server: a sentence, 1", async () => {
    using desk = new Desk(env);
    const at = `127.0.0.1:${closedPort()}`;
    expect(await desk.chat(at)).toBe(1);
    await desk.screen.shows(`Cannot reach "${at}": nothing listens there`);
  });

  test("a server that sends us away: its sentence, 3", async () => {
    using fake = framesServer();
    using desk = new Desk(env);
    const exit = desk.chat(fake.at, "-n", "me");
    await desk.screen.shows("You are me.");
    await desk.type("/help who\r", "/who  who is here now");
    sendAway(fake, "Come with another client");
    expect(await exit).toBe(3);
    await desk.screen.shows("Come with another client");
  });

  test("the end of the input leaves", async () => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    using desk = new Desk(env);
    const exit = desk.chat(house.at, "-n", "Ann");
    await desk.screen.shows("You are Ann.");
    desk.keyboard.type("last words\r");
    await bo.heard.waitFor("Ann: last words\n");
    desk.keyboard.end();
    expect(await exit).toBe(0);
    await bo.heard.waitFor("* Ann left\n");
  });
});

test("no name, by Ctrl-C or Ctrl-D: 130", async () => {
  await using house = new House();
  for (const key of ["\x03", "\x04"]) {
    using desk = new Desk();
    const exit = desk.chat(house.at);
    await desk.screen.shows("Your name?");
    desk.keyboard.type(key);
    expect(await exit).toBe(130);
    await desk.screen.shows("Cancelled");
  }
});

test("in appended lines Ctrl-C is a key: it asks, and the second leaves", async () => {
  await using house = new House();
  using desk = new Desk({ TERM: "dumb" });
  const exit = desk.chat(house.at, "-n", "Ann");
  await desk.type("/who\r", "1 Ann");
  expect(desk.guarded.onInterrupt?.()).toBe(true);
  await desk.screen.shows("Press Ctrl-C again to leave");
  expect(desk.guarded.onInterrupt?.()).toBe(true);
  expect(await exit).toBe(0);
});

test("what is typed and not sent is kept for the next run, unless in private", async () => {
  using desk = new Desk();
  const history = join(desk.state, "parlor", "history");
  for (const [line, words] of [
    ["secret", ["--private"]],
    ["cut off", []],
  ] as const) {
    using fake = framesServer();
    const exit = desk.chat(fake.at, "-n", "me", ...words);
    await desk.screen.shows("me> █");
    await desk.type(line, `me> ${line}█`);
    sendAway(fake, "Closing time");
    expect(await exit).toBe(3);
    if (words.length > 0) expect(readdirSync(desk.state)).toEqual([]);
  }
  expect(readFileSync(history, "utf8")).toBe("cut off\n");
  await using house = new House();
  const exit = desk.chat(house.at, "-n", "Ann");
  await desk.screen.shows(/Goodbye|Ann> █$/);
  await desk.type("\x1b[A", /Ann> cut off█$/);
  desk.keyboard.type("\r/exit\r");
  expect(await exit).toBe(0);
});
