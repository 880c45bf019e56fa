// The conversation between what is typed and what the server says, without a terminal.

import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FRESH_LIST_MS } from "../../../lib/protocol/limits.ts";
import { talk } from "./conversation-fixture.ts";
import { framesServer, sendAway } from "../peers.ts";
import { failureOf, House } from "../server.ts";

test("what is typed is said, appears in its place, and is heard", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  await paper.tells("2 here");
  expect(paper.status).toEqual(["Ann in Testing", "2 here", "there", "connected"]);
  expect(conversation.onLine("hello")).toBe(true);
  expect(paper.live).toEqual(["… Ann: hello"]);
  await paper.shows("Ann: hello");
  expect(paper.live).toEqual([]);
  bo.text("hi Ann\n");
  await paper.shows("» Bo: hi Ann");
  expect(paper.bells).toBe(1);
  conversation.onLine("/me waves");
  conversation.onLine("/msg Bo psst");
  await paper.shows("~ Ann waves", "→ you to Bo: psst");
  await bo.heard.waitFor("Ann: hello\nhi Ann ACK\n* Ann waves\n* Ann to you: psst\n");
});

test("a line that cannot be done is refused; only a message that is too long stays", async () => {
  await using house = new House();
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  expect(conversation.onLine("/whoo")).toBe(true);
  await paper.shows(/^Cannot run "\/whoo"/);
  expect(conversation.onLine("x".repeat(4096))).toBe(true);
  expect(conversation.onLine("x".repeat(4097))).toBe(false);
  await paper.shows("Cannot send it: it has 4,097 bytes, a message takes 4,096");
});

test("tables of the server, and help without it", async () => {
  await using house = new House();
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  conversation.onLine("/who");
  await paper.shows("1 Ann");
  conversation.onLine("status");
  await paper.shows(/^# {2}name/, /^1 {2}Ann /);
  conversation.onLine("list");
  await paper.shows(/info\.txt$/, /one\.bin$/, /test\.txt$/);
  conversation.onLine("/help get");
  await paper.shows(
    /^\/get \[FILE\.\.\.\] +download files; patterns work too$/,
    "The same: get",
    "Example: /get info.txt *.pdf",
  );
  conversation.onLine("/help");
  await paper.shows(/^\/clear/);
  conversation.onLine("/help dance");
  await paper.shows('Cannot show "dance": there is no such command');
});

test("commands of our own", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  for (const [line, note] of [
    ["/bell off", "* The bell is off"],
    ["/ignore", "* Nobody is ignored"],
    ["/ignore Cy", "* Cy is ignored; /ignore Cy again hears them"],
    ["/ignore", "* Cy"],
    ["/ignore cy", "* cy is heard again"],
    ["/time on", "* Times are on"],
  ] as const) {
    conversation.onLine(line);
    await paper.shows(note);
  }
  bo.text("now, Ann\n");
  await paper.shows(/^\d\d:\d\d » Bo: now, Ann$/);
  expect(paper.bells).toBe(0);
  conversation.onLine("/clear");
  expect(paper.clears).toBe(1);
});

test("files go to the shelf and off it, and everyone hears of it but who ignores it", async () => {
  await using house = await House.withUploads();
  const bo = await talk("Bo", house.address, house.out);
  const cy = await talk("Cy", house.address, house.out);
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  await cy.paper.tells("3 here");
  cy.conversation.onLine("/ignore Ann");
  mkdirSync(house.out);
  const path = join(house.out, "a b.txt");
  writeFileSync(path, "0123456789");
  const known = async () => (await bo.conversation.complete("get a", 5))?.candidates;
  expect(await known()).toBeUndefined();
  conversation.onLine(`/put "${path}"`);
  await paper.shows("* Added a b.txt to the shelf: 10 B");
  await bo.paper.shows("* Ann added a b.txt (10 B)");
  expect(await known()).toEqual(['"a b.txt"']);
  conversation.onLine("/put nothing there");
  await paper.shows(/^Cannot put "nothing there": /);
  bo.conversation.onLine("/rm a b.txt");
  await bo.paper.shows(/^Cannot .*a b\.txt/);
  conversation.onLine("/rm a b.txt");
  await paper.shows("* a b.txt is off the shelf");
  await bo.paper.shows("* Ann removed a b.txt");
  bo.conversation.onLine("done");
  await cy.paper.shows("* Ann is ignored; /ignore Ann again hears them", "Bo: done");
});

test("what is under way is shown and cancelled", async () => {
  await using house = new House();
  using fake = framesServer({
    get: (peer, id) =>
      peer.control({ type: "file", file: "a", size: 9, modified: 1, from: 0, re: id }),
  });
  const { conversation, paper, session, over } = await talk("me", fake.address, house.out);
  conversation.onLine("/transfers");
  await paper.shows("* No transfer is under way");
  conversation.onLine("get a");
  await paper.tells("↓ a 0 % of 9 B");
  conversation.onLine("/transfers");
  await paper.shows(/^# {2}way {3}file {2}done/, /^1 {2}down {2}a {6}0 % {2}9 B/);
  expect((await conversation.complete("/cancel ", 8))?.candidates).toEqual(["a"]);
  conversation.onLine("/cancel 1");
  await paper.shows("* a is cancelled");
  conversation.onLine("/put a");
  await paper.shows('Cannot put "a": this server takes no files');
  session.abandon();
  await over.catch(() => {});
});

test("a new name is the label, in the status and in one's words", async () => {
  await using house = new House();
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  await house.join("Bo");
  await paper.tells("2 here");
  conversation.onLine("/nick bo");
  await paper.shows('Cannot use "bo" as a name: it is taken');
  conversation.onLine("/nick Zoe");
  await paper.tells("Zoe in Testing");
  expect(paper.label).toBe("Zoe");
  conversation.onLine("me");
  await paper.shows("* Ann is now Zoe", "Zoe: me");
});

test("Tab knows commands, names but one's own, and files", async () => {
  await using house = new House();
  const { conversation, paper } = await talk("Ann", house.address, house.out);
  await house.join("Andy");
  await paper.tells("2 here");
  const complete = async (line: string) =>
    (await conversation.complete(line, line.length))?.candidates;
  expect(await complete("/wh")).toEqual(["/who "]);
  expect(await complete("an")).toEqual(["Andy: "]);
  expect(await complete("get t")).toEqual(["test.txt"]);
  expect(await complete("see ./packag")).toEqual(["./package.json"]);
  expect(await complete("zzz")).toBeUndefined();
});

test("the shelf's names are asked for once, until they are too old", async () => {
  let asked = 0;
  using fake = framesServer({
    who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
    list: (peer, id) => {
      const files = [{ file: `a${++asked}`, size: 1, modified: 1 }];
      peer.control({ type: "list", files, more: false, re: id });
    },
  });
  let now = 1_000_000;
  const { conversation } = await talk("me", fake.address, "", () => now);
  const candidates = async () => (await conversation.complete("get a", 5))?.candidates;
  expect(await candidates()).toEqual(["a1"]);
  now += FRESH_LIST_MS;
  expect(await candidates()).toEqual(["a1"]);
  now += 1;
  expect(await candidates()).toEqual(["a2"]);
  fake.peers[0]?.reset();
});

test("leaving ends it; a server that sends us away for good ends it with a failure", async () => {
  await using house = new House();
  const ann = await talk("Ann", house.address, house.out);
  ann.conversation.onLine("/exit");
  await ann.over;
  expect(ann.paper.questions).toEqual([]);
  using fake = framesServer();
  const bo = await talk("Bo", fake.address, house.out);
  sendAway(fake, "Come with another client");
  expect((await failureOf(bo.over)).message).toBe("Come with another client");
});

test("what is said after it has ended is not shown any more", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const { conversation, paper, session, over } = await talk("Ann", house.address, house.out);
  conversation.onLine("/exit");
  await over;
  const shown = [...paper.printed];
  bo.text("too late\n/nick Rob\n");
  await bo.heard.waitFor("/nick Rob ACK\n");
  // Its answer comes behind all that was said before.
  await session.request({ type: "list" });
  expect(paper.printed).toEqual(shown);
  expect(paper.live).toEqual([]);
  await session.leave();
});
