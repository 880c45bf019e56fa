// What is promised to a file that is then not sent comes back, however its guest goes on.

import { expect, test } from "bun:test";
import { FILE_STALL_MS, UPLOAD_SILENT_MS, UPLOADS_PER_GUEST } from "../../lib/protocol/limits.ts";
import type { FramesGuest } from "../support/frames-guest.ts";
import { House } from "../support/house.ts";
import { BYTES, put, putOf, sendFrom } from "./putting.ts";

const QUOTA = BYTES.length;

/** A house of whose quota all is promised to Ann, who sends nothing. */
async function promised() {
  const clock = { at: 1_000_000 };
  const house = await House.withUploads({ quota: QUOTA }, { now: () => clock.at });
  const [ann, ben] = [await house.frames("Ann"), await house.frames("Ben")];
  const id = ann.ask({ type: "put", file: "never.bin", size: QUOTA, sha256: "0".repeat(64) });
  await ann.answer(id, "send");
  expect(await lastOf(ben)).toMatchObject({ code: "too-large" });
  return { clock, house, ann, ben, id };
}

/** Puts a file that needs all of the quota, which comes back once what Ann left is kept on the disk. */
async function putAtLast(guest: FramesGuest): Promise<unknown> {
  for (let tries = 0; tries < 1000; tries++) {
    const id = guest.ask(putOf("photo.jpg", BYTES));
    const answer = await Promise.race([guest.answer(id, "send"), guest.answer(id, "error")]);
    if (answer.type === "error") continue;
    sendFrom(guest, id, BYTES, answer.from);
    return (await guest.answers(id)).at(-1);
  }
  throw new Error("the quota did not come back");
}

const lastOf = async (guest: FramesGuest) =>
  (await guest.request({ type: "put", file: "x", size: 1, sha256: "1".repeat(64) })).at(-1);

test("where it leaves", async () => {
  const { house, ann, ben } = await promised();
  await using _ = house;
  ann[Symbol.dispose]();
  await house.log.line("Connection closed");
  expect(await putAtLast(ben)).toMatchObject({ type: "stored" });
});

test("where it stalls, though nobody else asks, and it is told", async () => {
  const { clock, house, ann, ben, id } = await promised();
  await using _ = house;
  clock.at += FILE_STALL_MS + 1;
  expect((await ann.answers(id)).at(-1)).toMatchObject({ code: "too-slow" });
  expect(await putAtLast(ben)).toMatchObject({ type: "stored" });
});

test("where it trickles while another asks, and it is told with its next bytes", async () => {
  const { clock, house, ann, ben, id } = await promised();
  await using _ = house;
  clock.at += UPLOAD_SILENT_MS;
  ann.sendChunk(id, BYTES.subarray(0, 1));
  await ann.request({ type: "ping" });
  expect(await put(ben, "photo.jpg", BYTES)).toMatchObject({ type: "stored" });
  ann.sendChunk(id, BYTES.subarray(1, 2));
  expect((await ann.answers(id)).at(-1)).toMatchObject({
    code: "too-slow",
    message:
      'Cannot put "never.bin" on the shelf: it came too slowly, and another waited for its place',
  });
});

test("a guest has UPLOADS_PER_GUEST under way, and not one more, until one is over", async () => {
  await using house = await House.withUploads();
  const ann = await house.frames("Ann");
  const begin = (n: number) =>
    ann.ask({ type: "put", file: `${n}`, size: 9, sha256: `${n}`.repeat(64) });
  const ids = Array.from({ length: UPLOADS_PER_GUEST }, (_, n) => begin(n));
  for (const id of ids) await ann.answer(id, "send");
  expect((await ann.answers(begin(UPLOADS_PER_GUEST))).at(-1)).toMatchObject({ code: "busy" });
  await ann.request({ type: "cancel", transfer: ids[0] ?? 0 });
  const again = begin(UPLOADS_PER_GUEST);
  expect(await ann.answer(again, "send")).toMatchObject({ from: 0 });
});
