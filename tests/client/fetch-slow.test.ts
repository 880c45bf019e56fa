// Downloads to receivers that take bytes slowly, or not at all.

import { expect, test } from "bun:test";
import { connect } from "../../lib/client/connect.ts";
import { fetchFile, type Target } from "../../lib/client/fetch.ts";
import type { Receiver } from "../../lib/client/receive.ts";
import { VerificationError } from "../../lib/files/appending.ts";
import { CHUNK_BYTES, DISK_WAITING_BYTES, PIECE_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes } from "../files/temp.ts";
import { encodeChunk } from "../support/chunk.ts";
import { patiently } from "../support/patience.ts";
import { OneFile } from "./fetch-server.ts";
import { framesServer, Heard } from "./peers.ts";
import { errorOf } from "./server.ts";

/** A target whose one receiver does these things in its own way, and everything else without a word. */
function targetOf(own: Partial<Receiver>): Target {
  const receiver = {
    have: undefined,
    damaged: false,
    begin: async () => {},
    write: async () => {},
    finish: async () => "-",
    suspend: async () => {},
    discard: async () => {},
    ...own,
  };
  return { existing: async () => undefined, open: async () => receiver };
}

test("a slow receiver stops the sender, holds little, and gets everything in the end", async () => {
  const total = 48 * 1024 * 1024;
  const chunk = someBytes(CHUNK_BYTES);
  const hash = new Bun.CryptoHasher("sha256");
  for (let sent = 0; sent < total; sent += CHUNK_BYTES) hash.update(chunk);
  using fake = framesServer({
    get: (peer, re) => {
      peer.control({ type: "file", file: "a.txt", size: total, modified: 1, from: 0, re });
      for (let sent = 0; sent < total; sent += CHUNK_BYTES) peer.bytes(encodeChunk(re, chunk));
      peer.control({ type: "end", sha256: hash.digest("hex"), re });
    },
    who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
  });
  const { session } = await connect(fake.address, Date.now);
  const { session: other } = await connect(fake.address, Date.now);
  const gate = Promise.withResolvers<void>();
  const received = new Heard();
  let held = 0;
  let written = 0;
  const receiver = {
    async write(bytes: Uint8Array) {
      held += bytes.byteLength;
      received.add(".");
      await gate.promise;
      held -= bytes.byteLength;
      written += bytes.byteLength;
    },
  };
  const get = fetchFile(session, "a.txt", targetOf(receiver));
  await received.waitFor(() => held > DISK_WAITING_BYTES);
  // Each round trip lets every socket that is read be read once.
  for (let turn = 0; turn < 100; turn++) await other.request({ type: "who" });
  const most = DISK_WAITING_BYTES + 2 * 1024 * 1024;
  expect(held).toBeLessThan(most);
  expect(fake.peers[0]?.taken).toBeLessThan(total);
  gate.resolve();
  expect((await get).size).toBe(total);
  expect(written).toBe(total);
  await session.request({ type: "who" });
});

test("pieces of a byte each are held as what they cost, and all arrive in the end", async () => {
  const total = 400_000;
  const hash = new Bun.CryptoHasher("sha256").update(new Uint8Array(total)).digest("hex");
  using fake = framesServer({
    get: (peer, re) => {
      peer.control({ type: "file", file: "a.txt", size: total, modified: 1, from: 0, re });
      const piece = encodeChunk(re, new Uint8Array(1));
      const many = Buffer.concat(Array.from({ length: 1000 }, () => piece));
      for (let sent = 0; sent < total; sent += 1000) peer.bytes(many);
      peer.control({ type: "end", sha256: hash, re });
    },
    who: (peer, re) => peer.control({ type: "who", clients: [], more: false, re }),
  });
  const { session } = await connect(fake.address, Date.now);
  const { session: other } = await connect(fake.address, Date.now);
  const gate = Promise.withResolvers<void>();
  const enough = Promise.withResolvers<void>();
  let pieces = 0;
  const write = () => {
    if (++pieces * PIECE_BYTES > DISK_WAITING_BYTES) enough.resolve();
    return gate.promise;
  };
  const get = fetchFile(session, "a.txt", targetOf({ write }));
  await patiently(enough.promise);
  for (let turn = 0; turn < 100; turn++) await other.request({ type: "who" });
  // Besides those that fill the bound, what one reading of the socket brings.
  expect(pieces).toBeLessThan(total / 2);
  gate.resolve();
  expect((await get).size).toBe(total);
  expect(pieces).toBe(total);
});

test.each([
  ["keep what it has", new Error("the disk is full"), "suspend"],
  ["leave nothing", new VerificationError("more came than its bytes"), "discard"],
])(
  "a receiver that refuses bytes is told to %s, and the server to stop",
  async (_, error, call) => {
    using server = new OneFile({ bytes: someBytes(100_000), until: 40_000 });
    const calls: string[] = [];
    const target = targetOf({
      write: () => Promise.reject(error),
      suspend: async () => void calls.push("suspend"),
      discard: async () => void calls.push("discard"),
    });
    const get = fetchFile(await server.enter(), "a.txt", target);
    expect(await errorOf(get)).toBe(error);
    await server.cancelled.waitFor("1;");
    expect(calls).toEqual([call]);
  },
);
