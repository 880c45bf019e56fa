// What a script is told of a transfer that the session's end stopped: how far it came, and that it can go on.

import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Interruptible } from "../../lib/client/endings.ts";
import { Failure } from "../../lib/client/failure.ts";
import { runHeadless } from "../../lib/client/headless.ts";
import { readPlan } from "../../lib/client/settings.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { encodeChunk } from "../support/chunk.ts";
import { Kept, linesOf } from "./kept-output.ts";
import { framesServer, type FakeServer, type Peer } from "./peers.ts";
import { House } from "./server.ts";

/** A server that moves so many bytes of 100, either way, and then no more. */
function stopping(bytes: number, stopped: (peer: Peer) => void): FakeServer {
  return framesServer({
    get: (peer, id) => {
      peer.control({ type: "file", file: "big.bin", size: 100, modified: 1, from: 0, re: id });
      if (bytes > 0) peer.bytes(encodeChunk(id, Buffer.alloc(bytes)));
      stopped(peer);
    },
    put: (peer, id) => {
      if (bytes > 0) peer.control({ type: "send", from: bytes, re: id });
      stopped(peer);
    },
  });
}

/** An output that also hears of progress. */
class Watching extends Kept {
  onProgress: (text: string) => void = () => {};

  override progress = (text: () => string) => {
    this.progresses.push(text());
    return void this.onProgress(text());
  };
}

/** Runs these words until so much has moved and the session is interrupted. */
async function interrupted(bytes: number, words: string[]): Promise<Watching> {
  const guarded: Interruptible = {};
  const output = new Watching();
  const interrupt = () => guarded.session?.quit(new Failure(EXIT.interrupted, "Ended by SIGINT"));
  using fake = stopping(bytes, () => bytes === 0 && interrupt());
  output.onProgress = (text) => / (52|100) % of /.test(text) && interrupt();
  const plan = readPlan([fake.at, ...words], {});
  const exit = await runHeadless(plan, output, linesOf(), { USER: "ann" }, guarded);
  expect(exit).toBe(EXIT.interrupted);
  expect(output.failures).toEqual(["Ended by SIGINT"]);
  return output;
}

test("a get that is interrupted says how far it came, and what continues it; no other begins", async () => {
  await using house = new House();
  const output = await interrupted(52, ["get", "big.bin", "more.bin", "-o", house.out]);
  expect(output.notes).toEqual(["big.bin has stopped at 52 %; the same get continues it"]);
});

test("a get that is lost likewise, behind why", async () => {
  await using house = new House();
  const output = new Watching();
  using fake = stopping(52, (peer) => (output.onProgress = () => peer.reset()));
  const plan = readPlan([fake.at, "get", "big.bin", "-o", house.out], {});
  expect(await runHeadless(plan, output, linesOf(), { USER: "ann" })).toBe(EXIT.network);
  expect(output.failures).toEqual([`Lost the connection to "${fake.at}"`]);
  expect(output.notes).toEqual(["big.bin has stopped at 52 %; the same get continues it"]);
});

test("a put likewise, by its file's name", async () => {
  await using house = new House();
  mkdirSync(house.out);
  const path = join(house.out, "big.bin");
  writeFileSync(path, Buffer.alloc(100));
  const output = await interrupted(52, ["put", path]);
  expect(output.notes).toEqual([
    expect.stringMatching(/^big\.bin has stopped at \d+ %; the same put continues it$/),
  ]);
});

test("where no bytes had moved, or they were passed on, nothing is there to be continued", async () => {
  await using house = new House();
  expect((await interrupted(0, ["get", "big.bin", "-o", house.out])).notes).toEqual([]);
  expect((await interrupted(52, ["get", "big.bin", "--stdout"])).notes).toEqual([]);
});
