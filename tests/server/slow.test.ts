// A guest that does not read costs bounded memory and time, and nobody else's messages.

import { expect, test } from "bun:test";
import { CLOSE_MS, FILE_STALL_MS, LINGER_MS, TALK_STALL_MS } from "../../lib/protocol/limits.ts";
import type { Guest } from "../support/guest.ts";
import { House } from "../support/house.ts";

const TEXT = "x".repeat(4000);
const GOODBYE = "* You do not read what you are sent; goodbye";

/** More than the system's own buffers of a connection and the server's bound together. */
const ENOUGH_BYTES = 32 * 1024 * 1024;

/** Talks until a guest has left, and returns how many messages that took. */
async function talkUntilLeft(talker: Guest, name: string): Promise<number> {
  for (let said = 0; said * TEXT.length < ENOUGH_BYTES;) {
    for (let burst = 0; burst < 50; burst++) talker.send(`${said++} ${TEXT}\n`);
    const lines = await talker.lines(50);
    if (!lines.includes(`* ${name} left`)) continue;
    await talker.line();
    return said;
  }
  throw new Error(`"${name}" is still here`);
}

const talkOf = (said: number) =>
  Array.from({ length: said }, (_, index) => `Ann: ${index} ${TEXT}`);

/** A clock that runs so many times as fast as the real one. */
function fastClock(times: number): () => number {
  const start = Date.now();
  return () => start + (Date.now() - start) * times;
}

test("a guest that never reads is let go as too slow, and the others miss nothing", async () => {
  let now = Date.now();
  await using house = new House({ now: () => now });
  const others = [await house.lines("Lina"), await house.lines("Cem")];
  const program = await house.frames("Finn");
  const slow = await house.lines("Slow");
  const ann = await house.lines("Ann");
  slow.pause();

  const said = await talkUntilLeft(ann, "Slow");
  for (const other of others) {
    const talk = (await other.heard()).filter((line) => !line.startsWith("* "));
    expect(talk.length).toBe(said);
    expect(talk).toEqual(talkOf(said));
  }
  const heard = await program.heard();
  expect(heard.filter(({ type }) => type === "said")).toHaveLength(said);

  // Its name is free, and what it is still sent before its end has no gap.
  await house.lines("Slow");
  slow.resume();
  const rest = (await slow.rest()).split("\n");
  expect(rest[0]).toBe("* Ann joined");
  expect(rest.slice(-2)).toEqual([GOODBYE, ""]);
  const got = rest.slice(1, -2);
  expect(got.length).toBeLessThan(said);
  expect(got).toEqual(talkOf(got.length));
  now += CLOSE_MS;
  await slow.closed;
}, 20_000);

test("one that was let go and reads on nothing is cut off", async () => {
  let now = Date.now();
  await using house = new House({ now: () => now });
  const slow = await house.lines("Slow");
  const ann = await house.lines("Ann");
  slow.pause();
  await talkUntilLeft(ann, "Slow");
  now += CLOSE_MS;
  expect(await house.log.line("Connection closed")).toContain(slow.address);
}, 20_000);

test("everyone sees where it left at the same place of the talk", async () => {
  await using house = new House();
  const before = await house.lines("Before");
  const slow = await house.lines("Slow");
  const after = await house.lines("After");
  const ann = await house.lines("Ann");
  slow.pause();
  await talkUntilLeft(ann, "Slow");
  const isNews = (line: string) => line.startsWith("Ann: ") || line === "* Slow left";
  const [first, second] = [await before.heard(), await after.heard()];
  expect(second.filter(isNews).indexOf("* Slow left")).toBe(
    first.filter(isNews).indexOf("* Slow left"),
  );
}, 20_000);

test("frames guests are told in a frame", async () => {
  await using house = new House();
  const slow = await house.frames("Slow");
  const ann = await house.lines("Ann");
  slow.raw.pause();
  await talkUntilLeft(ann, "Slow");
  slow.raw.resume();
  expect(await slow.next("bye")).toMatchObject({ code: "too-slow" });
  await slow.raw.closed;
}, 20_000);

test("a guest whose answers pile up is read no further, and gets every answer once it reads", async () => {
  await using house = new House();
  const watcher = await house.frames("Watcher");
  const crowd = Array.from({ length: 20 }, (_, index) => `${index}`.padEnd(64, "-"));
  for (const name of crowd) await house.lines(name.slice(0, 32));
  const flood = await house.lines("Flood");
  flood.pause();
  // The spaces are answered by nothing: they fill the way to the server, not the way back.
  const asked = 10_000;
  const sent = Buffer.from("status\n".repeat(asked) + `${" ".repeat(2000)}\n`.repeat(asked));
  flood.send(sent);

  // Each turn of the watcher is one in which the server could have read on.
  let received = 0;
  for (let turn = 0; turn < 300; turn++) ({ received } = await countsOf(watcher, "Flood"));
  expect(received).toBeLessThan(sent.byteLength / 2);
  expect(flood.sentAll).toBe(false);
  const worked = house.log.all.filter((line) => line.includes("Received from Client 22: status"));
  expect(worked.length).toBeWithin(1, asked / 2);

  flood.resume();
  for (let answer = 0; answer < asked; answer++) {
    const lines = await flood.lines(1 + 22);
    if (lines[0] !== "status ACK") expect(lines[0]).toBe("status ACK");
    if (!lines[22]?.includes("Name: Flood")) expect(lines[22]).toContain("Name: Flood");
  }
  expect(await flood.heard()).toEqual([]);
  expect((await countsOf(watcher, "Flood")).received).toBeGreaterThan(sent.byteLength);
}, 30_000);

/** What the server has counted of a client. */
async function countsOf(
  watcher: Awaited<ReturnType<House["frames"]>>,
  name: string,
): Promise<{ received: number; sent: number }> {
  const answers = await watcher.request({ type: "status" });
  const clients = answers.flatMap((answer) => (answer.type === "status" ? answer.clients : []));
  const { received = 0, sent = 0 } = clients.find((client) => client.name === name) ?? {};
  return { received, sent };
}

const SHELF = Object.fromEntries(
  Array.from({ length: 100 }, (_, index) => [`${index}.txt`, `content ${index}\n`.repeat(2000)]),
);

test("many files asked for at once by a lines guest come in the order asked", async () => {
  await using house = new House({ files: SHELF });
  const guest = await house.lines("Ann");
  guest.send(Array.from({ length: 100 }, (_, index) => `get ${index}.txt\n`).join(""));
  guest.end();
  const expected = Array.from(
    { length: 100 },
    (_, index) => `get ${index}.txt ACK\n${SHELF[`${index}.txt`]}`,
  );
  expect(await guest.rest()).toBe(expected.join(""));
});

test("many files asked for at once by a frames guest all come", async () => {
  await using house = new House({ files: SHELF });
  const guest = await house.frames("Ann");
  const ids = Object.keys(SHELF).map((file) => ({ file, id: guest.ask({ type: "get", file }) }));
  for (const { file, id } of ids) {
    const content = new Bun.CryptoHasher("sha256").update(SHELF[file] ?? "").digest("hex");
    const { sha256, answers } = await guest.downloaded(id);
    expect(sha256).toBe(content);
    expect(answers.at(-1)).toMatchObject({ type: "end", sha256: content });
  }
});

test.each([
  { what: "a file", command: "get big.bin\n", stall: FILE_STALL_MS },
  { what: "talk behind a file", command: "get big.bin\nHello\n", stall: TALK_STALL_MS },
])(
  "a guest that takes nothing of $what for too long is let go",
  async ({ command, stall }) => {
    const times = stall / 1000;
    const files = { "big.bin": Buffer.alloc(ENOUGH_BYTES) };
    await using house = new House({ now: fastClock(times), nameTimeoutMs: 3_600_000, files });
    const watcher = await house.lines("Lina");
    const slow = await house.lines("Slow");
    expect(await watcher.line()).toBe("* Slow joined");
    slow.send(command);
    await slow.line();
    slow.pause();
    expect((await watcher.lines(1 + Number(command.includes("Hello")))).at(-1)).toBe("* Slow left");
  },
  20_000,
);

test("one that has all its answers on the way is not cut off before it could read them", async () => {
  let now = Date.now();
  // Little enough for the system's own buffers, so that all of it has left the server at once.
  const file = "0123456789abcde\n".repeat(4_400);
  const files = { "some.txt": file };
  await using house = new House({ now: () => now, nameTimeoutMs: LINGER_MS, files });
  const slow = await house.guest({ stays: true });
  slow.send("Slow\n");
  await slow.lines(2);
  slow.pause();
  slow.send("get some.txt\nexit\n");
  await house.log.line("Received from Client 1: exit");
  const watcher = await house.frames("Watcher");
  while ((await countsOf(watcher, "Slow")).sent < file.length);
  // The last at the door is looked at last: once its time is over, the leaving one was looked at as well.
  const fence = await house.guest();
  await fence.line();
  now += LINGER_MS + 1;
  expect(await fence.line()).toStartWith("* No name within");
  const closed = house.log.all.filter((line) => line.includes("Connection closed"));
  expect(closed.filter((line) => line.includes(slow.address))).toEqual([]);
  slow.resume();
  expect(await slow.bytes(`get some.txt ACK\n${file}`.length)).toHaveLength(17 + file.length);
}, 20_000);
