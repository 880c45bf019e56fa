// How files are sent beside everything else: no hash holds them back, all share their turns, and what waits is bounded.

import { expect, onTestFinished, spyOn, test } from "bun:test";
import { truncateSync } from "node:fs";
import { open, type FileHandle } from "node:fs/promises";
import { join } from "node:path";
import { openShelfFile } from "../../lib/files/shelf.ts";
import { Turns } from "../../lib/files/turns.ts";
import { CHUNK_BYTES, TRANSFERS_PER_GUEST } from "../../lib/protocol/limits.ts";
import { Sendings } from "../../lib/server/sendings.ts";
import { FramesDialect } from "../../lib/server/dialects/frames.ts";
import { someBytes } from "../files/temp.ts";
import { descriptorsOf } from "./descriptors.ts";
import { House } from "../support/house.ts";
import { FREE_SLOTS, NO_LITTER } from "../support/no-host.ts";

const BYTES = someBytes(4 * CHUNK_BYTES);
const sha256 = (bytes: Uint8Array) => new Bun.CryptoHasher("sha256").update(bytes).digest("hex");

test("all chunks leave before the hash is there; the end follows with it", async () => {
  await using house = new House({ files: { "a.bin": BYTES } });
  const opened = await openShelfFile(house.shelf, "a.bin");
  if (!opened.ok) throw new Error(opened.why);
  const hash = Promise.withResolvers<string | undefined>();
  const { signal } = new AbortController();
  const facts = { open: opened, file: "a.bin", from: 0, known: undefined };
  const taken: Uint8Array[] = [];
  const memory = (bytes: number) => {
    taken.push(new Uint8Array(bytes));
    return taken[0] ?? new Uint8Array(bytes);
  };
  const means = { sha256: () => hash.promise, turns: new Turns(), memory, signal };
  const answer = new FramesDialect().sendFile({ ...facts, ...means }, 7);
  let pieces = 0;
  let step = await answer.next();
  for (; !step.done; step = await answer.next()) pieces++;
  expect(pieces).toBe(1 + BYTES.length / CHUNK_BYTES);
  expect(taken).toHaveLength(1);
  hash.resolve("0".repeat(64));
  const last = Buffer.from((await step.value?.()) ?? "").toString("latin1");
  expect(last).toContain(`"type":"end","sha256":"${"0".repeat(64)}","re":7`);
});

test("a hash that is waited for holds back no other answer, and can be cancelled", async () => {
  await using house = new House({ files: { "a.bin": BYTES, "b.bin": BYTES } });
  const finn = await house.frames("Finn");
  await finn.request({ type: "about", file: "b.bin" });
  using held = spyOn(house.parts.hashes, "of").mockImplementation(
    (_root, _file, _version, signal) =>
      new Promise((resolve) => signal?.addEventListener("abort", () => resolve(undefined))),
  );
  const [about, get] = [
    finn.ask({ type: "about", file: "a.bin" }),
    finn.ask({ type: "get", file: "a.bin" }),
  ];
  expect((await finn.request({ type: "list" })).at(-1)).toMatchObject({
    type: "list",
    more: false,
  });
  await finn.fileBytes(BYTES.length);
  for (const transfer of [about, get]) {
    await finn.request({ type: "cancel", transfer });
    expect((await finn.answers(transfer)).at(-1)).toMatchObject({ code: "cancelled" });
  }
  held.mockRestore();
  expect((await finn.request({ type: "about", file: "a.bin" })).at(-1)).toMatchObject({
    type: "about",
  });
});

test("a guest that goes leaves nothing open that it waited for", async () => {
  await using house = new House({ files: { "a.bin": BYTES } });
  using held = spyOn(house.parts.hashes, "of").mockImplementation(
    (_root, _file, _version, signal) =>
      new Promise((resolve) => signal?.addEventListener("abort", () => resolve(undefined))),
  );
  const finn = await house.frames("Finn");
  finn.ask({ type: "get", file: "a.bin" });
  await finn.fileBytes(BYTES.length);
  finn[Symbol.dispose]();
  await house.log.line("Connection closed");
  expect(held.mock.calls[0]?.[3]?.aborted).toBe(true);
  // A thread closes it.
  const opened = () => descriptorsOf(join(house.shelf, "a.bin"));
  for (let look = 0; look < 1000 && opened() > 0; look++) await house.read();
  expect(opened()).toBe(0);
});

test("all downloads of all guests share their turns", async () => {
  await using house = new House({ files: { "a.bin": BYTES } });
  const guests = [await house.frames("Finn"), await house.frames("Fred")];
  using turns = spyOn(house.parts.turns, "next");
  await Promise.all(
    guests.map((guest) => guest.downloaded(guest.ask({ type: "get", file: "a.bin" }))),
  );
  expect(turns).toHaveBeenCalledTimes((2 * BYTES.length) / CHUNK_BYTES);
});

test("many downloads of a guest share one chunk of memory, and each is the file", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`${n}.bin`, BYTES.map((byte) => byte ^ n)]),
  );
  await using house = new House({ files });
  const finn = await house.frames("Finn");
  const ids = Object.keys(files).map((file) => finn.ask({ type: "get", file }));
  const downloads = await Promise.all(ids.map((id) => finn.downloaded(id)));
  expect(downloads.map((each) => each.sha256)).toEqual(Object.values(files).map(sha256));
  const sendings = new Sendings(FREE_SLOTS, NO_LITTER);
  const seen = new Set<ArrayBufferLike>();
  const streams = [1, 2].map((tag) =>
    sendings.stream(tag, async (_signal, memory) => {
      seen.add(memory(10).buffer);
      return (async function* () {
        yield new Uint8Array(1);
      })();
    }),
  );
  for (const stream of streams) await stream.next();
  expect(seen.size).toBe(1);
});

test("a short answer is given, and a cancelled one gone, among many downloads that do not end", async () => {
  const big = Buffer.concat(Array.from({ length: 64 }, () => BYTES));
  await using house = new House({ files: { "big.bin": big, "tiny.txt": "tiny" } });
  const finn = await house.frames("Finn");
  const gets = Array.from({ length: TRANSFERS_PER_GUEST }, () =>
    finn.ask({ type: "get", file: "big.bin" }),
  );
  await finn.firstChunk(gets[0] ?? 0);
  const last = gets.at(-1) ?? 0;
  await finn.request({ type: "cancel", transfer: last });
  expect((await finn.answers(last)).at(-1)).toMatchObject({ code: "cancelled" });
  expect((await finn.request({ type: "list" })).at(-1)).toMatchObject({ more: false });
  const tiny = await finn.downloaded(finn.ask({ type: "get", file: "tiny.txt" }));
  expect(tiny.size).toBe(4);
  const isOver = (id: number) => finn.came.some(({ type, re }) => type === "end" && re === id);
  expect(gets.filter(isOver)).toEqual([]);
}, 20_000);

test("a file that changes while it is sent is not hashed on for nobody", async () => {
  await using house = new House({ files: { "a.bin": BYTES } });
  using held = spyOn(house.parts.hashes, "of").mockImplementation(
    (_root, _file, _version, signal) =>
      new Promise((resolve) => signal?.addEventListener("abort", () => resolve(undefined))),
  );
  using turns = spyOn(house.parts.turns, "next").mockImplementationOnce(async () => {
    truncateSync(join(house.shelf, "a.bin"), 1);
  });
  const finn = await house.frames("Finn");
  const got = await finn.downloaded(finn.ask({ type: "get", file: "a.bin" }));
  expect(turns).toHaveBeenCalled();
  expect(got.answers.at(-1)).toMatchObject({ code: "broken" });
  await finn.request({ type: "list" });
  expect(held.mock.calls[0]?.[3]?.aborted).toBe(true);
});

test("while the disk stands still its guest is not read on, and all others are", async () => {
  await using house = await House.withUploads();
  const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
  const bytes = Buffer.concat(Array.from({ length: 32 }, () => BYTES));
  const id = ann.ask({ type: "put", file: "a.bin", size: bytes.length, sha256: sha256(bytes) });
  await ann.answer(id, "send");

  await using some = await open(import.meta.path);
  const handles: FileHandle = Object.getPrototypeOf(some);
  const write = handles.write;
  const moves = Promise.withResolvers<void>();
  const setWrite = (value: unknown) =>
    Object.defineProperty(handles, "write", { configurable: true, writable: true, value });
  onTestFinished(() => void setWrite(write));
  setWrite(async function (this: FileHandle, ...args: Parameters<typeof write>) {
    await moves.promise;
    return write.apply(this, args);
  });
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
    ann.sendChunk(id, bytes.subarray(at, at + CHUNK_BYTES));
  const received = async () => {
    const status = (await ben.request({ type: "status" })).at(-1);
    const clients = status?.type === "status" ? status.clients : [];
    return clients.find(({ name }) => name === "Ann")?.received ?? 0;
  };
  while ((await received()) < CHUNK_BYTES);
  for (let each = 0; each < 50; each++) await house.read();
  expect(await received()).toBeLessThan(bytes.length / 4);
  moves.resolve();
  expect((await ann.answers(id)).at(-1)).toMatchObject({ type: "stored" });
}, 20_000);
