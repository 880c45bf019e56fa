// The journal in its threads: that they answer, die, are replaced and end. They are real, and so are their deaths.

import { afterEach, beforeEach, describe, expect, jest, test } from "bun:test";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openEphemeralJournal, openJournal } from "../../lib/journal/open.ts";
import { SEARCHER_IDLE_MS } from "../../lib/protocol/limits.ts";
import type { Entry, Journal } from "../../lib/room/journal.ts";
import { temporaryFolders } from "../files/temp.ts";
import { patiently } from "../support/patience.ts";
import { RealWorker, watchWorkers, workers, workersOver } from "../support/watched-workers.ts";
import { ANN, batch, client, draft, entriesOf, EVE, NOON, seqs, texts, toBob } from "./drafts.ts";

const folder = temporaryFolders();

const warnings: string[] = [];
let journal: Journal | undefined;
beforeEach(watchWorkers);
afterEach(async () => {
  globalThis.Worker = RealWorker;
  await patiently(journal?.close() ?? Promise.resolve());
  journal = undefined;
  warnings.length = 0;
  await workersOver();
});

async function open(path?: string): Promise<Journal> {
  const options = { keep: {}, now: () => NOON, warn: (text: string) => warnings.push(text) };
  const opening =
    path === undefined ? openEphemeralJournal(options) : openJournal({ ...options, folder: path });
  journal = await patiently(opening);
  return journal;
}

function worker(index: number): { worker: Worker; over: Promise<void> } {
  const found = workers[index];
  if (found === undefined) throw new Error("there is no such Worker");
  return found;
}

const everything = (viewer = ANN) => ({ viewer, after: 0, upTo: 1000, limit: 1000 });

describe.each(["memory", "folder"])("a journal in %s", (where) => {
  const path = () => (where === "folder" ? folder() : undefined);

  test("stores, tells, reads and finds", async () => {
    const kept = await open(path());
    expect(kept.kept).toMatchObject({ lastSeq: 0, lastNumber: 0, clients: [] });
    const told: Entry[] = [];
    kept.follow((entries) => told.push(...entries));
    const said = [draft("tea"), toBob("secret tea")];
    expect(await kept.append(batch([...said, ...said]))).toEqual([
      { fate: "stored" },
      { fate: "stored" },
      { fate: "again", seq: 1, at: NOON },
      { fate: "again", seq: 2, at: NOON },
    ]);
    const entries = entriesOf(said);
    expect(told).toEqual(entries);
    expect(await kept.read(everything())).toEqual(entries);
    expect(texts(await kept.read(everything(EVE)))).toEqual(["tea"]);
    expect(await kept.startOf({ viewer: ANN, upTo: 2, count: 1 })).toBe(1);
    expect(await kept.search({ viewer: ANN, text: "te" })).toEqual(entries);
    expect(texts(await kept.search({ viewer: EVE, text: "te" }))).toEqual(["tea"]);
    expect(workers).toHaveLength(where === "folder" ? 2 : 1);
  });

  test("is closed once, with all that was asked before, and then answers nothing", async () => {
    const kept = await open(path());
    await kept.search({ viewer: ANN, text: "tea" });
    const stored = kept.append(batch([draft("one")]));
    await patiently(kept.close());
    await kept.close();
    expect(await stored).toEqual([{ fate: "stored" }]);
    expect(await kept.append(batch([draft("two")]))).toEqual([
      { fate: "failed", why: "the journal is closed" },
    ]);
    await expect(kept.read(everything())).rejects.toThrow("the journal is closed");
    for (const { over } of workers) await patiently(over);
  });
});

test("after it is closed nothing is left but its files, and all is there the next time", async () => {
  const path = folder();
  const session = { hash: "ef".repeat(32), until: NOON };
  const first = await open(path);
  const clients = [client(4, { session })];
  await first.append(batch([draft("one")], { clients, lastNumber: 4 }));
  await first.search({ viewer: ANN, text: "one" });
  await first.close();
  expect(readdirSync(path).toSorted()).toEqual(["journal.db", "journal.lock", "search.db"]);
  const second = await open(path);
  expect(second.kept).toEqual({ ...first.kept, lastSeq: 1, lastNumber: 4, clients });
});

test("one that cannot be opened is refused, and its thread ends", async () => {
  const path = join(folder(), "file");
  writeFileSync(path, "");
  await expect(open(path)).rejects.toThrow(
    `Cannot keep the journal in "${path}": it is not a folder`,
  );
  await patiently(worker(0).over);
});

describe("a thread that dies", () => {
  test("fails what was asked, and is replaced by one that goes on", async () => {
    const kept = await open(folder());
    const told: Entry[] = [];
    kept.follow((entries) => told.push(...entries));
    await kept.append(batch([draft("one")]));
    const lost = kept.append(batch([draft("two"), draft("three")]));
    const reading = kept.read(everything());
    worker(0).worker.terminate();
    const failed = { fate: "failed", why: "the journal's thread ended: it was stopped" } as const;
    expect(await patiently(lost)).toEqual([failed, failed]);
    await expect(patiently(reading)).rejects.toThrow(failed.why);
    expect(await patiently(kept.append(batch([draft("four")])))).toEqual([{ fate: "stored" }]);
    // Whether the two had been stored or not, they were told to have failed.
    expect(texts(await kept.read(everything()))).toEqual(["one", "four"]);
    expect(seqs(told)).toEqual([1, 2]);
    expect(workers).toHaveLength(2);
  });

  test("fails a batch without drafts, too", async () => {
    const kept = await open(folder());
    const lost = kept.append(batch([], { clients: [client(1)] }));
    worker(0).worker.terminate();
    expect(await patiently(lost)).toHaveLength(1);
  });

  test("by an error of its own tells it", async () => {
    const kept = await open(folder());
    const lost = kept.append(batch([draft("one")]));
    worker(0).worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
    expect(await patiently(lost)).toEqual([
      { fate: "failed", why: "the journal's thread ended: out of memory" },
    ]);
    expect(await patiently(kept.append(batch([draft("two")])))).toEqual([{ fate: "stored" }]);
  });

  test("with what was in memory alone goes on with the next number", async () => {
    const kept = await open();
    await kept.append(batch([draft("one")]));
    worker(0).worker.terminate();
    await patiently(worker(0).over);
    expect(await kept.append(batch([draft("two")]))).toEqual([{ fate: "stored" }]);
    expect(seqs(await kept.read(everything()))).toEqual([2]);
    expect(warnings).toContain("The journal goes on empty: what it had in memory is lost");
  });

  test("while it searches harms nothing else", async () => {
    const kept = await open(folder());
    await kept.append(batch([draft("tea")]));
    await kept.search({ viewer: ANN, text: "tea" });
    const lost = kept.search({ viewer: ANN, text: "tea" });
    const stored = kept.append(batch([draft("more tea")]));
    worker(1).worker.terminate();
    await expect(patiently(lost)).rejects.toThrow("the journal's thread ended");
    expect(await stored).toEqual([{ fate: "stored" }]);
    expect(texts(await patiently(kept.search({ viewer: ANN, text: "tea" })))).toEqual([
      "tea",
      "more tea",
    ]);
    expect(workers).toHaveLength(3);
  });

  test("and cannot be replaced yet is asked for anew each time", async () => {
    const kept = await open(folder());
    worker(0).worker.terminate();
    await patiently(worker(0).over);
    globalThis.Worker = class extends RealWorker {
      constructor(url: string | URL) {
        super(url);
        this.terminate();
        throw new TypeError("Failed to spawn worker thread");
      }
    };
    const why = "the journal's thread cannot be started";
    expect(await kept.append(batch([draft("one")]))).toEqual([{ fate: "failed", why }]);
    watchWorkers();
    expect(await patiently(kept.append(batch([draft("one")])))).toEqual([{ fate: "stored" }]);
  });

  test("is replaced also where the folder cannot be opened at once", async () => {
    const path = join(folder(), "data");
    const kept = await open(path);
    await kept.append(batch([draft("one")]));
    worker(0).worker.terminate();
    await patiently(worker(0).over);
    rmSync(path, { recursive: true });
    writeFileSync(path, "");
    expect(await patiently(kept.append(batch([draft("two")])))).toEqual([
      { fate: "failed", why: "its folder is gone" },
    ]);
    rmSync(path);
    expect(await patiently(kept.append(batch([draft("two")])))).toEqual([{ fate: "stored" }]);
    expect(seqs(await kept.read(everything()))).toEqual([2]);
    expect(workers).toHaveLength(2);
    expect(warnings).toContain(
      "The journal goes on in a new file: the one it had was moved away or deleted",
    );
  });
});

describe("the thread that searches", () => {
  afterEach(() => jest.useRealTimers());

  test("ends when nothing is searched for, not before, and another takes its place", async () => {
    const kept = await open(folder());
    jest.useFakeTimers();
    const searched = () => kept.search({ viewer: ANN, text: "tea" });
    await searched();
    jest.advanceTimersByTime(SEARCHER_IDLE_MS - 1);
    await searched();
    jest.advanceTimersByTime(SEARCHER_IDLE_MS - 1);
    expect(workers).toHaveLength(2);
    await searched();
    jest.advanceTimersByTime(SEARCHER_IDLE_MS);
    await patiently(worker(1).over);
    await searched();
    expect(workers).toHaveLength(3);
  });
});

test("a process waits for its journal's answers, and ends though it forgets to close it", async () => {
  const program = `
    import { openJournal } from ${JSON.stringify(join(import.meta.dir, "../../lib/journal/open.ts"))};
    const journal = await openJournal({ folder: ${JSON.stringify(folder())}, keep: {}, now: Date.now });
    await journal.search({ viewer: 1, text: "tea" });
    console.log((await journal.read({ viewer: 1, after: 0, upTo: 9, limit: 9 })).length);`;
  // From elsewhere: the thread's script is found by where it lies.
  await using child = Bun.spawn([process.execPath, "-e", program], { cwd: "/", stdout: "pipe" });
  expect(await patiently(new Response(child.stdout).text())).toBe("0\n");
  expect(await patiently(child.exited)).toBe(0);
});
