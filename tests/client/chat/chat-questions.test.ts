// While a question is open: what the room says waits, and appears afterwards once and in order; nothing typed is lost.

import { expect, setDefaultTimeout, test } from "bun:test";
import { framesServer, type Peer } from "../peers.ts";
import { chatAs, chatInShell, left, paste, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const ESCAPE = "\x1b";
const FOCUS_OUT = "\x1b[O";

test("lines that arrive meanwhile appear afterwards, once and in order", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  bo.text("before\n");
  await seen(ann, "Bo: before\nAnn> █");
  ann.type(`get\r${FOCUS_OUT}`);
  await ann.waitFor("Which file?");
  const lines = Array.from({ length: 40 }, (_, n) => `line ${n}`);
  bo.text(`${lines.join("\n")}\nlast, Ann\n`);
  // The bell tells that they have arrived.
  await ann.until(() => ann.bells === 1);
  expect(ann.modes.alternateScreen).toBe(true);
  expect(await ann.screen()).not.toContain("Bo");
  ann.type("te");
  await ann.waitFor("Search: te");
  ann.type(ESCAPE);
  const room = ["before", ...lines].map((line) => `Bo: ${line}\n`).join("");
  const screen = await seen(ann, `${room}» Bo: last, Ann\nAnn> █`);
  expect(screen.split("Bo: ")).toHaveLength(lines.length + 3);
  expect(ann.modes.alternateScreen).toBe(false);
  bo.text("after\n");
  await seen(ann, "» Bo: last, Ann\nBo: after\nAnn> █");
});

test("a resize meanwhile: the question fits, and so does the room afterwards", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  const words = Array.from({ length: 30 }, (_, n) => `word${n}`).join(" ");
  bo.text(`${words}\n`);
  await seen(ann, "word29");
  ann.type("get\r");
  await ann.waitFor("Which file?");
  ann.resize(40, 12);
  await ann.until(() => ann.rows().some((row) => /^└ {2}Type to search .{1,24}$/.test(row)));
  bo.text("meanwhile\n");
  ann.type(ESCAPE);
  await seen(ann, /Bo: meanwhile\nAnn> █$/);
  const screen = await ann.screen(true);
  expect(screen.split("word29")).toHaveLength(2);
  for (const row of ann.rows()) expect(row.length).toBeLessThanOrEqual(40);
});

test("who goes on typing before the question comes is told of it, and not asked", async () => {
  const asked = Promise.withResolvers<() => void>();
  const list = (peer: Peer, id: number) => {
    const files = [{ file: "a.txt", size: 1, modified: 1 }];
    asked.resolve(() => peer.control({ type: "list", files, more: false, re: id }));
  };
  using fake = framesServer({ list });
  await using me = await chatAs("me", fake.at);
  me.type(`get\rhalf a line${"\x1b[D".repeat(4)}`);
  await me.waitFor("me> half a line");
  const answer = await asked.promise;
  answer();
  await seen(me, "* To choose a file, empty the line and /get\nme> half a line");
  me.type("X");
  await me.waitFor("me> half a Xline");
  expect(me.raw()).not.toContain("Which file?");
});

test("one question after the other", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  ann.type("get\rget\r");
  await ann.waitFor("Which file?");
  ann.type("one");
  await ann.waitFor("Search: one");
  ann.type(ESCAPE);
  await ann.waitFor(/Search: \S?\n/);
  ann.type(ESCAPE);
  await ann.waitFor("Ann> █");
  ann.type(paste("a\nb"));
  await ann.waitFor("Paste 2 lines?");
  ann.type(ESCAPE);
  await ann.waitFor("Ann> █");
});

test("the server stops meanwhile: its sentence afterwards, and the terminal as it was", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  ann.type("get\r");
  await ann.waitFor("Which file?");
  bo.text("last words\n");
  await bo.heard.waitFor("last words ACK\n");
  await house.stop();
  ann.type(ESCAPE);
  await seen(ann, /Bo: last words\n[\s\S]*\* The server is shutting down; trying to come back\n/);
  ann.type("/exit\r");
  const screen = await left(ann, 0);
  expect(screen).not.toContain("Which file?");
});

test("the terminal is closed meanwhile: the client ends, the others see it", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type("get\r");
  await ann.waitFor("Which file?");
  ann.proc.terminal?.close();
  await bo.heard.waitFor("* Ann left\n");
  expect([0, 129]).toContain(await ann.proc.exited);
});
