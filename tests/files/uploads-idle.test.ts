// Guests' files for the shelf: what interrupted uploads left counts, and makes room.

import { afterEach, describe, expect, test } from "bun:test";
import { rmSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fill, temporaryFolders } from "./temp.ts";
import { patiently } from "../support/patience.ts";
import {
  announce,
  begun,
  endAll,
  partialOf,
  partials,
  put,
  putPart,
  sha256Of,
  takingUploads,
  ten,
} from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

describe("what interrupted uploads left", () => {
  /** A shelf with three of them, of which the second is the oldest and the third the newest. */
  async function interrupted(quota: number) {
    const root = folder();
    const before = await takingUploads(root);
    for (const letter of ["a", "b", "c"]) await putPart(before.uploads, letter, ten(letter), 5);
    const now = Date.now() / 1000;
    for (const [letter, age] of [
      ["a", 20],
      ["b", 30],
      ["c", 10],
    ] as const) {
      utimesSync(partialOf(root, ten(letter)), now - age, now - age);
    }
    const { uploads } = await takingUploads(root, { quota });
    const left = () =>
      ["a", "b", "c"].filter((letter) => partials(root).includes(`${sha256Of(ten(letter))}.part`));
    return { root, uploads, left };
  }

  test("counts toward the quota, and makes room: the oldest first, no more than is needed", async () => {
    const { uploads, left } = await interrupted(25);
    expect(left()).toEqual(["a", "b", "c"]);
    await put(uploads, "d", ten("d"));
    expect(left()).toEqual(["a", "b", "c"]);
    await put(uploads, "e", "e");
    expect(left()).toEqual(["a", "c"]);
    await put(uploads, "f", "f12345678");
    expect(left()).toEqual(["c"]);
  });

  test("makes no room where that would not be enough", async () => {
    const { uploads, left } = await interrupted(25);
    await put(uploads, "d", ten("d"));
    expect(await uploads.offer(announce("e", "more than fifteen"))).toMatchObject({
      code: "too-large",
      why: "guests' files may take at most 25 B, and 15 B are left",
    });
    expect(left()).toEqual(["a", "b", "c"]);
  });

  test("does not count beside its own file that is continued, nor makes room for it", async () => {
    const { uploads, left } = await interrupted(20);
    expect(begun(await uploads.offer(announce("b", ten("b"))))).toMatchObject({ from: 5 });
    expect(left()).toEqual(["a", "b", "c"]);
  });

  test("stays with an upload that continues it while others need room", async () => {
    const { uploads, left } = await interrupted(25);
    const [b, d] = await Promise.all([
      uploads.offer(announce("b", ten("b"))),
      uploads.offer(announce("d", ten("d"))),
    ]);
    expect([begun(b).from, begun(d).from]).toEqual([5, 0]);
    expect(left()).toEqual(["b", "c"]);
  });

  test("is theirs again where their offer is refused", async () => {
    const { root, uploads, left } = await interrupted(25);
    fill(root, { b: "other" });
    expect(await uploads.offer(announce("b", ten("b")))).toMatchObject({ code: "exists" });
    await put(uploads, "d", ten("d"));
    await put(uploads, "e", "e");
    expect(left()).toEqual(["a", "c"]);
  });

  test("counts also while the offer that continues it is looked at", async () => {
    const { promise, resolve } = Promise.withResolvers<string>();
    const asked = Promise.withResolvers<void>();
    const waiting = {
      sha256: () => {
        asked.resolve();
        return promise;
      },
    };
    const root = folder();
    await putPart((await takingUploads(root)).uploads, "a", ten("a"), 5);
    fill(root, { a: ten("b") });
    const { uploads } = await takingUploads(root, { quota: 20 }, { hasher: waiting });
    const first = uploads.offer(announce("a", ten("a")));
    await patiently(asked.promise);
    expect(await uploads.offer(announce("b", "more than fifteen"))).toMatchObject({
      code: "too-large",
      why: "guests' files may take at most 20 B, and 15 B are left",
    });
    resolve(sha256Of(ten("b")));
    expect(await first).toMatchObject({ code: "exists" });
  });

  test("makes room also where the host removed it before", async () => {
    const { root, uploads } = await interrupted(15);
    rmSync(join(root, ".uploads"), { recursive: true });
    expect(await put(uploads, "d", "fifteen letters")).toBe("d");
  });
});
