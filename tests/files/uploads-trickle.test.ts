// Guests' files for the shelf: one that only trickles in holds its place and its part of the quota against nobody.

import { afterEach, describe, expect, test } from "bun:test";
import type { Upload } from "../../lib/files/upload.ts";
import { UPLOAD_PACE_BYTES, UPLOAD_SILENT_MS, UPLOADS_AT_ONCE } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "./temp.ts";
import { announce, begun, endAll, takingUploads, ten } from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

/** More than one that keeps its pace sends at once. */
const content = (letter: string) => letter.repeat(4 * UPLOAD_PACE_BYTES);
const pieceOf = (letter: string, bytes: number) => Buffer.from(letter.repeat(bytes));

/** A shelf whose clock is turned by hand. */
async function setUp(quota = 1e9) {
  const clock = { at: 1_000 };
  const { uploads } = await takingUploads(folder(), { quota }, { now: () => clock.at });
  const offer = (letter: string) => uploads.offer(announce(letter, content(letter)));
  const begin = async (letter: string) => begun(await offer(letter));
  return { clock, uploads, offer, begin };
}

/** All places taken, each by a letter of its own. */
async function full(begin: (letter: string) => Promise<Upload>) {
  const letters = Array.from({ length: UPLOADS_AT_ONCE }, (_, n) => String.fromCharCode(97 + n));
  const all = new Map<string, Upload>();
  for (const letter of letters) all.set(letter, await begin(letter));
  return { letters, all };
}

const failureOf = (written: Promise<void>) =>
  written.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("where no place is left", () => {
  test("one that trickled for so long makes room, and is told; one millisecond before it does not", async () => {
    const { clock, offer, begin } = await setUp();
    const { letters, all } = await full(begin);
    clock.at += UPLOAD_SILENT_MS - 1;
    expect(await offer("X")).toMatchObject({ code: "busy" });
    clock.at += 1;
    for (const letter of letters.slice(1))
      await all.get(letter)?.write(pieceOf(letter, UPLOAD_PACE_BYTES));
    await all.get("a")?.write(pieceOf("a", UPLOAD_PACE_BYTES - 1));
    expect(begun(await offer("X")).from).toBe(0);
    expect(
      await failureOf(all.get("a")?.write(pieceOf("a", 1)) ?? Promise.resolve()),
    ).toMatchObject({
      code: "too-slow",
      message: 'Cannot put "a" on the shelf: it came too slowly, and another waited for its place',
    });
    expect(await offer("Y")).toMatchObject({ code: "busy" });
  });

  test("it is the one that has trickled for longest, and can be continued", async () => {
    const { clock, offer, begin } = await setUp();
    const { all } = await full(begin);
    for (const [letter, upload] of all) {
      clock.at += 1;
      if (letter !== "c") await upload.write(pieceOf(letter, UPLOAD_PACE_BYTES));
    }
    await all.get("c")?.write(pieceOf("c", 5));
    clock.at += UPLOAD_SILENT_MS;
    begun(await offer("X"));
    expect(all.get("c")?.isIdle).toBe(true);
    clock.at += UPLOAD_SILENT_MS;
    expect(begun(await offer("c")).from).toBe(5);
  });

  test("none that waits for the server makes room", async () => {
    const { clock, offer, begin } = await setUp();
    const { all } = await full(begin);
    // All of it is there, and is only to be verified.
    for (const [letter, upload] of all) await upload.write(pieceOf(letter, upload.size));
    clock.at += UPLOAD_SILENT_MS;
    expect(await offer("X")).toMatchObject({ code: "busy" });
  });

  test("a second of the same file takes nobody's place", async () => {
    const { clock, offer, begin } = await setUp();
    const { all } = await full(begin);
    clock.at += UPLOAD_SILENT_MS;
    await all.get("b")?.write(pieceOf("b", 1));
    expect(await offer("b")).toMatchObject({ code: "busy" });
    expect([...all.values()].filter((upload) => upload.isIdle)).toHaveLength(all.size - 1);
    expect([...all.values()].filter((upload) => upload.tricklesForMs === 0)).toEqual([]);
  });
});

describe("where the quota is promised away", () => {
  const SIZE = content("a").length;

  test("one that trickled for so long makes room; one millisecond before it does not", async () => {
    const { clock, offer, begin } = await setUp(2 * SIZE - 1);
    await begin("a");
    clock.at += UPLOAD_SILENT_MS - 1;
    expect(await offer("b")).toMatchObject({ code: "too-large" });
    clock.at += 1;
    expect(begun(await offer("b")).from).toBe(0);
  });

  test("one that keeps its pace does not", async () => {
    const { clock, offer, begin } = await setUp(2 * SIZE - 1);
    const upload = await begin("a");
    clock.at += UPLOAD_SILENT_MS;
    await upload.write(pieceOf("a", UPLOAD_PACE_BYTES));
    clock.at += UPLOAD_SILENT_MS - 1;
    expect(await offer("b")).toMatchObject({ code: "too-large" });
    expect(upload.isIdle).toBe(false);
    // What it sent before counts once.
    await upload.write(pieceOf("a", 1));
    clock.at += 1;
    expect(begun(await offer("b")).from).toBe(0);
  });

  test("none goes where that would not be enough", async () => {
    const { clock, uploads, begin } = await setUp(2 * SIZE - 1);
    const upload = await begin("a");
    clock.at += UPLOAD_SILENT_MS;
    const most = await uploads.offer(announce("b", "b".repeat(2 * SIZE)));
    expect(most).toMatchObject({ code: "too-large" });
    expect(upload.tricklesForMs).toBe(UPLOAD_SILENT_MS);
  });

  test("no more go than are needed, the slowest first", async () => {
    const { clock, uploads, begin } = await setUp(3 * SIZE);
    const [a, b, c] = [await begin("a"), await begin("b"), await begin("c")];
    clock.at += 1;
    await a.write(pieceOf("a", UPLOAD_PACE_BYTES));
    clock.at += UPLOAD_SILENT_MS;
    begun(await uploads.offer(announce("d", ten("d"))));
    expect([a, b, c].map((upload) => upload.tricklesForMs > 0)).toEqual([true, false, true]);
  });
});
