// Downloads of real processes: killed at any moment, and several into one folder at once.

import { expect, test } from "bun:test";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { RECORD_BYTES } from "../../lib/protocol/limits.ts";
import { Receiver } from "./receiver.ts";
import { complete, interrupt, kill, recordOf, save } from "./receiving.ts";
import { Download } from "../../lib/files/download.ts";
import { someBytes, temporaryFolders } from "./temp.ts";

const folder = temporaryFolders();
const PIECE = 1024 * 1024;

/** A file to receive, and the folder for it. */
function place(bytes: Uint8Array): { to: string; source: string } {
  const source = join(folder(), "source");
  writeFileSync(source, bytes);
  return { to: folder(), source };
}

/** The number behind a word, as in "wrote 100". */
function count(line: string | undefined, word: string): number {
  const [, number] = new RegExp(`^${word} (\\d+)$`).exec(line ?? "") ?? [];
  if (number === undefined) throw new Error(`no ${word}: ${line}`);
  return Number(number);
}

test("killed at any moment, a download goes on from what its record says", async () => {
  const bytes = someBytes(30 * PIECE);
  const { to, source } = place(bytes);
  let [wrote, sent] = [0, 0];
  // Lines that are heard before it is killed; meanwhile it has gone on by itself.
  for (const heard of [2, 3, 7, 1, 12, 4, 9, 5, 2, 8]) {
    await using receiver = new Receiver(to, "a/x.bin", source);
    expect(await receiver.line()).toBe("ready");
    const from = count(await receiver.line(), "have");
    expect(from).toBeLessThanOrEqual(wrote + PIECE);
    expect(wrote - from).toBeLessThan(RECORD_BYTES);
    const lines: (string | undefined)[] = [];
    for (let index = 0; index < heard; index++) lines.push(await receiver.line());
    lines.push(...(await receiver.kill()));
    const last = lines.findLast((line) => line?.startsWith("wrote"));
    wrote = last === undefined ? from : count(last, "wrote");
    sent += wrote - from;
    if (readdirSync(to).includes("x.bin")) break;
    expect(readdirSync(to).filter((name) => name.endsWith(".part"))).toEqual(["x.bin.part"]);
  }
  if (!readdirSync(to).includes("x.bin")) await save(to, "a/x.bin", bytes);
  expect(readFileSync(join(to, "x.bin")).equals(bytes)).toBe(true);
  expect(readdirSync(to)).toEqual(["x.bin"]);
  expect(sent).toBeGreaterThan(0);
}, 30_000);

test("a process that lives keeps its partial to itself, and one that was killed does not", async () => {
  const bytes = someBytes(RECORD_BYTES + PIECE);
  const { to, source } = place(bytes);
  await using receiver = new Receiver(to, "x", source, "steps");
  expect(await receiver.line()).toBe("ready");
  expect(await receiver.next()).toBe("have 0");
  expect(await receiver.next()).toBe("begun");
  while (count(await receiver.next(), "wrote") < RECORD_BYTES);
  expect((await recordOf(join(to, "x.part"))).pid).toBe(receiver.pid);

  // Its partial is not touched, and the second has a whole file of its own.
  const { ino, size } = statSync(join(to, "x.part"));
  expect(await save(to, "x", bytes)).toBe(join(to, "x"));
  expect(statSync(join(to, "x.part"))).toMatchObject({ ino, size });

  await receiver.kill();
  const download = await Download.open(to, "x");
  expect(download.have?.bytes).toBe(RECORD_BYTES);
  expect(await complete(download, bytes)).toBe(join(to, "x (1)"));
  for (const name of ["x", "x (1)"]) expect(readFileSync(join(to, name)).equals(bytes)).toBe(true);
  expect(readdirSync(to).toSorted()).toEqual(["x", "x (1)"]);
}, 30_000);

test("processes that receive one file at once have a whole one each", async () => {
  const bytes = someBytes(RECORD_BYTES + PIECE);
  const { to, source } = place(bytes);
  await using first = new Receiver(to, "x", source, "steps");
  await using second = new Receiver(to, "x", source, "steps");
  const last: (string | undefined)[] = [];
  const both = [first, second];
  for (const receiver of both) expect(await receiver.line()).toBe("ready");
  // They take turns, step by step, to their ends.
  while (last.every((line) => !line?.startsWith("/"))) {
    last.splice(0, 2, ...(await Promise.all(both.map((receiver) => receiver.next()))));
  }
  expect(last.toSorted()).toEqual([join(to, "x"), join(to, "x (1)")]);
  for (const name of ["x", "x (1)"]) expect(readFileSync(join(to, name)).equals(bytes)).toBe(true);
  expect(readdirSync(to).toSorted()).toEqual(["x", "x (1)"]);
}, 30_000);

test("of processes that would continue one partial at once, one does", async () => {
  const bytes = someBytes(1000);
  const { to, source } = place(bytes);
  for (let round = 0; round < 2; round++) {
    await interrupt(to, "x", bytes, 400);
    // Some come upon what a killed process left, some upon what was suspended.
    if (round > 0) await kill(to, "x.part", 2 ** 22 + 1);
    await using receivers = new AsyncDisposableStack();
    const all = Array.from({ length: 4 }, () =>
      receivers.use(new Receiver(to, "x", source, "steps")),
    );
    for (const receiver of all) expect(await receiver.line()).toBe("ready");
    const had = await Promise.all(all.map(async (each) => count(await each.next(), "have")));
    expect(had.toSorted()).toEqual([0, 0, 0, 400]);
    for (const receiver of all) await receiver.kill();
    await (await Download.open(to, "x")).discard();
    expect(readdirSync(to)).toEqual([]);
  }
}, 30_000);
