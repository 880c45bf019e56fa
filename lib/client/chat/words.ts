// The words of a line, as a shell would split them: what they mean, and how one is written.

export interface Word {
  /** As it stands in the line. */
  typed: string;
  /** Without the quotes and backslashes that a shell would take away. */
  text: string;
}

/** The word at a line's end that may not be finished. */
export interface BegunWord {
  /** Where it begins in the line; the line's end where there is none. */
  start: number;
  /** The quote that it begins with and that has no end yet, or "". */
  quote: string;
  /** What it means so far. */
  text: string;
}

// In single quotes a backslash is one, elsewhere it stands before what is meant as it is. A quote without its end is none.
const SINGLE = "'([^']*)'";
const DOUBLE = '"((?:[^"\\\\]|\\\\.)*)"';
const PARTS = new RegExp(`${SINGLE}|${DOUBLE}|\\\\(.)`, "gs");
const WORDS = new RegExp(`(?:${SINGLE}|${DOUBLE}|\\\\.|\\S)+`, "gs");
const QUOTED = new RegExp(`^(?:${SINGLE}|${DOUBLE})`, "s");
// What a backslash takes its meaning from within double quotes.
const ESCAPED = /\\(["\\$`])/g;

/** The words of a line. */
export function wordsOf(line: string): Word[] {
  return Array.from(line.matchAll(WORDS), ([typed]) => ({ typed, text: unquoted(typed) }));
}

/** Whether a text is one word that means itself, whoever reads it. */
export function isPlainWord(text: string): boolean {
  return !/[\s'"\\]/.test(text) && text !== "";
}

/** A text without the quotes and backslashes that a shell would take away, its blanks as they are. */
export function unquoted(text: string): string {
  return text.replace(
    PARTS,
    (_part, single?: string, double?: string, one?: string) =>
      single ?? double?.replace(ESCAPED, "$1") ?? one ?? "",
  );
}

/** The word that a line ends in. */
export function begunWord(line: string): BegunWord {
  for (const { 0: typed, index: start } of line.matchAll(WORDS)) {
    const rest = line.slice(start);
    const quote = /^["']/.exec(rest)?.[0] ?? "";
    if (quote !== "" && !QUOTED.test(rest)) {
      const begun = rest.slice(1);
      return { start, quote, text: quote === '"' ? begun.replace(ESCAPED, "$1") : begun };
    }
    if (start + typed.length === line.length) return { start, quote: "", text: unquoted(typed) };
  }
  return { start: line.length, quote: "", text: "" };
}

/** A text as one word: in quotes where it needs them, in those that it was begun with where they will do. */
export function quotedWord(text: string, begunWith = ""): string {
  if (begunWith === "" && isPlainWord(text)) return text;
  const single = begunWith === "'" || (begunWith === "" && /["\\$`]/.test(text));
  if (single && !text.includes("'")) return `'${text}'`;
  return `"${text.replace(/["\\$`]/g, "\\$&")}"`;
}
