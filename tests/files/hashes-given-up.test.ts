// Hashes that nobody waits for any more: who still counts, when the file is closed, and who may ask anew.

import { afterEach, beforeEach, describe, expect, mock, spyOn, test } from "bun:test";
import { getEventListeners } from "node:events";
import { lstatSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { Hasher } from "../../lib/files/hasher.ts";
import { Hashes } from "../../lib/files/hashes.ts";
import { versionOf } from "../../lib/files/version.ts";
import { FILE_CLOCK_MS, HASHED_FILES } from "../../lib/protocol/limits.ts";
import { descriptorsOf } from "../server/descriptors.ts";
import { patiently } from "../support/patience.ts";
import { clockTicked } from "./clock.ts";
import { temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
afterEach(() => {
  mock.restore();
});

/** One asked-for hash of the test's hasher, to be answered by the test. */
interface Asked {
  signal: AbortSignal | undefined;
  resolve: (sha256: string) => void;
  reject: (error: Error) => void;
}

/** Answers when the test says so, and lets go of a file no sooner. */
class HeldHasher {
  readonly asked: Asked[] = [];
  #next = Promise.withResolvers<Asked>();

  sha256(_fd: number, _size: number, signal?: AbortSignal): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const asked = { signal, resolve, reject };
    this.asked.push(asked);
    this.#next.resolve(asked);
    this.#next = Promise.withResolvers();
    return promise;
  }

  /** The next one that is asked for from now on. */
  next(): Promise<Asked> {
    return patiently(this.#next.promise);
  }
}

/** A shelf with one file, old enough to be read at once unless told otherwise, and a way to ask for its hash. */
async function shelf(
  hasher: Pick<Hasher, "sha256">,
  { size = 10, age = FILE_CLOCK_MS }: { size?: number; age?: number } = {},
) {
  const root = folder();
  const path = join(root, "file");
  writeFileSync(path, "");
  truncateSync(path, size);
  await clockTicked(path);
  const stats = lstatSync(path, { bigint: true });
  const now = () => Number(stats.ctimeMs) + age;
  const hashes = new Hashes(hasher, HASHED_FILES, now);
  const version = versionOf(stats);
  const ask = (signal?: AbortSignal) => hashes.of(root, "file", version, signal);
  return { path, version, hashes, ask };
}

/** Resolves as soon as nobody in this process has the file open. */
async function closed(path: string): Promise<void> {
  while (descriptorsOf(path) > 0) await setImmediate();
}

/** Resolves as soon as somebody has. */
async function opened(path: string): Promise<void> {
  while (descriptorsOf(path) === 0) await setImmediate();
}

const GIVEN_UP = new Error("its hashing was given up");

describe("an asker whose signal aborts", () => {
  test("before it asks gets nothing, and nothing is opened", async () => {
    const hasher = new HeldHasher();
    const { path, ask } = await shelf(hasher);
    expect(await patiently(ask(AbortSignal.abort()))).toBeUndefined();
    expect(descriptorsOf(path)).toBe(0);
    expect(hasher.asked).toEqual([]);
  });

  test("leaves the hash to another who waits", async () => {
    const hasher = new HeldHasher();
    const { path, version, hashes, ask } = await shelf(hasher);
    const [one, two] = [new AbortController(), new AbortController()];
    const [first, second] = [ask(one.signal), ask(two.signal)];
    const asked = await hasher.next();
    one.abort();
    expect(await patiently(first)).toBeUndefined();
    expect(asked.signal?.aborted).toBe(false);
    asked.resolve("00");
    expect(await patiently(second)).toBe("00");
    expect(getEventListeners(two.signal, "abort")).toEqual([]);
    expect(hashes.known(version)).toBe("00");
    expect(hasher.asked).toHaveLength(1);
    await patiently(closed(path));
  });

  test("leaves the hash to another who has no signal", async () => {
    const hasher = new HeldHasher();
    const { ask } = await shelf(hasher);
    const one = new AbortController();
    const answers = [ask(), ask(one.signal)];
    const asked = await hasher.next();
    one.abort();
    expect(await patiently(answers[1] ?? ask())).toBeUndefined();
    expect(asked.signal?.aborted).toBe(false);
    asked.resolve("00");
    expect(await patiently(Promise.all(answers))).toEqual(["00", undefined]);
  });

  test("does not hear of an error that comes later", async () => {
    const hasher = new HeldHasher();
    const { ask } = await shelf(hasher);
    const one = new AbortController();
    const answers = [ask(one.signal), ask()];
    const asked = await hasher.next();
    one.abort();
    asked.reject(new Error("EIO"));
    expect(await Promise.allSettled(answers)).toEqual([
      { status: "fulfilled", value: undefined },
      { status: "rejected", reason: new Error("EIO") },
    ]);
  });
});

describe("a hash that the last asker has left", () => {
  test("is given up, and the file closed once the hasher lets go of it, not before", async () => {
    const hasher = new HeldHasher();
    const { path, version, hashes, ask } = await shelf(hasher);
    const [one, two] = [new AbortController(), new AbortController()];
    const answers = Promise.all([ask(one.signal), ask(two.signal)]);
    const asked = await hasher.next();
    one.abort();
    expect(asked.signal?.aborted).toBe(false);
    two.abort();
    expect(asked.signal?.aborted).toBe(true);
    expect(await patiently(answers)).toEqual([undefined, undefined]);
    await setImmediate();
    expect(descriptorsOf(path)).toBe(1);
    asked.reject(GIVEN_UP);
    await patiently(closed(path));
    expect(hashes.known(version)).toBeUndefined();
  });

  test("is asked for anew by the next, who is not disturbed by its end", async () => {
    const hasher = new HeldHasher();
    const { path, ask } = await shelf(hasher);
    const one = new AbortController();
    const left = ask(one.signal);
    const first = await hasher.next();
    one.abort();
    expect(await patiently(left)).toBeUndefined();

    const second = ask(new AbortController().signal);
    const anew = await hasher.next();
    first.reject(GIVEN_UP);
    while (descriptorsOf(path) > 1) await setImmediate();
    // That it is closed is to be seen a few turns before its run ends.
    for (let turn = 0; turn < 20; turn++) await setImmediate();
    const third = ask();
    anew.resolve("00");
    expect(await patiently(Promise.all([second, third]))).toEqual(["00", "00"]);
    expect(hasher.asked).toHaveLength(2);
    await patiently(closed(path));
  });

  test("is remembered where it was found nevertheless", async () => {
    const hasher = new HeldHasher();
    const { path, version, hashes, ask } = await shelf(hasher);
    const one = new AbortController();
    const left = ask(one.signal);
    const asked = await hasher.next();
    asked.resolve("00");
    one.abort();
    expect(await patiently(left)).toBeUndefined();
    await patiently(closed(path));
    expect(hashes.known(version)).toBe("00");
  });

  test.each([
    ["opened", false],
    ["left to age", true],
  ])("while its file is %s is not begun, and nothing is waited for", async (_, isAgeing) => {
    const hasher = new HeldHasher();
    const { promise: slept, resolve: sleeps } = Promise.withResolvers<void>();
    const { promise: never } = Promise.withResolvers<void>();
    spyOn(Bun, "sleep").mockImplementation(() => {
      sleeps();
      return never;
    });
    const { path, ask } = await shelf(hasher, { age: 0 });
    const one = new AbortController();
    const left = ask(one.signal);
    if (isAgeing) await patiently(slept);
    one.abort();
    expect(await patiently(left)).toBeUndefined();
    if (!isAgeing) await patiently(opened(path));
    await patiently(closed(path));
    expect(hasher.asked).toEqual([]);
  });
});

describe("with the Worker", () => {
  const HUGE = 2 ** 40;
  let hasher: Hasher;
  beforeEach(() => {
    hasher = new Hasher();
  });
  afterEach(() => hasher.close());

  test("a huge file that two asked for is closed when both have gone", async () => {
    const asking = spyOn(hasher, "sha256");
    const { path, ask } = await shelf(hasher, { size: HUGE });
    const [one, two] = [new AbortController(), new AbortController()];
    const answers = Promise.all([ask(one.signal), ask(two.signal)]);
    while (asking.mock.calls.length === 0) await setImmediate();
    expect(descriptorsOf(path)).toBe(1);
    one.abort();
    two.abort();
    expect(await patiently(answers)).toEqual([undefined, undefined]);
    await patiently(closed(path));
  });

  test("all who wait hear of its close, and the file is closed", async () => {
    const asking = spyOn(hasher, "sha256");
    const { path, ask } = await shelf(hasher, { size: HUGE });
    const answers = Promise.allSettled([ask(), ask(new AbortController().signal)]);
    while (asking.mock.calls.length === 0) await setImmediate();
    hasher.close();
    const stopped = { status: "rejected", reason: new Error("its hashing was stopped") } as const;
    expect(await patiently(answers)).toEqual([stopped, stopped]);
    await patiently(closed(path));
  });
});
