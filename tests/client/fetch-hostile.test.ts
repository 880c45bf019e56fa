// Downloads from hostile servers and to slow receivers: a file is the file, or it is not there at all.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import { Failure } from "../../lib/client/failure.ts";
import { fetchFile, intoFolder, intoStream, type Receiver } from "../../lib/client/fetch.ts";
import type { Session } from "../../lib/client/session.ts";
import { VerificationError } from "../../lib/files/download.ts";
import { encodeChunk } from "../support/chunk.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { CHUNK_BYTES, DISK_WAITING_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes, temporaryFolders } from "../files/temp.ts";
import { type FakeServer, framesServer, Heard, type Peer } from "./peers.ts";
import { errorOf } from "./server.ts";

const emptyFolder = temporaryFolders();

async function enter(fake: FakeServer): Promise<Session> {
  return (await connect(fake.address, Date.now)).session;
}

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

const BYTES = someBytes(100_000);
const ANNOUNCED = { type: "file", file: "a.txt", size: BYTES.byteLength, modified: 1 };

/** A server that answers "get" so, and "who" with nobody. */
function hostile(get: (peer: Peer, id: number) => void): FakeServer {
  return framesServer({
    get,
    who: (peer, id) => peer.control({ type: "who", clients: [], more: false, re: id }),
  });
}

/** An honest answer to "get", but for what a test puts in its place. */
function serves(parts: { file?: object; chunks?: Uint8Array[]; end?: object }) {
  return (peer: Peer, id: number) => {
    peer.control({ ...ANNOUNCED, ...parts.file, re: id });
    for (const chunk of parts.chunks ?? [BYTES]) peer.bytes(encodeChunk(id, chunk));
    peer.control({ type: "end", sha256: sha256(BYTES), ...parts.end, re: id });
  };
}

const TAKEN_BACK = `Cannot save "a.txt": `;

describe("from a hostile server", () => {
  test.each([
    ["a wrong hash", { end: { sha256: "0".repeat(64) } }, "its SHA-256 is not as announced"],
    [
      "fewer bytes than announced",
      { chunks: [BYTES.subarray(1)] },
      "99999 of its 100000 bytes arrived",
    ],
    [
      "other bytes",
      { chunks: [someBytes(100_001).subarray(1)] },
      "its SHA-256 is not as announced",
    ],
    ["no bytes", { chunks: [] }, "0 of its 100000 bytes arrived"],
  ])("%s: not trusted, nothing left", async (_what, parts, why) => {
    using fake = hostile(serves(parts));
    const folder = emptyFolder();
    const error = await errorOf(fetchFile(await enter(fake), "a.txt", intoFolder(folder, "a.txt")));
    expect(error).toBeInstanceOf(VerificationError);
    expect(error.message).toBe(TAKEN_BACK + why);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("more bytes than announced: refused at once, nothing left, the session goes on", async () => {
    using fake = hostile(serves({ chunks: [BYTES, Buffer.from("!"), BYTES] }));
    const folder = emptyFolder();
    const session = await enter(fake);
    const error = await errorOf(fetchFile(session, "a.txt", intoFolder(folder, "a.txt")));
    expect(error.message).toBe(`${TAKEN_BACK}more than its 100000 bytes arrived`);
    expect(error).toBeInstanceOf(VerificationError);
    expect(readdirSync(folder)).toEqual([]);
    await session.request({ type: "who" });
  });

  test.each([
    ["closed", "finish"],
    ["reset", "reset"],
  ] as const)("a connection %s in the middle: lost, nothing left", async (_what, how) => {
    const folder = emptyFolder();
    const begun = Promise.withResolvers<void>();
    using fake = hostile((peer, id) => {
      peer.control({ ...ANNOUNCED, re: id });
      peer.bytes(encodeChunk(id, BYTES.subarray(0, 50_000)));
      void begun.promise.then(() => peer[how]());
    });
    const get = fetchFile(await enter(fake), "a.txt", intoFolder(folder, "a.txt"), () =>
      begun.resolve(),
    );
    expect((await errorOf(get)).message).toBe(`Lost the connection to "${fake.at}"`);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("a refusal in the middle: its sentence, nothing left", async () => {
    using fake = hostile((peer, id) => {
      peer.control({ ...ANNOUNCED, re: id });
      peer.bytes(encodeChunk(id, BYTES.subarray(0, 50_000)));
      peer.control({ type: "error", code: "broken", message: "It \x1b[1mchanged", re: id });
    });
    const folder = emptyFolder();
    const error = await errorOf(fetchFile(await enter(fake), "a.txt", intoFolder(folder, "a.txt")));
    expect(error.message).toBe("It changed");
    expect(error instanceof Failure && error.exit).toBe(EXIT.verification);
    expect(readdirSync(folder)).toEqual([]);
  });

  test.each(["../evil.txt", "/evil.txt", "b.txt", "\x1b[31ma.txt"])(
    "the name %j that it gives is not used",
    async (name) => {
      using fake = hostile(serves({ file: { file: name } }));
      const folder = emptyFolder();
      const inner = join(folder, "inner");
      const session = await enter(fake);
      const { file, path } = await fetchFile(session, "sub/a.txt", intoFolder(inner, "sub/a.txt"));
      expect([file, path]).toEqual(["sub/a.txt", join(inner, "a.txt")]);
      expect(readFileSync(path).equals(BYTES)).toBe(true);
      expect(readdirSync(folder)).toEqual(["inner"]);
      expect(readdirSync(inner)).toEqual(["a.txt"]);
    },
  );

  test.each(["../a.txt", "/a.txt", "a/../../b", ".hidden"])(
    "nothing is written for %j, though it serves it",
    async (file) => {
      using fake = hostile(serves({}));
      const folder = emptyFolder();
      const inner = join(folder, "inner");
      const error = await errorOf(fetchFile(await enter(fake), file, intoFolder(inner, file)));
      expect(error.message).toStartWith(`Cannot save "${file}": `);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test("an end without a file, and a second file, are no way in", async () => {
    const end = (peer: Peer, id: number) =>
      peer.control({ type: "end", sha256: sha256(BYTES), re: id });
    using nothing = hostile(end);
    const folder = emptyFolder();
    const get = fetchFile(await enter(nothing), "a.txt", intoFolder(folder, "a.txt"));
    expect((await errorOf(get)).message).toBe('Cannot get "a.txt": no file came');
    using twice = hostile((peer, id) => {
      peer.control({ ...ANNOUNCED, re: id });
      serves({ file: { size: 5 } })(peer, id);
    });
    await fetchFile(await enter(twice), "a.txt", intoFolder(folder, "a.txt"));
    expect(readdirSync(folder)).toEqual(["a.txt"]);
  });

  test("a stream whose bytes were wrong is told of", async () => {
    using fake = hostile(serves({ end: { sha256: "0".repeat(64) } }));
    const error = await errorOf(
      fetchFile(
        await enter(fake),
        "a.txt",
        intoStream(async () => {}),
      ),
    );
    expect(error).toBeInstanceOf(VerificationError);
    expect(error.message).toContain("its SHA-256 is not as announced");
  });

  test("chunks before their file do not silence the session for good", async () => {
    const chunk = someBytes(CHUNK_BYTES);
    using fake = hostile((peer, id) => {
      for (let n = 0; n < 40; n++) peer.bytes(encodeChunk(id, chunk));
      serves({})(peer, id);
    });
    const folder = emptyFolder();
    const session = await enter(fake);
    await errorOf(fetchFile(session, "a.txt", intoFolder(folder, "a.txt")));
    await session.request({ type: "who" });
  });
});

test("after a download has failed, no more progress is told", async () => {
  using fake = hostile((peer, id) => {
    peer.control({ ...ANNOUNCED, re: id });
    peer.bytes(encodeChunk(id, BYTES));
    for (let n = 0; n < 3; n++) peer.bytes(encodeChunk(id, BYTES));
    void failed.promise.then(() => {
      peer.bytes(encodeChunk(id, BYTES));
      peer.control({ type: "end", sha256: sha256(BYTES), re: id });
    });
  });
  const failed = Promise.withResolvers<void>();
  const session = await enter(fake);
  let told = 0;
  await errorOf(fetchFile(session, "a.txt", intoFolder(emptyFolder(), "a.txt"), () => told++));
  const before = told;
  failed.resolve();
  await session.request({ type: "who" });
  expect(told).toBe(before);
});

test("a slow receiver stops the sender, holds little, and gets everything in the end", async () => {
  const total = 48 * 1024 * 1024;
  const chunk = someBytes(CHUNK_BYTES);
  const hash = new Bun.CryptoHasher("sha256");
  for (let sent = 0; sent < total; sent += CHUNK_BYTES) hash.update(chunk);
  using fake = hostile((peer, id) => {
    peer.control({ ...ANNOUNCED, size: total, re: id });
    for (let sent = 0; sent < total; sent += CHUNK_BYTES) peer.bytes(encodeChunk(id, chunk));
    peer.control({ type: "end", sha256: hash.digest("hex"), re: id });
  });
  const session = await enter(fake);
  const other = await enter(fake);
  const gate = Promise.withResolvers<void>();
  const received = new Heard();
  let held = 0;
  let written = 0;
  const receiver: Receiver = {
    async write(bytes) {
      held += bytes.byteLength;
      received.add(".");
      await gate.promise;
      held -= bytes.byteLength;
      written += bytes.byteLength;
    },
    finish: async () => "-",
    abort: async () => {},
  };
  const get = fetchFile(session, "a.txt", async () => receiver);
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
