// Tab in an input line, without a terminal: candidates, late answers, and what ends the choosing.

import { expect, test } from "bun:test";
import { atEnd } from "../../../lib/client/terminal/editing.ts";
import { line, settled } from "./prompt-line.ts";

test("Tab puts one candidate in", async () => {
  const { press, draft, completion, hint } = await line();
  press("=/w x", "C-b", "C-b", "tab");
  completion.resolve({ start: 0, end: 2, candidates: ["/who"] });
  await settled();
  expect([draft(), hint()]).toEqual([{ text: "/who x", cursor: 4 }, ""]);
});

test("of several it puts in what they have in common; Tab and Shift-Tab go round; Escape is back", async () => {
  const { press, draft, completion, hint } = await line();
  press("=hi a", "tab");
  completion.resolve({ start: 3, end: 4, candidates: ["anna", "anton", "an\x07dy"] });
  await settled();
  expect([draft(), hint()]).toEqual([atEnd("hi an"), "anna  anton  andy"]);
  press("tab");
  expect([draft(), hint()]).toEqual([atEnd("hi anna"), "[anna]  anton  andy"]);
  press("S-tab");
  expect([draft(), hint()]).toEqual([atEnd("hi andy"), "anna  anton  [andy]"]);
  press("tab", "tab");
  expect(draft()).toEqual(atEnd("hi anton"));
  press("escape");
  expect([draft(), hint()]).toEqual([atEnd("hi a"), ""]);
  press("C-_");
  expect(draft()).toEqual(atEnd("hi anton"));
});

test("any other key accepts the candidate", async () => {
  const { press, draft, completion, hint } = await line();
  press("=a", "tab");
  completion.resolve({ start: 0, end: 1, candidates: ["anna", "andy"] });
  await settled();
  press("S-tab", "=!");
  expect([draft(), hint()]).toEqual([atEnd("andy!"), ""]);
});

test.each([
  ["a key that changes the line", ["=b"], "ab"],
  ["a motion", ["left"], "a"],
  ["Escape", ["escape"], "a"],
  ["Ctrl-C", ["C-c", "=a"], "a"],
] as const)("%s before the answer: nothing is completed", async (_what, keys, text) => {
  const { press, draft, completion, hint } = await line();
  press("=a", "tab", ...keys);
  completion.resolve({ start: 0, end: 1, candidates: ["anna", "andy"] });
  await settled();
  expect([draft().text, hint()]).toEqual([text, ""]);
});

test("Tabs before the answer are steps after it", async () => {
  const { press, draft, completion } = await line();
  press("=a", "tab", "tab", "tab");
  completion.resolve({ start: 0, end: 1, candidates: ["anna", "andy"] });
  await settled();
  expect(draft()).toEqual(atEnd("andy"));
});

test.each([undefined, { start: 0, end: 1, candidates: [] }])("nothing fits: %p", async (found) => {
  const { press, draft, completion, hint } = await line();
  press("=a", "tab");
  completion.resolve(found);
  await settled();
  expect([draft(), hint()]).toEqual([atEnd("a"), ""]);
});
