// Tab in the chat: commands, names, files of the shelf, local paths; Shift-Tab goes back, Escape undoes.

import { afterEach, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chatAs, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const TAB = "\t";
const SHIFT_TAB = "\x1b[Z";
const ESCAPE = "\x1b";
const CLEAR = "\x15";

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "parlor-tab-"));
  folders.push(folder);
  return folder;
}

test("commands: the only one at once, of several what they have in common, then each", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  ann.type(`/w${TAB}`);
  await ann.waitFor("Ann> /who █");
  ann.type(`${CLEAR}/m${TAB}`);
  await seen(ann, "/msg  /me\nAnn> /m█");
  ann.type(TAB);
  await seen(ann, "[/msg]  /me\nAnn> /msg █");
  ann.type(TAB);
  await seen(ann, "/msg  [/me]\nAnn> /me █");
  ann.type(TAB);
  await seen(ann, "[/msg]  /me\nAnn> /msg █");
  ann.type(SHIFT_TAB);
  await seen(ann, "/msg  [/me]\nAnn> /me █");
  ann.type(ESCAPE);
  const screen = await seen(ann, /Ann> \/m█$/);
  expect(screen).not.toContain("/msg  ");
  ann.type(`${CLEAR}/time ${TAB}`);
  await seen(ann, "on  off\nAnn> /time o█");
});

test("a command chosen by Shift-Tab does what it says", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(`/m${SHIFT_TAB}${SHIFT_TAB}`);
  await ann.waitFor("Ann> /me █");
  ann.type("waves\r");
  await bo.heard.waitFor("* Ann waves\n");
});

test("names: an address at the line's beginning, a word elsewhere; who spoke last comes first", async () => {
  await using house = new House();
  const bob = await house.netcat("Bob");
  const lee = await house.netcat("Bo Lee");
  await using ann = await chatAs("Ann", house.at);
  await ann.waitFor("3 here");
  bob.text("one\n");
  await bob.heard.waitFor("one ACK\n");
  lee.text("two\n");
  await seen(ann, "Bob: one\nBo Lee: two\nAnn> █");
  ann.type(`bo${TAB}${TAB}`);
  await seen(ann, "[Bo Lee:]  Bob:\nAnn> Bo Lee: █");
  ann.type(`${CLEAR}hi bob${TAB}`);
  await ann.waitFor("Ann> hi Bob █");
  ann.type(`${CLEAR}/msg bo l${TAB}`);
  await ann.waitFor('Ann> /msg "Bo Lee" █');
  ann.type("psst\r");
  await lee.heard.waitFor("* Ann to you: psst\n");
  bob.text("exit\n");
  await ann.waitFor("2 here");
  ann.type(`bo${TAB}`);
  await ann.waitFor("Ann> Bo Lee: █");
});

test("files of the shelf, with blanks and folders in their names; they can be got as they are completed", async () => {
  await using house = new House();
  mkdirSync(join(house.shelf, "talks"));
  writeFileSync(join(house.shelf, "talks", "day one.txt"), "first");
  await using ann = await chatAs("Ann", house.at, ["--out", house.out]);
  ann.type(`get TES${TAB}`);
  await ann.waitFor("Ann> get test.txt█");
  ann.type(`${CLEAR}/get ${TAB}`);
  await seen(ann, /big\.bin {2}chunk\.bin {2}empty\.bin.*\nAnn> \/get █$/);
  ann.type(ESCAPE);
  await seen(ann, /what you can do\n+Ann> \/get █$/);
  ann.type(`ta${TAB}`);
  await ann.waitFor('Ann> /get "talks/day one.txt"█');
  ann.type("\r");
  await seen(ann, /\* Saved [^*]*: 5 B, checked\nAnn> █$/);
});

test("local paths in talk, from here and from the root; folders go on", async () => {
  await using house = new House();
  const cwd = temporaryFolder();
  mkdirSync(join(cwd, "notes"));
  writeFileSync(join(cwd, "notes", "monday.txt"), "");
  writeFileSync(join(cwd, "notes", ".hidden"), "");
  await using ann = await chatAs("Ann", house.at, [], { cwd });
  ann.type(`see ./no${TAB}`);
  await ann.waitFor("Ann> see ./notes/█");
  ann.type(TAB);
  await ann.waitFor("Ann> see ./notes/monday.txt█");
  ann.type(`${CLEAR}see ${cwd}/n${TAB}`);
  await ann.waitFor(`Ann> see ${cwd}/notes/█`);
});

test("where nothing fits, the line stays as it is and typing goes on", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(`zzz${TAB}${TAB}${SHIFT_TAB} and on\r`);
  await bo.heard.waitFor("Ann: zzz and on\n");
});
