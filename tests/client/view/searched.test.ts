// The words of a search in a text: which are marked, and that nothing else of the text changes.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { paintWords } from "../../../lib/client/view/searched.ts";
import { SEARCH_CHARACTERS, SEARCH_WORDS } from "../../../lib/protocol/limits.ts";

const marked = (searched: string, text: string) =>
  paintWords(searched, (word) => `[${word}]`)(text);

describe("are marked", () => {
  test.each([
    ["tea", "Tea, more TEA!", "[Tea], more [TEA]!"],
    ["cafe", "Café and cafe\u0301", "[Café] and [cafe\u0301]"],
    ["CAFÉ", "cafe", "[cafe]"],
    ["tea bis", "biscuits with tea", "[biscuits] with [tea]"],
    ["tea, bis!", "tea biscuits", "[tea] [biscuits]"],
    ["don't", "so don't, don t", "so [don't], [don t]"],
    ["wi-fi", "the Wi-Fi and wifi", "the [Wi-Fi] and wifi"],
    ["don't t", "don't", "[don't]"],
    ["東", "abc東京", "abc[東]京"],
    ["茶", "お茶と水", "お[茶]と水"],
    ["東京", "東京、京東京都", "[東京]、京[東京]都"],
    ["東京 京都", "東京都", "[東京][都]"],
    ["한국", "한국어 국", "[한국]어 국"],
    ["ＡＢＣ", "abc ＡＢＣ", "[abc] [ＡＢＣ]"],
    ["か", "かが", "[か]が"],
    ["2026", "in 2026-11", "in [2026]-11"],
    ["one", "one\none", "[one]\n[one]"],
  ])("%p in %p", (searched, text, shown) => {
    expect(marked(searched, text)).toBe(shown);
  });
});

describe("are not marked", () => {
  test.each([
    ["tea", "steam"],
    ["tea bis", "teapot abis"],
    ["don't", "don and t"],
    ["wi-fi", "wifi, wide fi"],
    ["東京", "京東"],
    ["bis tea", "biscuits"],
    ["", "anything"],
    ["!? …", "anything !?"],
  ])("%p in %p", (searched, text) => {
    expect(marked(searched, text)).toBe(text);
  });
});

test("are looked at as far as the search does", () => {
  const words = Array.from({ length: SEARCH_WORDS }, (_, at) => `w${at}`);
  const [first, last] = ["w0", words.at(-1) ?? ""];
  expect(marked(words.join(" "), `${first} ${last}x`)).toBe(`[${first}] [${last}x]`);
  expect(marked([...words, "more"].join(" "), "more w0")).toBe("more [w0]");
  const blanks = " ".repeat(SEARCH_CHARACTERS - 1);
  expect(marked(`${blanks}a`, "a b")).toBe("[a] b");
  expect(marked(`${blanks} a`, "a b")).toBe("a b");
});

test("whatever is searched for, nothing of the text is lost", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "grapheme" }), (words, text) => {
      const plain = text.replaceAll(/[[\]]/g, "");
      expect(marked(words, plain).replaceAll(/[[\]]/g, "")).toBe(plain);
    }),
  );
});
