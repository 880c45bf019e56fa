// The dialogue of the original server, to the letter: with LF, with CRLF, and without any line ending.

import { describe, expect, test } from "bun:test";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";

/** A local time, so that the columns of status are known to the letter. */
const EVENING = new Date(2025, 1, 10, 20, 29, 31).getTime();

const ENDED = "A line.\nThe last line.\n";
const NOT_ENDED = Buffer.from([0x1b, 0x5b, 0x32, 0x4a, 0x00, 0xff, 0x0d, 0x0a, 0x07]);

const ENDINGS = [
  { speaks: "LF lines", ending: "\n" },
  { speaks: "CRLF lines", ending: "\r\n" },
  { speaks: "no line endings", ending: "" },
];

/** What a lines guest reads beside the original's dialogue, and a bare guest does not. */
const extra = (ending: string, line: string) => (ending === "" ? [] : [line]);

async function ask(guest: Guest, text: string, ending: string, answers: number): Promise<string[]> {
  guest.send(text + ending);
  return guest.lines(answers);
}

describe.each(ENDINGS)("the transcript with $speaks", ({ ending }) => {
  test("naming, talk, status, list, get and exit", async () => {
    const files = { "info.txt": ENDED, "test.txt": NOT_ENDED };
    await using house = new House({ now: () => EVENING, files });

    const brandon = await house.guest();
    expect(await brandon.line()).toBe("Please enter a name:");
    expect(await ask(brandon, "Brandon", ending, 1)).toEqual(["Your name is set as: Brandon"]);

    const daniel = await house.guest();
    expect(await daniel.line()).toBe("Please enter a name:");
    expect(await ask(daniel, "Daniel", ending, 1)).toEqual(["Your name is set as: Daniel"]);

    const joined = extra(ending, "* Daniel joined");
    expect(await ask(brandon, "Hello World", ending, joined.length + 1)).toEqual([
      ...joined,
      "Hello World ACK",
    ]);
    expect(await daniel.line()).toBe("Brandon: Hello World");

    expect(await ask(brandon, "status", ending, 3)).toEqual([
      "status ACK",
      `Client: 1, Name: Brandon, Socket: ${brandon.address}, Opened at: 2025-02-10 20:29, Closed at: None`,
      `Client: 2, Name: Daniel, Socket: ${daniel.address}, Opened at: 2025-02-10 20:29, Closed at: None`,
    ]);
    expect(await ask(brandon, "list", ending, 3)).toEqual(["list ACK", "info.txt", "test.txt"]);

    expect(await ask(brandon, "get info.txt", ending, 1)).toEqual(["get info.txt ACK"]);
    expect((await brandon.bytes(ENDED.length)).toString()).toBe(ENDED);

    expect(await ask(brandon, "get test.txt", ending, 1)).toEqual(["get test.txt ACK"]);
    const newlineAdded = Buffer.concat([NOT_ENDED, Buffer.from("\n")]);
    expect(await brandon.bytes(newlineAdded.byteLength)).toEqual(newlineAdded);

    expect(await ask(brandon, "get nope.txt", ending, 2)).toEqual([
      "get nope.txt ACK",
      "File 'nope.txt' not found",
    ]);

    brandon.send(`exit${ending}`);
    expect(await brandon.rest()).toBe("");
    await brandon.closed;

    // Of all that Brandon asked for, Daniel has seen the one thing that was said.
    const left = extra(ending, "* Brandon left");
    expect(await ask(daniel, "status", ending, left.length + 3)).toEqual([
      ...left,
      "status ACK",
      `Client: 1, Name: Brandon, Socket: ${brandon.address}, Opened at: 2025-02-10 20:29, Closed at: 2025-02-10 20:29`,
      `Client: 2, Name: Daniel, Socket: ${daniel.address}, Opened at: 2025-02-10 20:29, Closed at: None`,
    ]);
    expect(await daniel.heard(ending)).toEqual([]);
  });

  test("a guest too many is told and takes no number", async () => {
    await using house = new House({ places: 2 });
    const brandon = await house.lines("Brandon", ending);
    const daniel = await house.lines("Daniel", ending);

    const third = await house.guest();
    expect(await third.rest()).toBe("Server is full, try again later.\n");
    await third.closed;

    daniel.send(`exit${ending}`);
    await daniel.closed;
    await house.lines("Emma", ending);
    await brandon.heard(ending);
    brandon.send(`status${ending}`);
    const status = (await brandon.lines(4)).slice(1);
    expect(status.map((line) => line.split(", ", 2).join(", "))).toEqual([
      "Client: 1, Name: Brandon",
      "Client: 2, Name: Daniel",
      "Client: 3, Name: Emma",
    ]);
  });
});

test("status has the local time of when a client came and went", async () => {
  let now = EVENING;
  await using house = new House({ now: () => now });
  const brandon = await house.lines("Brandon");
  now = new Date(2025, 1, 11, 0, 5).getTime();
  const daniel = await house.lines("Daniel");
  now = new Date(2025, 11, 31, 23, 59, 59).getTime();
  brandon.send("exit\n");
  await brandon.closed;
  now = new Date(2026, 0, 1).getTime();

  const lines = await ask(daniel, "status", "\n", 4);
  expect(lines[2]).toEndWith("Opened at: 2025-02-10 20:29, Closed at: 2025-12-31 23:59");
  expect(lines[3]).toEndWith("Opened at: 2025-02-11 00:05, Closed at: None");
});

test("lines that only look like commands are talk", async () => {
  await using house = new House();
  const brandon = await house.lines("Brandon");
  const daniel = await house.lines("Daniel");
  for (const text of [
    "get",
    "get ",
    "Status",
    "status please",
    "list of things",
    "exit now",
    "who",
  ]) {
    brandon.send(`${text}\n`);
    expect(await daniel.line()).toBe(`Brandon: ${text}`);
  }
});

test("the original's log has its events", async () => {
  await using house = new House();
  const brandon = await house.lines("Brandon");
  brandon.send("Hello World\nexit\n");
  await brandon.closed;
  await house.log.line("Connection closed");

  const events = house.log.all.map((line): unknown => JSON.parse(line));
  expect(events).toMatchObject([
    { level: "info", message: `New connection from ${brandon.address}; Client 1`, client: 1 },
    { level: "info", message: "Received from Client 1: Brandon", client: 1 },
    { level: "info", message: "Received from Client 1: Hello World", client: 1 },
    { level: "info", message: "Received from Client 1: exit", client: 1 },
    { level: "info", message: `Connection closed: ${brandon.address}; Client 1`, client: 1 },
  ]);
});

test("exit ends the connection also for a guest that keeps its side open, as netcat does", async () => {
  await using house = new House();
  const guest = await house.guest({ stays: true });
  guest.send("Nc\nexit\n");
  expect((await guest.lines(2))[1]).toBe("Your name is set as: Nc");
  await guest.closed;
});
