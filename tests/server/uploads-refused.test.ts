// Uploads that are refused before a byte travels, and bytes that are not what was announced.

import { describe, expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ENDED_TRANSFERS, UPLOADS_PER_GUEST } from "../../lib/protocol/limits.ts";
import { someBytes } from "../files/temp.ts";
import { House } from "../support/house.ts";
import { BYTES, putOf, sendFrom, shelfOf } from "./putting.ts";

describe("a file is refused at once, before a byte of it is sent", () => {
  const big = { ...putOf("big.bin", BYTES), size: 1001 };
  test.each([
    ["of a name that is no name", {}, { ...big, file: "../x" }, "file-refused"],
    ["of a name that Windows keeps", {}, { ...big, file: "nul.txt" }, "file-refused"],
    ["over the limit of one", { file: 1000 }, big, "too-large"],
    ["over the quota", { quota: 1000 }, big, "too-large"],
  ] as const)("%s", async (_, rules, announced, code) => {
    await using house = await House.withUploads(rules);
    const ann = await house.frames("Ann");
    const answers = await ann.request(announced);
    expect(answers).toMatchObject([{ type: "ack" }, { type: "error", code }]);
    expect(shelfOf(house)).toEqual([]);
  });

  test("of a name that is taken, where the host wants it so", async () => {
    await using house = await House.withUploads({ onDuplicate: "error" });
    writeFileSync(join(house.shelf, "photo.jpg"), "other");
    const ann = await house.frames("Ann");
    const answers = await ann.request(putOf("photo.jpg", BYTES));
    expect(answers.at(-1)).toMatchObject({ type: "error", code: "exists" });
  });

  test("where the server takes none", async () => {
    await using house = new House();
    const ann = await house.frames("Ann");
    const answers = await ann.request(putOf("photo.jpg", BYTES));
    expect(answers).toMatchObject([{ type: "error", code: "uploads-off" }]);
    const lines = await house.lines("Ben");
    lines.send("/rm photo.jpg\n");
    expect(await lines.line()).toStartWith('* Cannot remove "photo.jpg": only who put it there');
  });

  test("that is one too many of its guest", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    for (let each = 0; each < UPLOADS_PER_GUEST; each++) {
      const id = ann.ask(putOf(`${each}.bin`, someBytes(100 + each)));
      await ann.answer(id, "send");
    }
    const answers = await ann.request(putOf("more.bin", BYTES));
    expect(answers.at(-1)).toMatchObject({ type: "error", code: "busy" });
  });
});

describe("bytes that are not the file", () => {
  test("are dropped, and told as broken", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    const id = ann.ask(putOf("photo.jpg", BYTES));
    await ann.answer(id, "send");
    sendFrom(ann, id, BYTES.toReversed(), 0);
    expect((await ann.answers(id)).at(-1)).toMatchObject({ type: "error", code: "broken" });
    expect(shelfOf(house)).toEqual([]);
    expect(readdirSync(join(house.shelf, ".uploads"))).toEqual([]);
  });

  test("that are too many end it; what still comes is dropped without a word", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    const bytes = someBytes(1000);
    const id = ann.ask(putOf("photo.jpg", bytes));
    await ann.answer(id, "send");
    ann.sendChunk(id, BYTES.subarray(0, 1001));
    expect((await ann.answers(id)).at(-1)).toMatchObject({ type: "error", code: "broken" });
    ann.sendChunk(id, bytes);
    expect((await ann.heard()).filter(({ type }) => type === "error")).toEqual([]);
    expect(shelfOf(house)).toEqual([]);
  });

  test("of a transfer that is not open are refused; so is one that ended long ago", async () => {
    await using house = await House.withUploads();
    const ann = await house.frames("Ann");
    ann.sendChunk(9, BYTES.subarray(0, 10));
    expect(await ann.next("error")).toMatchObject({ code: "no-transfer", re: 9 });
    const first = ann.ask(putOf("nul", BYTES));
    await ann.answers(first);
    const refused = async () => {
      ann.sendChunk(first, BYTES.subarray(0, 10));
      await ann.request({ type: "ping" });
      return ann.came.filter((came) => came.type === "error" && came.code === "no-transfer").length;
    };
    for (let each = 1; each < ENDED_TRANSFERS; each++) await ann.request(putOf("nul", BYTES));
    expect(await refused()).toBe(1);
    await ann.request(putOf("nul", BYTES));
    expect(await refused()).toBe(2);
  });
});
