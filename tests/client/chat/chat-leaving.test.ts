// Leaving with a download under way: the person is asked; to stay goes on with it, to leave keeps what is there.

import { expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeChunk } from "../../support/chunk.ts";
import type { Pty } from "../../support/pty.ts";
import { framesServer, sendAway, type FakeServer, type Peer } from "../peers.ts";
import { chatAs, chatInShell, left, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const DOWN = "\x1b[B";
const QUESTION = "A download is under way";

/** A server that begins the file "a", and ends it when it is told to. */
class Slow implements Disposable {
  readonly fake: FakeServer;
  #end = () => {};

  constructor() {
    const bytes = Buffer.from("part and rest");
    const sha256 = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    const get = (peer: Peer, id: number) => {
      peer.control({ type: "file", file: "a", size: bytes.length, modified: 1, from: 0, re: id });
      peer.bytes(encodeChunk(id, bytes.subarray(0, 4)));
      this.#end = () => {
        peer.bytes(encodeChunk(id, bytes.subarray(4)));
        peer.control({ type: "end", sha256, re: id });
      };
    };
    this.fake = framesServer({ get });
  }

  end(): void {
    this.#end();
  }

  [Symbol.dispose](): void {
    this.fake[Symbol.dispose]();
  }
}

async function downloading(slow: Slow, house: House): Promise<Pty> {
  const me = chatInShell([slow.fake.at, "-n", "me", "-o", house.out]);
  await me.waitFor("me> █");
  me.type("get a\r");
  await me.waitFor(/\n↓ a 30 % of 13 B.* · me in Fake/);
  return me;
}

test.each([
  ["/exit", "/exit\r"],
  ["Ctrl-D", "\x04"],
  ["Ctrl-C twice", "\x03\x03"],
])("%s asks; to leave keeps what is there of it", async (_what, keys) => {
  await using house = new House();
  using slow = new Slow();
  await using me = await downloading(slow, house);
  me.type(keys);
  await me.waitFor(
    /A download is under way\n.*● Leave \(it goes on where it stopped when you ask again\)\n.*○ Stay/,
  );
  expect(readdirSync(house.out)).not.toContain("a");
  me.type("\r");
  const screen = await left(me, 0);
  expect(screen).toContain("* a has stopped at 30 %; /get a continues it\n");
  expect(screen).toContain("Goodbye");
  expect(screen).not.toMatch(/Cannot|Lost/);
  expect(readdirSync(house.out).toSorted()).toEqual(["a.part", "a.part.json"]);
  await slow.fake.peers[0]?.heard.waitFor('"exit"');
});

test.each([
  ["the choice", `${DOWN}\r`],
  ["Escape", "\x1b"],
])("to stay, by %s, keeps downloading", async (_what, keys) => {
  await using house = new House();
  using slow = new Slow();
  await using me = await downloading(slow, house);
  me.type("/exit\r");
  await me.waitFor(QUESTION);
  me.type(keys);
  await me.waitFor(/\n↓ a 30 % of 13 B/);
  await me.waitFor("me> █");
  slow.end();
  await seen(me, /^\* Saved [\s\S]*, checked\nme> █$/m);
  expect(readFileSync(join(house.out, "a"), "utf8")).toBe("part and rest");
  me.type("/exit\r");
  expect(await left(me, 0)).not.toContain(QUESTION);
});

test("a download that ends while it is asked is told afterwards", async () => {
  await using house = new House();
  using slow = new Slow();
  await using me = await downloading(slow, house);
  me.type("/exit\r");
  await me.waitFor(QUESTION);
  slow.end();
  slow.fake.peers[0]?.control({
    type: "said",
    seq: 1,
    at: 1,
    from: "Bo",
    client: 2,
    text: "meanwhile",
  });
  me.type(`${DOWN}\r`);
  await seen(me, "Bo: meanwhile");
  await seen(me, /^\* Saved [\s\S]*, checked\n/m);
  expect(readdirSync(house.out)).toEqual(["a"]);
});

test("the server sends us away while it is asked: the question ends, and the chat", async () => {
  await using house = new House();
  using slow = new Slow();
  await using me = await downloading(slow, house);
  me.type("/exit\r");
  await me.waitFor(QUESTION);
  sendAway(slow.fake, "Come with another client");
  const screen = await left(me, 3);
  expect(screen).toContain("Come with another client");
  expect(screen).not.toContain(QUESTION);
  expect(screen).toContain("a has stopped at 30 %; /get a continues it\n");
  expect(readdirSync(house.out).toSorted()).toEqual(["a.part", "a.part.json"]);
});

test("without a download nothing is asked", async () => {
  await using house = new House();
  await using ann = chatInShell([house.at, "-n", "Ann"]);
  await ann.waitFor("Ann> █");
  ann.type("\x04");
  expect(await left(ann, 0)).not.toContain(QUESTION);
});

test("what is still said while the client leaves does not appear below the goodbye", async () => {
  using fake = framesServer({
    exit: (peer) => {
      peer.control({ type: "said", seq: 1, at: 1, from: "Bo", client: 2, text: "too late" });
      peer.control({ type: "joined", at: 1, name: "Cy", client: 3 });
    },
  });
  await using me = chatInShell([fake.at, "-n", "me"]);
  await me.waitFor("me> █");
  me.type("/exit\r");
  const screen = await left(me, 0);
  expect(screen).toContain("Goodbye");
  expect(screen).not.toMatch(/too late|Cy joined/);
});

test("the server's last sentence is said once, however much it still owes", async () => {
  using fake = framesServer();
  await using me = chatInShell([fake.at, "-n", "me"]);
  await me.waitFor("me> █");
  me.type("/who\rstatus\rlist\rdraft");
  await me.waitFor("me> draft█");
  sendAway(fake, "Closing time");
  const screen = await left(me, 3);
  expect(screen.split("Closing time")).toHaveLength(2);
});

test("no blank rows stay between the room and the goodbye", async () => {
  await using house = new House();
  await using ann = await chatAs("Ann", house.at);
  ann.type("last words\r");
  await ann.waitFor(/\nAnn: last words\n/);
  ann.type("\x04");
  await ann.waitFor(/\nAnn: last words\nAnn> \n│\n└ {2}Goodbye/);
});
