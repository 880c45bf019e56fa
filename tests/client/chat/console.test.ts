// The host's console in this process: what it shows and takes, and how it ends.

import { later } from "../../../lib/protocol/later.ts";
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runConsole, type ConsoleFacts } from "../../../lib/client/chat/console.ts";
import { House, type HouseOptions } from "../../support/house.ts";
import { patiently } from "../../support/patience.ts";
import { Desk } from "./desk.ts";

/** What a console needs that nobody looks at. */
function nowhere({ state: out, screen: terminal }: Desk) {
  const shown = { terminal, opening: [] };
  const room = { ...shown, room: "Parlor", address: "there", out, history: undefined };
  return { ...room, warned() {}, guarded: {}, crashed() {}, now: Date.now };
}

/** A host at its console, in a house of its own. */
async function sit(env: Record<string, string> = {}, options: HouseOptions = {}) {
  const house = new House({ replay: 20, ...options });
  const desk = new Desk(env);
  const crashes: unknown[] = [];
  const guarded: ConsoleFacts["guarded"] = {};
  let isClosing = false;
  let warn = (_text: string, _isNews: boolean) => {};
  const over = runConsole({
    attach: () => house.server.attachHost(),
    isClosing: () => isClosing,
    room: "Parlor",
    address: "there",
    terminal: desk.screen,
    opening: ["Parlor is open", "  a row that is laid out"],
    out: desk.state,
    history: join(desk.state, "host-history"),
    warned: (listener) => (warn = listener),
    guarded,
    crashed: (error) => void crashes.push(error),
    now: Date.now,
    later,
  });
  await desk.screen.shows("You are host");
  return {
    house,
    desk,
    crashes,
    guarded,
    warn: (text: string, isNews = false) => warn(text, isNews),
    /** Stops the server, as a signal does. */
    stop: () => {
      isClosing = true;
      return house.server.stop();
    },
    over: () => patiently(over),
    async [Symbol.asyncDispose]() {
      isClosing = true;
      await house[Symbol.asyncDispose]();
      await over;
      desk[Symbol.dispose]();
    },
  };
}

test("begins with its first rows, shows the room, and talks as host", async () => {
  await using console = await sit();
  const { house, desk } = console;
  await desk.screen.shows("Parlor is open\n  a row that is laid out\n* You are host");
  const ann = await house.lines("Ann");
  await desk.screen.shows("* Ann joined");
  ann.send("hello there\n");
  await desk.screen.shows("Ann: hello there");
  await desk.type("welcome\r", "host: welcome");
  expect(await ann.lines(2)).toEqual(["hello there ACK", "host: welcome"]);
  await desk.type("/status\r", /Ann +here .*127\.0\.0\.1/);
});

test("shows what was said before as such, without ringing", async () => {
  await using first = await sit();
  const { house, desk } = first;
  const ann = await house.lines("Ann");
  ann.send("host: are you there?\n");
  await desk.screen.shows("Ann: host: are you there?");
  const rung = desk.screen.written.split("\x07").length;
  await desk.type("/quit\r", "Close the room?");
  await desk.type("\r", "Closing the room");
  await first.over();
  const again = new Desk();
  try {
    const over = runConsole({
      attach: () => house.server.attachHost(),
      isClosing: () => false,
      ...nowhere(again),
      later: () => () => {},
    });
    await again.screen.shows("1 earlier message; /history shows more");
    expect(again.screen.written.split("\x07").length).toBe(1);
    await again.type("/quit\r", "Close the room?");
    await again.type("\r", "Closing the room");
    await patiently(over);
  } finally {
    again[Symbol.dispose]();
  }
  expect(rung).toBe(2);
});

test("has the host's commands: in help, by Tab, meant when misspelt, and answered", async () => {
  await using console = await sit({}, { motd: "be kind" });
  const { house, desk } = console;
  const lina = await house.lines("Lina");
  expect(await lina.line()).toBe("* be kind");
  await desk.screen.shows("* Lina joined");
  await desk.type("/help kick\r", "send a guest away");
  await desk.type("/help nick\r", 'Cannot show "nick": there is no such command');
  await desk.type("/kik Lina\r", "did you mean /kick?");
  await desk.type("/anno\t", /host> \/announce █?/);
  await desk.type("a demo\r", "* Announcement: a demo");
  expect(await lina.line()).toBe("* Announcement: a demo");
  await desk.type("/mute Li\t", /host> \/mute Lina /);
  await desk.type("10m\r", "* Lina is muted by the host for 10 min");
  await desk.type("/mute Lina soon\r", "Usage: /mute NAME [TIME|off]");
  await desk.type("/motd\r", "* Newcomers read: be kind");
  await desk.type("/ban\r", "* Nobody is kept out");
  await desk.type("/unban Bob\r", 'Cannot unban "Bob": it is not kept out');
  await desk.type("/ban Lina 2h\r", '* Kept out: "Lina", for 2 h');
  expect((await lina.rest()).split("\n").at(-2)).toBe("* You are banned from this room.");
  await desk.screen.shows("* Lina left");
});

test("shows what goes wrong, before its end and after", async () => {
  await using console = await sit();
  const { desk, warn, over } = console;
  warn("Cannot store it: the disk is full");
  await desk.screen.shows("! Cannot store it: the disk is full");
  warn("Read anew; nothing has changed", true);
  await desk.screen.shows("* Read anew; nothing has changed");
  await desk.type("/quit\r", "Close the room?");
  await desk.type("\r", "Closing the room");
  await over();
  warn("Too late");
  await desk.screen.shows("Closing the room\nToo late");
});

test("asks before it closes the room, and tells for whom; staying is an answer", async () => {
  await using console = await sit();
  const { house, desk, over, crashes } = console;
  await desk.type("\x04", /Close the room\?[^]*nobody else is here/);
  await desk.type("\x1b[B\r", /host> █?$/);
  const ann = await house.lines("Ann");
  await desk.screen.shows("* Ann joined");
  await desk.type("still here\r", "host: still here");
  expect(await ann.line()).toBe("host: still here");
  await desk.type("half a line\x03", /host> █?$/);
  await desk.type("\x03", "Press Ctrl-C again to close the room");
  await desk.type("\x03", /Close the room\?[^]*1 guest is here/);
  await desk.type("\r", "Closing the room");
  await over();
  expect(desk.keyboard.isRaw).toBe(false);
  expect(crashes).toEqual([]);
  expect(readFileSync(join(desk.state, "host-history"), "utf8")).toContain("still here");
  expect(existsSync(join(desk.state, "history"))).toBe(false);
});

test("ends with the server, and does not try to come back", async () => {
  await using console = await sit();
  const { desk, stop, over } = console;
  await stop();
  await over();
  const screen = await desk.screen.shows("The room is closed");
  expect(screen).not.toContain("trying");
  expect(desk.keyboard.isRaw).toBe(false);
});

test("ends when its terminal is gone, without a question", async () => {
  await using console = await sit();
  const { desk, over } = console;
  desk.keyboard.end();
  await over();
  expect(desk.screen.written).not.toContain("Close the room?");
});

test("comes back by itself where its line alone was lost, and misses nothing", async () => {
  let line: Awaited<ReturnType<House["server"]["attachHost"]>>;
  await using house = new House({ replay: 20 });
  const desk = new Desk();
  const over = runConsole({
    attach: async () => (line = await house.server.attachHost()),
    isClosing: () => false,
    ...nowhere(desk),
    later: (_ms, act) => {
      const soon = setImmediate(act);
      return () => clearImmediate(soon);
    },
  });
  try {
    await desk.screen.shows("You are host");
    const ann = await house.lines("Ann");
    ann.send("one\n");
    await desk.screen.shows("Ann: one");
    line?.terminate();
    ann.send("two\n");
    const screen = await desk.screen.shows("Ann: two");
    expect(screen.split("Ann: one").length).toBe(2);
    await desk.type("here\r", "host: here");
    await desk.type("/quit\r", "Close the room?");
    await desk.type("\r", "Closing the room");
    await patiently(over);
  } finally {
    desk[Symbol.dispose]();
  }
});

test("a fault is told to whoever runs it, and the terminal is given back first", async () => {
  await using console = await sit();
  const { desk, crashes, stop, over } = console;
  const fault = new Error("a fault");
  process.emit("uncaughtException", fault);
  expect(desk.keyboard.isRaw).toBe(false);
  expect(crashes).toEqual([fault]);
  await stop();
  await over();
});

test("a terminal that takes nothing is not waited for: it is left as it is", async () => {
  await using console = await sit();
  const { desk, stop, over } = console;
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  let isStuck = true;
  const get = () => {
    resolve();
    return isStuck;
  };
  Object.defineProperty(desk.screen, "isStuck", { get });
  await stop();
  await patiently(asked);
  expect(desk.keyboard.isRaw).toBe(true);
  isStuck = false;
  desk.keyboard.end();
  await over();
  expect(desk.keyboard.isRaw).toBe(false);
});

test("in plain lines it does the same, and Ctrl-C is asked about", async () => {
  await using console = await sit({ TERM: "dumb" });
  const { house, desk, guarded, over } = console;
  const ann = await house.lines("Ann");
  await desk.screen.shows("* Ann joined");
  await desk.type("/mute Ann\n", "* Ann is muted by the host");
  expect(await ann.line()).toBe("* Ann is muted by the host");
  expect(guarded.onInterrupt?.()).toBe(true);
  await desk.screen.shows("Press Ctrl-C again to close the room");
  expect(guarded.onInterrupt?.()).toBe(true);
  await desk.screen.shows("Close the room?");
  await desk.type("1\n", "Closing the room");
  await over();
  expect(guarded.onInterrupt?.()).toBe(false);
});
