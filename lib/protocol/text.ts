// Text hygiene: the one road by which a peer's bytes become text that a screen or a log may show.

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** The text of UTF-8 bytes without a leading byte order mark, or undefined where they are no valid UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The length of a text in bytes of UTF-8. */
export function byteLength(text: string): number {
  return Buffer.byteLength(text);
}

/** The beginning of a text: as many of its code points as so many bytes of UTF-8 can hold. */
export function beginning(text: string, bytes: number): string {
  if (byteLength(text) <= bytes) return text;
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(Math.max(0, bytes))).read);
}

/** Nothing but printable ASCII: clean, and a column a character. */
export const PRINTABLE = /^[\x20-\x7e]*$/;
// C0, DEL and C1; the bidi embeddings, overrides and isolates (UAX #9).
const FORBIDDEN = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g;
const SPACING = /[\t\n\v\f\r\x85\u2028\u2029]+/g;

/**
 * One line of text that is safe to show: escape sequences, control characters and bidi overrides are
 * gone, line breaks and tabs are a space, lone surrogates are U+FFFD. Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  // Most text is this, and has nothing to be cleaned of.
  if (PRINTABLE.test(text)) return text;
  return Bun.stripANSI(text).toWellFormed().replace(SPACING, " ").replace(FORBIDDEN, "");
}

/**
 * The same of a text that may have several lines: each is cleaned, LF stands between them (CRLF and CR
 * become it), and there are no blank lines at both ends.
 */
export function cleanLines(text: string): string {
  if (PRINTABLE.test(text)) return text.trim() === "" ? "" : text;
  const lines = text.split(/\r\n|\r|\n/).map(cleanText);
  const shows = (line: string) => line.trim() !== "";
  return lines
    .slice(Math.max(0, lines.findIndex(shows)), lines.findLastIndex(shows) + 1)
    .join("\n");
}

/** Whether cleaning would leave the text as it is. */
export function isClean(text: string): boolean {
  return cleanText(text) === text;
}

/** How many characters a person would count: grapheme clusters. */
export function countCharacters(text: string): number {
  return [...new Intl.Segmenter(undefined, { granularity: "grapheme" }).segment(text)].length;
}
