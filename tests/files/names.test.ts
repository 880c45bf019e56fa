// Which texts may be a file's path on a shelf.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { join } from "node:path";
import { fileNameProblem, lastPart, newNameProblem } from "../../lib/files/names.ts";
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

describe("newNameProblem", () => {
  const DEVICE = "Windows keeps that name for a device";
  const ENDS = "it ends with a dot or a space";
  const SPECIAL = 'Windows allows none of < > : " | ? * in a name';

  test.each([
    "info.txt",
    "a b c",
    "a..b",
    "café 😀.txt",
    "~",
    "-rf",
    " a",
    "x.part",
    "%2e%2e",
    "$CON",
    "CONS",
    "aCON",
    "COM",
    "COM10",
    "LPT",
    "COMa",
    "CONIN",
    "x.con",
    "nul1",
    "auxiliary.txt",
    "com⁴",
    "com٣",
  ])("allows %j", (name) => {
    expect(newNameProblem(name, "linux")).toBeUndefined();
    expect(newNameProblem(name, "win32")).toBeUndefined();
  });

  test.each([
    ["", "it is empty"],
    ["/etc/passwd", "it has a slash"],
    ["a/b", "it has a slash"],
    ["../a", "it has a slash"],
    ["a\\b", "it has a backslash"],
    ["..\\secret", "it has a backslash"],
    [".", 'it is "." or ".."'],
    ["..", 'it is "." or ".."'],
    ["...", "it begins with a dot"],
    [".hidden", "it begins with a dot"],
    ["a\0b", UNSHOWABLE],
    ["a\nb", UNSHOWABLE],
    ["a\x1b[31mb", UNSHOWABLE],
    ["a\x7f", UNSHOWABLE],
    ["a\x9b31m", UNSHOWABLE],
    ["a\u202etxt.exe", UNSHOWABLE],
    ["a\u2028b", UNSHOWABLE],
    ["a\ud800", UNSHOWABLE],
    ["a.", ENDS],
    ["a ", ENDS],
    [" ", ENDS],
    ["a. .", ENDS],
    ["a\u00a0", ENDS],
    ["a.txt\u3000", ENDS],
    ["a\u200btxt", UNSHOWABLE],
    ["a\u200fb", UNSHOWABLE],
    [`a${"\u0301".repeat(5)}`, UNSHOWABLE],
    ["CON", DEVICE],
    ["con.txt", DEVICE],
    ["Con.tar.gz", DEVICE],
    ["con .txt", DEVICE],
    ["PRN", DEVICE],
    ["aux.c", DEVICE],
    ["nul", DEVICE],
    ["NUL.", ENDS],
    ["NUL..txt", DEVICE],
    ["COM0", DEVICE],
    ["com9.log", DEVICE],
    ["LPT1", DEVICE],
    ["com¹", DEVICE],
    ["LPT².txt", DEVICE],
    ["lpt³", DEVICE],
    ["CONIN$", DEVICE],
    ["conout$.txt", DEVICE],
  ])("refuses %j on any system: %s", (name, why) => {
    expect(newNameProblem(name, "linux")).toBe(why);
    expect(newNameProblem(name, "win32")).toBe(why);
  });

  test.each(["a<b", "a>b", "a:b", 'a"b', "a|b", "a?b", "a*b", "C:a"])(
    "refuses %j where the system is Windows",
    (name) => {
      expect(newNameProblem(name, "win32")).toBe(SPECIAL);
      expect(newNameProblem(name, "linux")).toBeUndefined();
    },
  );

  test("a name may have FILE_PART_BYTES bytes and no more", () => {
    const longest = `é${"x".repeat(FILE_PART_BYTES - 2)}`;
    expect(newNameProblem(longest)).toBeUndefined();
    expect(newNameProblem(`${longest}x`)).toBe("it is longer than 255 bytes");
  });

  test("what it allows is a file's path on a shelf, of one part", () => {
    const piece = fc.constantFrom("a", ".", "..", "/", "\\", "b", " ", "\0", "é", "con");
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const name = pieces.join("");
        if (newNameProblem(name) !== undefined) return;
        expect(fileNameProblem(name)).toBeUndefined();
        expect(lastPart(name)).toBe(name);
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
