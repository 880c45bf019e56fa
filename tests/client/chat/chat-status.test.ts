// The status row of the chat: who and where you are, how many are here, whether the server answers; hidden on small screens.

import { expect, setDefaultTimeout, test } from "bun:test";
import { chatAs, seen } from "../process.ts";
import { House, ServerProcess } from "../server.ts";

setDefaultTimeout(30_000);

test("the count follows who joins and leaves, the name a new one", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  await ann.waitFor(`\nAnn in Testing · 1 here · ${house.at} · connected\nAnn> █`);
  const bo = await house.netcat("Bo");
  await ann.waitFor("Ann in Testing · 2 here · ");
  await house.netcat("Cy");
  await ann.waitFor("Ann in Testing · 3 here · ");
  bo.text("exit\n");
  await ann.waitFor("Ann in Testing · 2 here · ");
  ann.type("/nick Zoe\r");
  await ann.waitFor(`\nZoe in Testing · 2 here · ${house.at} · connected\nZoe> █`);
});

test("it stands directly above the input, dim, and once", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  for (let n = 0; n < 60; n++) bo.text(`line ${n}\n`);
  const screen = await ann.waitFor(/Bo: line 59\nAnn in Testing · .*\nAnn> █$/);
  expect(screen.split("Ann in Testing")).toHaveLength(2);
  const row = ann.rows().findIndex((text) => text.startsWith("Ann in Testing"));
  const cells = ann.cellsOf(row).filter(({ text }) => text !== " ");
  expect(cells.every(({ dim }) => dim)).toBe(true);
});

test("on fewer than 8 rows it is hidden, on 8 it is back", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at, [], { cols: 80, rows: 5 });
  bo.text("one\ntwo\n");
  await ann.waitFor("Bo: two\nAnn> █");
  expect(ann.rows().join("\n")).not.toContain("in Testing");
  ann.resize(80, 8);
  await ann.waitFor(/Bo: two\n+Ann in Testing · 2 here · .*\nAnn> █$/);
  ann.resize(80, 7);
  await ann.until(() => !ann.rows().join("\n").includes("in Testing"));
  bo.text("three\n");
  await ann.waitFor(/Bo: three\nAnn> █$/);
});

test("on a narrow screen the least important parts go first", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at, [], { cols: 40, rows: 12 });
  await ann.waitFor(
    /\nAnn in Testing · 1 here\nAnn> █$|\nAnn in Testing · 1 here · [\d.:]+\nAnn> █$/,
  );
  ann.resize(18, 12);
  await ann.waitFor(/^Ann in Testing\nAnn> █$/m);
});

test("a server that is asked and does not answer is told of, until it does", async () => {
  await using server = new ServerProcess();
  await using ann = await chatAs("Ann", await server.at);
  await ann.waitFor(/^Ann in Parlor · 1 here · .* · connected$/m);
  server.stop();
  ann.type("are you there?\r");
  await ann.waitFor(/^… Ann: are you there\?$/m);
  await ann.waitFor(/^no answer for \d+ s · Ann in Parlor · 1 here · [\d.:]+$/m, 10_000);
  ann.type("typing goes on");
  await ann.waitFor("Ann> typing goes on█");
  server.go();
  await ann.waitFor(/^Ann: are you there\?\n.* · connected\nAnn> typing goes on█$/m);
});

test("scrolled back it tells what has come below", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  for (let n = 0; n < 60; n++) bo.text(`line ${n}\n`);
  await seen(ann, "Bo: line 59\nAnn> █");
  ann.type("\x1b[5~");
  await ann.waitFor(/\nscrolled back, Esc · Ann in Testing/);
  bo.text("new\nnewer\n");
  await ann.waitFor(/\n2 new below, Esc · Ann in Testing/);
  expect(await ann.screen()).not.toContain("newer");
  ann.type("\x1b[6~\x1b[6~");
  await ann.waitFor(/Bo: new\nBo: newer\nAnn in Testing · .*\nAnn> █$/);
});
