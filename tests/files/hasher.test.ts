// The Worker that hashes: that it answers, ends and is replaced. It is a real one, and so are its deaths.

import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import { createHash } from "node:crypto";
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Hasher } from "../../lib/files/hasher.ts";
import { CHUNK_BYTES, HASHER_IDLE_MS } from "../../lib/protocol/limits.ts";
import { patiently } from "../support/patience.ts";
import { RealWorker, watchWorkers, workers, workersOver } from "../support/watched-workers.ts";
import { countedTurns } from "./loop.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();

let hasher: Hasher;
const descriptors: number[] = [];
beforeEach(() => {
  watchWorkers();
  hasher = new Hasher();
});
afterEach(async () => {
  globalThis.Worker = RealWorker;
  hasher.close();
  await workersOver();
  for (const fd of descriptors.splice(0)) closeSync(fd);
});

function descriptorOf(content: Uint8Array, flags = "r"): number {
  const path = join(folder(), "file");
  writeFileSync(path, content);
  const fd = openSync(path, flags);
  descriptors.push(fd);
  return fd;
}

/** A file whose hashing goes on until the Worker ends. */
function endless(): Promise<string> {
  const fd = openSync("/dev/zero", "r");
  descriptors.push(fd);
  return hasher.sha256(fd, 2 ** 50);
}

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

function worker(index: number): { worker: Worker; over: Promise<void> } {
  const found = workers[index];
  if (found === undefined) throw new Error("there is no such Worker");
  return found;
}

describe("the hash", () => {
  test.each([0, 1, CHUNK_BYTES, 3 * CHUNK_BYTES + 1])("of a file of %d bytes", async (size) => {
    const content = someBytes(size);
    expect(await hasher.sha256(descriptorOf(content), size)).toBe(sha256(content));
  });

  test("of many files at once, answered in their order by one Worker", async () => {
    const contents = Array.from({ length: 20 }, (_, index) => someBytes(20_000 - index * 1000));
    const order: number[] = [];
    const answers = contents.map(async (content, index) => {
      const answer = await hasher.sha256(descriptorOf(content), content.length);
      order.push(index);
      return answer;
    });
    expect(await Promise.all(answers)).toEqual(contents.map(sha256));
    expect(order).toEqual([...contents.keys()]);
    expect(workers).toHaveLength(1);
  });

  test("does not hold the event loop", async () => {
    const size = 64 * 1024 * 1024;
    const content = new Uint8Array(size);
    const fd = descriptorOf(content);
    using loop = countedTurns();
    const before = loop.turn();
    await hasher.sha256(fd, size);
    // In this thread it would be a turn or two.
    expect(loop.turn() - before).toBeGreaterThan(50);
  });
});

describe("a file that cannot be hashed", () => {
  test("is told with its reason, and the next one is hashed by the same Worker", async () => {
    const content = someBytes(100);
    const fd = descriptorOf(content);
    const folderFd = openSync(folder(), "r");
    descriptors.push(folderFd);
    const answers = await Promise.allSettled([
      hasher.sha256(fd, 101),
      hasher.sha256(folderFd, 1),
      hasher.sha256(descriptorOf(content, "a"), 1),
      hasher.sha256(fd, 100),
    ]);
    expect(answers).toEqual([
      { status: "rejected", reason: new Error("it ends after 100 of its 101 bytes") },
      { status: "rejected", reason: new Error("a folder") },
      { status: "rejected", reason: new Error("EBADF") },
      { status: "fulfilled", value: sha256(content) },
    ]);
    expect(workers).toHaveLength(1);
  });
});

describe("a Worker that dies", () => {
  test("rejects all that was asked, and is replaced", async () => {
    const content = someBytes(100);
    const fd = descriptorOf(content);
    await hasher.sha256(fd, 100);
    const asked = Promise.allSettled([endless(), endless()]);
    worker(0).worker.terminate();
    const died = { status: "rejected", reason: new Error("its hashing broke off") } as const;
    expect(await patiently(asked)).toEqual([died, died]);
    expect(await patiently(hasher.sha256(fd, 100))).toBe(sha256(content));
    expect(workers).toHaveLength(2);
  });

  test("before it lives is asked for anew the next time", async () => {
    const fd = descriptorOf(someBytes(100));
    globalThis.Worker = class extends RealWorker {
      constructor(url: string | URL) {
        super(url);
        this.terminate();
        throw new TypeError("Failed to spawn worker thread");
      }
    };
    await expect(hasher.sha256(fd, 100)).rejects.toThrow("its hashing broke off");
    watchWorkers();
    expect(await patiently(hasher.sha256(fd, 100))).toBe(sha256(someBytes(100)));
  });

  test("while nothing is asked is replaced too", async () => {
    const content = someBytes(100);
    const fd = descriptorOf(content);
    await hasher.sha256(fd, 100);
    worker(0).worker.terminate();
    await patiently(worker(0).over);
    expect(await patiently(hasher.sha256(fd, 100))).toBe(sha256(content));
    expect(workers).toHaveLength(2);
  });

  test("that says something else counts as dead, and what it says later is not heard", async () => {
    const fd = descriptorOf(someBytes(100));
    const asked = endless();
    const first = worker(0).worker;
    first.dispatchEvent(new MessageEvent("message", { data: { sha256: 3 } }));
    await expect(patiently(asked)).rejects.toThrow("its hashing broke off");
    const next = hasher.sha256(fd, 100);
    first.dispatchEvent(new MessageEvent("message", { data: { sha256: "wrong" } }));
    expect(await patiently(next)).toBe(sha256(someBytes(100)));
  });
});

describe("close", () => {
  test("ends the Worker at once and rejects all, then and later", async () => {
    const asked = Promise.allSettled([endless(), endless()]);
    hasher.close();
    hasher.close();
    const stopped = { status: "rejected", reason: new Error("its hashing was stopped") } as const;
    expect(await patiently(asked)).toEqual([stopped, stopped]);
    await patiently(worker(0).over);
    await expect(hasher.sha256(descriptorOf(someBytes(1)), 1)).rejects.toThrow("was stopped");
    expect(workers).toHaveLength(1);
  });

  test("needs no Worker", () => {
    hasher.close();
    expect(workers).toEqual([]);
  });
});

describe("an idle Worker", () => {
  afterEach(() => jest.useRealTimers());

  test("ends after its time, not before, and another takes its place", async () => {
    jest.useFakeTimers();
    const content = someBytes(100);
    const fd = descriptorOf(content);
    const hashed = async () => expect(await hasher.sha256(fd, 100)).toBe(sha256(content));

    await hashed();
    jest.advanceTimersByTime(HASHER_IDLE_MS - 1);
    await hashed();
    jest.advanceTimersByTime(HASHER_IDLE_MS - 1);
    await hashed();
    expect(workers).toHaveLength(1);

    jest.advanceTimersByTime(HASHER_IDLE_MS);
    await worker(0).over;
    await hashed();
    expect(workers).toHaveLength(2);
  });

  test("is not ended while it hashes", async () => {
    jest.useFakeTimers();
    await hasher.sha256(descriptorOf(someBytes(1)), 1);
    const asked = Promise.allSettled([endless()]);
    jest.advanceTimersByTime(2 * HASHER_IDLE_MS);
    expect(jest.getTimerCount()).toBe(0);
    hasher.close();
    expect(await asked).toEqual([
      { status: "rejected", reason: new Error("its hashing was stopped") },
    ]);
    expect(workers).toHaveLength(1);
  });

  test("does not keep its process alive, a busy one does", async () => {
    const path = join(folder(), "file");
    const content = new Uint8Array(64 * 1024 * 1024);
    writeFileSync(path, content);
    const script = `
      import { openSync } from "node:fs";
      import { Hasher } from ${JSON.stringify(join(import.meta.dir, "../../lib/files/hasher.ts"))};
      const hasher = new Hasher();
      const fd = openSync(${JSON.stringify(path)}, "r");
      for (const size of [1, 2]) console.log(await hasher.sha256(fd, size));
      hasher.sha256(fd, ${content.length}).then((hash) => console.log(hash));`;
    const child = Bun.spawn([process.execPath, "-e", script], { stderr: "inherit" });
    const hashes = [1, 2, content.length].map((size) => sha256(content.subarray(0, size)));
    expect(await patiently(new Response(child.stdout).text())).toBe(`${hashes.join("\n")}\n`);
    expect(await patiently(child.exited)).toBe(0);
  });
});
