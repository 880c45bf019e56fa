// What a conversation asks: about a paste, which file, leaving with a download under way.

import { expect, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { every, type Every } from "../../../lib/client/chat/quiet.ts";
import { DOWNLOADS_AT_ONCE, QUESTION_QUIET_MS } from "../../../lib/protocol/limits.ts";
import { encodeChunk } from "../../support/chunk.ts";
import { talk } from "./conversation-fixture.ts";
import { Timers } from "../membership-fixture.ts";
import { type FakeServer, framesServer, Heard, type Peer } from "../peers.ts";
import { House } from "../server.ts";

/** A server that begins every file and never ends one; what is said it acknowledges, if nothing else. */
function unending(
  say = (peer: Peer, id: number) => peer.control({ type: "ack", re: id }),
  gets = new Heard(),
): FakeServer {
  return framesServer({
    who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
    say,
    get: (peer, id) => {
      gets.add("get ");
      peer.control({ type: "file", file: "a", size: 9, modified: 1, from: 0, re: id });
      peer.bytes(encodeChunk(id, Buffer.from("part")));
    },
  });
}

test("a paste that is sent is one message, and used up", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  paper.answers = ["send"];
  expect(await conversation.onPaste("/one\ntwo", "/one\ntwo")).toBe(true);
  await paper.shows("Ann: /one", "Ann: two");
  await bo.heard.waitFor("Ann: /one\nAnn: two\n");
  paper.answers = ["send"];
  expect(await conversation.onPaste("/me one\ntwo", "one\ntwo")).toBe(true);
  await bo.heard.waitFor("* Ann one\n* Ann two\n");
  expect(paper.questions.map(({ message }) => message)).toEqual([
    "Paste 2 lines?",
    "Paste 2 lines?",
  ]);
});

test("a paste that is kept is a file and stays out of the line; given up it is nothing", async () => {
  await using house = new House();
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  paper.answers = ["file"];
  expect(await conversation.onPaste("draft one\ntwo", "one\ntwo")).toBe(false);
  await paper.shows(/^\* Kept as .*paste-.*\.txt$/);
  const [file = ""] = readdirSync(house.out);
  expect(readFileSync(join(house.out, file), "utf8")).toBe("one\ntwo\n");
  for (const answer of ["cancel", undefined]) {
    paper.answers = [answer];
    expect(await conversation.onPaste("one\ntwo", "one\ntwo")).toBe(false);
  }
  expect(readdirSync(house.out)).toEqual([file]);
});

test("where the server takes files, a paste that is kept is shared", async () => {
  await using house = await House.withUploads();
  const bo = await talk("Bo", house.address, house.out);
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  paper.answers = ["file"];
  expect(await conversation.onPaste("one\ntwo", "one\ntwo")).toBe(false);
  await paper.shows(/^\* Kept as .*paste-.*\.txt$/, /^\* Added paste-.*\.txt to the shelf: 8 B$/);
  await bo.paper.shows(/^\* Ann added paste-.*\.txt \(8 B\)$/);
  const [file = ""] = readdirSync(house.out);
  expect(readFileSync(join(house.shelf, file), "utf8")).toBe("one\ntwo\n");
});

test("a paste that the disk refuses is asked about again, with the reason", async () => {
  await using house = new House();
  writeFileSync(house.out, "in the way");
  const { conversation, paper } = await talk("Ann", house.address, join(house.out, "x"));
  paper.answers = ["file", "send"];
  expect(await conversation.onPaste("one\ntwo", "one\ntwo")).toBe(true);
  const [first, second] = paper.questions.map(({ message }) => message);
  expect(first).toBe("Paste 2 lines?");
  expect(second).toMatch(/^Cannot .*\. Paste 2 lines\?$/);
  await paper.shows("Ann: one", "Ann: two");
});

test("get without a name asks for one of the shelf's", async () => {
  await using house = new House();
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  paper.answers = ["info.txt"];
  conversation.onLine("get");
  await paper.shows(/^\* Saved .*info\.txt: 416 B, checked$/);
  expect(paper.questions[0]).toMatchObject({ message: "Which file?", search: true });
});

test("a line that is entered puts off a question that comes by itself", async () => {
  await using house = new House();
  mkdirSync(house.out);
  writeFileSync(join(house.out, "info.txt"), "another");
  let at = 1_000_000;
  const looks = new Set<() => void>();
  const looking: Every = (_ms, look) => {
    looks.add(look);
    return () => void looks.delete(look);
  };
  const { conversation, paper } = await talk("Ann", house.address, house.out, () => at, looking);
  const pass = (ms: number) => {
    at += ms;
    for (const look of looks) look();
  };
  paper.draft = "half a line";
  conversation.onLine("get info.txt");
  await paper.shows(/^\* .*info\.txt exists already; you are asked when you stop typing$/);
  paper.draft = "";
  pass(QUESTION_QUIET_MS - 1);
  conversation.onLine("half a line");
  pass(QUESTION_QUIET_MS - 1);
  await paper.shows("Ann: half a line");
  expect(paper.questions).toEqual([]);
  paper.answers = ["rename"];
  pass(1);
  await paper.shows(/^\* Saved .*info \(1\)\.txt: 416 B, checked$/);
  expect(paper.questions[0]?.message).toBe(`${join(house.out, "info.txt")} exists already`);
});

test("leaving with a download under way: to stay, or to leave and have it kept to go on with", async () => {
  await using house = new House();
  mkdirSync(house.out);
  using fake = unending();
  const { conversation, paper, over } = await talk("me", fake.address, house.out);
  conversation.onLine("get a");
  await paper.tells(/^↓ a 44 % of 9 B/);
  paper.answers = ["stay"];
  conversation.onLine("/exit");
  await paper.tells(/^↓ a 44 % of 9 B/);
  conversation.onLine("still here");
  await paper.shows("me: still here");
  paper.answers = ["leave"];
  conversation.onLeave();
  await over;
  await fake.peers[0]?.heard.waitFor('"exit"');
  await fake.peers[0]?.closed.promise;
  expect(paper.questions).toHaveLength(2);
  expect(readFileSync(join(house.out, "a.part"), "utf8")).toBe("part");
  expect(readFileSync(join(house.out, "a.part.json"), "utf8")).toContain('"bytes":4,');
});

test("to leave waits for the last words, whose answer the server owes before all else", async () => {
  const said = Promise.withResolvers<() => void>();
  await using house = new House();
  mkdirSync(house.out);
  using fake = unending((peer, id) => said.resolve(() => peer.control({ type: "ack", re: id })));
  const { conversation, paper, over } = await talk("me", fake.address, house.out);
  conversation.onLine("get a");
  await paper.tells(/^↓ a 44 % of 9 B/);
  conversation.onLine("last words");
  const answer = await said.promise;
  paper.answers = ["leave"];
  conversation.onLeave();
  answer();
  await over;
  expect(paper.printed.slice(1)).toEqual([
    "me: last words",
    "* a has stopped at 44 %; /get a continues it",
  ]);
  expect(paper.live).toEqual([]);
  expect(readFileSync(join(house.out, "a.part"), "utf8")).toBe("part");
  expect(readFileSync(join(house.out, "a.part.json"), "utf8")).toContain('"bytes":4,');
});

test("a line that is lost: each download is told how it ended, once, and goes on over the next", async () => {
  await using house = new House();
  mkdirSync(house.out);
  const gets = new Heard();
  using fake = unending(undefined, gets);
  const timers = new Timers();
  const near = [Date.now, every, timers.later] as const;
  const { conversation, paper, over } = await talk("me", fake.address, house.out, ...near);
  conversation.onLine("get a");
  await paper.tells(/^↓ a 44 % of 9 B/);
  for (const name of ["b", "c", "d", "e", "f"]) conversation.onLine(`get ${name}`);
  await paper.tells("4 more transfers");
  await gets.waitFor("get ".repeat(DOWNLOADS_AT_ONCE));
  fake.peers[0]?.reset();
  await paper.shows("* e and 1 more are given up");
  expect(paper.printed).toContain("a has stopped at 44 %; /get a continues it");
  conversation.onLine("get a");
  await paper.shows("Cannot do that now: not connected");
  await timers.pass();
  await paper.tells("connected");
  conversation.onLine("get a");
  await paper.tells(/^↓ a 44 % of 9 B/);
  fake.peers[1]?.reset();
  await paper.shows("a has stopped at 44 %; /get a continues it");
  conversation.onLeave();
  await over;
  expect(paper.questions).toEqual([]);
  expect(paper.printed.at(-1)).toBe("a has stopped at 44 %; /get a continues it");
  expect(paper.printed.filter((row) => row.endsWith("more are given up"))).toHaveLength(1);
  expect(readFileSync(join(house.out, "a.part"), "utf8")).toBe("part");
  expect(readFileSync(join(house.out, "a.part.json"), "utf8")).toContain('"bytes":4,');
});

test("what never began and was given up with the line is told once, also to who leaves then", async () => {
  await using house = new House();
  const gets = new Heard();
  using fake = unending(undefined, gets);
  const timers = new Timers();
  const near = [Date.now, every, timers.later] as const;
  const { conversation, paper, over } = await talk("me", fake.address, house.out, ...near);
  for (const name of ["a", "b", "c", "d", "e"]) conversation.onLine(`get ${name}`);
  await gets.waitFor("get ".repeat(DOWNLOADS_AT_ONCE));
  fake.peers[0]?.reset();
  await paper.shows("* e is given up");
  conversation.onLeave();
  await over;
  expect(paper.printed.filter((row) => row === "* e is given up")).toHaveLength(1);
});
