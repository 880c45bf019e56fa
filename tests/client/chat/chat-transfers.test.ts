// Files both ways in a real terminal: put by a path that Tab completes, shown, cancelled, and gone on with.

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeChunk } from "../../support/chunk.ts";
import { framesServer, type FakeServer } from "../peers.ts";
import { chat, chatAs, chatInShell, left, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const TAB = "\t";
const DOWN = "\x1b[B";
const CLEAR = "\x15";

/** A server that takes files, begins each, either way, and ends none. */
function unending(): FakeServer {
  return framesServer({
    nick: (peer, id) => peer.control({ type: "welcome", name: "me", uploads: true, re: id }),
    who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
    get: (peer, id) => {
      peer.control({ type: "file", file: "a.bin", size: 10, modified: 1, from: 0, re: id });
      peer.bytes(encodeChunk(id, Buffer.from("part")));
    },
    put: (peer, id) => peer.control({ type: "send", from: 3, re: id }),
  });
}

/** A folder of this house with files of one's own. */
function mine(house: House): string {
  const folder = join(house.out, "mine");
  mkdirSync(join(folder, "trips"), { recursive: true });
  writeFileSync(join(folder, "trips", "a hut.jpg"), "0123456789");
  writeFileSync(join(folder, "notes.txt"), "some notes");
  return folder;
}

test("a file is put by its path, which Tab completes from here; the others read who has added it", async () => {
  await using house = await House.withUploads();
  await using bo = await chatAs("Bo", house.at);
  await using ann = await chatAs("Ann", house.at, [], { cwd: mine(house) });
  ann.type(`/put n${TAB}`);
  await ann.waitFor("Ann> /put notes.txt█");
  ann.type("\r");
  await seen(ann, "* Added notes.txt to the shelf: 10 B\nAnn> █");
  await seen(bo, "* Ann added notes.txt (10 B)\nBo> █");
  ann.type(`/put "tr${TAB}${TAB}`);
  await ann.waitFor('Ann> /put "trips/a hut.jpg"█');
  ann.type("\r");
  await seen(bo, "* Ann added a hut.jpg (10 B)\nBo> █");
  // Just added, and known already.
  bo.type(`get a h${TAB}`);
  await bo.waitFor('Bo> get "a hut.jpg"█');
  bo.type(`${CLEAR}/rm a hut.jpg\r`);
  await seen(bo, /Cannot remove "a hut\.jpg": [\s\S]*\nBo> █$/);
  ann.type("/rm a hut.jpg\r");
  await seen(bo, "* Ann removed a hut.jpg\nBo> █");
  expect(readFileSync(join(house.shelf, "notes.txt"), "utf8")).toBe("some notes");
});

test("both ways are told apart in the status row and in a table; one of them is cancelled", async () => {
  await using house = new House();
  using fake = unending();
  await using me = await chatAs("me", fake.at, ["-o", house.out], { cwd: mine(house) });
  me.type("get a.bin\r/put notes.txt\r");
  await me.waitFor(/\n↓ a\.bin 40 % of 10 B.* · ↑ notes\.txt \d+ % of 10 B/);
  me.type("/transfers\r");
  await me.waitFor(
    /\n# {2}way {3}file .*\n1 {2}down {2}a\.bin +40 % +10 B.*\n2 {2}up {4}notes\.txt .*10 B/,
  );
  me.type("/cancel\r");
  await me.waitFor(/Cancel which transfer\?\n[\s\S]*● ↓ a\.bin 40 %.*\n.*○ ↑ notes\.txt /);
  me.type(`${DOWN}\r`);
  await seen(me, "* notes.txt is cancelled; put it again to continue\nme> █");
  me.type(`/cancel ${TAB}`);
  await me.waitFor("me> /cancel a.bin█");
  me.type("\r");
  await seen(me, "* a.bin is cancelled; get it again to continue\nme> █");
});

test("in ASCII they are told apart, too", async () => {
  await using house = new House();
  using fake = unending();
  const env = { LC_ALL: "C" };
  await using me = chat([fake.at, "-n", "me", "-o", house.out], { cwd: mine(house), env });
  await me.waitFor("me> _");
  me.type("get a.bin\r/put notes.txt\r");
  await me.waitFor(/\nv a\.bin 40 % of 10 B.* - \^ notes\.txt \d+ % of 10 B/);
});

test("who leaves while a file is put is asked; the next time it goes on", async () => {
  await using house = new House();
  using fake = unending();
  await using me = chatInShell([fake.at, "-n", "me", "-o", house.out], { cwd: mine(house) });
  await me.waitFor("me> █");
  me.type("/put notes.txt\r");
  await me.waitFor(/\n↑ notes\.txt \d+ % of 10 B/);
  me.type("/exit\r");
  await me.waitFor(
    /An upload is under way\n.*● Leave \(it goes on where it stopped when you ask again\)/,
  );
  me.type("\r");
  const screen = await left(me, 0);
  expect(screen).toMatch(/\* notes\.txt has stopped at \d+ %; \/put notes\.txt continues it\n/);
});

test("a paste can be shared where the server takes files", async () => {
  await using house = await House.withUploads();
  await using ann = await chatAs("Ann", house.at, ["-o", house.out]);
  ann.type("\x1b[200~one\ntwo\x1b[201~");
  await ann.waitFor(/Paste 2 lines\?\n[\s\S]*○ Share as a file/);
  ann.type(`${DOWN}\r`);
  await seen(ann, /\* Kept as [\s\S]*\* Added paste-.*\.txt to the shelf: 8 B\nAnn> █$/);
});
