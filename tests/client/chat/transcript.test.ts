// What a person reads: order, folds, own words on their way, day changes, whom they ignore, and the bell.
import { expect, test } from "bun:test";
import type { Line } from "../../../lib/client/view/line.ts";
import { Transcript } from "../../../lib/client/chat/transcript.ts";
import { FOLDED_EVENTS, PENDING_SHOWN } from "../../../lib/protocol/limits.ts";
import type { ServerMessage } from "../../../lib/protocol/messages.ts";

const NOON = new Date(2026, 10, 22, 12).getTime();
const DAY_MS = 24 * 60 * 60 * 1000;

/** A surface that only keeps what it is told. */
class Paper {
  readonly printed: string[] = [];
  live: string[] = [];
  bells = 0;

  constructor(readonly appendOnly = false) {}

  print(line: Line): void {
    this.printed.push(...texts(line));
  }

  setLive(lines: readonly Line[]): void {
    this.live = lines.flatMap(texts);
  }

  bell(): void {
    this.bells++;
  }
}

function texts(line: Line): string[] {
  return line(Infinity).map((row) => Bun.stripANSI(row));
}

function transcribe(paper = new Paper()): { paper: Paper; transcript: Transcript } {
  const look = { me: () => "ann", colourOf: () => String };
  return { paper, transcript: new Transcript(paper, look, { number: () => 1, now: () => NOON }) };
}

const said = (from: string, text: string, at = NOON): ServerMessage => ({
  type: "said",
  seq: 1,
  at,
  from,
  client: 9,
  text,
});
const joined = (name: string): ServerMessage => ({ type: "joined", at: NOON, name, client: 9 });
const left = (name: string): ServerMessage => ({ type: "left", at: NOON, name, client: 9 });

test("a fold stays open until something else is said, and stands before it", () => {
  const { paper, transcript } = transcribe();
  for (const name of ["a", "b", "c", "d", "e"]) transcript.hear(joined(name));
  expect(paper.printed).toEqual([]);
  expect(paper.live).toEqual(["* 5 joined"]);
  transcript.hear(said("bob", "hi"));
  expect(paper.printed).toEqual(["* 5 joined", "bob: hi"]);
  expect(paper.live).toEqual([]);
  transcript.hear(left("a"));
  transcript.close();
  expect(paper.printed.at(-1)).toBe("* a left");
});

test("where lines are only appended a fold ends with its turn", async () => {
  const { paper, transcript } = transcribe(new Paper(true));
  for (const name of ["a", "b", "c", "d"]) transcript.hear(joined(name));
  const { promise, resolve } = Promise.withResolvers<void>();
  setImmediate(resolve);
  await promise;
  expect(paper.printed).toEqual(["* 4 joined"]);
});

test("own words: on their way below the room, then in their place, or failed", () => {
  const { paper, transcript } = transcribe();
  const [first, second, third] = [{ text: "one" }, { text: "two" }, { text: "psst", to: "bob" }];
  for (const words of [first, second, third]) transcript.sending(words);
  expect(paper.live).toEqual(["… ann: one", "… ann: two", "… → you to bob: psst"]);
  transcript.hear(said("bob", "meanwhile"));
  transcript.sent(first);
  transcript.failed(second, "unknown", "Lost the connection");
  transcript.sent(third);
  expect(paper.live).toEqual([]);
  expect(paper.printed).toEqual([
    "bob: meanwhile",
    "ann: one",
    "✗ perhaps not sent: two",
    "✗ Lost the connection",
    "→ you to bob: psst",
  ]);
});

test("of many own words on their way the newest are shown", () => {
  const { paper, transcript } = transcribe();
  for (let n = 0; n < PENDING_SHOWN; n++) transcript.sending({ text: String(n) });
  expect([paper.live.length, paper.live[0]]).toEqual([PENDING_SHOWN, "… ann: 0"]);
  transcript.sending({ text: "one more" });
  expect([paper.live.length, paper.live[0]]).toEqual([PENDING_SHOWN, "… ann: 1"]);
  expect(paper.live.at(-1)).toBe("… ann: one more");
});

test("what the server has refused was not sent", () => {
  const { paper, transcript } = transcribe();
  const words = { text: "one", to: "bob" };
  transcript.sending(words);
  transcript.failed(words, "refused", "Not here");
  expect(paper.printed).toEqual(["✗ not sent: one", "✗ Not here"]);
});

test("a line stands between two days, whoever speaks first on the new one", () => {
  const { paper, transcript } = transcribe();
  transcript.hear(said("bob", "old", NOON - DAY_MS));
  transcript.sending({ text: "new" });
  const words = { text: "new" };
  transcript.sent(words);
  expect(paper.printed[0]).toBe("bob: old");
  expect(paper.printed[1]).toStartWith("── Sunday, 22 November 2026 ──");
  expect(paper.printed[2]).toBe("ann: new");
});

test("times are shown when they are wanted", () => {
  const { paper, transcript } = transcribe();
  transcript.setTimes("on");
  transcript.hear(said("bob", "hi"));
  expect(paper.printed).toEqual(["* Times are on", "12:00 bob: hi"]);
  transcript.setTimes("off");
  transcript.hear(said("bob", "ho"));
  expect(paper.printed.slice(2)).toEqual(["* Times are off", "bob: ho"]);
});

test("who is ignored is neither read nor heard, under a new name either", () => {
  const { paper, transcript } = transcribe();
  transcript.ignore(undefined);
  transcript.ignore("BOB");
  transcript.hear(said("bob", "ann!"));
  transcript.hear(joined("bob"));
  transcript.hear({ type: "renamed", at: NOON, from: "bob", to: "rob", client: 9 });
  transcript.hear({ type: "told", seq: 1, at: NOON, from: "rob", client: 9, text: "psst" });
  const file = { at: NOON, name: "rob", client: 9, file: "a" };
  transcript.hear({ type: "added", ...file, size: 1 });
  transcript.hear({ type: "removed", ...file });
  transcript.ignore(undefined);
  const words = ["* Nobody is ignored", "* BOB is ignored; /ignore BOB again hears them"];
  expect([paper.printed, paper.live, paper.bells]).toEqual([[...words, "* BOB (now rob)"], [], 0]);
  transcript.ignore("rob");
  transcript.hear(said("rob", "back"));
  expect(paper.printed.slice(3)).toEqual(["* rob is heard again", "rob: back"]);
});

test("a name that an ignored one had is not ignored in another", () => {
  const { paper, transcript } = transcribe();
  transcript.ignore("mallory");
  transcript.hear(said("mallory", "unheard"));
  transcript.hear({ type: "renamed", at: NOON, from: "mallory", to: "alice", client: 9 });
  transcript.hear(left("alice"));
  transcript.hear({ type: "said", seq: 1, at: NOON, from: "alice", client: 10, text: "it is me" });
  expect(paper.printed.at(-1)).toBe("alice: it is me");
  expect(paper.printed).toHaveLength(2);
});

test("we ourselves are never ignored", () => {
  const { paper, transcript } = transcribe();
  transcript.ignore("bob");
  transcript.hear({ type: "renamed", at: NOON, from: "bob", to: "cat", client: 1 });
  expect(paper.live).toEqual(["* bob is now cat"]);
});

test("nothing is shown after the end, and nothing rings", () => {
  const { paper, transcript } = transcribe();
  transcript.hear(joined("eve"));
  transcript.close();
  transcript.hear(said("bob", "late"));
  transcript.hear({ type: "told", seq: 1, at: NOON, from: "bob", client: 9, text: "psst" });
  for (let n = 0; n <= FOLDED_EVENTS; n++) transcript.hear(joined(`dan${n}`));
  transcript.sent({ text: "late" });
  expect(paper.printed).toEqual(["* eve joined"]);
  expect(paper.live).toEqual([]);
  expect(paper.bells).toBe(0);
});

test.each([
  ["on", 2],
  ["off", 0],
  ["all", 3],
] as const)("the bell %s", (mode, bells) => {
  const { paper, transcript } = transcribe();
  transcript.setBell(mode);
  transcript.hear(said("bob", "hello all"));
  transcript.hear(said("bob", "hello Ann!"));
  transcript.hear({ type: "told", seq: 1, at: NOON, from: "bob", client: 9, text: "psst" });
  transcript.hear(joined("eve"));
  expect(paper.bells).toBe(bells);
});

test("what stands on the screen for good: answers, remarks, refusals, errors of the server", () => {
  const { paper, transcript } = transcribe();
  transcript.show(() => ["a table"]);
  transcript.note("a remark");
  transcript.refuse("Cannot do it: no");
  transcript.hear({ type: "error", code: "internal", message: "Cannot go on" });
  transcript.hear({ type: "pong" });
  expect(paper.printed).toEqual(["a table", "* a remark", "Cannot do it: no", "Cannot go on"]);
});
