// A server that is there and says nothing of what it owes, or nothing more: a script does not wait for it for ever.

import { afterEach, expect, setSystemTime, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import type { Interruptible } from "../../lib/client/endings.ts";
import { runHeadless } from "../../lib/client/headless.ts";
import { Session } from "../../lib/client/session.ts";
import { readPlan } from "../../lib/client/settings.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import {
  CLOSE_MS,
  DISK_WAITING_BYTES,
  FILE_READING_MS,
  PING_AFTER_MS,
  STALLED_MS,
} from "../../lib/protocol/limits.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import { temporaryFolders } from "../files/temp.ts";
import { encodeChunk } from "../support/chunk.ts";
import { Kept, linesOf } from "./kept-output.ts";
import { type Answers, type FakeServer, framesServer, Heard, type Peer } from "./peers.ts";
import { failureOf } from "./server.ts";

const emptyFolder = temporaryFolders();

const MARGIN_MS = 5_000;

afterEach(() => void setSystemTime());

/** A session with a clock set by hand, at a server that answers pings and otherwise as `answers` say. */
async function setUp(answers: Answers = {}) {
  const clock = { now: 1_000_000 };
  const fake = framesServer({ ping: (peer) => peer.control({ type: "pong" }), ...answers });
  const { session } = await connect(fake.address, () => clock.now);
  session.expectProgress();
  return { clock, fake, session, [Symbol.dispose]: () => fake[Symbol.dispose]() };
}

/** Resolves when the session has heard a word of the server's that answers nothing, and all before it. */
async function hears(session: Session, fake: FakeServer): Promise<void> {
  const heard = new Promise<void>((resolve) => session.listen(() => resolve()));
  fake.peers[0]?.control({ type: "joined", at: 1, name: "Bo", client: 2 });
  await heard;
}

/** Lets time pass, in which the server says a word now and then. */
async function passes(ms: number, session: Session, fake: FakeServer, put: (ms: number) => void) {
  for (let left = ms; left > 0; left -= PING_AFTER_MS) {
    await hears(session, fake);
    put(Math.min(left, PING_AFTER_MS));
    session.sweep();
  }
}

const COMMANDS: Command[] = [
  { type: "who" },
  { type: "list" },
  { type: "status" },
  { type: "history" },
  { type: "say", text: "x" },
  { type: "nick", name: "Ann" },
  { type: "password", password: "x" },
];

test.each(COMMANDS)(
  "%j that is never answered, though the server answers pings",
  async (command) => {
    using given = await setUp({ nick: () => {} });
    const { clock, fake, session } = given;
    const asked = failureOf(session.request(command));
    clock.now += STALLED_MS - 1;
    session.sweep();
    expect(session.failure).toBeUndefined();
    await hears(session, fake);
    clock.now += 1;
    session.sweep();
    const why = `Lost "${fake.at}": it does not answer "${command.type}"`;
    expect(await asked).toMatchObject({ message: why, exit: EXIT.network });
  },
);

test("with each page, the time begins anew", async () => {
  const asked = Promise.withResolvers<[Peer, number]>();
  using given = await setUp({ list: (peer, id) => asked.resolve([peer, id]) });
  const { clock, session } = given;
  const pages = new Heard();
  const message = () => pages.add("page ");
  const listed = failureOf(session.request({ type: "list" }, { message }));
  const [peer, re] = await asked.promise;
  for (let n = 1; n <= 3; n++) {
    clock.now += STALLED_MS - 1;
    peer.control({ type: "list", files: [], more: true, re });
    await pages.waitFor("page ".repeat(n));
    session.sweep();
  }
  expect(session.failure).toBeUndefined();
  clock.now += STALLED_MS;
  session.sweep();
  expect((await listed).message).toEndWith('it does not answer "list"');
});

test("with each piece of a file likewise, but for one without bytes", async () => {
  const asked = Promise.withResolvers<[Peer, number]>();
  using given = await setUp({ get: (peer, id) => asked.resolve([peer, id]) });
  const { clock, fake, session } = given;
  const got = failureOf(session.request({ type: "get", file: "a" }));
  const [peer, id] = await asked.promise;
  for (const bytes of [1, 1, 0]) {
    clock.now += STALLED_MS - 1;
    peer.bytes(encodeChunk(id, new Uint8Array(bytes)));
    await hears(session, fake);
    session.sweep();
    expect(session.failure).toBeUndefined();
  }
  clock.now += 1;
  session.sweep();
  expect((await got).message).toEndWith('it does not answer "get"');
});

test("what we did not read, and a machine that slept, is not the server's silence", async () => {
  using given = await setUp();
  const { clock, session } = given;
  const asked = failureOf(session.request({ type: "who" }));
  session.hold(DISK_WAITING_BYTES + 1);
  clock.now += 2 * STALLED_MS;
  session.sweep();
  session.release(DISK_WAITING_BYTES + 1);
  session.sweep();
  clock.now += STALLED_MS;
  session.probe();
  session.sweep();
  expect(session.failure).toBeUndefined();
  clock.now += STALLED_MS;
  session.sweep();
  expect((await asked).message).toEndWith('it does not answer "who"');
});

test("a person is the one to lose patience in a chat", async () => {
  const clock = { now: 1_000_000 };
  using fake = framesServer({ ping: (peer) => peer.control({ type: "pong" }) });
  const { session } = await connect(fake.address, () => clock.now);
  session.request({ type: "list" }).catch(() => {});
  await passes(2 * FILE_READING_MS, session, fake, (ms) => (clock.now += ms));
  expect(session.failure).toBeUndefined();
});

test.each([
  [CLOSE_MS - 1, undefined],
  [CLOSE_MS, "Bye"],
])("a server that says goodbye and stays: after %i ms", async (ms, why) => {
  using given = await setUp();
  const { clock, fake, session } = given;
  fake.peers[0]?.control({ type: "bye", code: "shutdown", message: "Bye" });
  // A second one does not begin it anew.
  await session.request({ type: "nick", name: "me" });
  clock.now += ms;
  fake.peers[0]?.control({ type: "bye", code: "version", message: "No, stay" });
  await session.request({ type: "nick", name: "me" });
  session.sweep();
  expect(session.failure?.message).toBe(why);
});

/** What a script does with words at a server, until `reached`, and then the clock is put forward. */
async function stalledAfter(answers: Answers, reached: Heard, words: string[], ms: number) {
  const guarded: Interruptible = {};
  const output = new Kept();
  using fake = framesServer({ ping: (peer) => peer.control({ type: "pong" }), ...answers });
  const plan = readPlan([fake.at, ...words], {});
  const exit = runHeadless(plan, output, linesOf(), { USER: "ann" }, guarded);
  await reached.waitFor("reached");
  const { session } = guarded;
  if (!(session instanceof Session)) throw new Error("no session");
  const put = (later: number) => void setSystemTime(Date.now() + later);
  // What the machine itself takes meanwhile is less than this.
  await passes(ms - MARGIN_MS, session, fake, put);
  const before = session.failure;
  while (!session.failure) await passes(MARGIN_MS, session, fake, put);
  return { exit: await exit, before, failures: output.failures, at: fake.at };
}

test("a script whose request has no answer ends with 1 and a sentence", async () => {
  const reached = new Heard();
  const who = () => reached.add("reached");
  const ended = await stalledAfter({ who }, reached, ["who"], STALLED_MS);
  expect(ended).toMatchObject({ exit: 1, before: undefined });
  expect(ended.failures).toEqual([`Lost "${ended.at}": it does not answer "who"`]);
});

test.each([
  ["in the middle, with chunks of nothing", 52, STALLED_MS],
  ["at its end, where its hash may still be made", 100, FILE_READING_MS],
])("a download that stalls %s", async (_, bytes, ms) => {
  const reached = new Heard();
  const get = (peer: Peer, id: number) => {
    peer.control({ type: "file", file: "big.bin", size: 100, modified: 1, from: 0, re: id });
    peer.bytes(encodeChunk(id, Buffer.alloc(bytes)));
    peer.bytes(encodeChunk(id, new Uint8Array(0)));
    reached.add("reached");
  };
  const ended = await stalledAfter({ get }, reached, ["get", "big.bin", "-o", emptyFolder()], ms);
  expect(ended).toMatchObject({ exit: 1, before: undefined });
  expect(ended.failures).toEqual([`Lost "${ended.at}": it does not answer "get"`]);
});

test("a download that never begins, and what is known of a file", async () => {
  const folder = emptyFolder();
  const begun = new Heard();
  const get = () => begun.add("reached");
  const words = ["get", "a.txt", "-o", folder];
  const never = await stalledAfter({ get }, begun, words, FILE_READING_MS);
  expect(never).toMatchObject({ exit: 1, before: undefined });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "a.txt"), "there");
  const reached = new Heard();
  const about = () => reached.add("reached");
  const ended = await stalledAfter({ about }, reached, words, FILE_READING_MS);
  expect(ended).toMatchObject({ exit: 1, before: undefined });
  expect(ended.failures).toEqual([`Lost "${ended.at}": it does not answer "about"`]);
});

test("an upload that the server never asks for", async () => {
  const path = join(emptyFolder(), "a.txt");
  writeFileSync(path, "there");
  const reached = new Heard();
  const put = () => reached.add("reached");
  const ended = await stalledAfter({ put }, reached, ["put", path], FILE_READING_MS);
  expect(ended).toMatchObject({ exit: 1, before: undefined });
});
