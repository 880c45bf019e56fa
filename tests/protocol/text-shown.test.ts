// What shows nothing, or covers what is around it: which of it words and emoji need, and that the rest goes.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { COMBINING_MARKS } from "../../lib/protocol/limits.ts";
import { cleanText } from "../../lib/protocol/text.ts";
import { nasty } from "./nasty.ts";

const SCOTLAND = "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}";

describe("what stays as it is", () => {
  test.each([
    ["a family", "👩‍👩‍👧‍👦 at home"],
    ["emoji with skin and hair", "👩🏽‍🦰 and 🤝🏿"],
    ["a couple with a heart", "👩🏽‍❤️‍💋‍👨🏿"],
    ["a pirate's and a rainbow's flag", "🏴‍☠️ 🏳️‍🌈"],
    ["a country's flag", "🇨🇭🇺🇦"],
    ["a region's flag", `${SCOTLAND} 🏴\u{e0075}\u{e0073}\u{e0063}\u{e0061}\u{e007f}`],
    ["keycaps", "1️⃣ #️⃣ *️⃣"],
    ["emoji and text forms", "❤️ ❤︎ ☎︎ ©️"],
    ["Devanagari", "क्षत्रिय हिन्दी में, क्‍ष र्‌य"],
    ["Bengali with a joined ra", "র‍্যাব"],
    ["Sinhala", "ශ්‍රී ලංකා"],
    ["Malayalam", "മലയാളം ന്‍"],
    ["Thai", "ที่นี่มีน้ำใจ ปั๊ม"],
    ["Khmer", "ស្ត្រី ខ្ញុំ"],
    ["Burmese", "မြန်မာ ကြွှေ့"],
    ["Tibetan", "བསྒྲུབས་ ཧཱུྃ"],
    ["Hebrew with points and an accent", "בְּרֵאשִׁ֖ית שָׁלוֹם"],
    ["Vietnamese, decomposed", "Tiếng Việt, Nguyễn".normalize("NFD")],
    ["Persian", "می‌خواهم خانه‌ها ه\u200d."],
    ["Arabic with vowels", "السَّلَامُ عَلَيْكُمْ"],
    ["Arabic signs of numbers and verses", "\u0600١٢ ۝١"],
    ["Korean, decomposed", "한국어".normalize("NFD")],
    ["variants of ideographs", "葛\u{e0100}城 辻\u{e0101}"],
    ["variants of Mongolian letters", "ᠠ᠋ ᠨ᠌"],
    ["spaces of other widths", "a\u00a0b\u2009c\u3000d"],
    ["Braille", "⠓⠑⠀⠇⠇⠕"],
    ["as many marks as may be", `a${"\u0301".repeat(COMBINING_MARKS)}b`],
  ])("%s", (_, text) => {
    expect(cleanText(text)).toBe(text);
  });
});

describe("what goes", () => {
  test.each([
    ["zero width spaces and no-breaks", "a\u200bb\u2060c\ufeffd", "abcd"],
    ["soft hyphens", "in\u00advisible", "invisible"],
    ["marks of direction", "a\u200eb\u200fc\u061cd", "abcd"],
    ["joiners at an end, or beside a space", "\u200da\u200c \u200cb\u200d", "a b"],
    ["joiners beside each other", "ن\u200c\u200cه\u200d\u200cا\u200d\u200d", "نه\u200dا\u200d"],
    ["joiners of digits and signs", "1\u200d2,\u200c.؟\u200d ه\u200c", "12,.؟ ه"],
    ["the grapheme joiner", "a\u034f\u0301", "a\u0301"],
    ["fillers that count as letters", "a\u115f\u1160\u3164\uffa0b", "ab"],
    ["annotations", "a\ufff9b\ufffac\ufffbd", "abcd"],
    ["digits and shapes no longer used", "a\u206a\u206fb", "ab"],
    ["what steers music and shorthand", "a\u{1d173}\u{1bca0}b", "ab"],
    ["invisible operators", "f\u2061(x)\u2062y", "f(x)y"],
    ["a variant of nothing", "\ufe0f \ufe0fa", " a"],
    ["a second variant", "❤\ufe0f\ufe0f\ufe0e", "❤\ufe0f"],
    ["an ideograph's variant of a letter", "a\u{e0100}\u{e0155}b", "ab"],
    ["a Mongolian variant of another letter", "a\u180bb\u180d", "ab"],
    ["text hidden in tags", "a\u{e0068}\u{e0069}\u{e007f}b", "ab"],
    ["tags of a flag without an end", "🏴\u{e0067}\u{e0062}\u{e0065}b", "🏴b"],
    [
      "more tags than a flag has",
      `🏴${"\u{e0067}".repeat(7)}\u{e007f}${SCOTLAND}`,
      `🏴${SCOTLAND}`,
    ],
    ["a mark too many", `a${"\u0301".repeat(COMBINING_MARKS + 1)}b`, "a\u0301\u0301\u0301\u0301b"],
    ["a tower of them", `Z\u0335${"\u0311\u0489".repeat(1000)}!`, "Z\u0335\u0311\u0489\u0311!"],
    [
      "a tower with joiners",
      `क${"\u094d\u200d".repeat(9)}क`,
      `क${"\u094d\u200d".repeat(3)}\u094dक`,
    ],
  ])("%s", (_, text, cleaned) => {
    expect(cleanText(text)).toBe(cleaned);
  });
});

describe("of any string", () => {
  test("no more marks are stacked than may be, whatever stands between them", () => {
    const marks = fc
      .array(
        fc.constantFrom("\u0301", "\u20dd", "\u200d", "\u200c", "\ufe0f", "\u034f", "a", "\x1b["),
      )
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(nasty, marks), (text) => {
        const bare = cleanText(text).replaceAll(/[\u200c\u200d]/g, "");
        for (const [run] of bare.matchAll(/[\p{Mn}\p{Me}]+/gu))
          expect([...run].length).toBeLessThanOrEqual(COMBINING_MARKS);
      }),
      { numRuns: 3000 },
    );
  });

  test("what shows nothing stands alone, and behind something that shows", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const cleaned = cleanText(text).replaceAll(/🏴[\u{e0030}-\u{e007a}]+\u{e007f}/gu, "🏴");
        const unseen = String.raw`[\p{Default_Ignorable_Code_Point}\u{e0000}-\u{e007f}]`;
        expect(cleaned).not.toMatch(new RegExp(`^${unseen}|\\s${unseen}`, "u"));
        // A joiner stands behind the variant that it joins.
        expect(cleaned).not.toMatch(new RegExp(`${unseen}(?![\u200c\u200d])${unseen}`, "u"));
        expect(cleaned).not.toMatch(/[\u200c\u200d]{2}|[\u{e0000}-\u{e007f}]/u);
      }),
      { numRuns: 3000 },
    );
  });

  test("words behind it never vanish", () => {
    fc.assert(
      fc.property(nasty, (text) => {
        // An escape sequence that is begun takes its own end, of a character or two.
        expect(cleanText(`${text}...привет`)).toEndWith("ривет");
      }),
      { numRuns: 10_000 },
    );
  });
});

test("a long text is cleaned in time that grows with it alone", () => {
  const worst = [
    "\x1b]",
    "\x1b[1;",
    "\x9d\x9b",
    "\u0301",
    "\u0301\u200d",
    "🏴\u{e0067}",
    "a\ufe0f\ufe0f",
  ];
  const timeOf = (text: string) => {
    const begun = Bun.nanoseconds();
    cleanText(text);
    return Bun.nanoseconds() - begun;
  };
  for (const piece of worst) {
    const best = Math.min(...Array.from({ length: 5 }, () => timeOf(piece.repeat(50_000))));
    expect(best / 1e6).toBeLessThan(200);
  }
});
