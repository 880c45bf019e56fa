// What a person changes about the room they see: times, who is ignored, an emptied screen; and the line of a new day.

import { expect, setDefaultTimeout, test } from "bun:test";
import { framesServer, type Peer } from "../peers.ts";
import { chatAs, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const at = (day: number, hour: number, minute: number) =>
  new Date(2031, 2, day, hour, minute).getTime();

const said = (when: number, text: string) => ({
  type: "said",
  seq: 1,
  at: when,
  from: "Bo",
  client: 2,
  text,
});

/** Says a line, and resolves once the server has told everybody. */
async function says(guest: Peer, line: string): Promise<void> {
  guest.text(`${line}\n`);
  await guest.heard.waitFor(`${line} ACK\n`);
}

test("/time on puts the server's time before each line, /time off no longer", async () => {
  using fake = framesServer({ say: (peer, id) => peer.control({ type: "ack", re: id }) });
  await using me = await chatAs("me", fake.at);
  const tell = (message: object) => fake.peers[0]?.control(message);
  tell(said(at(4, 9, 5), "before"));
  await seen(me, "\nBo: before\nme> █");
  me.type("/time on\r");
  await seen(me, "\n* Times are on\nme> █");
  tell(said(at(4, 9, 6), "now"));
  tell({ type: "told", seq: 1, at: at(4, 9, 7), from: "Bo", client: 2, text: "psst" });
  tell({ type: "joined", at: at(4, 23, 59), name: "Cy", client: 3 });
  await seen(me, "\n09:06 Bo: now\n09:07 → Bo to you: psst\n23:59 * Cy joined\nme> █");
  me.type("mine\r");
  await seen(me, /\n\d\d:\d\d me: mine\nme> █$/);
  me.type("/time off\r");
  await seen(me, "\n* Times are off\nme> █");
  tell(said(at(4, 23, 59), "after"));
  await seen(me, "\nBo: after\nme> █");
});

test("a line is drawn where the day changes, across the screen, and none before the first", async () => {
  using fake = framesServer();
  await using me = await chatAs("me", fake.at);
  const tell = (message: object) => fake.peers[0]?.control(message);
  tell(said(at(4, 23, 59), "late"));
  tell(said(at(5, 0, 0), "early"));
  tell(said(at(5, 23, 0), "same day"));
  tell(said(at(4, 23, 58), "a clock behind"));
  tell(said(at(6, 0, 1), "next"));
  const line = (text: string) => `── ${text} ──`.padEnd(80, "─");
  const room = [
    "Bo: late",
    line("Wednesday, 5 March 2031"),
    "Bo: early",
    "Bo: same day",
    "Bo: a clock behind",
    line("Thursday, 6 March 2031"),
    "Bo: next",
    "me> █",
  ];
  const screen = await seen(me, room.join("\n"));
  expect(screen.split("──").at(0)).toEndWith("Bo: late\n");
});

test("/ignore: nothing of someone is seen or heard, under a new name neither; again, and they are", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  const cy = await house.netcat("Cy");
  await using ann = await chatAs("Ann", house.at);
  ann.type("/ignore\r/ignore bo\r\x1b[O");
  await seen(ann, "* Nobody is ignored\n* bo is ignored; /ignore bo again hears them\nAnn> █");
  await says(bo, "Ann, hidden");
  bo.text("/msg Ann hidden, too\n/me is hidden\n/nick Rob\n");
  await bo.heard.waitFor("/nick Rob ACK\n");
  await says(bo, "Ann, still hidden");
  await says(cy, "seen");
  const screen = await seen(ann, "Cy: seen\nAnn> █");
  expect(screen).not.toMatch(/hidden|Rob/);
  expect(ann.bells).toBe(0);
  ann.type("/ignore\r");
  await seen(ann, "* bo (now Rob)\nAnn> █");
  // They may also come again.
  const again = await house.netcat("Bo");
  await says(again, "hidden once more");
  await says(cy, "seen again");
  expect(await seen(ann, "Cy: seen again\nAnn> █")).not.toMatch(/hidden|joined/);
  await ann.waitFor("Ann in Testing · 4 here");
  ann.type("/ignore Rob\r");
  await seen(ann, "* Rob is heard again\nAnn> █");
  await says(bo, "back");
  await says(again, "and back");
  await seen(ann, "Rob: back\nBo: and back\nAnn> █");
});

test("/clear empties the screen; what comes then stands at its top", async () => {
  await using house = new House();
  const bo = await house.netcat("Bo");
  await using ann = await chatAs("Ann", house.at);
  for (let n = 0; n < 30; n++) bo.text(`old ${n}\n`);
  await seen(ann, "Bo: old 29\nAnn> █");
  ann.type("/clear\r");
  await ann.until(() => !ann.rows().join("\n").includes("old"));
  await ann.waitFor("Ann> █");
  await says(bo, "new");
  await ann.until(() => ann.rows()[0] === "Bo: new" && ann.rows()[2] === "Ann> █");
  expect(ann.rows()[1]).toStartWith("Ann in Testing · 2 here · ");
  ann.type("still here\r");
  await bo.heard.waitFor("Ann: still here\n");
  await ann.until(() => ann.rows().slice(0, 2).join() === "Bo: new,Ann: still here");
});

test("many who join are one line that counts them, until something is said", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  const guests: Peer[] = [];
  for (const name of ["A", "B", "C"]) guests.push(await house.netcat(name));
  await seen(ann, "* A, B and C joined\nAnn> █");
  for (const name of ["D", "E"]) guests.push(await house.netcat(name));
  await seen(ann, "* 5 joined\nAnn> █");
  const [first] = guests;
  if (first) await says(first, "hello");
  const later = await house.netcat("F");
  const screen = await seen(ann, "* 5 joined\nA: hello\n* F joined\nAnn> █");
  expect(screen.match(/joined/g)?.length).toBe(2);
  later.text("exit\n");
  await seen(ann, "A: hello\n* F came and went\nAnn> █");
});
