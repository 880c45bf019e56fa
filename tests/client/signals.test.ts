// The client is told to end while a file is under way: the exit code says by what, and what came is kept.

import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, readdirSync, truncateSync, watch, writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeChunk } from "../support/chunk.ts";
import { chatInShell, client, left, send } from "./process.ts";
import { framesServer } from "./peers.ts";
import { House } from "./server.ts";

setDefaultTimeout(30_000);

/** A server that begins every file and never ends one. */
function unending() {
  return framesServer({
    get: (peer, id) => {
      peer.control({ type: "file", file: "a", size: 9, modified: 1, from: 0, re: id });
      peer.bytes(encodeChunk(id, Buffer.from("part")));
    },
  });
}

/** Makes a folder, and resolves with the name of the first file that is made in it. */
function firstFileIn(folder: string): Promise<string> {
  mkdirSync(folder);
  const made = Promise.withResolvers<string>();
  const watcher = watch(folder, (_event, name) => {
    if (name !== null) made.resolve(name);
  });
  return made.promise.finally(() => watcher.close());
}

const SIGNALS = [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const;

describe("while a script gets a file", () => {
  test.each(SIGNALS)("%s: %d, and what came is kept to go on with", async (signal, exit) => {
    await using house = new House();
    using fake = unending();
    const partial = firstFileIn(house.out);
    await using getting = client([fake.at, "get", "a", "b", "-q", "-o", house.out]);
    expect(await partial).toStartWith("a.part");
    getting.kill(signal);
    expect(await getting.exit).toBe(exit);
    for (const name of readdirSync(house.out)) expect(name).toMatch(/^a\.part(\.json)?$/);
    expect(getting.out.text).toBe("");
    expect(getting.err.text).toBe(`Ended by ${signal}\n`);
    await fake.peers[0]?.heard.waitFor('"exit"');
    await fake.peers[0]?.closed.promise;
  });

  test("to standard output, SIGTERM: 143, and what came was passed on", async () => {
    using fake = unending();
    await using getting = client([fake.at, "get", "a", "--stdout", "-q"]);
    await getting.out.waitFor("part");
    getting.kill("SIGTERM");
    expect(await getting.exit).toBe(143);
    expect(getting.out.text).toBe("part");
    expect(getting.err.text).not.toMatch(/\bat .*:\d+/);
  });
});

test.each(SIGNALS)("while a script listens, %s: %d", async (signal, exit) => {
  await using house = new House();
  await using tail = client([house.at, "-n", "Ann", "tail"]);
  await tail.err.waitFor("Listening");
  tail.kill(signal);
  expect(await tail.exit).toBe(exit);
  await house.log.waitFor("Connection closed");
});

describe("while a chat gets a file", () => {
  test("SIGTERM: 143, and what came is kept to go on with", async () => {
    await using house = new House();
    using fake = unending();
    const partial = firstFileIn(house.out);
    await using ann = chatInShell([fake.at, "-n", "me", "--out", house.out]);
    await ann.waitFor("me> █");
    ann.type("get a\r");
    await ann.waitFor(/a 44 % of 9 B.*\nme> █/);
    expect(await partial).toStartWith("a.part");
    await send(ann, "SIGTERM");
    await left(ann, 143);
    await fake.peers[0]?.heard.waitFor('"exit"');
    expect(readdirSync(house.out).toSorted()).toEqual(["a.part", "a.part.json"]);
  });

  test("what was said just before leaving is still said", async () => {
    await using house = new House();
    // Far more than can come before the chat is left.
    writeFileSync(join(house.shelf, "huge.bin"), "");
    truncateSync(join(house.shelf, "huge.bin"), 4 * 1024 ** 3);
    mkdirSync(house.out);
    const bo = await house.netcat("Bo");
    await using ann = chatInShell([house.at, "-n", "Ann", "--out", house.out]);
    await ann.waitFor("Ann> █");
    ann.type("get huge.bin\r");
    await ann.waitFor(/huge\.bin \d+ % of 4\.3 GB/);
    ann.type("one\rtwo\r/exit\r");
    await ann.waitFor("A download is under way");
    ann.type("\r");
    expect(await left(ann, 0)).toContain("Goodbye");
    await bo.heard.waitFor("Ann: one\nAnn: two\n* Ann left\n");
    const kept = ["huge.bin.part", "huge.bin.part.json"];
    expect(readdirSync(house.out).toSorted()).toEqual(kept);
  });
});

test("what takes too long after a signal is not waited for: 143", async () => {
  await using house = new House();
  const { host, port } = house.address;
  const script = `
    const { connect } = await import("./lib/client/connect.ts");
    const { guardSignals } = await import("./lib/client/endings.ts");
    const guarded = guardSignals(1);
    guarded.session = (await connect({ host: "${host}", port: ${port} }, Date.now)).session;
    setInterval(() => {}, 1000); // as a disk would that hangs
    process.kill(process.pid, "SIGTERM");`;
  const proc = Bun.spawn([process.execPath, "-e", script], {
    cwd: join(import.meta.dir, "../.."),
    stderr: "pipe",
  });
  expect(await proc.exited).toBe(143);
  expect(await proc.stderr.text()).toBe("");
});
