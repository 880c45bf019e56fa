// Paths as they are typed, pasted or dragged into the line.
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localPath } from "../../../lib/client/chat/local-path.ts";

const HOME = mkdtempSync(join(tmpdir(), "parlor-home-"));
afterAll(() => rmSync(HOME, { recursive: true }));

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
  expect(localPath(typed, HOME)).toBe(path);
});

test.each(["a\\ b.txt", "'quoted'", "Bob's and Ann's.txt"])(
  "what is there is meant as it stands: %s",
  (name) => {
    writeFileSync(join(HOME, name), "");
    expect(localPath(`~/${name}`, HOME)).toBe(join(HOME, name));
  },
);
