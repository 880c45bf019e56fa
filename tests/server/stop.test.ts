// How the server ends: guests of every dialect are told, sent what they are owed, and the exit code says why.

import { describe, expect, test } from "bun:test";
import { CLOSE_MS } from "../../lib/protocol/limits.ts";
import { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";
import { Program } from "../support/program.ts";

const ASK = "Please enter a name:";
const GOODBYE = "* The server is shutting down\n";
const FILE = "0123456789abcdef\n".repeat(500_000);

describe("stopping", () => {
  test("tells the guests of every dialect and those at the door, and closes them", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    const bare = await house.bare("Old");
    const frames = await house.frames("Finn");
    const atTheDoor = await house.guest();
    expect(await atTheDoor.line()).toBe(ASK);
    const program = await house.unnamedFrames();

    await Promise.all([house.server.stop(), bare.closed, lines.closed, atTheDoor.closed]);
    expect(await lines.rest()).toBe(`* Old joined\n* Finn joined\n${GOODBYE}`);
    expect(await bare.rest()).toBe(GOODBYE);
    expect(await atTheDoor.rest()).toBe(GOODBYE);
    for (const each of [frames, program]) {
      expect(await each.next("bye")).toMatchObject({ code: "shutdown" });
      await each.raw.closed;
    }
  });

  test("sends what is owed first, and takes nothing more", async () => {
    await using house = new House({ files: { "big.txt": FILE } });
    const reader = await house.lines("Lina");
    const program = await house.frames("Finn");
    expect(await reader.line()).toBe("* Finn joined");
    const id = program.ask({ type: "get", file: "big.txt" });
    await program.firstChunk(id);
    program.raw.pause();
    reader.send("get big.txt\n");
    expect(await reader.line()).toBe("get big.txt ACK");
    reader.pause();
    const stopped = house.server.stop();
    program.send({ id: 99, type: "say", text: "never said" });
    program.raw.resume();
    reader.resume();
    expect(await reader.rest()).toBe(FILE + GOODBYE);
    const { sha256, answers } = await program.downloaded(id);
    expect(answers.at(-1)).toMatchObject({ type: "end", sha256 });
    await stopped;
  });

  test("frees the port at once, and is over at once when nobody is there", async () => {
    await using house = new House();
    const { port } = house.server;
    await house.server.stop();
    const again = Bun.listen({ hostname: "127.0.0.1", port, socket: { data() {} } });
    again.stop(true);
  });

  test("does not wait for a guest that was turned away longer than for others", async () => {
    let now = Date.now();
    await using house = new House({ places: 1, now: () => now });
    await house.lines("Lina");
    const turned = await house.guest({ stays: true });
    expect(await turned.rest()).toBe("Server is full, try again later.\n");
    now += CLOSE_MS;
    await turned.closed;
  });
});

describe("the process", () => {
  test.each(["SIGTERM", "SIGINT"] as const)(
    "on %s announces, flushes and exits 0",
    async (signal) => {
      await using program = new Program(["--port", "0", "--log-format", "json"]);
      const lines = await program.guest();
      lines.send("Lina\nget test.txt\n");
      expect(await lines.lines(3)).toEqual([ASK, "Your name is set as: Lina", "get test.txt ACK"]);
      const frames = await FramesGuest.open(await program.guest());
      await frames.join("Finn");
      program.signal(signal);
      const file = await Bun.file(`${import.meta.dir}/../../repo/test.txt`).text();
      const rest = await lines.rest();
      expect(rest.slice(0, file.length)).toBe(file);
      expect(rest).toEndWith(`* Finn joined\n${GOODBYE}`);
      expect(await frames.next("bye")).toMatchObject({ code: "shutdown" });
      expect(await program.exited).toBe(0);
      await program.line(new RegExp(`"message":"Stopping on ${signal}"`));
      await program.line(/"message":"Stopped"/);
      expect(await program.errors).toBe("");
    },
  );

  test.each([
    { signal: "SIGTERM", code: 143 },
    { signal: "SIGINT", code: 130 },
  ] as const)("on a second $signal exits at once with $code", async ({ signal, code }) => {
    await using program = new Program(["--port", "0", "--log-format", "json"]);
    // It is sent the end of the server's side, and does not end its own: the server waits for it.
    const guest = await program.guest({ stays: true });
    expect(await guest.line()).toBe(ASK);
    program.signal(signal);
    expect(await guest.rest()).toBe(GOODBYE);
    program.signal(signal);
    expect(await program.exited).toBe(code);
  });

  test("logs for programs: one JSON object a line, with what listens where", async () => {
    await using program = new Program(["--port", "0", "--log-format", "json", "-m", "7"]);
    const port = await program.port();
    const [first] = program.output.map((line): unknown => JSON.parse(line));
    expect(first).toEqual({
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      level: "info",
      message: `Listening on 127.0.0.1:${port}`,
      host: "127.0.0.1",
      port,
      places: 7,
      shelf: expect.stringMatching(/\/repo$/),
    });
  });

  test("greets its host with a banner, and logs for people the original's events", async () => {
    await using program = new Program(["--port", "0", "--name", "Lab 3"]);
    const port = await program.port();
    const guest = await program.guest();
    guest.send("Brandon\nHello\nexit\n");
    await guest.closed;
    await program.line(/Connection closed/);
    const banner = program.output.slice(
      0,
      program.output.findIndex((line) => /^\d{4}-/.test(line)),
    );
    expect(banner[0]).toBe(`Lab 3 is open on 127.0.0.1:${port}`);
    expect(banner.join("\n")).toContain(`bun client.ts 127.0.0.1:${port}`);
    expect(banner.join("\n")).toContain(`nc 127.0.0.1 ${port}`);
    expect(banner.join("\n")).toContain("add --host 0.0.0.0");

    const logged = program.output.slice(banner.length);
    const stamp = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d INFO  /;
    expect(logged.filter((line) => !stamp.test(line))).toEqual([]);
    expect(logged.map((line) => line.replace(stamp, ""))).toEqual([
      `New connection from ${guest.address}; Client 1`,
      "Received from Client 1: Brandon",
      "Received from Client 1: Hello",
      "Received from Client 1: exit",
      `Connection closed: ${guest.address}; Client 1`,
    ]);
  });

  test("takes its settings from the environment, and flags before it", async () => {
    await using house = new House({ files: { "only.txt": "here" } });
    await using program = new Program(["--max-clients", "1"], {
      PARLOR_PORT: "0",
      PARLOR_MAX_CLIENTS: "9",
      PARLOR_REPO: house.shelf,
      PARLOR_NAME: "Lab 3",
      PARLOR_MOTD: "Be kind",
      PARLOR_NAME_TIMEOUT: "1",
      PARLOR_LOG_FORMAT: "json",
      PARLOR_LOG_LEVEL: "info",
      PARLOR_HOST: "127.0.0.1",
    });
    expect(await program.port()).not.toBe(12345);
    expect(program.output[0]).toContain(`"places":1`);
    const late = await program.guest();
    expect(await late.rest()).toBe(`${ASK}\n* No name within 1 seconds; goodbye\n`);
    const frames = await FramesGuest.open(await program.guest());
    expect((await frames.next("hello")).room).toBe("Lab 3");
    expect(await frames.request({ type: "nick", name: "Finn" })).toMatchObject([
      { type: "welcome", motd: "Be kind" },
    ]);
    expect(await frames.request({ type: "list" })).toMatchObject([
      { type: "ack" },
      { type: "list", files: [{ file: "only.txt", size: 4 }] },
    ]);
    expect(await (await program.guest()).rest()).toBe("Server is full, try again later.\n");
  });
});

describe("the process ends with one line on standard error and", () => {
  test("1 where the port is taken", async () => {
    await using house = new House();
    const { port } = house.server;
    await using program = new Program(["--port", `${port}`]);
    expect(await program.exited).toBe(1);
    expect(await program.errors).toBe(
      `Cannot listen on "127.0.0.1:${port}": another program listens there; choose another with --port\n`,
    );
    expect(program.output).toEqual([]);
  });

  test.each([
    { flags: ["--host", "192.0.2.1"], code: 1, says: 'Cannot listen on "192.0.2.1:0": ' },
    {
      flags: ["--repo", "no/such/folder"],
      code: 6,
      says: 'Cannot open the shelf "no/such/folder"',
    },
    { flags: ["--repo", "package.json"], code: 6, says: 'Cannot open the shelf "package.json"' },
    {
      flags: ["--data", "package.json"],
      code: 6,
      says: 'Cannot keep the journal in "package.json": ',
    },
    {
      flags: ["--port", "65536"],
      code: 2,
      says: 'Cannot use --port "65536": must be a whole number',
    },
    { flags: ["--max-clients", "0"], code: 2, says: 'Cannot use --max-clients "0"' },
    { flags: ["--log-level", "loud"], code: 2, says: 'Cannot use --log-level "loud"' },
    { flags: ["--prot", "1"], code: 2, says: 'Cannot use "--prot": there is no such flag' },
    { flags: ["12345"], code: 2, says: 'Cannot use "12345": the server takes flags only' },
  ])("$code for $flags", async ({ flags, code, says }) => {
    await using program = new Program(["--port", "0", ...flags]);
    expect(await program.exited).toBe(code);
    const errors = await program.errors;
    expect(errors).toStartWith(says);
    expect(errors.trimEnd().split("\n")).toHaveLength(1);
    expect(program.output).toEqual([]);
  });
});

test.each([
  { flag: "--help", says: /^Usage: bun server\.ts/ },
  { flag: "-h", says: /^ +-p, --port PORT .*\[PARLOR_PORT\]$/ },
  { flag: "--version", says: /^parlor \d+\.\d+\.\d+$/ },
])("$flag is answered and exits 0", async ({ flag, says }) => {
  await using program = new Program([flag]);
  await program.line(says);
  expect(await program.exited).toBe(0);
  expect(await program.errors).toBe("");
});

test("a log whose reader has gone does not end the room", async () => {
  await using program = new Program(["--port", "0", "--log-format", "json"]);
  await program.port();
  program.closeOutput();
  for (const name of ["Ann", "Ben", "Cleo"]) {
    const guest = await program.guest();
    guest.send(`${name}\n`);
    expect((await guest.lines(2))[1]).toBe(`Your name is set as: ${name}`);
  }
  program.signal("SIGTERM");
  expect(await program.exited).toBe(0);
  expect(await program.errors).toBe("");
});
