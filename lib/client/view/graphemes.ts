// Text by what a person sees as characters: where each begins and ends, and how wide it is.

import { PRINTABLE } from "../../protocol/text.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

// LF is a character of its own; CR is none before it.
const ASCII = /^[\n\x20-\x7e]*$/;

/** The characters of a text, in order. */
export function charactersOf(text: string): string[] {
  if (ASCII.test(text)) return text.split("");
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** Where the character before an index of the text begins; 0 where there is none. */
export function characterBefore(text: string, at: number): number {
  return at > 0 ? (graphemes.segment(text).containing(at - 1)?.index ?? 0) : 0;
}

/** Where the character at an index of the text ends; the text's end where there is none. */
export function characterAfter(text: string, at: number): number {
  const found = graphemes.segment(text).containing(at);
  return found ? found.index + found.segment.length : text.length;
}

/** Terminals disagree about joined emoji: the widest opinion keeps a row from overflowing in any. */
export function cellWidth(grapheme: string): number {
  const whole = Bun.stringWidth(grapheme);
  if (grapheme.length === 1) return whole;
  let parts = 0;
  for (const character of grapheme) parts += Bun.stringWidth(character);
  return Math.max(whole, parts);
}

/**
 * The columns that one row of text takes, by cellWidth(); its styles take none. All that must fit the
 * screen is measured by this: a row that one terminal thinks too wide would be two rows there.
 */
export function textWidth(text: string): number {
  if (PRINTABLE.test(text)) return text.length;
  const plain = text.includes("\x1b") ? Bun.stripANSI(text) : text;
  if (PRINTABLE.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemes.segment(plain)) width += cellWidth(segment);
  return width;
}
