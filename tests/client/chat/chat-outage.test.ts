// The chat in a terminal whose line is cut: what is typed stays, what is said arrives once and in order, who one is stays.

import { expect, setDefaultTimeout, test } from "bun:test";
import { chatAs, chatInShell, left, seen, send } from "../process.ts";
import { House } from "../server.ts";
import { Line } from "./line.ts";

setDefaultTimeout(30_000);

const NOTE = "* Connection lost; trying to come back";

test("a line that is cut and mended: typing, pending messages, what was missed", async () => {
  await using house = new House();
  using line = new Line(house.address.port);
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", line.at);
  await ann.waitFor("Ann in Testing · 2 here");
  ann.type("half typed");
  await seen(ann, "Ann> half typed█");
  line.cut();
  await ann.waitFor(/^connect(?:ion lost, trying again in \d+ s|ing …) · Ann in Testing/m);
  await bo.heard.waitFor("* Ann left\n");
  await seen(ann, `${NOTE}\nAnn> half typed█`);
  ann.type("\x15one\rtwo\r/me waves\rhalf typed");
  await seen(ann, "… Ann: one\n… Ann: two\n… ~ Ann waves\nAnn> half typed█");
  bo.text("are you there, Ann?\n");
  await bo.heard.waitFor("are you there, Ann? ACK\n");
  line.mend();
  const room = [
    NOTE,
    "* Back in the room",
    "» Bo: are you there, Ann?",
    "Ann: one",
    "Ann: two",
    "~ Ann waves",
    "Ann> half typed█",
  ];
  await ann.waitFor((screen) => screen.includes("~ Ann waves\nAnn in Testing"), 20_000);
  const screen = await seen(ann, room.join("\n"));
  expect(screen.match(/Ann: one/g)).toHaveLength(1);
  await ann.waitFor(/^Ann in Testing · 2 here · .* · connected$/m);
  ann.type(" and sent\r");
  const heard = await bo.heard.waitFor("Ann: half typed and sent\n");
  expect(heard).toEndWith(
    "* Ann joined\nAnn: one\nAnn: two\n* Ann waves\nAnn: half typed and sent\n",
  );
  expect(house.log.text).toMatch(/Client \d+ is Client 2 again/);
});

test("cut again and again while it talks: each line arrives once, in order, on both sides", async () => {
  await using house = new House();
  using line = new Line(house.address.port);
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", line.at);
  const mine: string[] = [];
  const others: string[] = [];
  for (let round = 0; round < 4; round++) {
    const [own, other] = [`mine ${round}`, `other ${round}`];
    ann.type(`${own}\r`);
    line.cut();
    bo.text(`${other}\n`);
    line.mend();
    await bo.heard.waitFor(`Ann: ${own}\n`);
    await seen(ann, `Bo: ${other}\n`);
    mine.push(own);
    others.push(other);
  }
  const heard = [...bo.heard.text.matchAll(/^Ann: (.*)$/gm)].map(([, text]) => text);
  expect(heard).toEqual(mine);
  const screen = await seen(ann, /^Ann: mine 3\n/m);
  const shown = (name: string) =>
    [...screen.matchAll(new RegExp(`^${name}: (.*)$`, "gm"))].map(([, text]) => text);
  expect(shown("Ann")).toEqual(mine);
  expect(shown("Bo")).toEqual(others);
});

test("the old connection that nobody has missed yet is no obstacle, not in a full room either", async () => {
  await using house = new House({ places: 1 });
  using line = new Line(house.address.port);
  await using ann = await chatAs("Ann", line.at);
  ann.type("before\r");
  await seen(ann, "Ann: before\nAnn> █");
  line.lose();
  ann.type("after\r");
  await seen(ann, "Ann: before\nAnn: after\nAnn> █");
  await house.log.waitFor(/is Client 1 again/);
});

test.each([
  ["Ctrl-D", "\x04"],
  ["Ctrl-C twice", "\x03\x03"],
  ["/exit", "/exit\r"],
])("%s while the server is away leaves at once: 0", async (_what, keys) => {
  await using house = new House();
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  await house.stop();
  await ann.waitFor("* The server is shutting down; trying to come back");
  ann.type("waits\r");
  await ann.waitFor("… Ann: waits");
  ann.type(keys);
  const screen = await left(ann, 0);
  expect(screen).toContain("✗ not sent: waits\n  You left before it could be sent\n");
  expect(screen).toContain("Goodbye");
});

test("SIGTERM while the server is away: 143", async () => {
  await using house = new House();
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  await house.stop();
  await ann.waitFor("* The server is shutting down; trying to come back");
  await send(ann, "SIGTERM");
  await left(ann, 143);
});
