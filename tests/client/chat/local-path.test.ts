// Paths as they are typed, pasted or dragged into the line.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localFiles } from "../../../lib/client/chat/local-path.ts";

const HOME = mkdtempSync(join(tmpdir(), "parlor-home-"));
afterAll(() => rmSync(HOME, { recursive: true }));

const paths = (typed: string) => localFiles(typed, HOME).map(({ path }) => path);

test.each([
  ["photo.jpg", "photo.jpg"],
  ["/a b/c.jpg", "/a b/c.jpg"],
  ["'/a b/c.jpg'", "/a b/c.jpg"],
  ['"/a b/c.jpg"', "/a b/c.jpg"],
  ["/a\\ b/c.jpg", "/a b/c.jpg"],
  [`'/it'"'"'s'/c`, "/it's/c"],
  ['"a\\"b\\c"', 'a"b\\c'],
  ["'a\\b'", "a\\b"],
  ["Ann's photo.jpg", "Ann's photo.jpg"],
  ["~/x", join(HOME, "x")],
  ["'~/a b'", join(HOME, "a b")],
  ["~", "~"],
  ["a~/b", "a~/b"],
])("%s is %s", (typed, path) => {
  expect(localFiles(typed, HOME)).toEqual([{ path, typed }]);
});

test.each(["a\\ b.txt", "'quoted'", "Bob's and Ann's.txt", "a.txt b.txt"])(
  "what is there is meant as it stands: %s",
  (name) => {
    writeFileSync(join(HOME, name), "");
    expect(paths(`~/${name}`)).toEqual([join(HOME, name)]);
  },
);

test("several words are a file each, once, where any of them is there", () => {
  writeFileSync(join(HOME, "one.txt"), "");
  writeFileSync(join(HOME, "two words.txt"), "");
  const words = ['"~/two words.txt"', "~/one.txt", "~/nope"];
  expect(localFiles([...words, "~/one.txt"].join(" "), HOME)).toEqual(
    ["two words.txt", "one.txt", "nope"].map((name, at) => ({
      path: join(HOME, name),
      typed: words[at] ?? "",
    })),
  );
  expect(paths("~/no such file.txt")).toEqual([join(HOME, "no such file.txt")]);
});
