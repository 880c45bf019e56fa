// The server at a terminal: a console for the host, a log in a file, and every way in which both end.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Guest } from "../support/guest.ts";
import { patiently } from "../support/patience.ts";
import { Program } from "../support/program.ts";
import { SERVER, ServerAtTerminal } from "./console-process.ts";

setDefaultTimeout(30_000);

const GOODBYE = "* The server is shutting down\n";

test("the host sees who comes, talks, sends somebody away and lets nobody of that name in, over restarts", async () => {
  await using server = new ServerAtTerminal();
  const { terminal } = server;
  const bob = await server.guest();
  bob.send("Bob\n");
  await terminal.waitFor("* Bob joined");
  terminal.type("hello\r");
  expect(await bob.lines(2)).toEqual(["Your name is set as: Bob", "host: hello"]);
  terminal.type("/ban Bob 2h\r");
  await terminal.waitFor('* Kept out: "Bob", for 2 h');
  expect(await bob.rest()).toBe("* You are banned from this room.\n");
  terminal.type("/quit\r");
  await terminal.waitFor("Close the room?");
  terminal.type("\r");
  expect(await server.left(0)).toContain("Closing the room");

  const log = server.log;
  for (const line of [
    "INFO  Listening on 127.0.0.1:",
    "INFO  Received from Client 1: Bob",
    "INFO  The host: hello",
    "INFO  The host: /ban Bob for 2 h",
    'INFO  The host\'s /ban: Kept out: "Bob", for 2 h',
    "INFO  Let go of Client 1: You are banned from this room.",
    "INFO  The host closes the room at the console",
    "INFO  Stopped",
  ])
    expect(log).toContain(line);
  expect(log).not.toContain("\x1b");
  expect(statSync(join(server.data, "server.log")).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(join(server.data, "bans.json"), "utf8"))).toMatchObject([
    { name: "Bob" },
  ]);

  await using again = new Program(["--port", "0", "--data", server.data]);
  const late = await again.guest();
  late.send("Bob\n");
  expect((await late.lines(2))[1]).toStartWith('* Cannot use "Bob" as a name: ');
});

test.each(["SIGTERM", "SIGINT"] as const)(
  "%s closes the room as ever, and gives the terminal back",
  async (signal) => {
    await using server = new ServerAtTerminal();
    const ann = await server.guest();
    server.terminal.type("half a line");
    await server.terminal.waitFor("half a line█");
    await server.send(signal);
    expect(await ann.rest()).toBe(GOODBYE);
    expect(await server.left(0)).toContain("The room is closed");
    expect(server.log).toContain(`Stopping on ${signal}`);
  },
);

test("/shutdown closes the room when its time has come", async () => {
  await using server = new ServerAtTerminal();
  const ann = await server.guest();
  ann.send("Ann\n");
  await server.terminal.waitFor("* Ann joined");
  server.terminal.type("/shutdown 1h\r");
  await server.terminal.waitFor("* The room closes in 1 h");
  server.terminal.type("/shutdown 1s\r");
  expect(await ann.rest()).toBe(
    `Your name is set as: Ann\n* The room closes in 1 h\n* The room closes in 1 s\n${GOODBYE}`,
  );
  expect(await server.left(0)).toContain("The room is closed");
});

test("a terminal that is closed closes the room, and guests are told", async () => {
  await using server = new ServerAtTerminal([], { alone: true });
  const ann = await server.guest();
  const { proc } = server.terminal;
  proc.terminal?.close();
  expect(await ann.rest()).toBe(GOODBYE);
  expect(await patiently(proc.exited)).toBe(0);
  expect(server.log).toContain("The host's terminal is gone");
  expect(server.log).not.toContain("at the console");
  expect(server.log).not.toContain("Read anew");
  expect(server.log).toContain("Stopped");
});

test("a SIGHUP while the terminal is there only reads anew: a ban that was written by hand holds", async () => {
  await using server = new ServerAtTerminal();
  const ann = await server.guest();
  writeFileSync(join(server.data, "bans.json"), '[{"name":"Ann"}]');
  await server.send("SIGHUP");
  const answers = (screen: string) => screen.match(/^\* ("Ann", for ever|Nobody is kept out)$/gm);
  let screen = "";
  for (let asked = 1; !screen.includes('"Ann", for ever'); asked++) {
    server.terminal.type("/ban\r");
    screen = await server.terminal.waitFor((seen) => (answers(seen)?.length ?? 0) >= asked);
  }
  ann.send("Ann\n");
  expect(await ann.line()).toStartWith('* Cannot use "Ann" as a name: ');
  await server.terminal.waitFor("* Read anew; bans: 1");
  writeFileSync(join(server.data, "bans.json"), "[{");
  await server.send("SIGHUP");
  await server.terminal.waitFor('! Cannot read "');
  ann.send("Ann\n");
  expect((await ann.lines(2))[1]).toStartWith('* Cannot use "Ann" as a name: ');
});

test("a fault of our own gives the terminal back, is logged, and guests are told", async () => {
  const command = [process.execPath, "--preload", join(import.meta.dir, "console-faults.ts")];
  await using server = new ServerAtTerminal([], {}, [...command, ...SERVER.slice(1)]);
  const ann = await server.guest();
  await server.send("SIGUSR2");
  expect(await ann.rest()).toBe(GOODBYE);
  expect(await server.left(1)).toContain("A fault of our own: Error: a fault on purpose");
  expect(server.log).toContain("ERROR A fault of our own: Error: a fault on purpose");
});

test("a log that cannot be written is told once, and the room is open", async () => {
  await using server = new ServerAtTerminal();
  mkdirSync(join(server.data, "server.log"), { recursive: true });
  const ann = await server.guest();
  ann.send("Ann\n");
  const screen = await server.terminal.waitFor("* Ann joined");
  expect(screen.replaceAll(/\s+/g, " ").split("Cannot write").length).toBe(2);
});

test("--ephemeral keeps no log and no bans", async () => {
  await using server = new ServerAtTerminal(["--ephemeral"]);
  await server.port();
  server.terminal.type("/ban Bob\r");
  await server.terminal.waitFor("* Kept out:");
  server.terminal.type("\x04");
  await server.terminal.waitFor("Close the room?");
  server.terminal.type("\r");
  await server.left(0);
  expect(existsSync(server.data)).toBe(false);
});

test("on a terminal that cannot be drawn on it is lines, with the same commands and the same end", async () => {
  await using server = new ServerAtTerminal([], { env: { TERM: "dumb" } });
  const ann = await server.guest();
  ann.send("Ann\n");
  await server.terminal.waitFor("* Ann joined");
  server.terminal.type("/kick Ann\n");
  expect(await ann.rest()).toContain("* The host sent you away\n");
  server.terminal.type("\x03");
  await server.terminal.waitFor("Press Ctrl-C again to close the room");
  server.terminal.type("\x03");
  await server.terminal.waitFor("Close the room?");
  server.terminal.type("1\n");
  await server.left(0);
  expect(server.terminal.raw()).not.toContain("\x1b[?");
});

test("in the background of its terminal the server is as without one", async () => {
  const inBackground = [
    "sh",
    "-mc",
    '"$@" & echo "job $!"; read line; kill $!; wait $!; echo "job ended $?"',
    "sh",
  ];
  await using server = new ServerAtTerminal([], {}, [...inBackground, ...SERVER]);
  const screen = await server.terminal.waitFor(/is open on 127\.0\.0\.1:\d+/, 10_000);
  expect(screen).not.toContain("host>");
  await server.terminal.waitFor("Ctrl-C stops the server.");
  server.terminal.type("\n");
  await server.terminal.waitFor("job ended 0", 10_000);
});

test("a terminal that takes nothing stops nobody: the room goes on, and ends when it is told to", async () => {
  const window = Bun.spawn([process.execPath, join(import.meta.dir, "console-unread.ts")], {
    stdout: "pipe",
  });
  try {
    const { value } = await window.stdout.getReader().read();
    const [port, pid] = new TextDecoder().decode(value).trim().split(" ").map(Number);
    const ann = await Guest.connect(port ?? 0);
    ann.send("Ann\n");
    await ann.lines(2);
    window.kill("SIGSTOP");
    const text = "x".repeat(1000);
    for (let n = 0; n < 500; n++) {
      ann.send(`${text}${n}\n`);
      expect(await ann.line()).toBe(`${text}${n} ACK`);
    }
    process.kill(pid ?? 0, "SIGTERM");
    expect(await ann.rest()).toBe(GOODBYE);
    window.kill("SIGCONT");
    expect(await patiently(window.exited)).toBe(0);
  } finally {
    window.kill("SIGKILL");
  }
});

describe("bans at the start", () => {
  test("that are damaged: one sentence, 6, and nobody is let in", async () => {
    await using server = new ServerAtTerminal();
    await server.port();
    writeFileSync(join(server.data, "bans.json"), '[{"nam":"Bob"}]');
    await server.send("SIGTERM");
    await server.left(0);
    await using program = new Program(["--port", "0", "--data", server.data]);
    expect(await program.exited).toBe(6);
    expect(await program.errors).toMatch(/^Cannot read ".*bans\.json": ban 1: .*\n$/);
  });
});
