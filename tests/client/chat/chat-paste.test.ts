// A paste of several lines in the chat: asked about, sent as one message, kept as a file, or given up.

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { MESSAGE_LINES } from "../../../lib/protocol/limits.ts";
import { chatAs, paste, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const ESCAPE = "\x1b";

test("sent: one message, whose every line has its sender before it for netcat", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using cy = await chatAs("Cy", house.at);
  await using ann = await chatAs("Ann", house.at);
  ann.type(paste("one\rtwo\r\rBo: not Bo\rget info.txt"));
  await ann.waitFor("Paste 5 lines?");
  ann.type("\r");
  const lines = ["one", "two", "", "Bo: not Bo", "get info.txt"];
  await bo.heard.waitFor(lines.map((line) => `Ann: ${line}\n`).join(""));
  const whole = /^Ann: one\n {5}two\n *\n {5}Bo: not Bo\n {5}get info\.txt\n(Ann|Cy)> █$/m;
  await seen(ann, whole);
  await seen(cy, whole);
  ann.type("status\r");
  await seen(ann, /^\d {2}Ann +here +\S+ +1 /m);
});

test("sent with the draft around it, at the cursor", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(`before after${"\x1b[D".repeat(5)}${paste("one\ntwo ")}`);
  await ann.waitFor("Paste 2 lines?");
  ann.type("\r");
  await bo.heard.waitFor("Ann: before one\nAnn: two after\n");
  await seen(ann, /Ann: before one\n {5}two after\nAnn> █$/);
});

test("alone it is talk, whatever it begins with; behind a command it is the command's", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  ann.type(paste("/exit\n/msg Bo hidden"));
  await ann.waitFor("Paste 2 lines?");
  ann.type("\r");
  await bo.heard.waitFor("Ann: /exit\nAnn: /msg Bo hidden\n");
  await seen(ann, /^Ann: \/exit\n {5}\/msg Bo hidden\nAnn> █$/m);
  ann.type(`/msg Bo ${paste("for\nyou")}`);
  await ann.waitFor("Paste 2 lines?");
  ann.type("\r");
  await bo.heard.waitFor("* Ann to you: for\n* Ann to you: you\n");
  await seen(ann, /^→ you to Bo: for\n +you\nAnn> █$/m);
});

test("kept: a file in the folder for downloads; the draft stays, nothing is said", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, ["--out", house.out]);
  ann.type(`a draft${paste("one\ntwo\nthree")}`);
  await ann.waitFor("Paste 3 lines?");
  ann.type("\x1b[B\r");
  await seen(ann, /^\* Kept as [\s\S]*\nAnn> a draft█$/m);
  const [file = ""] = readdirSync(house.out);
  expect(file).toMatch(/^paste-\d{4}-\d\d-\d\d-\d{6}\.txt$/);
  expect(readFileSync(join(house.out, file), "utf8")).toBe("one\ntwo\nthree\n");
  ann.type("!\r");
  await bo.heard.waitFor("Ann: a draft!\n");
  expect(bo.heard.text).not.toContain("one");
});

test.each([
  ["Escape", ESCAPE],
  ["Ctrl-C", "\x03"],
  ["Ctrl-D", "\x04"],
  ["the last choice", "\x1b[B\x1b[B\r"],
])("given up by %s: the draft and its cursor are as they were", async (_what, keys) => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, ["--out", house.out]);
  ann.type(`my draft${"\x1b[D".repeat(5)}${paste("one\ntwo")}`);
  await ann.waitFor("Paste 2 lines?");
  ann.type(keys);
  await seen(ann, /^Ann> my draft$/m);
  ann.type("X\r");
  await bo.heard.waitFor("Ann: my Xdraft\n");
  expect(bo.heard.text).not.toContain("one");
});

test("at most a message's lines are offered to be sent, and one more is not", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  const lines = Array.from({ length: MESSAGE_LINES + 1 }, (_, n) => `${n}`);
  ann.type(paste(lines.join("\n")));
  await ann.waitFor(/Paste 101 lines\? A message takes 4,096 bytes in 100\s+│?\s*lines/);
  expect(await ann.screen()).not.toContain("Send as one message");
  ann.type(ESCAPE);
  await ann.waitFor("Ann> █");
  ann.type(paste(lines.slice(1).join("\n")));
  await ann.waitFor("Send as one message");
  ann.type("\r");
  await bo.heard.waitFor(`Ann: ${MESSAGE_LINES}\n`);
});

test("100 KB in one line are asked about, and cannot be sent", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at, ["--out", house.out]);
  const text = "x".repeat(102_400);
  ann.type(paste(text));
  await ann.waitFor("Paste 102,400 bytes?");
  expect(await ann.screen()).not.toContain("Send as one message");
  ann.type("\r");
  await seen(ann, /^\* Kept as /m);
  const [file = ""] = readdirSync(house.out);
  expect(readFileSync(join(house.out, file), "utf8")).toBe(`${text}\n`);
});
