// Files that guests put on the shelf, over real sockets: announced, sent, verified, told, taken off again.

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CHUNK_BYTES, FILE_STALL_MS, UPLOAD_SILENT_MS } from "../../lib/protocol/limits.ts";
import { House } from "../support/house.ts";
import { BYTES, put, putOf, sendFrom, sha256, shelfOf } from "./putting.ts";

describe("a file that is put", () => {
  test.each([0, 1, CHUNK_BYTES, BYTES.length])("is on the shelf, with %d bytes", async (size) => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    const bytes = BYTES.subarray(0, size);
    expect(await put(ann, "photo.jpg", bytes)).toMatchObject({ type: "stored", file: "photo.jpg" });
    expect(readFileSync(join(house.shelf, "photo.jpg")).equals(bytes)).toBe(true);
    expect(statSync(join(house.shelf, "photo.jpg")).mode & 0o777).toBe(0o644 & ~process.umask());
    const got = await ann.downloaded(ann.ask({ type: "get", file: "photo.jpg" }));
    expect(got.answers.at(1)).toMatchObject({ type: "file", sha256: sha256(bytes) });
    expect(got.sha256).toBe(sha256(bytes));
  });

  test("is told to all others, in their dialects, and to the host", async () => {
    await using house = await House.withUploads();
    const [ben, bare] = [await house.lines("Ben"), await house.bare("Bob")];
    const cat = await house.frames("Cat");
    const ann = await house.frames("Ann");
    await ben.heard();
    await put(ann, "photo.jpg", BYTES);
    expect(await ben.line()).toBe("* Ann added photo.jpg (524 kB)");
    const size = BYTES.length;
    expect(await cat.next("added")).toMatchObject({ name: "Ann", file: "photo.jpg", size });
    await house.log.line('put \\"photo.jpg\\" on the shelf: 524 kB');
    ann.ask({ type: "say", text: "Look" });
    expect(await bare.line()).toBe("Ann: Look");
  });

  test("goes on where it was interrupted, whoever sends the rest", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    const id = ann.ask(putOf("photo.jpg", BYTES));
    expect(await ann.answer(id, "send")).toMatchObject({ from: 0 });
    ann.sendChunk(id, BYTES.subarray(0, CHUNK_BYTES));
    await ann.request({ type: "ping" });
    ann[Symbol.dispose]();
    await house.log.line("Connection closed");
    expect(shelfOf(house)).toEqual([]);

    const ben = await house.frames("Ben");
    const again = ben.ask(putOf("same.jpg", BYTES));
    const { from } = await ben.answer(again, "send");
    expect(from).toBe(CHUNK_BYTES);
    sendFrom(ben, again, BYTES, from);
    expect((await ben.answers(again)).at(-1)).toMatchObject({ type: "stored", file: "same.jpg" });
    expect(readFileSync(join(house.shelf, "same.jpg")).equals(BYTES)).toBe(true);
  });

  test("goes on from another connection while the first has only gone silent", async () => {
    let at = 1_000_000;
    await using house = await House.withUploads({}, { now: () => at });
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const id = ann.ask(putOf("photo.jpg", BYTES));
    await ann.answer(id, "send");
    ann.sendChunk(id, BYTES.subarray(0, 1000));
    await ann.request({ type: "ping" });
    at += UPLOAD_SILENT_MS - 1;
    expect((await ben.request(putOf("photo.jpg", BYTES))).at(-1)).toMatchObject({ code: "busy" });
    at += 1;
    const again = ben.ask(putOf("photo.jpg", BYTES));
    expect(await ben.answer(again, "send")).toMatchObject({ from: 1000 });
    ann.sendChunk(id, BYTES.subarray(1000, 2000));
    expect((await ann.answers(id)).at(-1)).toMatchObject({
      code: "busy",
      message: 'Cannot put "photo.jpg" on the shelf: it is put there by another now',
    });
    sendFrom(ben, again, BYTES, 1000);
    expect((await ben.answers(again)).at(-1)).toMatchObject({ type: "stored" });
  });

  test("that is there already need not travel, and is not told again", async () => {
    await using house = await House.withUploads();
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    await put(ann, "photo.jpg", BYTES);
    const answers = await ben.request(putOf("photo.jpg", BYTES));
    expect(answers).toMatchObject([{ type: "ack" }, { type: "stored", already: true }]);
    expect((await ann.heard()).filter(({ type }) => type === "added")).toEqual([]);
  });

  test("gets a number where its name is taken", async () => {
    await using house = await House.withUploads();
    writeFileSync(join(house.shelf, "photo.jpg"), "other");
    const ann = await house.frames("Ann");
    expect(await put(ann, "photo.jpg", BYTES)).toMatchObject({ file: "photo (1).jpg" });
    expect(readFileSync(join(house.shelf, "photo.jpg"), "utf8")).toBe("other");
  });
});

describe("an upload that does not go on", () => {
  test("is cancelled when its guest says so, and can be continued", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    const id = ann.ask(putOf("photo.jpg", BYTES));
    await ann.answer(id, "send");
    ann.sendChunk(id, BYTES.subarray(0, 1000));
    expect(await ann.request({ type: "cancel", transfer: id })).toMatchObject([{ type: "ack" }]);
    expect((await ann.answers(id)).at(-1)).toMatchObject({
      code: "cancelled",
      message: 'Cannot put "photo.jpg" on the shelf: it was cancelled',
    });
    const again = ann.ask(putOf("photo.jpg", BYTES));
    const answer = await Promise.race([ann.answer(again, "send"), ann.answer(again, "error")]);
    expect(answer).toMatchObject({ type: "send", from: 1000 });
  });

  test("ends when nothing of it came for long, at the limit not yet", async () => {
    let at = 1_000_000;
    await using house = await House.withUploads({}, { now: () => at });
    const ann = await house.frames("Ann");
    const id = ann.ask(putOf("photo.jpg", BYTES));
    await ann.answer(id, "send");
    at += FILE_STALL_MS;
    ann.sendChunk(id, BYTES.subarray(0, 1000)); // in time
    await ann.request({ type: "ping" });
    at += FILE_STALL_MS + 1;
    expect((await ann.answers(id)).at(-1)).toMatchObject({ code: "too-slow" });
    expect(existsSync(join(house.shelf, ".uploads", `${sha256(BYTES)}.part`))).toBe(true);
  });
});

describe("an upload that is in a strange state", () => {
  test("a second under the id of one that is open is refused, and the first goes on", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    const id = ann.ask(putOf("photo.jpg", BYTES));
    await ann.answer(id, "send");
    ann.send({ ...putOf("other.jpg", BYTES.subarray(1)), id });
    expect(await ann.answer(id, "error")).toMatchObject({ code: "busy" });
    sendFrom(ann, id, BYTES, 0);
    expect(await ann.answer(id, "stored")).toMatchObject({ file: "photo.jpg" });
  });

  test("its guest has left but reads on: its place is free at once", async () => {
    await using house = await House.withUploads();
    const big = Buffer.concat(Array.from({ length: 64 }, () => BYTES));
    writeFileSync(join(house.shelf, "big.bin"), big);
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    const id = ann.ask(putOf("photo.jpg", BYTES));
    await ann.answer(id, "send");
    const get = ann.ask({ type: "get", file: "big.bin" });
    await ann.firstChunk(get);
    ann.raw.pause();
    ann.ask({ type: "exit" });
    await house.log.line("exit");
    expect(await put(ben, "photo.jpg", BYTES)).toMatchObject({ type: "stored" });
    ann.raw.resume();
  });

  test("its guest has said its last word with its last byte: it still hears that it is stored", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    const id = ann.ask(putOf("photo.jpg", BYTES));
    await ann.answer(id, "send");
    sendFrom(ann, id, BYTES, 0);
    ann.raw.end();
    expect((await ann.answers(id)).at(-1)).toMatchObject({ type: "stored", file: "photo.jpg" });
  });
});

describe("a file is taken off", () => {
  test("by who put it there, and all are told", async () => {
    await using house = await House.withUploads();
    const [ann, ben] = [await house.frames("Ann"), await house.lines("Ben")];
    await put(ann, "photo.jpg", BYTES);
    await ben.heard();
    const answers = await ann.request({ type: "rm", file: "photo.jpg" });
    expect(answers).toMatchObject([{ type: "ack" }, { type: "removed", file: "photo.jpg" }]);
    expect(await ben.line()).toBe("* Ann removed photo.jpg");
    expect(shelfOf(house)).toEqual([]);
    await house.log.line('removed \\"photo.jpg\\"');
  });

  test("by nobody else", async () => {
    await using house = await House.withUploads();
    const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
    await put(ann, "photo.jpg", BYTES);
    const answers = await ben.request({ type: "rm", file: "photo.jpg" });
    expect(answers).toMatchObject([{ type: "error", code: "not-yours" }]);
    expect(shelfOf(house)).toEqual(["photo.jpg"]);
  });

  test("once: then there is none", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    await put(ann, "photo.jpg", BYTES);
    await Bun.file(join(house.shelf, "photo.jpg")).delete(); // the host can, too
    const answers = await ann.request({ type: "rm", file: "photo.jpg" });
    expect(answers.at(-1)).toMatchObject({ type: "error", code: "not-found" });
  });
});

test("talk goes between the chunks of an upload, both ways", async () => {
  await using house = await House.withUploads();
  const [ann, ben] = [await house.frames("Ann"), await house.lines("Ben")];
  const bytes = Buffer.concat(Array.from({ length: 16 }, () => BYTES));
  const id = ann.ask(putOf("big.bin", bytes));
  await ann.answer(id, "send");
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    ann.sendChunk(id, bytes.subarray(at, at + CHUNK_BYTES));
    ann.ask({ type: "say", text: `at ${at}` });
  }
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
    expect(await ben.line()).toBe(`Ann: at ${at}`);
  }
  expect((await ann.answers(id)).at(-1)).toMatchObject({ type: "stored", file: "big.bin" });
});
