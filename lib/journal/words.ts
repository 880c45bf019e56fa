// Words, as messages are searched by them: what of a text is made findable, and what a search asks for.
import { SEARCH_CHARACTERS, SEARCH_WORDS } from "../protocol/limits.ts";

/** FTS5's: a word is a run of letters, digits and the marks on them; accents do not make a difference. */
export const TOKENIZER = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'";

const ASCII_ONLY = /^[\0-\x7f]*$/;

/** What is written without spaces, or with endings that are part of the word: each character counts as a word. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]/gu;

/** What makes something a word at all: the same categories as the tokenizer's, without marks, which cannot stand alone. */
const WORD = /[\p{L}\p{N}\p{Co}]/u;

/** A text as its words are indexed: wide letters as the usual ones, a space around whatever counts as a word. */
export function indexed(text: string): string {
  if (ASCII_ONLY.test(text)) return text;
  return text.normalize("NFKC").replace(UNSPACED, " $& ");
}

/**
 * What finds the messages that have all the words of a text, the last one perhaps only begun, in FTS5's language, of
 * which nothing of the text becomes a part; undefined where there is no word. Looks at SEARCH_WORDS words of the first
 * SEARCH_CHARACTERS characters.
 */
export function queryOf(text: string): string | undefined {
  const words = text
    .slice(0, SEARCH_CHARACTERS)
    .split(/\s+/)
    .filter((word) => WORD.test(word))
    .slice(0, SEARCH_WORDS);
  if (words.length === 0) return undefined;
  // A word in quotes is what the tokenizer makes of it, one after the other: don't is "don t", 東京 is "東 京".
  const quoted = words.map((word) => `"${indexed(word).replaceAll('"', '""')}"`);
  return `${quoted.join(" ")} *`;
}
