// Uploads to a server that takes them: announced with its hash, a file arrives byte for byte, or what of it is missing.

import { describe, expect, test } from "bun:test";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { connect } from "../../lib/client/connect.ts";
import { putFile } from "../../lib/client/put.ts";
import { EXIT } from "../../lib/protocol/exits.ts";
import { CHUNK_BYTES } from "../../lib/protocol/limits.ts";
import { Turns } from "../../lib/files/turns.ts";
import { someBytes, temporaryFolders } from "../files/temp.ts";
import { descriptorsOf } from "../server/descriptors.ts";
import { framesServer, type Answers } from "./peers.ts";
import { failureOf } from "./server.ts";

const emptyFolder = temporaryFolders();

const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

/** A server that takes files, asking for the bytes from `from` on; it keeps what it is told and sent. */
function taking(from = 0, answers: Answers = {}) {
  const puts: object[] = [];
  const chunks: Uint8Array[] = [];
  let [id, missing] = [0, 0];
  const stored = (peer: { control: (message: object) => void }) =>
    missing === 0 && peer.control({ type: "stored", file: "stored.bin", re: id });
  const fake = framesServer({
    put: (peer, re, message) => {
      if (message.type !== "put") return;
      puts.push(message);
      [id, missing] = [re, message.size - from];
      peer.control({ type: "ack", re });
      peer.control({ type: "send", from, re });
      stored(peer);
    },
    chunk: (peer, transfer, data) => {
      expect(transfer).toBe(id);
      chunks.push(Uint8Array.from(data));
      missing -= data.byteLength;
      stored(peer);
    },
    ...answers,
  });
  const enter = async () => (await connect(fake.address, Date.now)).session;
  return { fake, puts, chunks, enter, [Symbol.dispose]: () => fake[Symbol.dispose]() };
}

/** A file of its own folder, with these bytes. */
function made(name: string, bytes: Uint8Array | string): string {
  const path = join(emptyFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

const turns = new Turns();

test.each([0, 1, CHUNK_BYTES, CHUNK_BYTES + 1, 5_000_000])(
  "%d bytes arrive as they are, in chunks",
  async (size) => {
    using server = taking();
    const bytes = someBytes(size);
    const path = made("photo.jpg", bytes);
    const progress: [number, number][] = [];
    const phases: string[] = [];
    const put = await putFile(await server.enter(), path, {
      turns,
      onProgress: (sent, of) => progress.push([sent, of]),
      onPhase: (phase) => phases.push(phase),
    });
    const hash = sha256(bytes);
    expect(put).toEqual({ file: "stored.bin", size, sha256: hash, from: 0, already: false });
    expect(server.puts).toEqual([{ type: "put", file: "photo.jpg", size, sha256: hash }]);
    expect(Buffer.concat(server.chunks).equals(bytes)).toBe(true);
    expect(Math.max(0, ...server.chunks.map((chunk) => chunk.byteLength))).toBe(
      Math.min(size, CHUNK_BYTES),
    );
    expect(phases).toEqual(["reading", "sending"]);
    expect(progress[0]).toEqual([0, size]);
    const sent = progress.map(([first]) => first);
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    expect(progress.every(([, of]) => of === size)).toBe(true);
    expect(descriptorsOf(path)).toBe(0);
  },
);

test.each([1, CHUNK_BYTES, 999_999, 1_000_000])(
  "from byte %d on, where it is asked",
  async (from) => {
    using server = taking(from);
    const bytes = someBytes(1_000_000);
    const progress: number[] = [];
    const onProgress = (sent: number) => progress.push(sent);
    const put = await putFile(await server.enter(), made("a", bytes), { turns, onProgress });
    expect(put).toMatchObject({ size: 1_000_000, sha256: sha256(bytes), from, already: false });
    expect(Buffer.concat(server.chunks).equals(bytes.subarray(from))).toBe(true);
    expect(progress[0]).toBe(from);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
  },
);

test("nothing travels where the shelf has it", async () => {
  using server = taking(0, {
    put: (peer, re) => peer.control({ type: "stored", file: "a", already: true, re }),
  });
  const path = made("a", "content");
  const put = await putFile(await server.enter(), path, { turns });
  expect(put).toEqual({
    file: "a",
    size: 7,
    sha256: sha256(Buffer.from("content")),
    from: 7,
    already: true,
  });
  expect(server.chunks).toEqual([]);
  expect(descriptorsOf(path)).toBe(0);
});

test("several at once, each whole", async () => {
  const wanted = new Map<number, { size: number; file: string; parts: Uint8Array[] }>();
  using fake = framesServer({
    put: (peer, re, message) => {
      if (message.type !== "put") return;
      wanted.set(re, { ...message, parts: [] });
      peer.control({ type: "send", from: 0, re });
    },
    chunk: (peer, re, data) => {
      const { size = 0, file = "", parts = [] } = wanted.get(re) ?? {};
      parts.push(Uint8Array.from(data));
      if (Buffer.concat(parts).byteLength === size) peer.control({ type: "stored", file, re });
    },
  });
  const { session } = await connect(fake.address, Date.now);
  const files = [400_000, 3_000_000, 1_000_000].map((size) => someBytes(size));
  const puts = files.map((bytes, at) => putFile(session, made(`${at}.bin`, bytes), { turns }));
  const names = (await Promise.all(puts)).map(({ file }) => file);
  expect(names).toEqual(["0.bin", "1.bin", "2.bin"]);
  for (const { file, parts } of wanted.values())
    expect(Buffer.concat(parts).equals(files[Number(file[0])] ?? Buffer.of())).toBe(true);
});

test("a link is followed, and has its own name", async () => {
  using server = taking();
  const path = made("real", "content");
  symlinkSync(path, `${path}.link`);
  await putFile(await server.enter(), `${path}.link`, { turns });
  expect(server.puts).toMatchObject([{ file: "real.link", size: 7 }]);
});

describe("refused before anything is sent:", () => {
  test.each([
    [".hidden", "it begins with a dot"],
    ["CON.txt", "Windows keeps that name for a device"],
    ["dot.", "it ends with a dot or a space"],
    ["a\\b", "it has a backslash"],
    ["a\x1b[31mb", "it has characters that cannot be shown"],
  ])("the name %j", async (name, why) => {
    using server = taking();
    const failure = await failureOf(putFile(await server.enter(), made(name, "x"), { turns }));
    const message = `Cannot put "${Bun.stripANSI(name)}": ${why}`;
    expect(failure).toMatchObject({ exit: EXIT.refused, message });
    expect(failure.refusal?.code).toBe("file-refused");
    expect(server.puts).toEqual([]);
  });

  test.each([
    ["what is not there", (path: string) => path, "no such file"],
    ["a folder", (path: string) => (mkdirSync(path), path), "a folder"],
    ["a pipe", (path: string) => (Bun.spawnSync(["mkfifo", path]), path), "not a regular file"],
  ])("%s", async (_what, make, why) => {
    using server = taking();
    const path = make(join(emptyFolder(), "a"));
    const failure = await failureOf(putFile(await server.enter(), path, { turns }));
    expect(failure).toMatchObject({ exit: EXIT.localFile, message: `Cannot put "a": ${why}` });
    expect(server.puts).toEqual([]);
  });
});

test.each(["uploads-off", "exists", "too-large", "no-space", "busy", "broken"] as const)(
  "the server's refusal is the failure: %s",
  async (code) => {
    using server = taking(0, {
      put: (peer, re) => peer.control({ type: "error", code, message: "Not today", re }),
    });
    const path = made("a", "content");
    const failure = await failureOf(putFile(await server.enter(), path, { turns }));
    expect(failure.refusal).toMatchObject({ code, message: "Not today" });
    expect(server.chunks).toEqual([]);
    expect(descriptorsOf(path)).toBe(0);
  },
);
