// The input's history: walking, searching, and its file between runs.

import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { History } from "../../../lib/client/terminal/history.ts";
import { folder, newPath, walked } from "./history-files.ts";

async function withLines(...lines: readonly string[]): Promise<History> {
  const history = History.open(undefined);
  for (const line of lines) history.add(line);
  return history;
}

describe("walking", () => {
  test("up to the oldest, and back to the draft", async () => {
    const history = await withLines("one", "two");
    expect(history.older("draft")).toBe("two");
    expect(history.older("two")).toBe("one");
    expect(history.older("one")).toBeUndefined();
    expect(history.newer("one")).toBe("two");
    expect(history.newer("two")).toBe("draft");
    expect(history.newer("draft")).toBeUndefined();
  });

  test("what is made of a line stays until one is sent", async () => {
    const history = await withLines("one", "two");
    history.older("draft");
    history.older("two, changed");
    expect(history.newer("one, changed")).toBe("two, changed");
    expect(history.newer("two, changed")).toBe("draft");
    history.reset();
    expect(history.older("")).toBe("two");
    expect(history.newer("two")).toBe("");
  });

  test("blank lines and the last one again are not remembered", async () => {
    const history = await withLines("one", "one", " ", "", "two", "one");
    expect(walked(history)).toEqual(["one", "two", "one"]);
  });

  test("nothing to walk through", async () => {
    const history = History.open(undefined);
    expect([history.older("x"), history.newer("x"), history.search("x")]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("searching", () => {
  test("the next older line that contains what was typed at first", async () => {
    const history = await withLines("get a.txt", "hello", "get b.txt", "bye");
    expect(history.search("get")).toBe("get b.txt");
    expect(history.search("get b.txt")).toBe("get a.txt");
    expect(history.search("get a.txt")).toBeUndefined();
    expect(history.newer("get a.txt")).toBe("hello");
    expect(history.newer("hello")).toBe("get b.txt");
    expect(history.newer("get b.txt")).toBe("bye");
    expect(history.newer("bye")).toBe("get");
  });

  test("a changed line is searched for anew, and one that is shown is not found again", async () => {
    const history = await withLines("abc", "ab", "abc");
    expect(history.search("ab")).toBe("abc");
    expect(history.search("abc")).toBe("ab");
    expect(history.search("c")).toBe("abc");
    expect(history.search("abc")).toBeUndefined();
  });

  test("a search ends with the line", async () => {
    const history = await withLines("one", "two", "tone");
    expect(history.search("on")).toBe("tone");
    history.reset();
    expect(history.search("tone")).toBeUndefined();
  });
});

describe("the file", () => {
  test("keeps the lines for the next run, for its owner alone", async () => {
    const path = newPath();
    const first = History.open(path);
    first.add("one");
    first.add("zwei ü 日本");
    expect(readFileSync(path, "utf8")).toBe("one\nzwei ü 日本\n");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
    expect(walked(History.open(path))).toEqual(["zwei ü 日本", "one"]);
    expect(first.takeTrouble()).toBeUndefined();
  });

  test("nothing is made before there is a line, and nothing at all in private", async () => {
    const path = newPath();
    expect(walked(History.open(path))).toEqual([]);
    expect(existsSync(dirname(path))).toBe(false);
    const before = readdirSync(folder);
    History.open(undefined).add("secret");
    expect(readdirSync(folder)).toEqual(before);
  });

  test("two clients add to it side by side", async () => {
    const path = newPath();
    const ann = History.open(path);
    const bob = History.open(path);
    ann.add("from ann");
    bob.add("from bob");
    ann.add("ann again");
    expect(walked(History.open(path))).toEqual(["ann again", "from bob", "from ann"]);
  });

  test("what is in it is cleaned, a torn last line is ended", async () => {
    const path = newPath();
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, Buffer.from("a\x1b[31mb\n\n  \n\xff\x9b\u202ec\ntorn", "latin1"));
    const history = History.open(path);
    expect(walked(history)[2]).toBe("ab");
    expect(walked(history)[0]).toBe("torn");
    history.add("next");
    expect(readFileSync(path, "latin1")).toEndWith("torn\nnext\n");
  });
});
