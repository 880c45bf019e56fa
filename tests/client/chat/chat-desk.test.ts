// The chat's keys in this process: editing, history, completion, pastes, questions, scrolling, stopping.

import { expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Failure } from "../../../lib/client/failure.ts";
import { EXIT } from "../../../lib/protocol/exits.ts";
import { INPUT_BYTES } from "../../../lib/protocol/limits.ts";
import { Desk } from "./desk.ts";
import { paste } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(20_000);

const UP = "\x1b[A";
const DOWN = "\x1b[B";
const PAGE_UP = "\x1b[5~";
const PAGE_DOWN = "\x1b[6~";
const SHIFT_TAB = "\x1b[Z";
const CLEAR = "\x15";

/** Ann's chat at a desk; `end` leaves it and expects that all was well. */
async function annAt(desk: Desk, house: House) {
  const exit = desk.chat(house.at, "-n", "Ann", "-o", house.out);
  await desk.screen.shows("Ann> █");
  return async () => {
    desk.keyboard.type("/exit\r");
    expect(await exit).toBe(0);
    expect(desk.keyboard.isRaw).toBe(false);
  };
}

test("editing and what was sent before", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  using desk = new Desk();
  const end = await annAt(desk, house);
  desk.keyboard.type("\r   \rone two\x17three\r");
  await bo.heard.waitFor("Ann: one three\n");
  desk.keyboard.type("four\r");
  await desk.type(`draft${UP}${UP}`, /Ann> one three█$/);
  await desk.type(DOWN, /Ann> four█$/);
  await desk.type(DOWN, /Ann> draft█$/);
  await desk.type(`${CLEAR}thr\x12`, /Ann> one three█$/);
  await desk.type("\x12", /No older line contains this\nAnn> one three█$/);
  await desk.type("\x03", /Ann> █$/);
  await desk.type("\x03", /Press Ctrl-C again to leave\nAnn> █$/);
  await desk.type("a\x0c", /Ann> a█$/);
  desk.keyboard.type("\x03");
  await end();
});

test("completion: one, several, back, undone, and typing on meanwhile", async () => {
  await using house = new House();
  using desk = new Desk();
  const end = await annAt(desk, house);
  await desk.type("/w\t", /Ann> \/who █$/);
  await desk.type(`${CLEAR}/m\t`, /\/msg {2}\/me\nAnn> \/m█$/);
  await desk.type("\t", /\[\/msg\] {2}\/me\nAnn> \/msg █$/);
  await desk.type(SHIFT_TAB, /\/msg {2}\[\/me\]\nAnn> \/me █$/);
  await desk.type("\x1b", /Ann> \/m█$/);
  await desk.type(`${CLEAR}get \t\t`, /\[big\.bin\].*\nAnn> get big\.bin█$/);
  await desk.type("!", /Ann> get big\.bin!█$/);
  await desk.type(`${CLEAR}zzz\t.`, /Ann> zzz\.█$/);
  desk.keyboard.type(CLEAR);
  await end();
});

test("a paste is taken, asked about, or too much; keys wait meanwhile", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  using desk = new Desk();
  const end = await annAt(desk, house);
  await desk.type(paste("of one line\n"), /Ann> of one line█$/);
  await desk.type(`${CLEAR}${paste("one\ntwo")}`, "Paste 2 lines?");
  desk.keyboard.type("\r");
  await bo.heard.waitFor("Ann: one\nAnn: two\n");
  await desk.screen.shows(/^Ann: one\n {5}two\nAnn> █$/m);
  await desk.type(`draft${paste("one\ntwo")}`, "Paste 2 lines?");
  await desk.type("\x1b", /Ann> draft█$/);
  desk.keyboard.type(CLEAR);
  await desk.type(`${paste("a\nb")}behind it`, "Paste 2 lines?");
  await desk.type("\x1b", /Ann> behind it█$/);
  desk.keyboard.type(CLEAR);
  await desk.type("x".repeat(INPUT_BYTES + 1), "The line is full: 16,384 bytes");
  await desk.type("\x08", /16,383 of 4,096 bytes/);
  desk.keyboard.type("\x03");
  await end();
});

test("a question: searched, resized, answered; one that a signal ends", async () => {
  await using house = new House();
  writeFileSync(join(house.shelf, "zebra.txt"), "stripes");
  const bo = await house.netcat("Bo");
  using desk = new Desk();
  const exit = desk.chat(house.at, "-n", "Ann", "-o", house.out);
  await desk.screen.shows("Ann> █");
  await desk.type("get\r\x1b[O", "Which file?");
  expect(desk.screen.alternate).toBe(true);
  bo.text("meanwhile, Ann\n");
  await bo.heard.waitFor("meanwhile, Ann ACK\n");
  desk.screen.resize(60, 12);
  desk.keyboard.type("\x0c\x1a");
  await desk.type(paste("zeb\nra"), /● zebra\.txt/);
  await desk.type("\r", /» Bo: meanwhile, Ann\n\* Saved [\s\S]*zebra\.txt: 7 B,\s+checked/);
  writeFileSync(join(house.out, "zebra.txt"), "another");
  await desk.type("get zebra.txt\r", /exists\s[\s\S]*already\n[\s\S]*Do not download/);
  desk.guarded.session?.quit(new Failure(EXIT.terminated, "Ended by hand"));
  expect(await exit).toBe(EXIT.terminated);
  await desk.screen.shows("Ended by hand");
  expect(desk.screen.alternate).toBe(false);
});

test("scrolling back, the bell, another name, an emptied screen", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  using desk = new Desk();
  const end = await annAt(desk, house);
  const lines = Array.from({ length: 60 }, (_, n) => `line ${n}\n`);
  bo.text(lines.join(""));
  await desk.screen.shows("Bo: line 59");
  desk.keyboard.type(PAGE_UP);
  await desk.screen.shows(/^scrolled back.* · Ann in/m);
  bo.text("hi Ann\n");
  await desk.screen.shows(/^1 new below.* · Ann in/m);
  desk.keyboard.type(PAGE_DOWN + PAGE_DOWN);
  await desk.screen.shows(/» Bo: hi Ann\n/);
  await desk.type(`${PAGE_UP}/nick Zoe\r`, /Zoe> █$/);
  await desk.type("\x1b[O", /Zoe> █$/);
  bo.text("Zoe?\n");
  await desk.screen.shows("» Bo: Zoe?");
  expect(desk.screen.written).toContain("\x07");
  desk.keyboard.type("/clear\r/who\r");
  await desk.screen.shows(/2 here\n1 Bo {2}2 Zoe\nZoe> █$/);
  await end();
});

test("Ctrl-Z gives the terminal back and stops; going on, all is as before", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  using desk = new Desk();
  const end = await annAt(desk, house);
  await desk.type("a draft", /Ann> a draft█$/);
  const modes: boolean[] = [];
  const kill = spyOn(process, "kill").mockImplementation(() => {
    modes.push(desk.keyboard.isRaw);
    return true;
  });
  try {
    desk.keyboard.type("\x1a");
    bo.text("meanwhile\n");
    await desk.screen.shows(/Bo: meanwhile\nAnn> a draft█$/);
    expect(kill).toHaveBeenCalledWith(0, "SIGTSTP");
    expect(modes).toEqual([false]);
    expect(desk.keyboard.isRaw).toBe(true);
  } finally {
    kill.mockRestore();
  }
  process.emit("SIGCONT");
  await desk.type("!", /Ann> a draft!█$/);
  desk.keyboard.type(CLEAR);
  await end();
});
