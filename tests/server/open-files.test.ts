// A server that may open few files: whoever comes beyond them is told so, and nobody else notices.

import { expect, test } from "bun:test";
import { descriptorPlan } from "../../lib/server/descriptors.ts";
import type { Guest } from "../support/guest.ts";
import { Program } from "../support/program.ts";

const OPEN_FILES = 96;
const ASK = "Please enter a name:\n";
const FULL = "Server is full, try again later.\n";

/** How long somebody may stand at the door, in which the server should have nothing to do: seconds. */
const FLOOD_S = 2;

/** Much more than a start, a flood and some talk take, and less than spinning all the while. */
const CPU_MS = FLOOD_S * 1000 * 0.75;

async function named(server: Program, name: string): Promise<Guest> {
  const guest = await server.guest();
  guest.send(`${name}\n`);
  expect((await guest.lines(2))[1]).toBe(`Your name is set as: ${name}`);
  return guest;
}

async function talk(from: Guest, to: Guest, text: string): Promise<void> {
  from.send(`${text}\n`);
  expect(await from.line()).toBe(`${text} ACK`);
  expect(await to.line()).toBe(`Ann: ${text}`);
}

test("a flood beyond the process's files is turned away, and over when it is over", async () => {
  const flags = ["--port", "0", "--name-timeout", `${FLOOD_S}`, "--max-clients", `${OPEN_FILES}`];
  await using server = new Program(flags, {}, OPEN_FILES);
  const { connections } = descriptorPlan(OPEN_FILES);
  const ann = await named(server, "Ann");
  const ben = await named(server, "Ben");
  const silent = await server.guest();
  const others: Guest[] = [];
  while (others.length < connections - 3) others.push(await named(server, `Guest${others.length}`));
  const joined = ["Ben", ...others.map((_, index) => `Guest${index}`)];
  expect(await ann.lines(joined.length)).toEqual(joined.map((name) => `* ${name} joined`));
  await ben.lines(others.length);

  const extra = await Promise.all(Array.from({ length: 2 * OPEN_FILES }, () => server.guest()));
  expect(new Set(await Promise.all(extra.map((guest) => guest.rest())))).toEqual(new Set([FULL]));
  await Promise.all(extra.map((guest) => guest.closed));
  await talk(ann, ben, "Still here?");

  // So long the server has nothing to do.
  expect(await silent.rest()).toBe(`${ASK}* No name within ${FLOOD_S} seconds; goodbye\n`);
  await silent.closed;
  await named(server, "Cem");
  expect([await ann.line(), await ben.line()]).toEqual(["* Cem joined", "* Cem joined"]);
  await talk(ann, ben, "And now?");
  server.signal("SIGTERM");
  expect(await server.exited).toBe(0);
  expect(await server.cpuMs()).toBeLessThan(CPU_MS);
}, 20_000);

test("places that the system has no files for are told at the start", async () => {
  await using server = new Program(["--port", "0", "--max-clients", "1000"], {}, OPEN_FILES);
  await server.port();
  const told = server.output.filter((line) => line.includes("places can be taken"));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/WARN +Only \d+ of 1000 places can be taken: .*"ulimit -n \d+"/);
});
