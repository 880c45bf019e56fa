// Searching: which words find what, that a text is never taken for a query, and who finds it.

import { describe, expect, test } from "bun:test";
import { SearchIndex } from "../../lib/journal/search-index.ts";
import { queryOf } from "../../lib/journal/words.ts";
import { FOUND_MESSAGES, SEARCH_CHARACTERS, SEARCH_WORDS } from "../../lib/protocol/limits.ts";
import type { Draft } from "../../lib/room/journal.ts";
import { ANN, batch, BOB, core, draft, EVE, many, texts, toBob } from "./drafts.ts";

/** Finds in a journal of these messages. */
function over(drafts: readonly Draft[]): (text: string, viewer?: number) => string[] {
  const journal = core(undefined);
  journal.append(batch(drafts));
  return journal.answer(({ database }) => {
    const index = new SearchIndex(database, "search");
    while (index.follow("extends"));
    return (text, viewer = ANN) => texts(index.find({ viewer, text }));
  });
}

describe("words", () => {
  const said = [
    "Tea and biscuits",
    "tea for two",
    "no biscuit today",
    "Don't panic: 42%",
    "C++ and C#",
  ];
  const find = over(said.map((text) => draft(text)));

  test.each([
    ["tea", [0, 1]],
    ["TEA", [0, 1]],
    ["biscuits tea", [0]],
    ["tea bis", [0]],
    ["bis", [0, 2]],
    ["bis tea", []],
    ["don't", [3]],
    ["dont", []],
    ["panic 42", [3]],
    ["c++", [4]],
    ["tea, and", [0]],
    ["... tea ???", [0, 1]],
    ["nothing", []],
  ])("%p find what has all of them", (text, found) => {
    expect(find(text)).toEqual(found.map((index) => said[index] ?? ""));
  });

  test.each(["", " ", "?!", "-- ...", '"', '""', "*", "\u0301", "( )"])(
    "there are none in %p",
    (text) => {
      expect(queryOf(text)).toBeUndefined();
      expect(find(text)).toEqual([]);
    },
  );

  test.each([
    "OR",
    "tea OR panic",
    "NOT tea",
    "tea NEAR two",
    "NEAR(tea two)",
    "text:tea",
    "words : tea",
  ])("%p is words, and no query", (text) => {
    expect(find(text)).toEqual([]);
  });

  test.each([
    '"tea',
    'tea"',
    '"tea" "for"',
    "(tea)",
    "^tea",
    "+tea",
    "-tea",
    "tea*",
    "{tea}",
    "'tea'",
  ])("%p has a word, whatever stands around it", (text) => {
    expect(find(text)).toContain("tea for two");
  });
});

describe("in other scripts", () => {
  const said = [
    "今日は東京大学に行く",
    "학교에 갔다",
    "résumé Straße",
    "ＡＢＣ ｶﾀｶﾅ",
    "नमस्ते दुनिया",
    "Привет, мир",
  ];
  const find = over(said.map((text) => draft(text)));

  test.each([
    ["東京", 0],
    ["大学", 0],
    ["学に行", 0],
    ["학교", 1],
    ["교에", 1],
    ["resume", 2],
    ["RE\u0301SUME\u0301", 2],
    ["abc", 3],
    ["カタカナ", 3],
    ["नमस्ते", 4],
    ["मस्ते", undefined],
    ["त", undefined],
    ["привет", 5],
    ["京都", undefined],
    ["大東", undefined],
  ])("%p finds what it should", (text, found) => {
    expect(find(text)).toEqual(found === undefined ? [] : [said[found] ?? ""]);
  });
});

test("a direct message is found by its two people alone", () => {
  const find = over([draft("tea"), toBob("secret tea")]);
  expect(find("tea", ANN)).toEqual(["tea", "secret tea"]);
  expect(find("tea", BOB)).toEqual(["tea", "secret tea"]);
  expect(find("tea", EVE)).toEqual(["tea"]);
  expect(find("secret", EVE)).toEqual([]);
});

test.each([FOUND_MESSAGES, FOUND_MESSAGES + 1])(
  "of %d the newest are found, in their order",
  (count) => {
    const found = over(many(count, "tea"))("tea");
    expect(found).toHaveLength(FOUND_MESSAGES);
    expect(found[0]).toBe(`tea ${count - FOUND_MESSAGES + 1}`);
    expect(found.at(-1)).toBe(`tea ${count}`);
  },
);

describe("how much of a search is looked at", () => {
  const words = (count: number) =>
    Array.from({ length: count }, (_, index) => `w${index}x`).join(" ");

  test.each([
    [SEARCH_WORDS, 0],
    [SEARCH_WORDS + 1, 1],
  ])("%d words: the rest may be anything", (count, found) => {
    const find = over([draft(words(SEARCH_WORDS))]);
    const asked = `${words(count - 1)} nowhere`;
    expect(find(asked)).toHaveLength(found);
  });

  test.each([
    [SEARCH_CHARACTERS, 0],
    [SEARCH_CHARACTERS + 1, 1],
  ])("%d characters: the last word that is begun there is a beginning", (count, found) => {
    const long = "a".repeat(SEARCH_CHARACTERS + 10);
    const find = over([draft(long)]);
    expect(find(`${"a".repeat(count - 1)}z`)).toHaveLength(found);
  });
});
