// Why the client in a script could not do its work: one sentence on standard error, an exit code, and no hang.

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeChunk } from "../support/chunk.ts";
import { client, run } from "./process.ts";
import { closedPort, FakeServer, framesServer } from "./peers.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

test("1: nothing listens there", async () => {
  const at = `127.0.0.1:${closedPort()}`;
  const why = `Cannot reach "${at}": nothing listens there\n`;
  expect(await run([at, "list"])).toMatchObject({ exit: 1, out: "", err: why });
});

test("1: no Parlor server", async () => {
  using web = new FakeServer((peer) => {
    peer.text("HTTP/1.1 400 Bad Request\r\n\r\n");
    peer.finish();
  });
  const why = `Cannot join "${web.at}": no Parlor server, it closed the connection at once\n`;
  expect(await run([web.at, "say", "hi"])).toMatchObject({ exit: 1, out: "", err: why });
});

test("1: the server stops while it is listened to", async () => {
  await using house = new House();
  await using tail = client([house.at, "tail", "--json", "-q"]);
  await house.log.waitFor(": tester\n");
  await house.stop();
  expect(await tail.exit).toBe(1);
  expect(tail.err.text).toBe("The server is shutting down\n");
});

test("1: the server is lost in the middle of a file; no further one is asked for", async () => {
  await using house = new House();
  using fake = framesServer({
    get: (peer, id) => {
      peer.control({ type: "file", file: "a", size: 9, modified: 1, from: 0, re: id });
      peer.bytes(encodeChunk(id, Buffer.from("part")));
      peer.finish();
    },
  });
  const got = await run([fake.at, "get", "a", "b", "-o", house.out]);
  const remark = "a has stopped at 44 %; the same get continues it";
  const err = `Lost the connection to "${fake.at}"\n${remark}\n`;
  expect(got).toMatchObject({ exit: 1, out: "", err });
  expect(readdirSync(house.out).toSorted()).toEqual(["a.part", "a.part.json"]);
});

test.each([
  [["127.0.0.1:0"], "the port must be a whole number from 1 to 65535"],
  [["h", "dance"], 'Cannot do "dance"'],
  [["get"], "Usage: bun client.ts [HOST[:PORT]] get FILE..."],
  [["put", "a", "--on-duplicate", "error"], "Cannot use --on-duplicate: it belongs to get"],
  [["--colour"], "--colour"],
])("2: %j", async (words, why) => {
  const ran = await run(words);
  expect(ran).toMatchObject({ exit: 2, out: "" });
  expect(ran.err).toContain(why);
  expect(ran.err.trimEnd()).not.toContain("\n");
});

test("2: a message that is too long", async () => {
  await using house = new House();
  const said = await run([house.at, "say", "x".repeat(4097)]);
  expect(said).toMatchObject({ exit: 2, out: "" });
  expect(said.err).toBe("Cannot send it: it has 4,097 bytes, a message takes 4,096\n");
});

test("3: full", async () => {
  await using house = new House({ places: 1 });
  await house.join("Ann");
  const err = "Server is full, try again later.\n";
  expect(await run([house.at, "say", "hi"])).toMatchObject({ exit: 3, out: "", err });
});

test("3: the name asked for is taken, or none", async () => {
  await using house = new House();
  await house.join("Ann");
  const taken = await run([house.at, "-n", "ann", "say", "hi"]);
  const err = 'Cannot use "ann" as a name: it is taken\n';
  expect(taken).toMatchObject({ exit: 3, out: "", err });
  const none = await run([house.at, "-n", "a:b", "say", "hi"]);
  expect(none).toMatchObject({
    exit: 3,
    out: "",
    err: 'Cannot use "a:b" as a name: it has a ":"\n',
  });
});

test("3: the user's name and all its numbers are taken", async () => {
  await using house = new House();
  await house.join("tester");
  for (let n = 2; n <= 9; n++) await house.join(`tester-${n}`);
  const said = await run([house.at, "say", "hi"]);
  const err = 'Cannot join as "tester": so many are here already; use --name\n';
  expect(said).toMatchObject({ exit: 3, out: "", err });
});

test("4: no such file", async () => {
  await using house = new House();
  const got = await run([house.at, "get", "nope", "-o", house.out]);
  expect(got).toMatchObject({ exit: 4, out: "", err: "File 'nope' not found\n" });
});

test("3: no file can be put where none is taken, or of such a name", async () => {
  await using house = new House();
  const off = await run([house.at, "put", join(house.shelf, "info.txt")]);
  expect(off).toMatchObject({ exit: 3, out: "" });
  expect(off.err).toMatch(/^[^\n]+\n$/);
  const hidden = join(house.shelf, ".hidden");
  writeFileSync(hidden, "");
  const err = 'Cannot put ".hidden": it begins with a dot\n';
  expect(await run([house.at, "put", hidden])).toMatchObject({ exit: 3, out: "", err });
});

test("4: nothing matches", async () => {
  await using house = new House();
  const err = 'Cannot get "*.pdf": nothing on the shelf matches\n';
  const got = await run([house.at, "get", "*.pdf", "-o", house.out]);
  expect(got).toMatchObject({ exit: 4, out: "", err });
});

test("6: the file to be put is not there", async () => {
  await using house = new House();
  const err = 'Cannot put "nope": no such file\n';
  expect(await run([house.at, "put", join(house.out, "nope")])).toMatchObject({ exit: 6, err });
});

test("6: the name is taken and is not to be shared", async () => {
  await using house = new House();
  mkdirSync(house.out);
  writeFileSync(join(house.out, "info.txt"), "mine");
  const words = [house.at, "get", "info.txt", "--on-duplicate", "error", "-o", house.out];
  const err = 'Cannot save "info.txt": a file has that name already\n';
  expect(await run(words)).toMatchObject({ exit: 6, out: "", err });
  expect(readdirSync(house.out)).toEqual(["info.txt"]);
});

test("5: what came is not the file", async () => {
  await using house = new House();
  using fake = framesServer({
    get: (peer, id) => {
      peer.control({ type: "file", file: "a", size: 4, modified: 1, from: 0, re: id });
      peer.bytes(encodeChunk(id, Buffer.from("evil")));
      peer.control({ type: "end", sha256: "0".repeat(64), re: id });
    },
  });
  const got = await run([fake.at, "get", "a", "-o", house.out]);
  const err = 'Cannot save "a": its SHA-256 is not as announced\n';
  expect(got).toMatchObject({ exit: 5, out: "", err });
  expect(readdirSync(house.out)).toEqual([]);
  expect(await run([fake.at, "get", "a", "--stdout"])).toMatchObject({ exit: 5, out: "evil" });
});

test("6: the folder cannot be", async () => {
  await using house = new House();
  writeFileSync(join(house.shelf, "..", "file"), "");
  const out = join(house.shelf, "..", "file", "x");
  const got = await run([house.at, "get", "big.bin", "-o", out]);
  expect(got).toMatchObject({ exit: 6, out: "" });
  expect(got.err).toMatch(/^Cannot save "big.bin": [^\n]+\n$/);
});

test("nothing that a hostile server says reaches standard output or error raw", async () => {
  const evil = "\x1b]0;owned\x07\x1b[2J\u202e\u009b31m\r";
  using fake = framesServer({
    nick: (peer, id) => {
      peer.control({ type: "welcome", name: evil, motd: evil, re: id });
      peer.control({ type: "said", seq: 1, at: 1, from: evil, client: 2, text: `${evil}seen` });
    },
    history: (peer, id) => {
      const entry = { seq: 1, at: 1, from: evil, client: 2, text: `${evil}said`, to: evil };
      peer.control({ type: "history", entries: [entry], more: false, re: id });
    },
    list: (peer, id) => {
      const file = { file: `${evil}file`, size: 1, modified: 1 };
      peer.control({ type: "list", files: [file], more: false, re: id });
    },
    get: (peer, id) => peer.control({ type: "error", code: "not-found", message: evil, re: id }),
  });
  await using tail = client([fake.at, "tail"]);
  const all = [await tail.out.waitFor("seen")];
  for (const words of [["list"], ["list", "--json"], ["get", "a"], ["history"]]) {
    const { out, err } = await run([fake.at, ...words]);
    all.push(out, err);
  }
  expect(all.join("")).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
});
