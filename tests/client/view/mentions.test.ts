// Whether a text names somebody: whole words, whatever the case, the width and the script.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { mentions, paintMentions } from "../../../lib/client/view/mentions.ts";

const marked = (text: string, name: string) => paintMentions(text, name, (each) => `[${each}]`);

describe("a mention", () => {
  test.each([
    ["ann", "Ann", "[ann]"],
    ["hi Ann, hi ANN!", "ann", "hi [Ann], hi [ANN]!"],
    ["@ann: look", "ann", "@[ann]: look"],
    ["(ann)", "ann", "([ann])"],
    ["ann's", "ann", "[ann]'s"],
    ["see ann-", "ann", "see [ann]-"],
    ["two\nann\nlines", "ann", "two\n[ann]\nlines"],
    ["ａｎｎ and Ａnn", "ann", "[ａｎｎ] and [Ａnn]"],
    ["a\u200bnn", "ann", "[a\u200bnn]"],
    ["die STRASSE", "straße", "die [STRASSE]"],
    ["caf\u00e9", "cafe\u0301", "[caf\u00e9]"],
    ["Bo  Lee and bo lee", "Bo Lee", "[Bo  Lee] and [bo lee]"],
    ["hi guest-2", "guest-2", "hi [guest-2]"],
    ["你好小明吗", "小明", "你好[小明]吗"],
    ["你好Ann吗", "ann", "你好[Ann]吗"],
    ["ありがとうアンさん", "アン", "ありがとう[アン]さん"],
    ["oh 😀😀", "😀", "oh [😀][😀]"],
    ["c++ or C++", "c++", "[c++] or [C++]"],
    ["a.b", "a.b", "[a.b]"],
    ["x/ann", "ann", "x/[ann]"],
    ["ΝΊΚΟΣ, Νίκος και Νίκοςα", "Νίκος", "[ΝΊΚΟΣ], [Νίκος] και Νίκοςα"],
    ["\ufc5e ann", "ann", "\ufc5e [ann]"],
    ["Bo\u3000 \nLee", "bo lee", "[Bo\u3000 \nLee]"],
    ["Bo \u200b Lee", "bo lee", "[Bo \u200b Lee]"],
    ["Bo\u3000Lee", "bo lee", "[Bo\u3000Lee]"],
    ["Bo\nLee", "bo lee", "[Bo\nLee]"],
    ["Анна, анна", "анна", "[Анна], [анна]"],
  ])("%p names %p", (text, name, painted) => {
    expect(mentions(text, name)).toBe(true);
    expect(marked(text, name)).toBe(painted);
  });

  test.each([
    ["annabel", "ann"],
    ["joann", "ann"],
    ["ann1", "ann"],
    ["ann_", "ann"],
    ["_ann", "ann"],
    ["guest-2 is here", "guest"],
    ["mary-ann", "ann"],
    ["joe@ann", "ann"],
    ["ann@example.org", "ann"],
    ["an\u0144", "ann"],
    ["ann\u0335", "ann"],
    ["axb", "a.b"],
    ["ﬁn", "i"],
    ["👨\u200d👩", "👨"],
    ["аннабель", "анна"],
    ["", "ann"],
    ["ann", ""],
    ["anything", " "],
  ])("%p does not name %p", (text, name) => {
    expect(mentions(text, name)).toBe(false);
    expect(marked(text, name)).toBe(text);
  });

  test("of any name between blanks is found, and painting adds only paint", () => {
    const word = fc.stringMatching(/^[0-9A-Za-zß-öΑ-Ρα-ωА-яא-ת一-龥ぁ-んァ-ン가-힣Ａ-Ｚ]{1,8}$/);
    fc.assert(
      fc.property(word, fc.string({ unit: "grapheme" }), (name, text) => {
        expect(mentions(`x ${name} y`, name)).toBe(true);
        const painted = paintMentions(text, name, (each) => `\x01${each}\x02`);
        expect(painted.replaceAll(/[\x01\x02]/g, "")).toBe(text.replaceAll(/[\x01\x02]/g, ""));
        expect(mentions(text, name)).toBe(painted !== text);
      }),
      { numRuns: 500 },
    );
  });
});
