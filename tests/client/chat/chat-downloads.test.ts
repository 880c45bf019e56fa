// Downloads in the chat: the file picker, a name that is taken already, how far each is.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeChunk } from "../../support/chunk.ts";
import { framesServer, type Peer } from "../peers.ts";
import { chatAs, seen } from "../process.ts";
import { House } from "../server.ts";

setDefaultTimeout(30_000);

const DOWN = "\x1b[B";
const ESCAPE = "\x1b";
const SAVED = /^\* Saved [\s\S]*, checked\nAnn> █$/m;

describe("get without a name asks which file", () => {
  test.each(["get", "/get"])("%s: arrows and Enter", async (command) => {
    await using house = new House();
    await using ann = await chatAs("Ann", house.at, ["-o", house.out]);
    ann.type(`${command}\r`);
    await ann.waitFor(/Which file\?\n.*Search: .*\n.*● big\.bin \(5\.0 MB\)\n/);
    ann.type(DOWN + DOWN + DOWN);
    await ann.waitFor("● info.txt (416 B)");
    ann.type("\r");
    await seen(ann, SAVED);
    expect(readdirSync(house.out)).toEqual(["info.txt"]);
  });

  test("typing narrows a long shelf", async () => {
    await using house = new House();
    for (let n = 0; n < 300; n++) writeFileSync(join(house.shelf, `photo ${n}.jpg`), `${n}`);
    await using ann = await chatAs("Ann", house.at, ["-o", house.out]);
    ann.type("get\r");
    await ann.waitFor("Which file?");
    ann.type("O 27");
    await ann.waitFor(" 11 of 306");
    ann.type("3");
    await ann.waitFor(" 1 of 306");
    expect(await ann.screen()).not.toContain("photo 27.jpg");
    ann.type("\r");
    await seen(ann, SAVED);
    expect(readFileSync(join(house.out, "photo 273.jpg"), "utf8")).toBe("273");
  });

  test.each([
    ["Escape", ESCAPE],
    ["Ctrl-C", "\x03"],
    ["Ctrl-D", "\x04"],
  ])("%s leaves it, and nothing is got", async (_what, key) => {
    await using house = new House();
    const bo = await house.netcat("Bo");
    await using ann = await chatAs("Ann", house.at, ["-o", house.out]);
    ann.type("get\r");
    await ann.waitFor("Which file?");
    ann.type(`te${key}`);
    await ann.waitFor("Ann> █");
    ann.type("still here\r");
    await bo.heard.waitFor("Ann: still here\n");
    expect(house.log.text).not.toContain(" get ");
  });

  test("an empty shelf has nothing to choose from", async () => {
    await using house = new House();
    rmSync(house.shelf, { recursive: true });
    mkdirSync(house.shelf);
    await using ann = await chatAs("Ann", house.at);
    ann.type("get\r");
    await seen(ann, "Cannot get a file: the shelf is empty\nAnn> █");
    ann.type("list\r");
    await seen(ann, "* The shelf is empty\nAnn> █");
  });
});

describe("a file that is there already", () => {
  const other = "of somebody else";

  test.each([
    ["keep both", "\r", true, { "info (1).txt": "new", "info.txt": "old" }],
    ["overwrite it", `${DOWN}\r`, true, { "info.txt": "new" }],
    ["do not", `${DOWN}${DOWN}\r`, false, { "info.txt": "old" }],
    ["Escape", ESCAPE, false, { "info.txt": "old" }],
  ])("%s", async (_what, keys, saves, files) => {
    await using house = new House();
    mkdirSync(house.out);
    writeFileSync(join(house.out, "info.txt"), other);
    await using ann = await chatAs("Ann", house.at, ["-o", house.out]);
    ann.type("get info.txt\r");
    const screen = await ann.waitFor(/exists already\n[\s\S]*Do not download/);
    expect(screen).toMatch(/● Keep both[\s\S]*○ Overwrite it\n[\s\S]*○ Do not download/);
    ann.type(keys);
    if (saves) await seen(ann, SAVED);
    else await ann.waitFor("Ann> █");
    // Asked for after the file, and so answered after it.
    ann.type("/who\r");
    await seen(ann, /1 here\n1 Ann\nAnn> █$/);
    expect(house.log.text.includes("get info.txt")).toBe(saves);
    const shelf = readFileSync(join(house.shelf, "info.txt"), "utf8");
    const found = Object.fromEntries(
      readdirSync(house.out).map((name) => {
        const text = readFileSync(join(house.out, name), "utf8");
        return [name, text === shelf ? "new" : text === other ? "old" : text];
      }),
    );
    expect(found).toEqual(files);
  });
});

test("a question that comes by itself waits until nothing is typed any more", async () => {
  await using house = new House();
  mkdirSync(house.out);
  writeFileSync(join(house.out, "a"), "of somebody else");
  const asked = Promise.withResolvers<() => void>();
  const other = { type: "about", file: "a", size: 1, modified: 1, sha256: "0".repeat(64) } as const;
  using fake = framesServer({
    who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
    about: (peer, id) => asked.resolve(() => peer.control({ ...other, re: id })),
  });
  await using me = await chatAs("me", fake.at, ["-o", house.out]);
  me.type("get a\rhalf a line");
  await me.waitFor("me> half a line█");
  const answer = await asked.promise;
  answer();
  await seen(
    me,
    /\* [\s\S]*exists already; you are asked when you\s+stop typing\nme> half a line█$/,
  );
  me.type(" and more");
  await me.waitFor("me> half a line and more█");
  expect(me.raw()).not.toContain("Do not download");
  me.type("\x15");
  await me.waitFor("Do not download");
  me.type(ESCAPE);
  await me.waitFor("me> █");
  expect(readFileSync(join(house.out, "a"), "utf8")).toBe("of somebody else");
});

describe("the status row tells how far it is", () => {
  const BYTES = Buffer.alloc(1000, "x");
  const SHA256 = new Bun.CryptoHasher("sha256").update(BYTES).digest("hex");

  /** A server that is asked for files, and gives nothing by itself. */
  function slow() {
    const asked = Promise.withResolvers<{ peer: Peer; id: number }>();
    const fake = framesServer({
      who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
      get: (peer, id) => asked.resolve({ peer, id }),
    });
    return { fake, asked: asked.promise, [Symbol.dispose]: () => fake[Symbol.dispose]() };
  }

  test("waiting, begun, its rate and what is left, and nothing once it is saved", async () => {
    await using house = new House();
    using server = slow();
    const { fake, asked } = server;
    await using me = await chatAs("me", fake.at, ["-o", house.out]);
    me.type("get a\r");
    await me.waitFor("\n↓ a: waiting · me in Fake · ");
    const { peer, id } = await asked;
    const send = (bytes: number) => peer.bytes(encodeChunk(id, BYTES.subarray(0, bytes)));
    peer.control({ type: "file", file: "a", size: 1000, modified: 1, from: 0, re: id });
    send(420);
    await me.waitFor(/\n↓ a 42 % of 1\.0 kB.* · me in Fake/);
    await me.waitFor(/\n↓ a 42 % of 1\.0 kB, \d+ B\/s, .* left · me in Fake/);
    send(200);
    await me.waitFor(/\n↓ a 62 % of 1\.0 kB, \d+ B\/s, \d+ s left · me in Fake/);
    me.type("typing goes on");
    await me.waitFor("me> typing goes on█");
    send(380);
    peer.control({ type: "end", sha256: SHA256, re: id });
    await seen(me, /^\* Saved [\s\S]*a: 1\.0 kB, checked\nme> typing goes on█$/m);
    await me.waitFor(/\nme in Fake · .* · connected\nme> typing/);
    expect(readFileSync(join(house.out, "a"), "utf8")).toBe(BYTES.toString());
  });

  test("of many, two and how many more", async () => {
    await using house = new House();
    using server = slow();
    await using me = await chatAs("me", server.fake.at, ["-o", house.out]);
    me.type("get a\rget b\rget c\rget d\r");
    await me.waitFor("\n↓ a: waiting · ↓ b: waiting · 2 more transfers · me in Fake");
  });
});
