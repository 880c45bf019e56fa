// Faults while it runs: nothing of a batch is stored, the sender hears why, and it goes on when the file does.

import { afterEach, describe, expect, test } from "bun:test";
import {
  closeSync,
  cpSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import type { JournalCore } from "../../lib/journal/core.ts";
import { temporaryFolders } from "../files/temp.ts";
import { all, ANN, batch, client, core, draft, many, NOON, seqs, texts } from "./drafts.ts";

const folder = temporaryFolders();
let opened: JournalCore | undefined;
const warnings: string[] = [];
afterEach(() => {
  warnings.length = 0;
  opened?.close();
  opened = undefined;
});

function open(path: string): JournalCore {
  opened = core(path, {}, (text) => warnings.push(text));
  return opened;
}

const FILES = ["journal.db", "journal.db-wal", "journal.db-shm"];

describe("a file that was taken away", () => {
  const ways: [string, (path: string) => void][] = [
    ["removed", (path) => FILES.forEach((name) => rmSync(join(path, name)))],
    [
      "moved",
      (path) => FILES.forEach((name) => renameSync(join(path, name), join(path, `old-${name}`))),
    ],
    ["removed with its folder", (path) => rmSync(path, { recursive: true })],
    [
      "moved with its folder",
      (path) => {
        rmSync(`${path}-moved`, { recursive: true, force: true });
        renameSync(path, `${path}-moved`);
      },
    ],
  ];

  test.each(ways)("%s is made anew, and goes on", (_, take) => {
    const path = join(folder(), "data");
    const journal = open(path);
    journal.append(batch([draft("one"), draft("two")], { lastNumber: 9 }));
    take(path);
    expect(journal.append(batch([draft("three")], { lastNumber: 9 }))).toEqual([
      { fate: "stored", seq: 3 },
    ]);
    expect(warnings).toEqual([
      "The journal goes on in a new file: the one it had was moved away or deleted",
    ]);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(journal.kept?.lastSeq).toBe(0);
    journal.close();
    const next = open(path);
    expect(next.kept).toMatchObject({ history: "history", lastSeq: 3, lastNumber: 9 });
    expect(texts(all(next))).toEqual(["three"]);
  });

  test("is still locked for others", () => {
    const path = folder();
    const journal = open(path);
    rmSync(join(path, "journal.lock"));
    journal.append(batch([draft("one")]));
    expect(() => core(path)).toThrow("another server keeps its own there");
  });

  test("alone of what was written last loses nothing", () => {
    const path = folder();
    const journal = open(path);
    journal.append(batch([draft("one")]));
    rmSync(join(path, "journal.db-wal"));
    journal.append(batch([draft("two")]));
    expect(warnings).toEqual([]);
    // As the next server would find it, if this one were killed now.
    const left = folder();
    for (const name of FILES.slice(0, 2)) cpSync(join(path, name), join(left, name));
    const next = core(left);
    expect(texts(all(next))).toEqual(["one", "two"]);
    next.close();
  });

  test("of another journal is not written to, until it is gone", () => {
    const path = folder();
    const journal = open(path);
    journal.append(batch([draft("one")]));
    const other = folder();
    const another = core(other, { newHistory: "another" });
    another.append(batch(many(5)));
    another.close();
    for (const name of FILES) rmSync(join(path, name));
    cpSync(join(other, "journal.db"), join(path, "journal.db"));
    const failed = { fate: "failed", why: "another journal is in its place" } as const;
    expect(journal.append(batch([draft("two")]))).toEqual([failed]);
    rmSync(join(path, "journal.db"));
    expect(journal.append(batch([draft("three")]))).toEqual([{ fate: "stored", seq: 2 }]);
  });

  test("and replaced by an older copy of itself goes on after the newest that was acknowledged", () => {
    const path = folder();
    const journal = open(path);
    journal.append(batch([draft("one")]));
    journal.settle();
    cpSync(join(path, "journal.db"), join(path, "copy.db"));
    journal.append(batch([draft("two"), draft("three")]));
    for (const name of FILES) rmSync(join(path, name));
    renameSync(join(path, "copy.db"), join(path, "journal.db"));
    expect(journal.append(batch([draft("four")]))).toEqual([{ fate: "stored", seq: 4 }]);
    expect(seqs(all(journal))).toEqual([1, 4]);
    expect(warnings).toEqual(["2 acknowledged messages are not in the file any more"]);
  });
});

describe("a journal that goes on", () => {
  const known = { history: "history", lastSeq: 2 };

  test("takes back what nobody was told of", () => {
    const path = folder();
    const first = open(path);
    first.append(batch(many(4)));
    first.close();
    const journal = core(path, { known });
    opened = journal;
    expect(journal.kept).toBeUndefined();
    expect(journal.append(batch([draft("three")]))).toEqual([{ fate: "stored", seq: 3 }]);
    expect(seqs(all(journal))).toEqual([1, 2, 3]);
  });

  test("closes nobody who is here", () => {
    const path = folder();
    open(path).append(batch([], { clients: [client(1, { closed: null })], seen: NOON }));
    opened?.close();
    const journal = core(path, { known });
    journal.append(batch([]));
    const closed = journal.answer(({ database }) =>
      database.query("SELECT closed FROM clients").get(),
    );
    expect(closed).toEqual({ closed: null });
    journal.close();
  });

  test("in memory begins with its next number", () => {
    const journal = core(undefined, { known: { history: "before", lastSeq: 2 } }, (text) =>
      warnings.push(text),
    );
    expect(journal.append(batch([draft("three")]))).toEqual([{ fate: "stored", seq: 3 }]);
    expect(journal.kept?.history).toBe("before");
    expect(warnings).toEqual(["The journal goes on empty: what it had in memory is lost"]);
  });
});

describe("a folder that cannot be used for a while", () => {
  test("fails what is said and asked, and then all is as it was", () => {
    const path = join(folder(), "data");
    const journal = open(path);
    journal.append(batch([draft("one")]));
    renameSync(path, `${path}-away`);
    mkdirSync(path);
    mkdirSync(join(path, "journal.db"));
    const failed = { fate: "failed", why: "the file cannot be opened" } as const;
    expect(journal.append(batch([draft("two"), draft("three")]))).toEqual([failed, failed]);
    const reading = { viewer: ANN, after: 0, upTo: 9, limit: 9 };
    expect(() => journal.read(reading)).toThrow("the file cannot be opened");
    expect(() => journal.prune(NOON)).toThrow("the file cannot be opened");
    rmSync(path, { recursive: true });
    renameSync(`${path}-away`, path);
    expect(journal.append(batch([draft("four")]))).toEqual([{ fate: "stored", seq: 2 }]);
    expect(texts(journal.read(reading))).toEqual(["one", "four"]);
  });
});

test("a file that is damaged while it runs is told of, and goes on once it is moved away", () => {
  const path = folder();
  const journal = open(path);
  for (let turn = 0; turn < 20; turn++) journal.append(batch(many(100, "a".repeat(300))));
  journal.settle();
  // Everything but the first page, in place: the file stays the same one. Not closed before the journal is.
  const file = openSync(join(path, "journal.db"), "r+");
  const { size } = statSync(join(path, "journal.db"));
  writeSync(file, Buffer.alloc(size - 4096, 0xff), 0, size - 4096, 4096);
  const failed = { fate: "failed", why: "the file is damaged" } as const;
  // What is in memory would answer a while.
  journal.answer(({ database }) => database.run("PRAGMA shrink_memory"));
  expect(() => all(journal)).toThrow("the file is damaged");
  expect(journal.append(batch([draft("two")]))).toEqual([failed]);
  for (const name of FILES) rmSync(join(path, name), { force: true });
  expect(journal.append(batch([draft("two")]))).toEqual([{ fate: "stored", seq: 2001 }]);
  closeSync(file);
});
