// Files that are hashed in turn by one Worker, and those that nobody wants hashed any more. The Worker is a real one.

import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { createHash } from "node:crypto";
import { getEventListeners } from "node:events";
import { closeSync, openSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hasher } from "../../lib/files/hasher.ts";
import { HASH_SLICE_BYTES } from "../../lib/protocol/limits.ts";
import { patiently } from "../support/patience.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const RealWorker = globalThis.Worker;

/** What went to the Worker and came from it, and what became of the jobs, in its order. */
const events: unknown[] = [];
/** What a test does when the Worker has been told so many things. */
let onTold: (count: number) => void = () => {};

class RecordedWorker extends RealWorker {
  #told = 0;

  constructor(url: string | URL) {
    super(url);
    this.addEventListener("message", () => events.push("answered"));
  }

  override postMessage(message: unknown, _transfer?: unknown): void {
    events.push(message);
    super.postMessage(message, []);
    onTold(++this.#told);
  }
}

let hasher: Hasher;
const descriptors: number[] = [];
beforeEach(() => {
  globalThis.Worker = RecordedWorker;
  hasher = new Hasher();
});
afterEach(() => {
  globalThis.Worker = RealWorker;
  hasher.close();
  onTold = () => {};
  events.length = 0;
  for (const fd of descriptors.splice(0)) closeSync(fd);
});

function descriptorOf(content: Uint8Array, size = content.length): number {
  const path = join(folder(), "file");
  writeFileSync(path, content);
  truncateSync(path, size);
  const fd = openSync(path, "r");
  descriptors.push(fd);
  return fd;
}

const sparse = (size: number) => descriptorOf(new Uint8Array(), size);

/** A file whose hashing goes on until it is given up. */
function endless(signal?: AbortSignal): Promise<string> {
  const fd = openSync("/dev/zero", "r");
  descriptors.push(fd);
  return hasher.sha256(fd, 2 ** 50, signal);
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

/** Notes when a job is over, and how. */
function noted(name: string, hash: Promise<string>): Promise<unknown> {
  return hash.then(
    () => events.push(`${name} done`),
    (error: unknown) => events.push(`${name}: ${error instanceof Error ? error.message : "?"}`),
  );
}

/** The slices that the Worker was told to hash: as job:slice, or - for one given up. */
function slices(): string {
  const told = events.filter((event) => typeof event === "object" && event !== null);
  return told
    .map((slice) =>
      "from" in slice && "job" in slice ? `${slice.job}:${Number(slice.from) / S}` : "-",
    )
    .join(" ");
}

const S = HASH_SLICE_BYTES;

describe("turns", () => {
  test.each([
    [S, "0:0"],
    [S + 1, "0:0 0:1"],
    [2 * S, "0:0 0:1"],
  ])("a file of %d bytes has a slice for each HASH_SLICE_BYTES", async (size, expected) => {
    const content = new Uint8Array(size).fill(7);
    const hash = hasher.sha256(descriptorOf(content), size);
    expect(await patiently(hash)).toBe(sha256(content));
    expect(slices()).toBe(expected);
  });

  test("a small file waits for one slice of a large one, not for all of it", async () => {
    const content = someBytes(100);
    const large = noted("large", hasher.sha256(sparse(4 * S), 4 * S));
    const small = hasher.sha256(descriptorOf(content), 100);
    const over = noted("small", small);
    await patiently(Promise.all([large, over]));
    expect(await small).toBe(sha256(content));
    expect(slices()).toBe("0:0 1:0 0:1 0:2 0:3");
    expect(events.filter((event) => typeof event === "string" && event !== "answered")).toEqual([
      "small done",
      "large done",
    ]);
  });

  test("go round: each file has one slice, then the next", async () => {
    const sizes = [2 * S, 3 * S, S, 2 * S - 1];
    const hashes = sizes.map((size) => hasher.sha256(sparse(size), size));
    const zeros = sizes.map((size) => sha256(new Uint8Array(size)));
    expect(await patiently(Promise.all(hashes))).toEqual(zeros);
    expect(slices()).toBe("0:0 1:0 2:0 3:0 0:1 1:1 3:1 1:2");
  });

  test("come to one that is asked for later, although others go on for ever", async () => {
    const others = Promise.allSettled([endless(), endless()]);
    const content = someBytes(100);
    expect(await patiently(hasher.sha256(descriptorOf(content), 100))).toBe(sha256(content));
    hasher.close();
    const stopped = { status: "rejected", reason: new Error("its hashing was stopped") } as const;
    expect(await patiently(others)).toEqual([stopped, stopped]);
  });
});

describe("a signal that aborts", () => {
  const GIVEN_UP = "its hashing was given up";

  test("before a file is asked for needs no Worker", async () => {
    await expect(endless(AbortSignal.abort())).rejects.toThrow(GIVEN_UP);
    expect(events).toEqual([]);
  });

  test("while the file waits for its first turn gives it up at once", async () => {
    const control = new AbortController();
    const other = endless();
    const over = Promise.allSettled([other, noted("waiting", endless(control.signal))]);
    control.abort();
    await Promise.resolve();
    hasher.close();
    await patiently(over);
    expect(slices()).toBe("0:0");
    expect(events.slice(1)).toEqual([`waiting: ${GIVEN_UP}`]);
  });

  test("while the file waits for a later turn has the Worker forget it", async () => {
    const control = new AbortController();
    const first = noted("first", hasher.sha256(sparse(4 * S), 4 * S));
    const given = noted("given up", endless(control.signal));
    // The third thing told is the first file's second slice: the other waits meanwhile.
    onTold = (count) => count === 3 && control.abort();
    await patiently(Promise.all([first, given]));
    expect(slices()).toBe("0:0 1:0 0:1 - 0:2 0:3");
    expect(events.slice(5, 8)).toEqual([{ givenUp: 1 }, `given up: ${GIVEN_UP}`, "answered"]);
  });

  test("while a slice is under way gives the file up after it, not before", async () => {
    const control = new AbortController();
    const given = noted("given up", endless(control.signal));
    const content = someBytes(100);
    const other = hasher.sha256(descriptorOf(content), 100);
    control.abort();
    await patiently(given);
    expect(events.slice(1)).toEqual([
      "answered",
      { givenUp: 0 },
      expect.objectContaining({ job: 1, from: 0 }),
      `given up: ${GIVEN_UP}`,
    ]);
    expect(await patiently(other)).toBe(sha256(content));
    expect(slices()).toBe("0:0 - 1:0");
  });

  test.each([
    ["its last slice", 1],
    ["a slice that cannot be read", 101],
  ])("while the Worker is at %s gives the file up after it too", async (_, size) => {
    const control = new AbortController();
    const given = noted(
      "given up",
      hasher.sha256(descriptorOf(someBytes(100)), size, control.signal),
    );
    control.abort();
    await patiently(given);
    expect(events.slice(1)).toEqual(["answered", `given up: ${GIVEN_UP}`]);
  });

  test("when the hash is there changes nothing", async () => {
    const control = new AbortController();
    const content = someBytes(100);
    const fd = descriptorOf(content);
    const hash = hasher.sha256(fd, 100, control.signal);
    expect(getEventListeners(control.signal, "abort")).toHaveLength(1);
    expect(await patiently(hash)).toBe(sha256(content));
    expect(getEventListeners(control.signal, "abort")).toEqual([]);
    control.abort();
    expect(await hash).toBe(sha256(content));
    expect(await patiently(hasher.sha256(fd, 100))).toBe(sha256(content));
    expect(slices()).toBe("0:0 1:0");
  });

  test("just as the hash arrives harms no other file", async () => {
    const control = new AbortController();
    const content = someBytes(100);
    const fd = descriptorOf(content);
    const first = hasher.sha256(fd, 100, control.signal);
    const second = hasher.sha256(fd, 50);
    // The second thing told is the next file's slice, at which the first is answered and its owner not there yet.
    onTold = (count) => count === 2 && control.abort();
    expect(await patiently(first)).toBe(sha256(content));
    expect(await patiently(second)).toBe(sha256(content.subarray(0, 50)));
  });

  test("after close or a death finds nothing to give up", async () => {
    const control = new AbortController();
    const all = Promise.allSettled([endless(control.signal), endless(control.signal)]);
    hasher.close();
    control.abort();
    const stopped = { status: "rejected", reason: new Error("its hashing was stopped") } as const;
    expect(await patiently(all)).toEqual([stopped, stopped]);
    expect(slices()).toBe("0:0");
  });
});
