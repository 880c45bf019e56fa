// Downloads from hostile servers: a file is the file, or it is not there at all.

import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import { Failure } from "../../lib/client/failure.ts";
import { fetchFile, intoFolder, intoStream } from "../../lib/client/fetch.ts";
import type { Session } from "../../lib/client/session.ts";
import { VerificationError } from "../../lib/files/appending.ts";
import { encodeChunk } from "../support/chunk.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { someBytes, temporaryFolders } from "../files/temp.ts";
import { type FakeServer, framesServer, type Peer } from "./peers.ts";
import { errorOf } from "./server.ts";

const emptyFolder = temporaryFolders();

async function enter(fake: FakeServer): Promise<Session> {
  return (await connect(fake.address, Date.now)).session;
}

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

const BYTES = someBytes(100_000);
const ANNOUNCED = { type: "file", file: "a.txt", size: BYTES.byteLength, modified: 1, from: 0 };

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

/** What is in a folder where a download was interrupted. */
const KEPT = ["a.txt.part", "a.txt.part.json"];

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
    const error = await errorOf(
      fetchFile(await enter(fake), "a.txt", intoFolder(folder, "rename")),
    );
    expect(error).toBeInstanceOf(VerificationError);
    expect(error.message).toBe(TAKEN_BACK + why);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("more bytes than announced: refused at once, nothing left, the session goes on", async () => {
    using fake = hostile(serves({ chunks: [BYTES, Buffer.from("!"), BYTES] }));
    const folder = emptyFolder();
    const session = await enter(fake);
    const error = await errorOf(fetchFile(session, "a.txt", intoFolder(folder, "rename")));
    expect(error.message).toBe(`${TAKEN_BACK}more than its 100000 bytes arrived`);
    expect(error).toBeInstanceOf(VerificationError);
    expect(readdirSync(folder)).toEqual([]);
    await session.request({ type: "who" });
  });

  test.each([
    ["closed", "finish"],
    ["reset", "reset"],
  ] as const)("a connection %s in the middle: lost, and what came is kept", async (_what, how) => {
    const folder = emptyFolder();
    const begun = Promise.withResolvers<void>();
    using fake = hostile((peer, id) => {
      peer.control({ ...ANNOUNCED, re: id });
      peer.bytes(encodeChunk(id, BYTES.subarray(0, 50_000)));
      void begun.promise.then(() => peer[how]());
    });
    const get = fetchFile(await enter(fake), "a.txt", intoFolder(folder, "rename"), {
      onProgress: (received) => received > 0 && begun.resolve(),
    });
    expect((await errorOf(get)).message).toBe(`Lost the connection to "${fake.at}"`);
    expect(readdirSync(folder).toSorted()).toEqual(KEPT);
    expect(readFileSync(join(folder, "a.txt.part")).equals(BYTES.subarray(0, 50_000))).toBe(true);
  });

  test("a refusal in the middle: its sentence, and what came is kept", async () => {
    using fake = hostile((peer, id) => {
      peer.control({ ...ANNOUNCED, re: id });
      peer.bytes(encodeChunk(id, BYTES.subarray(0, 50_000)));
      peer.control({ type: "error", code: "broken", message: "It \x1b[1mchanged", re: id });
    });
    const folder = emptyFolder();
    const error = await errorOf(
      fetchFile(await enter(fake), "a.txt", intoFolder(folder, "rename")),
    );
    expect(error.message).toBe("It changed");
    expect(error instanceof Failure && error.exit).toBe(EXIT.verification);
    expect(readdirSync(folder).toSorted()).toEqual(KEPT);
  });

  test.each(["../evil.txt", "/evil.txt", "b.txt", "\x1b[31ma.txt"])(
    "the name %j that it gives is not used",
    async (name) => {
      using fake = hostile(serves({ file: { file: name } }));
      const folder = emptyFolder();
      const inner = join(folder, "inner");
      const session = await enter(fake);
      const { file, path } = await fetchFile(session, "sub/a.txt", intoFolder(inner, "rename"));
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
      const error = await errorOf(fetchFile(await enter(fake), file, intoFolder(inner, "rename")));
      expect(error.message).toStartWith(`Cannot get "${file}": `);
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test("an end without a file, and a second file, are no way in", async () => {
    const end = (peer: Peer, id: number) =>
      peer.control({ type: "end", sha256: sha256(BYTES), re: id });
    using nothing = hostile(end);
    const folder = emptyFolder();
    const get = fetchFile(await enter(nothing), "a.txt", intoFolder(folder, "rename"));
    expect((await errorOf(get)).message).toBe('Cannot get "a.txt": no file came');
    using twice = hostile((peer, id) => {
      peer.control({ ...ANNOUNCED, re: id });
      serves({ file: { size: 5 } })(peer, id);
    });
    await fetchFile(await enter(twice), "a.txt", intoFolder(folder, "rename"));
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

  test("a stream gets no byte more than announced, and what came is not trusted", async () => {
    // The hash is that of all that was announced: only the size tells.
    using fake = hostile(serves({ chunks: [BYTES, Buffer.from("!"), BYTES] }));
    const session = await enter(fake);
    let written = 0;
    const write = async (bytes: Uint8Array) => void (written += bytes.byteLength);
    const error = await errorOf(fetchFile(session, "a.txt", intoStream(write)));
    expect(error).toBeInstanceOf(VerificationError);
    expect(error.message).toBe("Cannot trust what was written: more than its 100000 bytes arrived");
    expect(written).toBe(BYTES.byteLength);
    await session.request({ type: "who" });
  });

  test("chunks before their file do not silence the session for good", async () => {
    const chunk = someBytes(CHUNK_BYTES);
    using fake = hostile((peer, id) => {
      for (let n = 0; n < 40; n++) peer.bytes(encodeChunk(id, chunk));
      serves({})(peer, id);
    });
    const folder = emptyFolder();
    const session = await enter(fake);
    await errorOf(fetchFile(session, "a.txt", intoFolder(folder, "rename")));
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
  await errorOf(
    fetchFile(session, "a.txt", intoFolder(emptyFolder(), "rename"), { onProgress: () => told++ }),
  );
  const before = told;
  failed.resolve();
  await session.request({ type: "who" });
  expect(told).toBe(before);
});
