// A file that grows: in order, never beyond what was announced, and the first error is the one that is told.

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Appending, VerificationError, weightOf } from "../../lib/files/appending.ts";
import { PIECE_BYTES } from "../../lib/protocol/limits.ts";
import { fill, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const message = (why: string) => `Cannot do it: ${why}`;
const text = (content: string) => Buffer.from(content);

/** A file that has a content already, open for appending up to a size. */
async function growing(content: string, size: number, flags = "r+") {
  const to = folder();
  fill(to, { x: content });
  const handle = await open(join(to, "x"), flags);
  const appending = new Appending(handle, { from: content.length, size, message });
  return {
    appending,
    handle,
    read: () => readFileSync(join(to, "x"), "utf8"),
    [Symbol.asyncDispose]: () => handle.close().catch(() => undefined),
  };
}

describe("what is appended", () => {
  test("follows what was there, in its order, whoever awaits it", async () => {
    await using file = await growing("ab", 8);
    const { appending } = file;
    expect([appending.accepted, appending.written, appending.waiting]).toEqual([2, 2, 0]);
    void appending.write(text("cd"));
    const last = appending.write(text("efg"));
    expect([appending.accepted, appending.written, appending.waiting]).toEqual([
      7,
      2,
      2 * PIECE_BYTES,
    ]);
    await last;
    expect([appending.accepted, appending.written, appending.waiting]).toEqual([7, 7, 0]);
    await appending.settled();
    expect(appending.failure).toBeUndefined();
    expect(file.read()).toBe("abcdefg");
  });

  test("takes the place of what was behind", async () => {
    await using file = await growing("abcdef", 6);
    const over = new Appending(file.handle, { from: 2, size: 6, message });
    await over.write(text("XY"));
    expect(file.read()).toBe("abXYef");
  });

  test("may be all that was announced and no byte more", async () => {
    await using file = await growing("ab", 4);
    await file.appending.write(text("cd"));
    await file.appending.write(text(""));
    const error: unknown = await file.appending.write(text("e")).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(VerificationError);
    expect(error).toMatchObject({ message: "Cannot do it: more than its 4 bytes arrived" });
    expect(file.appending.failure === error).toBe(true);
    await expect(file.appending.write(text(""))).rejects.toBe(error);
    await expect(file.appending.settled()).rejects.toBe(error);
    expect(file.read()).toBe("abcd");
  });
});

describe("what waits for the disk", () => {
  test.each([
    [0, PIECE_BYTES],
    [PIECE_BYTES - 1, PIECE_BYTES],
    [PIECE_BYTES, PIECE_BYTES],
    [PIECE_BYTES + 1, PIECE_BYTES + 1],
  ])("counts for a piece of %d bytes as %d, until it is there", async (size, weight) => {
    expect(weightOf(new Uint8Array(size))).toBe(weight);
    await using file = await growing("", 3 * PIECE_BYTES);
    const { appending } = file;
    const first = appending.write(new Uint8Array(size));
    expect(appending.waiting).toBe(weight);
    const second = appending.write(text("x"));
    expect(appending.waiting).toBe(weight + PIECE_BYTES);
    await first;
    expect(appending.waiting).toBe(PIECE_BYTES);
    await second;
    expect(appending.waiting).toBe(0);
  });

  test("does not count what was refused", async () => {
    await using file = await growing("", 1);
    const first = file.appending.write(text("a"));
    await file.appending.write(text("b")).catch(() => undefined);
    await first.catch(() => undefined);
    expect(file.appending.waiting).toBe(0);
  });
});

describe("an error", () => {
  test("of the disk ends it: nothing waits any more, nothing follows", async () => {
    await using file = await growing("ab", 9, "r");
    const { appending } = file;
    const writes = [appending.write(text("cd")), appending.write(text("ef"))];
    expect(appending.waiting).toBe(2 * PIECE_BYTES);
    const ended = await Promise.allSettled(writes);
    for (const one of ended) {
      expect(one).toMatchObject({ reason: { message: "Cannot do it: EBADF" } });
    }
    expect([appending.waiting, appending.written]).toEqual([0, 2]);
    await expect(appending.settled()).rejects.toThrow("Cannot do it: EBADF");
    expect(appending.fail("another")).toBe(appending.failure ?? new Error());
    expect(appending.failure).toMatchObject({ message: "Cannot do it: EBADF" });
  });

  test("of the owner's does so too, and is not followed by what waited", async () => {
    await using file = await growing("ab", 9);
    const { appending } = file;
    const write = appending.write(text("cd"));
    const error = appending.fail("no more of it", "a cause");
    expect(error).toMatchObject({ message: "Cannot do it: no more of it", cause: "a cause" });
    expect(appending.waiting).toBe(0);
    await expect(write).rejects.toBe(error);
    await expect(appending.settled()).rejects.toBe(error);
    expect(file.read()).toBe("ab");
  });
});

// What the system took of a write counts, and the rest is tried again.
test("a disk that takes less than it is given is given the rest", async () => {
  await using file = await growing("", 10);
  const taken: number[] = [];
  const takingAtMost = (most: number) =>
    new Proxy(file.handle, {
      get: (handle, key) =>
        key === "write"
          ? (bytes: Uint8Array, start: number, length: number, position: number) => {
              taken.push(position);
              return handle.write(bytes, start, Math.min(most, length), position);
            }
          : Reflect.get(handle, key),
    });
  const appending = new Appending(takingAtMost(3), { from: 0, size: 10, message });
  await appending.write(text("0123456789"));
  expect(taken).toEqual([0, 3, 6, 9]);
  expect(file.read()).toBe("0123456789");

  const more = new Appending(takingAtMost(0), { from: 10, size: 11, message });
  await expect(more.write(text("x"))).rejects.toThrow("Cannot do it: the disk takes no more");
});
