// Names: which are refused and why, and which are the same name.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NAME_BYTES, NAME_CHARACTERS } from "../../lib/protocol/limits.ts";
import { foldName, nameLooks, nameProblem } from "../../lib/protocol/names.ts";
import { byteLength, countCharacters } from "../../lib/protocol/text.ts";

const EMPTY = "it is empty";
const UNSHOWN = "it has characters that cannot be shown";
const LONG = "it is longer than 32 characters or 64 bytes";
const COLON = 'it has a ":"';
const MARK = 'it starts with "/", "*" or another mark of commands and lines';
const RESERVED = "it is a reserved word";
const SPACE = "it begins or ends with a space";

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
    "hosts",
    "ghost",
    "I",
    "m",
    "ノア",
    "राम",
    "दुःख",
    "می\u200cرا",
    "❤️",
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
    ["an asterisk after a zero width space", "\u200b* Ann joined", UNSHOWN],
    ["what looks like an asterisk", "∗ Ann joined", MARK],
    ["another of these", "\u066d Ann", MARK],
    ["a low asterisk", "⁎ Ann", MARK],
    ["what looks like a colon", "Ann\ua789 hello", COLON],
    ["a ratio", "Ann∶", COLON],
    ["a letter that looks like a colon", "Ann\u02d0", COLON],
    ["a zero width space within", "An\u200bn", UNSHOWN],
    ["a mark of direction", "Ann\u200e", UNSHOWN],
    ["a tower of marks", `Z${"\u0301".repeat(5)}`, UNSHOWN],
    ["a Braille blank", "\u2800", UNSHOWN],
    ["a name and a Braille blank", "Ann\u2800", UNSHOWN],
    ["a note without a head", "\u{1d159}Ann", UNSHOWN],
    ["a space first", " Ann", SPACE],
    ["a no-break space at the end", "Ann\u00a0", SPACE],
    ["an ideographic space first", "\u3000Ann", SPACE],
    ["a thin space at the end", "Ann\u2009", SPACE],
    ["a full width slash first", "\uff0fquit", MARK],
    ["the mark of a direct message", "→ Ann to you", MARK],
    ["its ASCII form", "= Ann to you", MARK],
    ["the mark of what was not sent, in ASCII", "! not sent", MARK],
    ["the mark of what is on its way", "… Ann", MARK],
    ["the mark of an action, full width", "～ Ann", MARK],
    ["server", "server", RESERVED],
    ["server in capitals", "SERVER", RESERVED],
    ["server in full width", "\uff53erver", RESERVED],
    ["server with something invisible", "ser\u200bver", UNSHOWN],
    ["server with a joiner", "ser\u200dver", RESERVED],
    ["server with Cyrillic letters", "sеrvеr", RESERVED],
    ["SERVER in Cyrillic and Greek", "ЅЕRVΕR", RESERVED],
    ["server of another style", "𝓼𝓮𝓻𝓿𝓮𝓻", RESERVED],
    ["host", "host", RESERVED],
    ["Host with a digit", "H0st", RESERVED],
    ["list with a digit", "1ist", RESERVED],
    ["list with a capital", "Iist", RESERVED],
    ["server in two words", "ser ver", RESERVED],
    ["host with dots", "h.o.s.t", RESERVED],
    ["host with an accent", "h\u00f6st", RESERVED],
    ["the host", "The Host", RESERVED],
    ["what announcements begin with", "Announcement", RESERVED],
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

describe("names that look alike", () => {
  const isAlike = (one: string, other: string) =>
    nameLooks(one).some((look) => nameLooks(other).includes(look));

  test.each([
    ["Ian", "lan"],
    ["IAN", "lan"],
    ["аnn", "ann"],
    ["Аnn", "aNN"],
    ["rnax", "max"],
    ["rnax", "MAX"],
    ["МАХ", "max"],
    ["paypa1", "PayPal"],
    ["b0b", "Bob"],
    ["Zoe\u0308", "ZOË"],
    ["A\u200dnn", "Ann"],
    ["Ann\u00a0 Lee", "Ann Lee"],
    ["𝐀𝐧𝐧", "ann"],
    ["Ａｎｎ", "ann"],
    ["Αλέξης", "Aλέξης"],
    ["ａdmіn", "admin"],
    ["|van", "Ivan"],
    ["Straße", "STRASSE"],
  ])("%p and %p", (one, other) => {
    expect(isAlike(one, other)).toBe(true);
    expect(isAlike(other, one)).toBe(true);
  });

  test.each([
    ["Ann", "Anna"],
    ["Ann", "Änn"],
    ["Ann", "An n"],
    ["Zoe", "Zoë"],
    ["Ann-2", "Ann-3"],
    ["guest-1", "guest-2"],
    ["日", "曰"],
    ["Bo", "Bob"],
    ["Иван", "Ivan"],
  ])("but not %p and %p", (one, other) => {
    expect(isAlike(one, other)).toBe(false);
  });

  test("are all that are the same name", () => {
    const letters = fc.string({
      unit: fc.constantFrom(..."aZßẞéΣςσıİiIſKkÅåŉǰﬁｂДдჯᲯ日1lm0OоМВ "),
      maxLength: 8,
    });
    fc.assert(
      fc.property(letters, (name) => {
        expect(isAlike(name, foldName(name))).toBe(true);
        expect(isAlike(name, name.toUpperCase())).toBe(true);
        expect(nameLooks(name).length).toBeWithin(1, 3);
      }),
      { numRuns: 1000 },
    );
  });
});

test("kilobytes of marks are refused before Unicode puts them in order, which takes long", () => {
  const name = `a${"\u0301".repeat(1023)}${"\u0323".repeat(1023)}`;
  for (let times = 0; times < 2000; times++) expect(nameProblem(name)).toContain("longer than");
});
