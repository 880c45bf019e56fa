// Where a text has the words of a search, as the search finds them: whatever their case and accents, the last one
// perhaps only begun.
import { SEARCH_CHARACTERS, SEARCH_WORDS } from "../../protocol/limits.ts";
import type { Paint } from "./colours.ts";

interface Token {
  start: number;
  end: number;
  folded: string;
}

// What is written without spaces, or with endings that are part of the word: each character counts as a word.
const UNSPACED = ["Han", "Hira", "Kana", "Hang", "Thai", "Laoo", "Khmr", "Mymr"]
  .map((script) => `\\p{scx=${script}}`)
  .join("");
const LETTERS = "\\p{L}\\p{N}\\p{Co}";
const TOKEN = new RegExp(
  `[[${LETTERS}]&&[${UNSPACED}]]\\p{M}*|[[${LETTERS}\\p{M}]--[${UNSPACED}]]+`,
  "gv",
);
const DIACRITICS = /[\u0300-\u036f]/g;

/** What paints the words of a search in any text. */
export function paintWords(searched: string, paint: Paint): Paint {
  const words = searched
    .slice(0, SEARCH_CHARACTERS)
    .split(/\s+/)
    .map((word) => tokensOf(word).map(({ folded }) => folded))
    .filter((word) => word.length > 0)
    .slice(0, SEARCH_WORDS);
  return (text) => {
    const tokens = tokensOf(text);
    let painted = "";
    let from = 0;
    for (const [at, { start }] of tokens.entries()) {
      const end = Math.max(
        ...words.map((word, i) => endOf(word, i === words.length - 1, tokens, at)),
      );
      // Two words may overlap, as 東京 and 京都 do.
      if (end <= from) continue;
      const begin = Math.max(start, from);
      painted += text.slice(from, begin) + paint(text.slice(begin, end));
      from = end;
    }
    return painted + text.slice(from);
  };
}

/** Where a word ends that begins with a token of the text; -1 where it does not stand there. */
function endOf(word: readonly string[], isLast: boolean, tokens: readonly Token[], at: number) {
  const found = tokens.slice(at, at + word.length);
  const isThere = word.every((part, i) => {
    const folded = found[i]?.folded;
    return folded === part || (isLast && i === word.length - 1 && folded?.startsWith(part));
  });
  return isThere ? (found.at(-1)?.end ?? -1) : -1;
}

function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map(({ 0: token, index }) => ({
    start: index,
    end: index + token.length,
    folded: token.normalize("NFKD").replaceAll(DIACRITICS, "").normalize("NFC").toLowerCase(),
  }));
}
