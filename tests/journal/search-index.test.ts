// The index in its own file: that it follows the journal, whatever becomes of either.

import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import {
  closeSync,
  existsSync,
  fstatSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { JournalCore } from "../../lib/journal/core.ts";
import { Searcher } from "../../lib/journal/searcher.ts";
import { INDEX_ANEW, INDEX_SLICE } from "../../lib/protocol/limits.ts";
import { temporaryFolders } from "../files/temp.ts";
import { all, ANN, batch, core, draft, many, NOON, seqs, texts } from "./drafts.ts";

const folder = temporaryFolders();
const closing: { close(): void }[] = [];
const warnings: string[] = [];
afterEach(() => {
  warnings.length = 0;
  for (const each of closing.splice(0).toReversed()) each.close();
});

function opened(path: string, more: Parameters<typeof core>[1] = {}): [JournalCore, Searcher] {
  const journal = core(path, more);
  const searcher = new Searcher(path, (text) => warnings.push(text));
  closing.push(journal, searcher);
  return [journal, searcher];
}

function find(searcher: Searcher, text: string): string[] {
  while (searcher.follow("extends and shortens"));
  return texts(searcher.find({ viewer: ANN, text }));
}

/** How many messages the index has the words of. */
function entries(path: string): number | undefined {
  const database = new Database(join(path, "search.db"), { readonly: true });
  const query = database.query<{ count: number }, []>("SELECT count(*) AS count FROM words");
  const count = query.get()?.count;
  database.close(true);
  return count;
}

test("it follows a slice at a time", () => {
  const [journal, searcher] = opened(folder());
  journal.append(batch(many(INDEX_SLICE * 2 + 1, "tea")));
  expect(searcher.follow("extends and shortens")).toBe(true);
  expect(searcher.find({ viewer: ANN, text: `tea ${INDEX_SLICE}` })).not.toEqual([]);
  expect(searcher.find({ viewer: ANN, text: `tea ${INDEX_SLICE + 1}` })).toEqual([]);
  expect(searcher.follow("extends and shortens")).toBe(true);
  expect(searcher.follow("extends and shortens")).toBe(false);
  expect(texts(searcher.find({ viewer: ANN, text: `tea ${INDEX_SLICE * 2 + 1}` }))).toHaveLength(1);
  expect(searcher.follow("extends and shortens")).toBe(false);
});

test("it goes on where it was, in another process too", () => {
  const path = folder();
  const [journal, searcher] = opened(path);
  journal.append(batch([draft("one tea")]));
  expect(find(searcher, "tea")).toEqual(["one tea"]);
  searcher.close();
  journal.append(batch([draft("two teas")]));
  expect(texts(searcher.find({ viewer: ANN, text: "tea" }))).toEqual(["one tea"]);
  expect(find(searcher, "tea")).toEqual(["one tea", "two teas"]);
});

describe("what the journal takes away", () => {
  test("is forgotten, a slice at a time", () => {
    const path = folder();
    const [journal, searcher] = opened(path, { keep: { ageMs: 1000 } });
    const old = many(INDEX_SLICE + 1, "tea", { at: NOON - 2000 });
    const young = Math.ceil(old.length / INDEX_ANEW);
    journal.append(batch([...old, ...many(young, "young tea")]));
    expect(find(searcher, "tea")).toHaveLength(50);
    while (journal.prune(NOON));
    const before = entries(path);
    expect(searcher.follow("extends")).toBe(false);
    expect(entries(path)).toBe(before);
    expect(searcher.follow("extends and shortens")).toBe(true);
    expect(entries(path)).toBe(young + 1);
    expect(searcher.follow("extends and shortens")).toBe(false);
    expect(entries(path)).toBe(young);
    expect(find(searcher, `tea ${young}`)).toEqual([`young tea ${young}`]);
    journal.append(batch([draft("later tea")]));
    expect(find(searcher, "later tea")).toEqual(["later tea"]);
  });

  test("is not found, though it is not forgotten yet", () => {
    const [journal, searcher] = opened(folder(), { keep: { ageMs: 1000 } });
    journal.append(batch([draft("old tea", { at: 0 }), draft("young tea")]));
    searcher.follow("extends");
    journal.prune(NOON);
    searcher.follow("extends");
    expect(texts(searcher.find({ viewer: ANN, text: "tea" }))).toEqual(["young tea"]);
  });

  test("is forgotten at once, with the index that is made anew, where it is far more than what is left", () => {
    const path = folder();
    const [journal, searcher] = opened(path, { keep: { ageMs: 1000 } });
    const old = many(INDEX_SLICE * 5, "tea", { at: NOON - 2000 });
    journal.append(batch([...old, ...many(INDEX_SLICE + 1, "young tea")]));
    find(searcher, "tea");
    while (journal.prune(NOON));
    const young = INDEX_SLICE + 1;
    expect(searcher.follow("extends and shortens")).toBe(true);
    expect(entries(path)).toBe(INDEX_SLICE);
    expect(searcher.follow("extends and shortens")).toBe(false);
    expect(entries(path)).toBe(young);
    expect(find(searcher, `tea ${young}`)).toEqual([`young tea ${young}`]);
  });

  test("before it was indexed is never found", () => {
    const [journal, searcher] = opened(folder(), { keep: { ageMs: 1000 } });
    journal.append(batch([draft("old tea", { at: 0 }), draft("young tea")]));
    journal.prune(NOON);
    expect(find(searcher, "tea")).toEqual(["young tea"]);
  });
});

describe("the index is made anew", () => {
  const REMOVED = (path: string) => {
    for (const ending of ["", "-wal", "-shm"]) rmSync(path + ending, { force: true });
  };

  test.each([
    ["was removed", REMOVED],
    ["is garbage", (path: string) => writeFileSync(path, "garbage ".repeat(2000))],
    ["lost its end", (path: string) => truncateSync(path, 8192)],
  ])("where its file %s between two servers", (_, spoil) => {
    const path = folder();
    const [journal, searcher] = opened(path);
    journal.append(batch(many(300, "tea")));
    expect(find(searcher, "tea 300")).toEqual(["tea 300"]);
    searcher.close();
    spoil(join(path, "search.db"));
    expect(find(searcher, "tea 300")).toEqual(["tea 300"]);
    const isTold = spoil !== REMOVED;
    expect(warnings).toEqual(isTold ? ["The journal's search index is damaged and made anew"] : []);
  });

  test("where its file was removed while it was open", () => {
    const path = folder();
    const [journal, searcher] = opened(path);
    journal.append(batch([draft("one tea")]));
    expect(find(searcher, "tea")).toEqual(["one tea"]);
    REMOVED(join(path, "search.db"));
    expect(find(searcher, "tea")).toEqual(["one tea"]);
    expect(existsSync(join(path, "search.db"))).toBe(true);
  });

  test("where an older copy of the journal was put back", () => {
    const path = folder();
    const copy = folder();
    const before = core(copy);
    before.append(batch([draft("one tea")]));
    before.close();
    const [journal, searcher] = opened(copy);
    journal.append(batch([draft("two teas"), draft("three")]));
    expect(find(searcher, "tea")).toEqual(["one tea", "two teas"]);
    searcher.close();
    journal.close();
    renameSync(join(copy, "search.db"), join(path, "search.db"));
    const [other, otherSearcher] = opened(path);
    other.append(batch([draft("a"), draft("b"), draft("c"), draft("d tea")]));
    expect(find(otherSearcher, "tea")).toEqual(["d tea"]);
  });

  test("where it knows more than the journal", () => {
    const path = folder();
    const [journal, searcher] = opened(path);
    journal.append(batch([draft("one tea"), draft("two teas"), draft("three teas")]));
    find(searcher, "tea");
    journal.close();
    const [goingOn] = opened(path, { known: { history: "history", lastSeq: 1 } });
    goingOn.append(batch([draft("four teas")]));
    expect(find(searcher, "tea")).toEqual(["one tea", "four teas"]);
    expect(find(searcher, "four")).toEqual(["four teas"]);
  });

  test("once, where it is the journal that is damaged", () => {
    const path = folder();
    const [journal, searcher] = opened(path);
    journal.append(batch(many(300, "tea")));
    find(searcher, "tea");
    journal.answer(({ database }) => database.run("DROP TABLE messages"));
    // As long as they are open no other file has their numbers.
    const first = openSync(join(path, "search.db"), "r");
    expect(() => searcher.follow("extends and shortens")).toThrow("messages");
    const second = openSync(join(path, "search.db"), "r");
    expect(fstatSync(second).ino).not.toBe(fstatSync(first).ino);
    expect(() => searcher.follow("extends and shortens")).toThrow("messages");
    expect(statSync(join(path, "search.db")).ino).toBe(fstatSync(second).ino);
    closeSync(first);
    closeSync(second);
  });
});

test("it finds in the journal that is there now", () => {
  const path = folder();
  const [journal, searcher] = opened(path);
  journal.append(batch([draft("one tea")]));
  expect(find(searcher, "tea")).toEqual(["one tea"]);
  for (const ending of ["", "-wal", "-shm"])
    renameSync(join(path, `journal.db${ending}`), join(path, `moved${ending}`));
  expect(() => searcher.follow("extends and shortens")).toThrow("the file is gone");
  journal.append(batch([draft("two teas")]));
  expect(seqs(all(journal))).toEqual([2]);
  expect(find(searcher, "tea")).toEqual(["two teas"]);
});
