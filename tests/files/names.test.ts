// Which texts may be a file's path on a shelf.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { join } from "node:path";
import { fileNameProblem, lastPart } from "../../lib/files/names.ts";
import { FILE_NAME_BYTES, FILE_PART_BYTES } from "../../lib/protocol/limits.ts";

const UNSHOWABLE = "it has characters that cannot be shown";

describe("fileNameProblem", () => {
  test.each([
    "info.txt",
    "a b c.txt",
    "folder/sub/file",
    "no-ending",
    "a..b",
    "a.",
    "café 😀.txt",
    "x (deleted)",
    "~",
    "-rf",
  ])("allows %j", (name) => {
    expect(fileNameProblem(name)).toBeUndefined();
  });

  test.each([
    ["", "it is empty"],
    ["/etc/passwd", "it is absolute"],
    ["/", "it is absolute"],
    ["a//b", "a part of it is empty"],
    ["a/", "a part of it is empty"],
    [".", 'a part of it is "." or ".."'],
    ["..", 'a part of it is "." or ".."'],
    ["../secret", 'a part of it is "." or ".."'],
    ["a/../../secret", 'a part of it is "." or ".."'],
    ["a/./b", 'a part of it is "." or ".."'],
    ["a/..", 'a part of it is "." or ".."'],
    [".hidden", "a part of it is hidden"],
    ["a/.git/config", "a part of it is hidden"],
    ["...", "a part of it is hidden"],
    ["a\\b", "it has a backslash"],
    ["..\\secret", "it has a backslash"],
    ["a\0b", UNSHOWABLE],
    ["a\nb", UNSHOWABLE],
    ["a\tb", UNSHOWABLE],
    ["a\x1b[31mb", UNSHOWABLE],
    ["a\x7f", UNSHOWABLE],
    ["a\x9b31m", UNSHOWABLE],
    ["a\u202etxt.exe", UNSHOWABLE],
    ["a\u2066b", UNSHOWABLE],
    ["a\u2028b", UNSHOWABLE],
    ["a\ud800", UNSHOWABLE],
  ])("refuses %j: %s", (name, why) => {
    expect(fileNameProblem(name)).toBe(why);
  });

  test("a path may have FILE_NAME_BYTES bytes and no more", () => {
    const longest = "é/".repeat(FILE_NAME_BYTES / 4).padEnd(FILE_NAME_BYTES, "x");
    const path = `${"a/".repeat(FILE_NAME_BYTES / 2 - 1)}xy`;
    expect(Buffer.byteLength(path)).toBe(FILE_NAME_BYTES);
    expect(fileNameProblem(path)).toBeUndefined();
    expect(fileNameProblem(`${path}z`)).toBe("it is longer than 1024 bytes");
    // Bytes count, not characters.
    expect(fileNameProblem(longest)).toBe("it is longer than 1024 bytes");
  });

  test("a part may have FILE_PART_BYTES bytes and no more", () => {
    const part = `é${"x".repeat(FILE_PART_BYTES - 2)}`;
    const why = "a part of it is longer than 255 bytes";
    expect(fileNameProblem(`a/${part}/b`)).toBeUndefined();
    expect(fileNameProblem(`a/${part}x/b`)).toBe(why);
    expect(fileNameProblem(`${part}x`)).toBe(why);
  });

  test("what it allows never leads out of a folder", () => {
    const piece = fc.constantFrom("a", ".", "..", "/", "\\", "b", " ", "\0", "é");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const name = pieces.join("");
        if (fileNameProblem(name) !== undefined) return;
        expect(join("/root", name)).toBe(`/root/${name}`);
      }),
      { numRuns: 2000 },
    );
  });
});

test.each([
  ["file.txt", "file.txt"],
  ["folder/sub/file.txt", "file.txt"],
  ["a/", ""],
])("lastPart of %j is %j", (name, last) => {
  expect(lastPart(name)).toBe(last);
});
