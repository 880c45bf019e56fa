// The chat in terminals that can do less: no colours, no UTF-8, hardly any room.

import { expect, setDefaultTimeout, test } from "bun:test";
import { chat, chatAs, chatInShell, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const DOWN = "\x1b[B";
const FOCUS_OUT = "\x1b[O";

/** The parameters of all SGR sequences. */
function styles(raw: string): number[] {
  const sequences = [...raw.matchAll(/\x1b\[([\d;:]*)m/g)];
  return sequences.flatMap(([, codes = ""]) => codes.split(/[;:]/).map(Number));
}

const isColour = (code: number) =>
  (code >= 30 && code <= 38) || (code >= 40 && code <= 48) || (code >= 90 && code <= 107);

test.each([
  ["NO_COLOR=1", { NO_COLOR: "1", FORCE_COLOR: undefined }, false],
  ["without it", { FORCE_COLOR: "1" }, true],
])("%s: colours %p, and each meaning is in marks and words", async (_what, env, colours) => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, ["-o", house.out], { env });
  bo.text("hi Ann\n/msg Ann psst\n");
  await seen(ann, "» Bo: hi Ann\n→ Bo to you: psst\nAnn> █");
  ann.type("/whoo\rget nope\rstatus\r/help\rhello\r/msg Nobody hi\r");
  await seen(ann, '✗ not sent: hi\n  Cannot reach "Nobody": not here\n');
  ann.type("get\r");
  await ann.waitFor("Which file?");
  ann.type("\x1b");
  await ann.waitFor("Ann> █");
  ann.type("/m\t\t");
  await ann.waitFor("Ann> /msg █");
  expect(styles(ann.raw()).some(isColour)).toBe(colours);
});

test("LC_ALL=C: ASCII bytes alone, the same width, and every mark has its stand-in", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const bytes: Uint8Array[] = [];
  await using ann = chat([house.at, "-n", "Ann", "-o", house.out], {
    env: { LC_ALL: "C" },
    onOutput: (piece) => void bytes.push(piece.slice()),
  });
  await seen(ann, "Ann> _");
  bo.text("Grüße an Ann — 漢字 😀\n");
  await seen(ann, /^> Bo: Gr\?\?e an Ann - \?{4} \?\?$/m);
  ann.type("/msg Nobody hi\r");
  await seen(ann, /^! not sent: hi$/m);
  ann.type("get\r");
  await ann.waitFor(/^\* {2}Which file\?\n\| .*\n\| {2}\S big\.bin \(5\.0 MB\)/m);
  ann.type(`${DOWN}${DOWN}${DOWN}${DOWN}\r`);
  await seen(ann, /^\* Saved [\s\S]*one\.bin: 1 B, checked$/m);
  ann.type("naïve\r");
  await bo.heard.waitFor(Buffer.from("Ann: naïve\n").toString("latin1"));
  await seen(ann, /^Ann: na\?ve\nAnn> _$/m);
  expect(Buffer.concat(bytes).every((byte) => byte < 0x80)).toBe(true);
});

test("20 columns by 5 rows: talk, long lines, a question, a table", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, ["-o", house.out], { cols: 20, rows: 5 });
  bo.text("a line that is longer than the screen is wide\n");
  await seen(ann, "longer than the\n    screen is wide\nAnn> █");
  const long = "what is typed here goes on for quite some rows of such a small screen";
  ann.type(long);
  await ann.until(() => ann.rows().join("").endsWith("such a small screen█"));
  expect(ann.rows()).toHaveLength(5);
  expect(ann.cursor.y).toBe(4);
  bo.text("still seen\n");
  await ann.until(() => ann.rows().join("\n").includes("still seen"));
  ann.type("\r");
  await bo.heard.waitFor(`Ann: ${long}\n`);
  ann.type("get\r");
  await ann.waitFor(/^◆ {2}Which file\?$/m);
  ann.type("inf");
  await ann.waitFor("● info.txt");
  ann.type("\r");
  await seen(ann, /checked\nAnn> █$/);
  ann.type("/who\r");
  await seen(ann, "2 here\n1 Bo  2 Ann\nAnn> █");
  ann.type("status\r");
  await seen(ann, /^2 {2}Ann +here {2}\d\d:\d\d$/m);
  for (const row of ann.rows()) expect(row.length).toBeLessThanOrEqual(20);
});

test("a terminal without focus reports or a size still has its bell and its room", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, [], { env: { TERM: "vt100" } });
  bo.text("Ann?\n");
  await seen(ann, "» Bo: Ann?\nAnn> █");
  expect(ann.bells).toBe(1);
  ann.type(`here${FOCUS_OUT}`);
  await ann.waitFor("Ann> here█");
});

test("what was on the screen before is still above the room after a resize", async () => {
  await using house = new House();
  await using ann = chatInShell([house.at, "--name", "Ann"]);
  await seen(ann, "Ann> █");
  ann.resize(60, 12);
  ann.type("x");
  await seen(ann, "Ann> x█");
  const screen = await ann.screen(true);
  expect(screen.match(/^pid \d+$/gm)).toHaveLength(1);
  expect(screen.match(/You are Ann/g)).toHaveLength(1);
});
