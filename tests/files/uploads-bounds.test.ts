// Guests' files for the shelf: what they may take of it, each bound at the limit and one past it, and many at once.

import { afterEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { PutFiles } from "../../lib/files/put-files.ts";
import { UploadLedger, type Claim } from "../../lib/files/upload-ledger.ts";
import { UPLOAD_FILES, UPLOADS_AT_ONCE } from "../../lib/protocol/limits.ts";
import { asNobody, fill, temporaryFolders } from "./temp.ts";
import {
  announce,
  answers,
  begun,
  endAll,
  partials,
  put,
  takingUploads,
  ten,
} from "./uploads-fixture.ts";

const folder = temporaryFolders();
afterEach(endAll);

describe("one file", () => {
  test("may have as many bytes as the host allows, and not one more", async () => {
    const { uploads } = await takingUploads(folder(), { file: 5 });
    expect(await put(uploads, "a", "hello")).toBe("a");
    expect(await uploads.offer(announce("b", "hello!"))).toEqual({
      offer: "refused",
      code: "too-large",
      why: "a file may have at most 5 B",
    });
  });
});

describe("uploads at once", () => {
  test("are UPLOADS_AT_ONCE, and not one more, until one is over", async () => {
    const { uploads } = await takingUploads(folder());
    const numbers = Array.from({ length: UPLOADS_AT_ONCE + 1 }, (_, number) => `${number}`);
    const offers = await Promise.all(
      numbers.map((name) => uploads.offer(announce(name, `of ${name}`))),
    );
    const last = offers.pop();
    expect(last).toMatchObject({
      code: "busy",
      why: "too many files are being put there right now",
    });
    const [first] = offers.map(begun);
    await first?.suspend();
    expect(begun(await uploads.offer(announce("last", "of last"))).from).toBe(0);
  });

  test("are not two of the same file", async () => {
    const { uploads } = await takingUploads(folder());
    const offers = await Promise.all([
      uploads.offer(announce("a", "hello")),
      uploads.offer(announce("b", "hello")),
    ]);
    expect(answers(offers)).toEqual(["busy", "send"]);
    expect(offers[1]).toMatchObject({ why: "it is being put there right now" });
  });

  test("of which one was refused have its place again", async () => {
    const { uploads } = await takingUploads(folder(), { quota: 10, onDuplicate: "overwrite" });
    for (let round = 0; round < UPLOADS_AT_ONCE + 1; round++) {
      expect(await uploads.offer(announce("a", "more than ten"))).toMatchObject({
        code: "too-large",
      });
    }
    expect(await put(uploads, "a", ten("a"))).toBe("a");
  });
});

describe("the quota", () => {
  test("is of all files together, to the byte", async () => {
    const { uploads } = await takingUploads(folder(), { quota: 25 });
    await put(uploads, "a", ten("a"));
    await put(uploads, "b", ten("b"));
    expect(await uploads.offer(announce("c", "more than"))).toEqual({
      offer: "refused",
      code: "too-large",
      why: "guests' files may take at most 25 B, and 5 B are left",
    });
    expect(await put(uploads, "c", "fives")).toBe("c");
    expect(await uploads.offer(announce("d", "d"))).toMatchObject({ code: "too-large" });
  });

  test("is not passed by uploads that begin at once", async () => {
    const { uploads } = await takingUploads(folder(), { quota: 29 });
    const offers = await Promise.all(
      ["a", "b", "c", "d"].map((letter) => uploads.offer(announce(letter, ten(letter)))),
    );
    expect(answers(offers)).toEqual(["send", "send", "too-large", "too-large"]);
  });

  test("counts all of a file that is under way", async () => {
    const { uploads } = await takingUploads(folder(), { quota: 19 });
    const upload = begun(await uploads.offer(announce("a", ten("a"))));
    expect(await uploads.offer(announce("b", ten("b")))).toMatchObject({ code: "too-large" });
    await upload.discard();
    expect(begun(await uploads.offer(announce("b", ten("b")))).from).toBe(0);
  });

  test.each<[string, (root: string) => void]>([
    ["removed", (root) => rmSync(join(root, "a"))],
    [
      "replaced by another",
      (root) => {
        rmSync(join(root, "a"));
        writeFileSync(join(root, "a"), ten("x"));
      },
    ],
  ])("is free again for what the host has %s", async (_, change) => {
    const root = folder();
    const { uploads } = await takingUploads(root, { quota: 10 });
    await put(uploads, "a", ten("a"));
    expect(await uploads.offer(announce("b", "b"))).toMatchObject({ code: "too-large" });
    change(root);
    expect(await put(uploads, "b", ten("b"))).toBe("b");
  });

  test("is free again for what was removed or overwritten here", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root, { quota: 20, onDuplicate: "overwrite" });
    await put(uploads, "a", ten("a"));
    await put(uploads, "a", ten("b"));
    await put(uploads, "b", ten("c"));
    expect(await uploads.offer(announce("d", "d"))).toMatchObject({ code: "too-large" });
    await uploads.remove("a");
    expect(await put(uploads, "d", ten("d"))).toBe("d");
  });

  test("is not free again while nobody can tell whether a file is there", async () => {
    const root = folder();
    fill(root, { a: ten("a") });
    const files = new PutFiles();
    files.add("a", lstatSync(join(root, "a"), { bigint: true }));
    chmodSync(root, 0);
    await asNobody(() => files.look(root));
    chmodSync(root, 0o755);
    expect([files.count, files.bytes]).toEqual([1, 10]);
  });

  test("counts a file that takes another's place while that is looked for", async () => {
    const root = folder();
    fill(root, { old: "old", a: "newer" });
    const files = new PutFiles();
    files.add("a", lstatSync(join(root, "old"), { bigint: true }));
    const looking = files.look(root);
    files.add("a", lstatSync(join(root, "a"), { bigint: true }));
    await looking;
    expect([files.count, files.bytes]).toEqual([1, 5]);
  });

  test("is not freed by a change of a file that stays", async () => {
    const root = folder();
    const { uploads } = await takingUploads(root, { quota: 10 });
    await put(uploads, "a", ten("a"));
    utimesSync(join(root, "a"), 1, 1);
    expect(await uploads.offer(announce("b", "b"))).toMatchObject({ code: "too-large" });
  });
});

test("many guests at once that put, break off and remove never have more on the disk than the quota", async () => {
  const root = folder();
  const quota = 300;
  const { uploads } = await takingUploads(root, { quota, onDuplicate: "rename" });
  mkdirSync(join(root, ".uploads"));
  const onDisk = () => {
    // One that is just given its name has two, or none any more where it was listed.
    const bytes = new Map<number, number>();
    for (const path of [root, join(root, ".uploads")]) {
      for (const name of readdirSync(path)) {
        const stats = lstatSync(join(path, name), { throwIfNoEntry: false });
        if (stats?.isFile()) bytes.set(stats.ino, stats.size);
      }
    }
    return [...bytes.values()].reduce((sum, size) => sum + size, 0);
  };
  let stored = 0;
  let refusals = 0;
  const guest = async (number: number) => {
    for (let round = 0; round < 12; round++) {
      const step = number * 7 + round * 5;
      const content = String.fromCodePoint(97 + (step % 26)).repeat(20 + (step % 9) * 10);
      const offer = await uploads.offer(announce(`${number % 3}`, content));
      if (offer.offer === "send") {
        const upload = begun(offer);
        await upload.write(Buffer.from(content).subarray(upload.from, step % 2 ? 15 : undefined));
        if (upload.complete) await upload.finish().then(() => stored++);
        else await upload.suspend();
      } else refusals++;
      expect(onDisk()).toBeLessThanOrEqual(quota);
      if (step % 3 === 0) await uploads.remove(`${number % 3}`);
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, number) => guest(number)));
  expect(Math.min(stored, refusals)).toBeGreaterThan(0);
  // Nothing has kept a place or bytes for good.
  for (const file of readdirSync(root)) await uploads.remove(file);
  expect(await put(uploads, "last", "z".repeat(quota))).toBe("last");
});

test("the number of files is UPLOAD_FILES, and not one more", async () => {
  const root = folder();
  fill(root, { 0: "", [`.uploads/${"1".repeat(64)}.part`]: "1" });
  const stats = lstatSync(join(root, "0"), { bigint: true });
  const ledger = await UploadLedger.open(root, 100);
  const claimed = (digit: string): Claim => {
    const claim = ledger.claim(digit.repeat(64));
    if (typeof claim === "string") throw new Error(claim);
    return claim;
  };
  for (let number = 0; number < UPLOAD_FILES - 2; number++) {
    if (number > 0) linkSync(join(root, "0"), join(root, `${number}`));
    ledger.release(claimed("f"), { placed: { file: `${number}`, stats } });
  }
  expect(await ledger.grant(claimed("2"), 0)).toBeUndefined();
  expect(partials(root)).toEqual([`${"1".repeat(64)}.part`]);
  // What an interrupted upload left makes room here too.
  expect(await ledger.grant(claimed("3"), 0)).toBeUndefined();
  expect(partials(root)).toEqual([]);
  const last = claimed("4");
  expect(await ledger.grant(last, 0)).toBe(`guests may put at most ${UPLOAD_FILES} files there`);
  rmSync(join(root, "0"));
  expect(await ledger.grant(last, 0)).toBeUndefined();
});
