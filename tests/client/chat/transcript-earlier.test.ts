// What was said before: with its clock and its day, without a bell; what was missed, with one bell at most; the history.

import { expect, test } from "bun:test";
import { Transcript } from "../../../lib/client/chat/transcript.ts";
import type { ServerMessage } from "../../../lib/protocol/messages.ts";
import type { Line } from "../../../lib/client/view/line.ts";
import { Paper } from "./conversation-fixture.ts";

const NOON = new Date(2026, 10, 22, 12).getTime();
const DAY_MS = 24 * 60 * 60 * 1000;

function transcribe() {
  const paper = new Paper();
  const look = { me: () => "ann", colourOf: () => String };
  const transcript = new Transcript(paper, look, { number: () => 1, now: () => NOON });
  return { paper, transcript };
}

const talk = (text: string, at: number) => ({ seq: 1, at, from: "bob", client: 9, text });
const said = (text: string, at = NOON): ServerMessage => ({ type: "said", ...talk(text, at) });
const live: ServerMessage = { type: "live", seq: 1 };

test("earlier messages have their clock and their day; a note ends them", () => {
  const { paper, transcript } = transcribe();
  transcript.hear(said("ann, hello", NOON - 2 * DAY_MS), "earlier");
  transcript.hear(said("still there?", NOON - 2 * DAY_MS + 60_000), "earlier");
  transcript.hear({ type: "told", ...talk("psst", NOON) }, "earlier");
  transcript.hear(live, "earlier");
  transcript.hear(said("now"));
  expect(paper.printed).toEqual([
    "── Friday, 20 November 2026 ──",
    "12:00 » bob: ann, hello",
    "12:01 bob: still there?",
    "── Sunday, 22 November 2026 ──",
    "12:00 → bob to you: psst",
    "* 3 earlier messages; /history shows more",
    "bob: now",
  ]);
  expect(paper.bells).toBe(0);
});

test("those of today have no day, one is one message, none are not told of", () => {
  const { paper, transcript } = transcribe();
  transcript.hear(live, "earlier");
  expect(paper.printed).toEqual([]);
  transcript.hear(said("hi"), "earlier");
  transcript.hear(live, "earlier");
  transcript.hear(live, "earlier");
  expect(paper.printed).toEqual(["12:00 bob: hi", "* 1 earlier message; /history shows more"]);
});

test("who is ignored is not shown, nor counted, among the earlier ones", () => {
  const { paper, transcript } = transcribe();
  transcript.ignore("bob");
  transcript.hear(said("hi"), "earlier");
  transcript.hear(live, "earlier");
  expect(paper.printed).toEqual(["* bob is ignored; /ignore bob again hears them"]);
});

test("what else the server says meanwhile is no earlier message", () => {
  const { paper, transcript } = transcribe();
  transcript.hear({ type: "error", code: "internal", message: "Cannot go on" }, "earlier");
  transcript.hear(live, "earlier");
  expect(paper.printed).toEqual(["Cannot go on"]);
});

test("what was missed stands as if it was heard; the bell rings once for all of it", () => {
  const { paper, transcript } = transcribe();
  for (const text of ["hello", "ann?", "ann!"]) transcript.hear(said(text), "missed");
  expect(paper.bells).toBe(1);
  transcript.hear(live, "missed");
  expect(paper.printed).toEqual(["bob: hello", "» bob: ann?", "» bob: ann!"]);
  transcript.hear(said("ann"), "missed");
  transcript.hear(live, "missed");
  expect(paper.bells).toBe(2);
  transcript.hear(said("ann!"));
  transcript.hear(said("ann!"));
  expect(paper.bells).toBe(4);
});

test("own words have the time that the server gave them", () => {
  const { paper, transcript } = transcribe();
  transcript.setTimes("on");
  const words = { text: "hello" };
  transcript.sending(words);
  transcript.sent(words, NOON + 60_000);
  expect(paper.printed.at(-1)).toBe("12:01 ann: hello");
});

test("the history is a line that knows us by our number", () => {
  const { transcript } = transcribe();
  const entry = { seq: 1, at: NOON, client: 1, from: "anna", text: "ann was here" };
  const rows = (line: Line) => line(Infinity).map((row) => Bun.stripANSI(row));
  expect(rows(transcript.past([entry], "history"))).toEqual(["* 1", "12:00 anna: ann was here"]);
  const found = transcript.past([{ ...entry, client: 2 }], "search", "here");
  expect(rows(found)).toEqual(['* 1 found for "here"', "12:00 » anna: ann was here"]);
  expect(rows(transcript.past([], "history", 5))).toEqual(["* Nothing is kept before 5"]);
});

test("where lines are only appended, words that wait are shown as waiting", () => {
  const paper = Object.assign(new Paper(), { appendOnly: true });
  const look = { me: () => "ann", colourOf: () => String };
  const transcript = new Transcript(paper, look, { number: () => 1, now: () => NOON });
  transcript.sending({ text: "at once" });
  transcript.sending({ text: "later" }, true);
  expect(paper.printed).toEqual(["… ann: later"]);
});
