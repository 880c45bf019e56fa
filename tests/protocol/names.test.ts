// Names: which are refused and why, and which are the same name.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NAME_BYTES, NAME_CHARACTERS } from "../../lib/protocol/limits.ts";
import { foldName, nameProblem } from "../../lib/protocol/names.ts";
import { byteLength, countCharacters } from "../../lib/protocol/text.ts";

const EMPTY = "it is empty";
const UNSHOWN = "it has characters that cannot be shown";
const LONG = "it is longer than 32 characters or 64 bytes";
const COLON = 'it has a ":"';
const MARK = 'it starts with "/", "*" or another mark of commands and lines';
const RESERVED = "it is a reserved word";

describe("a name that can be taken", () => {
  test.each([
    "Ann",
    "Ann Lee",
    "b",
    "日本",
    "Zoë",
    "e\u0301",
    "👩‍👩‍👧",
    "1",
    "a/b",
    "a*",
    "gets",
    "getx",
    "statuses",
    "exit now",
    "my list",
    "servers",
    "ser ver",
    "quit",
    "help",
    '"Ann"',
    "a".repeat(NAME_CHARACTERS),
    "é".repeat(NAME_BYTES / 2),
  ])("%p", (name) => {
    expect(nameProblem(name)).toBeUndefined();
  });
});

describe("a name that is refused", () => {
  const cases: [string, string, string][] = [
    ["nothing", "", EMPTY],
    ["only spaces", "  ", EMPTY],
    ["a zero width space alone", "\u200b", EMPTY],
    ["a Hangul filler alone", "\u3164", EMPTY],
    ["invisible characters and spaces", "\u200d \u2060", EMPTY],
    ["an escape sequence", "\x1b[31mAnn", UNSHOWN],
    ["a tab", "Ann\tLee", UNSHOWN],
    ["a line break", "Ann\nLee", UNSHOWN],
    ["a bidi override", "Ann\u202e", UNSHOWN],
    ["a C1 control", "Ann\x9b", UNSHOWN],
    ["a lone surrogate", "Ann\ud800", UNSHOWN],
    ["one character too many", "a".repeat(NAME_CHARACTERS + 1), LONG],
    ["one byte too many, in 32 characters", `${"é".repeat(NAME_BYTES / 2 - 1)}日`, LONG],
    ["few characters of many bytes", "👩‍👩‍👧".repeat(4), LONG],
    ["a colon", "Ann:", COLON],
    ["a full width colon", "Ann\uff1a", COLON],
    ["a vertical colon", "Ann\ufe13", COLON],
    ["a slash first", "/Ann", MARK],
    ["an asterisk first", "* Ann joined", MARK],
    ["an asterisk after a zero width space", "\u200b* Ann joined", MARK],
    ["a full width slash first", "\uff0fquit", MARK],
    ["the mark of a direct message", "→ Ann to you", MARK],
    ["its ASCII form", "= Ann to you", MARK],
    ["the mark of what was not sent, in ASCII", "! not sent", MARK],
    ["the mark of what is on its way", "… Ann", MARK],
    ["the mark of an action, full width", "～ Ann", MARK],
    ["server", "server", RESERVED],
    ["server in capitals", "SERVER", RESERVED],
    ["server in full width", "\uff53erver", RESERVED],
    ["server with something invisible", "ser\u200bver", RESERVED],
    ["status", "Status", RESERVED],
    ["list", "list", RESERVED],
    ["exit", "eXit", RESERVED],
    ["get", "get", RESERVED],
    ["get and a file", "Get info.txt", RESERVED],
  ];

  test.each(cases)("%s", (_, name, why) => {
    expect(nameProblem(name)).toBe(why);
  });

  test("the limits are counted in characters and in bytes", () => {
    const characters = fc.string({ unit: fc.constantFrom("a", "é", "日", "👍"), minLength: 1 });
    fc.assert(
      fc.property(characters, (name) => {
        const fits = countCharacters(name) <= NAME_CHARACTERS && byteLength(name) <= NAME_BYTES;
        expect(nameProblem(name)).toBe(fits ? undefined : LONG);
      }),
      { numRuns: 500 },
    );
  });
});

describe("the same name", () => {
  const same: [string, string, string][] = [
    ["case", "Ann", "aNN"],
    ["case beyond ASCII", "ZOË", "zoë"],
    ["full width", "\uff21nn", "Ann"],
    ["zero width space", "A\u200bnn", "Ann"],
    ["zero width joiner", "A\u200dnn", "Ann"],
    ["soft hyphen", "A\u00adnn", "Ann"],
    ["byte order mark", "\ufeffAnn", "Ann"],
    ["Hangul filler", "Ann\u3164", "Ann"],
    ["sharp s", "Stra\u00dfe", "STRASSE"],
    ["capital sharp s", "STRA\u1e9eE", "stra\u00dfe"],
    ["final sigma", "ΣΑΣ", "σας"],
    ["a ligature", "\ufb01n", "FIN"],
    ["composed or not", "Zoe\u0308", "Zo\u00eb"],
    ["an accent behind something invisible", "Zoe\u200b\u0308", "Zo\u00eb"],
    ["letters of another style", "\u210cans", "hans"],
    ["spaces around", " Ann ", "Ann"],
    ["spaces within", "Ann  Lee", "Ann\u00a0Lee"],
  ];

  test.each(same)("%s", (_, one, other) => {
    expect(foldName(one)).toBe(foldName(other));
  });

  test("in any case of it", () => {
    const letters = fc.string({
      unit: fc.constantFrom(..."aZßẞéΣςσıİiIſKkÅåŉǰﬁｂДдჯᲯ日1 "),
      maxLength: 8,
    });
    fc.assert(
      fc.property(letters, (name) => {
        const folded = foldName(name);
        expect(foldName(folded)).toBe(folded);
        expect(foldName(name.toUpperCase())).toBe(folded);
      }),
      { numRuns: 1000 },
    );
  });

  const apart: [string, string][] = [
    ["Ann", "Anna"],
    ["Ann", "An n"],
    ["Ann", "Änn"],
    ["o", "0"],
    ["日", "曰"],
    ["Ann", ""],
  ];

  test.each(apart)("but not %p and %p", (one, other) => {
    expect(foldName(one)).not.toBe(foldName(other));
  });
});
