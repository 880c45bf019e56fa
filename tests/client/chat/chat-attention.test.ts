// Who is meant: mentions are marked, direct messages too; the bell rings unless somebody looks, and as /bell says.

import { expect, setDefaultTimeout, test } from "bun:test";
import type { Pty } from "../../support/pty.ts";
import type { Peer } from "../peers.ts";
import { chatAs, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const FOCUS_IN = "\x1b[I";
const FOCUS_OUT = "\x1b[O";

/** Has the terminal report something; what is typed with it shows that it was read. */
async function report(ann: Pty, focus: string, typed: string): Promise<void> {
  ann.type(`${typed}${focus}`);
  await ann.waitFor(`${typed}█`);
}

/** Resolves once Ann has read Bo's line, and so has rung for it where she does. */
async function says(bo: Peer, ann: Pty, line: string): Promise<string> {
  bo.text(`${line}\n`);
  return seen(ann, line.replace(/^\/\w+ (Ann )?/, ""));
}

test("a mention is marked and highlighted, whatever its case; part of a word is none", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  await says(bo, ann, "did ANN see it?");
  await says(bo, ann, "Annabel did");
  await says(bo, ann, "/me looks at @ann");
  const screen = await seen(ann, "@ann");
  expect(screen).toContain("\n» Bo: did ANN see it?\nBo: Annabel did\n» ~ Bo looks at @ann\n");
  const row = ann.rows().findIndex((text) => text.startsWith("» Bo: did"));
  const marked = ann.cellsOf(row).filter(({ bold, inverse }) => bold && inverse);
  expect(marked.map(({ text }) => text).join("")).toBe("ANN");
});

test("one's own name in one's own words is no mention", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  ann.type("Ann it is\r");
  expect(await seen(ann, /^Ann: Ann it is$/m)).not.toContain("»");
  expect(ann.bells).toBe(0);
});

test("the bell rings where nobody looks, for mentions and direct messages alone", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  await says(bo, ann, "the first word, Ann");
  expect(ann.bells).toBe(1);
  await report(ann, FOCUS_IN, "x");
  await says(bo, ann, "Ann, you look");
  await says(bo, ann, "/msg Ann just you");
  expect(ann.bells).toBe(1);
  await report(ann, FOCUS_OUT, "y");
  await says(bo, ann, "nobody is meant");
  expect(ann.bells).toBe(1);
  await says(bo, ann, "Ann, are you there?");
  expect(ann.bells).toBe(2);
  const screen = await says(bo, ann, "/msg Ann psst");
  expect(screen).toContain("→ Bo to you: psst\n");
  expect(ann.bells).toBe(3);
});

test("/bell off is silent, /bell all rings for all that is said, /bell on is as it was", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(`/bell off\r${FOCUS_OUT}`);
  await seen(ann, "* The bell is off\nAnn> █");
  await says(bo, ann, "Ann, unheard");
  await says(bo, ann, "/msg Ann unheard too");
  expect(ann.bells).toBe(0);
  ann.type(`/bell all\r${FOCUS_OUT}`);
  await seen(ann, "* The bell rings for all that is said\nAnn> █");
  await says(bo, ann, "anything");
  await says(bo, ann, "/me does anything");
  expect(ann.bells).toBe(2);
  const cy = await house.netcat("Cy");
  await seen(ann, "* Cy joined");
  expect(ann.bells).toBe(2);
  ann.type(`/bell on\r${FOCUS_OUT}`);
  await seen(ann, "* The bell rings when you are meant\nAnn> █");
  await says(cy, ann, "nothing");
  expect(ann.bells).toBe(2);
  await says(cy, ann, "Ann!");
  expect(ann.bells).toBe(3);
  ann.type("/bell loud\r");
  await seen(ann, "Usage: /bell on|off|all\nAnn> █");
});

test("after a change of name the new one is meant, the old one no longer", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type("/nick Zoe\r");
  await ann.waitFor("Zoe> █");
  await says(bo, ann, "where is Ann?");
  const screen = await says(bo, ann, "oh, Zoe");
  expect(screen).toContain("\nBo: where is Ann?\n» Bo: oh, Zoe\n");
});

test("direct messages and actions, as each of them sees it", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  await using cy = await chatAs("Cy Lee", house.at);
  ann.type('/me waves\r/msg Bo one\r/msg "Cy Lee" two\r');
  await bo.heard.waitFor("* Ann waves\n* Ann to you: one\n");
  await seen(cy, "~ Ann waves\n→ Ann to you: two\nCy Lee> █");
  await seen(ann, "~ Ann waves\n→ you to Bo: one\n→ you to Cy Lee: two\nAnn> █");
  ann.type("last\r");
  await bo.heard.waitFor("Ann: last\n");
  expect(bo.heard.text).not.toContain("two");
  expect(await seen(cy, "Ann: last")).not.toContain("one");
});
