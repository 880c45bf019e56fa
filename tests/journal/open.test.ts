// Opening: what is made, what is understood, and in which words the rest is refused.

import { Database } from "bun:sqlite";
import { afterEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { JournalCore } from "../../lib/journal/core.ts";
import { openDatabase } from "../../lib/journal/database.ts";
import { migrate, SCHEMA } from "../../lib/journal/schema.ts";
import { asNobody, temporaryFolders } from "../files/temp.ts";
import { all, ANN, batch, core, draft, many, texts } from "./drafts.ts";

const folder = temporaryFolders();
const opened: JournalCore[] = [];
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close();
});

function open(path: string): JournalCore {
  const journal = core(path);
  opened.push(journal);
  return journal;
}

/** A folder with a journal of so many messages. */
function written(count = 1): string {
  const path = folder();
  const journal = core(path);
  journal.append(batch(many(count)));
  journal.close();
  return path;
}

function execute(path: string, statement: string): void {
  const database = new Database(join(path, "journal.db"), { create: true });
  database.run(statement);
  database.close(true);
}

const mode = (path: string) => statSync(path).mode & 0o777;
const refused = (path: string, why: string) => `Cannot keep the journal in "${path}": ${why}`;

describe("what is made", () => {
  test("is for its owner's eyes alone", () => {
    const path = join(folder(), "some/where");
    open(path).append(batch([draft("one")]));
    expect(mode(path)).toBe(0o700);
    expect(readdirSync(path)).toContain("journal.db-wal");
    for (const name of readdirSync(path).filter((each) => each.startsWith("journal.db")))
      expect([name, mode(join(path, name))]).toEqual([name, 0o600]);
    expect(mode(join(path, "journal.lock"))).toBe(0o600);
  });

  test("is closed whole: nothing but the file is left", () => {
    expect(readdirSync(written()).toSorted()).toEqual(["journal.db", "journal.lock"]);
  });

  test("a folder that is there stays as it is", () => {
    const path = folder();
    chmodSync(path, 0o750);
    open(path);
    expect(mode(path)).toBe(0o750);
  });
});

describe("a journal of an older Parlor", () => {
  test("goes on as ours", () => {
    const path = folder();
    const old = openDatabase(join(path, "journal.db"), "FULL");
    migrate(old, 1);
    old.run("INSERT INTO meta VALUES (1, 'old', 1, 5, 0)");
    old.run("INSERT INTO messages VALUES (1, ?, 0, 1, 'ann', 'one', 0, NULL, NULL)", [
      new Uint8Array(16),
    ]);
    old.close(true);
    const journal = open(path);
    expect(journal.kept).toMatchObject({ history: "old", lastSeq: 1, lastNumber: 5 });
    journal.append(batch([draft("two")]));
    expect(texts(all(journal, ANN))).toEqual(["one", "two"]);
  });

  test("that is left in the middle of a step is as it was", () => {
    const database = new Database(":memory:");
    database.run("CREATE TABLE told_to (a)");
    expect(() => migrate(database)).toThrow("told_to");
    expect(database.query("PRAGMA user_version").get()).toEqual({ user_version: 1 });
    const indexes = "SELECT name FROM sqlite_schema WHERE name IN ('open_talk', 'told_by')";
    expect(database.query(indexes).all()).toEqual([]);
  });
});

describe("is refused", () => {
  const cases: [string, (path: string) => void, string][] = [
    [
      "of a newer Parlor",
      (path) => execute(path, "PRAGMA user_version = 99"),
      `a newer Parlor wrote it (schema 99, this one knows ${SCHEMA})`,
    ],
    [
      "garbage",
      (path) => writeFileSync(join(path, "journal.db"), "garbage ".repeat(2000)),
      '"journal.db" is damaged; move it away and a new one begins',
    ],
    [
      "without its end",
      (path) => truncateSync(join(path, "journal.db"), 3 * 4096),
      '"journal.db" is damaged; move it away and a new one begins',
    ],
    [
      "another program's",
      (path) => execute(path, `DROP TABLE meta`),
      '"journal.db" is not a journal of Parlor; move it away and a new one begins',
    ],
  ];

  test.each(cases)("a file %s", (_, spoil, why) => {
    const path = written(500);
    spoil(path);
    expect(() => core(path)).toThrow(refused(path, why));
    // And nothing is held of it: whoever moves it away can go on.
    writeFileSync(join(path, "journal.db"), "");
    open(path);
  });

  test("a lock that is garbage, by its own name", () => {
    const path = written();
    writeFileSync(join(path, "journal.lock"), "garbage ".repeat(2000));
    const why = '"journal.lock" is damaged; remove it, and a new one is made';
    expect(() => core(path)).toThrow(refused(path, why));
    rmSync(join(path, "journal.lock"));
    expect(texts(all(open(path)))).toEqual(["message 1"]);
  });

  test("a folder that is a file, or below one", () => {
    const path = join(folder(), "file");
    writeFileSync(path, "");
    expect(() => core(path)).toThrow(refused(path, "it is not a folder"));
    const below = join(path, "folder");
    expect(() => core(below)).toThrow(refused(below, "it is not a folder"));
  });

  test("a file that is a folder", () => {
    const path = folder();
    mkdirSync(join(path, "journal.db"));
    expect(() => core(path)).toThrow(refused(path, "it cannot be opened"));
  });

  test("a folder that may not be made", async () => {
    const path = folder();
    chmodSync(path, 0o755);
    const below = join(path, "below");
    await asNobody(async () =>
      expect(() => core(below)).toThrow(refused(below, "permission denied")),
    );
  });

  test("a folder that another journal of this process has", () => {
    const path = written();
    open(path);
    expect(() => core(path)).toThrow(refused(path, "another server keeps its own there"));
  });
});
