// Text hygiene: the one road by which a peer's bytes become text that a screen or a log may show.
import { COMBINING_MARKS } from "./limits.ts";

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
// What cleaning may change; a text without any of these is clean.
const SUSPECT = /[\p{Cc}\p{Cf}\p{Cs}\p{M}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const CONTROLLED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u;
const SPACING = /[\t\n\v\f\r\x85\u2028\u2029]+/g;
const CONTROLS = /\p{Cc}/gu;

/**
 * One line of text that is safe to show: escape sequences, control characters, bidi controls and what shows nothing
 * are gone, line breaks and tabs are a space, lone surrogates are U+FFFD, and no more marks than COMBINING_MARKS are
 * stacked. What words and emoji of any script need stays. Cleaning twice changes nothing.
 */
export function cleanText(text: string): string {
  // Most text is this, and has nothing to be cleaned of.
  if (PRINTABLE.test(text) || !SUSPECT.test(text)) return text;
  return shown(CONTROLLED.test(text) ? withoutControls(text) : text);
}

function withoutControls(text: string): string {
  const plain = Bun.stripANSI(bounded(text)).toWellFormed();
  return plain.replace(SPACING, " ").replace(CONTROLS, "");
}

// A control sequence, which a terminal would read on until a letter comes, however much that is.
const SEQUENCE = /(?:\x1b\[|\x9b)[\x30-\x3f]*[\x20-\x2f]*[\x40-\x7e]?/g;
// Where control strings begin; those of the first kind end with BEL too.
const TITLE = /\x1b\]|\x9d/g;
const STRING = /\x1b[PX^_]|[\x90\x98\x9e\x9f]/g;

/** Escape sequences take with them what is theirs alone: of a control string without an end only the beginning goes. */
function bounded(text: string): string {
  const end = Math.max(text.lastIndexOf("\x1b\\"), text.lastIndexOf("\x9c"));
  const titleEnd = Math.max(end, text.lastIndexOf("\x07"));
  // A control character stands in its place until all go, so that what was apart makes no new sequence.
  return text
    .replace(TITLE, (begins, at: number) => (at < titleEnd ? begins : "\0"))
    .replace(STRING, (begins, at: number) => (at < end ? begins : "\0"))
    .replace(SEQUENCE, "\0");
}

// A flag of a region ends in tag characters. The numbers' and verses' signs of a few scripts are of the kind of what
// shows nothing, and are shown.
const FLAG = String.raw`\u{1f3f4}[\u{e0030}-\u{e0039}\u{e0061}-\u{e007a}]{3,6}\u{e007f}`;
const SIGNS = String.raw`\u0600-\u0605\u06dd\u070f\u0890\u0891\u08e2\u{110bd}\u{110cd}`;
const UNSHOWN = new RegExp(
  String.raw`(${FLAG})|[[\p{Cf}\p{Default_Ignorable_Code_Point}]--[\u200c\u200d\p{Variation_Selector}${SIGNS}]]`,
  "gv",
);
// What changes the character before it: a symbol or emoji, an ideograph, a Mongolian letter.
const VARIANT =
  /[\ufe00-\ufe0f](?<![\p{L}\p{N}\p{P}\p{S}].)|[\u{e0100}-\u{e01ef}](?<!\p{Script=Han}.)|[\u180b-\u180d\u180f](?<![\p{L}&&\p{Script=Mongolian}].)/gv;
// Persian and Indic words and emoji are joined or parted by what shows nothing itself; at an end only Arabic and
// Malayalam letters have another shape by it.
const JOINER =
  /[\u200c\u200d](?:(?<![\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}].)|(?![\p{L}\p{M}\p{Extended_Pictographic}])(?<![\p{Script=Arabic}\p{Script=Malayalam}]\u200d))/gu;
const UNSEEN = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/u;
const MARK = String.raw`[\p{Mn}\p{Me}]`;
const MAYBE_STACKED = new RegExp(
  String.raw`[\p{Mn}\p{Me}\u200c\u200d]{${COMBINING_MARKS + 1}}`,
  "u",
);
const STACKED = new RegExp(
  String.raw`((?:${MARK}[\u200c\u200d]?){${COMBINING_MARKS - 1}}${MARK})(?:[\u200c\u200d]?${MARK})+[\u200c\u200d]?`,
  "gu",
);

/** Without what shows nothing, where no word or emoji needs it, and without what would cover the lines around. */
function shown(text: string): string {
  const seen = UNSEEN.test(text)
    ? text.replace(UNSHOWN, "$1").replace(VARIANT, "").replace(JOINER, "")
    : text;
  return MAYBE_STACKED.test(seen) ? seen.replace(STACKED, "$1") : seen;
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
