// Several processes and one folder: one keeps its journal there, and what it acknowledged outlives it.

import { expect, test } from "bun:test";
import { chmodSync, chownSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { temporaryFolders } from "../files/temp.ts";
import { Child } from "./children.ts";
import { all, ANN, batch, core, draft, many, seqs } from "./drafts.ts";

const folder = temporaryFolders();

const isRoot = process.geteuid?.() === 0;

test("a second server is refused until the first is gone, however it went", async () => {
  const path = folder();
  const refused = `Cannot keep the journal in "${path}": another server keeps its own there`;
  {
    await using first = new Child(path, "hold");
    expect(await first.line()).toBe("open");
    expect(() => core(path)).toThrow(refused);
    await using second = new Child(path, "hold");
    expect(await second.line()).toBe(refused);
    first.process.kill("SIGKILL");
    await first.process.exited;
  }
  const journal = core(path);
  await using third = new Child(path, "hold");
  expect(await third.line()).toBe(refused);
  journal.close();
  await using fourth = new Child(path, "hold");
  expect(await fourth.line()).toBe("open");
});

test("what was acknowledged is there, once and in order, however the process is killed", async () => {
  const path = folder();
  const acknowledged: string[] = [];
  // Whichever moment: after so many lines it is killed, and what it said meanwhile counts too.
  for (const lines of fc.sample(fc.integer({ min: 0, max: 200 }), 8)) {
    await using child = new Child(path, "store");
    expect(await child.line()).toBe("open");
    for (let line = 0; line < lines; line++) acknowledged.push((await child.line()) ?? "");
    child.process.kill("SIGKILL");
    for (let line = await child.line(); line !== undefined; line = await child.line())
      acknowledged.push(line);
    await child.process.exited;
    const journal = core(path);
    const entries = all(journal, ANN);
    const keys = new Map(entries.map(({ key, seq }) => [key, seq]));
    expect(seqs(entries)).toEqual(entries.map((_, index) => index + 1));
    expect(keys.size).toBe(entries.length);
    const places = acknowledged.map((key) => keys.get(key) ?? 0);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places.filter((place) => place === 0)).toEqual([]);
    journal.close();
  }
  expect(acknowledged.length).toBeGreaterThan(0);
}, 60_000);

test.skipIf(!isRoot)("what belongs to somebody else is not opened", async () => {
  const path = folder();
  const journal = core(path);
  journal.append(batch([...many(3), draft("four")]));
  journal.close();
  const refused = `Cannot keep the journal in "${path}": permission denied`;
  const asNobody = async () => {
    await using child = new Child(path, "nobody");
    // Awaited before it is disposed of.
    return await child.line();
  };
  chmodSync(path, 0o700);
  expect(await asNobody()).toBe(refused);
  chmodSync(path, 0o755);
  expect(await asNobody()).toBe(refused);
  chownSync(path, 65534, 65534);
  expect(await asNobody()).toBe(refused);
  chownSync(join(path, "journal.lock"), 65534, 65534);
  expect(await asNobody()).toBe(refused);
  chownSync(join(path, "journal.db"), 65534, 65534);
  expect(await asNobody()).toBe("open");
});
