// Text hygiene: nothing that a terminal obeys is left, whatever a peer sends.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  byteLength,
  cleanLines,
  cleanText,
  countCharacters,
  decodeUtf8,
  isClean,
} from "../../lib/protocol/text.ts";
import { nasty } from "./nasty.ts";

/** Said without the pattern that the code uses: a control, a line break, or what shows nothing and joins nothing. */
function isForbidden(character: string): boolean {
  if (/\p{Cc}|\p{Zl}|\p{Zp}|\p{Cs}/u.test(character)) return true;
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0x202a && point <= 0x202e) return true;
  if (point >= 0x200e && point <= 0x200f) return true;
  if (point >= 0x2060 && point <= 0x206f) return true;
  if (point >= 0xfff0 && point <= 0xfffb) return true;
  return [0xad, 0x34f, 0x61c, 0x115f, 0x1160, 0x200b, 0x3164, 0xfeff, 0xffa0].includes(point);
}

describe("cleanText, of any string,", () => {
  test("leaves no forbidden character and no lone surrogate", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const cleaned = cleanText(text);
        expect([...cleaned].filter(isForbidden)).toEqual([]);
        expect(cleaned.isWellFormed()).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test("changes nothing the second time, and isClean says so", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const cleaned = cleanText(text);
        expect(cleanText(cleaned)).toBe(cleaned);
        expect(isClean(cleaned)).toBe(true);
        expect(isClean(text)).toBe(cleaned === text);
      }),
      { numRuns: 3000 },
    );
  });

  test("never makes it longer, so that a limit checked before holds after", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        expect(byteLength(cleanText(text))).toBeLessThanOrEqual(byteLength(text));
      }),
      { numRuns: 3000 },
    );
  });

  test("leaves words of any script as they are", () => {
    const words = fc
      .string({ unit: "grapheme" })
      .filter((text) => !/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}]/u.test(text))
      .filter((text) => !/[\p{Mn}\p{Me}]{5}/u.test(text));
    fc.assert(
      fc.property(words, (text) => {
        expect(cleanText(text)).toBe(text);
      }),
    );
  });
});

describe("cleanText, to the letter", () => {
  const cases: [string, string, string][] = [
    ["a colour", "\x1b[31mred\x1b[0m", "red"],
    ["a cursor move in 8 bits", "\x9b2Jgone", "gone"],
    ["a title", "\x1b]0;owned\x07text", "text"],
    ["a title that never ends", "text\x1b]0;owned", "text0;owned"],
    ["one in 8 bits", "a\x9downed\x9b31m by nobody", "aowned by nobody"],
    ["a device control string that a bell does not end", "a\x1bPb\x07c", "abc"],
    ["one that never ends, behind one that does", "\x1b]a\x07\x1b]b\x1b_c", "bc"],
    ["one that never ends, inside another", "\x1b\x1b]]0;a\x9fb", "]0;ab"],
    ["a sequence that no letter of ASCII ends", "a\x1b[1;2Привет, a", "aПривет, a"],
    ["one in 8 bits that none ends", "\x9b\x9bПривет", "Привет"],
    ["a link", "\x1b]8;;http://evil.example\x1b\\here\x1b]8;;\x1b\\", "here"],
    ["a device control string", "\x1bPq#0\x1b\\x", "x"],
    ["a device control string in 8 bits", "\x90q\x9cx", "x"],
    ["a privacy message", "a\x1b^hidden\x1b\\b", "ab"],
    ["a reset", "\x1bcx", "x"],
    ["another character set", "\x1b(0lqk", "lqk"],
    ["a sequence within a sequence", "\x1b\x1b[31m[31mx", "[31mx"],
    ["a sequence cut short by another", "\x1b[1\x1b[2Jx", "x"],
    ["an ESC at the end", "a\x1b", "a"],
    ["a sequence cut off at the end", "a\x1b[31", "a"],
    ["NUL, BEL, BS, DEL", "a\0b\x07c\bd\x7fe", "abcde"],
    ["a lone C1 control", "a\x80b\x84c", "abc"],
    ["line breaks, as one space", "a\r\n\r\nb", "a b"],
    ["tabs", "a\t\tb\vc\fd", "a b c d"],
    ["NEL and the separators", "a\x85b\u2028c\u2029d", "a b c d"],
    ["spaces stay", "  a  b ", "  a  b "],
    ["bidi overrides", "a\u202eb\u202cc", "abc"],
    ["bidi isolates", "a\u2066b\u2067c\u2068d\u2069e", "abcde"],
    ["bidi embeddings", "\u202aa\u202bb\u202dc", "abc"],
    ["marks of direction", "a\u200eb\u200f\u061c", "ab"],
    ["lone surrogates", "a\ud800b\udc00", "a\ufffdb\ufffd"],
    ["surrogates the wrong way round", "\ude00\ud83d", "\ufffd\ufffd"],
    ["a pair parted by a control is none", "\ud83d\0\ude00", "\ufffd\ufffd"],
    ["joined emoji stay", "👩‍👩‍👧 é 日本", "👩‍👩‍👧 é 日本"],
    ["nothing", "", ""],
  ];

  test.each(cases)("%s", (_, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
    expect(isClean(text)).toBe(text === cleaned);
  });
});

describe("cleanLines", () => {
  const broken = fc
    .array(fc.oneof(nasty, fc.constantFrom("\n", "\r\n", "\r", " ", "\n\n")), { maxLength: 12 })
    .map((parts) => parts.join(""));

  test("of any string: every line is clean, none at an end is blank, nothing grows or changes again", () => {
    fc.assert(
      fc.property(broken, (text) => {
        const cleaned = cleanLines(text);
        const lines = cleaned.split("\n");
        expect(lines.every(isClean)).toBe(true);
        if (cleaned !== "") expect([lines.at(0)?.trim(), lines.at(-1)?.trim()]).not.toContain("");
        expect(byteLength(cleaned)).toBeLessThanOrEqual(byteLength(text));
        expect(cleanLines(cleaned)).toBe(cleaned);
      }),
      { numRuns: 3000 },
    );
  });

  test("of one line that shows something is cleanText", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const line = text.replaceAll(/[\r\n]/g, "");
        expect(cleanLines(line)).toBe(cleanText(line).trim() === "" ? "" : cleanText(line));
      }),
    );
  });

  const cases: [string, string, string][] = [
    ["LF, CRLF and CR", "a\nb\r\nc\rd", "a\nb\nc\nd"],
    ["LF and CR the other way round", "a\n\rb", "a\n\nb"],
    ["blank lines at both ends", "\n \r\n  a \n\n", "  a "],
    ["blank lines between, as they are", "a\n  \n\nb", "a\n  \n\nb"],
    ["lines of nothing that shows", "\x07\n\x1b[31m\n\u202e", ""],
    ["other breaks", "a\vb\fc\u2028d\x85e", "a b c d e"],
    ["a sequence over two lines", "a\x1b]0;own\ned\x07b", "a0;own\nedb"],
    ["nothing", "", ""],
  ];

  test.each(cases)("%s", (_, text, cleaned) => {
    expect(cleanLines(text)).toBe(cleaned);
  });
});

test("a sequence that ends within a surrogate pair leaves no half of it", () => {
  for (const text of ["\x1b 👍x", "\x1b(👍x", "a\x1b👍", "\x1b[3👍m"]) {
    expect(cleanText(text).isWellFormed()).toBe(true);
    expect(isClean(cleanText(text))).toBe(true);
  }
});

describe("bytes and characters", () => {
  const invalid: [string, number[]][] = [
    ["a lone continuation", [0x61, 0x80]],
    ["a sequence cut off", [0xe2, 0x82]],
    ["an overlong slash", [0xc0, 0xaf]],
    ["a surrogate", [0xed, 0xa0, 0x80]],
    ["beyond Unicode", [0xf5, 0x80, 0x80, 0x80]],
    ["Latin-1", [0x4d, 0xfc, 0x6c]],
  ];

  test.each(invalid)("%s is no UTF-8, and leaves no trace in what follows", (_, bytes) => {
    expect(decodeUtf8(Uint8Array.from(bytes))).toBeUndefined();
    expect(decodeUtf8(Buffer.from("é👍"))).toBe("é👍");
  });

  test("a byte order mark is left out at the start alone", () => {
    expect(decodeUtf8(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61]))).toBe("a");
    expect(decodeUtf8(Buffer.from("a\ufeff"))).toBe("a\ufeff");
    expect(decodeUtf8(new Uint8Array(0))).toBe("");
  });

  test("any well-formed text comes back", () => {
    const texts = fc.string({ unit: "grapheme" }).filter((text) => !text.startsWith("\ufeff"));
    fc.assert(
      fc.property(texts, (text) => {
        expect(decodeUtf8(Buffer.from(text))).toBe(text);
        expect(byteLength(text)).toBe(Buffer.from(text).byteLength);
      }),
    );
  });

  test.each([
    ["", 0],
    ["abc", 3],
    ["e\u0301", 1],
    ["👩‍👩‍👧", 1],
    ["🇨🇭", 1],
    ["日本", 2],
  ])("%p has %d characters", (text, count) => {
    expect(countCharacters(text)).toBe(count);
  });
});
