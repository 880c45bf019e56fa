// A line of the room, laid out for whatever width the screen has: broken at words, with a hanging indent.

import { PRINTABLE } from "../../protocol/text.ts";
import { brokenRow } from "./cut.ts";
import { cellWidth, charactersOf, textWidth } from "./graphemes.ts";

/**
 * A line's rows on a screen so many columns wide (Infinity: no wrapping). A row is wider than that only
 * where a single address is, which must stay whole to be clicked: the terminal itself breaks it. So one
 * word of ASCII may stand at the screen's edge, like `bob:I_quit`, but none behind it: what follows
 * begins a row at the indent.
 */
export type Line = (columns: number) => readonly string[];

export interface Paragraph {
  /**
   * What stands before the text; styled already. Its width is the hanging indent, up to a third of the
   * columns. Without wrapping nothing tells an indent from a text's own blanks: there each row has the head.
   */
  head?: string;
  /** Clean text; LF separates rows. */
  text: string;
  /** Styles one row of the text, after it was broken: so no style is cut by a row's end. */
  paint?: (row: string) => string;
}

/**
 * An address as far as it is ASCII, with the brackets and quotes that open before it. In a longer one
 * there may be characters that look like blanks, with which it could show two words at the screen's edge.
 */
const ADDRESS =
  /(?<!["'([{<])["'([{<]*(?:(?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/|(?<![a-z0-9])www\.)[\x21-\x7e]+/gi;

/** Blanks, of whatever width, and what stands between them. */
const TOKENS = /\p{Zs}+|\P{Zs}+/gu;
const BLANK = /^\p{Zs}/u;

/**
 * A paragraph broken at words, every row after the first indented. Only blanks at a row's end are left
 * out. A word wider than a row is broken between graphemes; an address goes to a row of its own instead.
 */
export function paragraph({ head = "", text, paint = (row) => row }: Paragraph): Line {
  const headWidth = textWidth(head);
  const simple = text !== "" && PRINTABLE.test(text);
  return (columns) => {
    if (simple && headWidth + text.length <= columns) return [head + paint(text)];
    if (columns === Infinity) {
      const parts = text.split("\n").map((part) => part.trimEnd());
      return parts.map((part) => head + (part === "" ? "" : paint(part)));
    }
    const indent = Math.min(headWidth, Math.floor(columns / 3));
    const rows = new Rows(columns, indent, paint);
    rows.begin(head, headWidth);
    for (const [i, part] of text.split("\n").entries()) {
      if (i > 0) rows.next();
      let blanks = "";
      for (const [token] of part.matchAll(TOKENS)) {
        if (BLANK.test(token)) blanks = token;
        else rows.add(blanks, token);
      }
    }
    return rows.finished();
  };
}

/** The rows of one paragraph while they are filled. */
class Rows {
  readonly #columns: number;
  readonly #indent: number;
  readonly #paint: (row: string) => string;
  readonly #rows: string[] = [];
  /** What stands before the text in the row that is being filled, and where its text begins. */
  #margin = "";
  #start = 0;
  #text = "";
  #width = 0;

  constructor(columns: number, indent: number, paint: (row: string) => string) {
    this.#columns = columns;
    this.#indent = indent;
    this.#paint = paint;
  }

  /** Puts the head before the first row's text; a head wider than the screen takes rows of its own. */
  begin(head: string, width: number): void {
    this.#margin = head;
    this.#start = width;
    if (width <= this.#columns) return;
    const pieces = brokenRow(head, this.#columns);
    this.#margin = pieces.pop() ?? "";
    this.#start = textWidth(this.#margin);
    this.#rows.push(...pieces);
  }

  /** Adds a word and the blanks before it. */
  add(blanks: string, word: string): void {
    const width = textWidth(word);
    const both = textWidth(blanks) + width;
    if (this.#fits(both)) this.#append(blanks + word, both);
    else if (this.#indent + width <= this.#columns) this.#addToNext(word, width);
    else {
      let end = 0;
      for (const { 0: address, index } of word.matchAll(ADDRESS)) {
        if (index > end) this.#fill(end > 0 ? "" : blanks, word.slice(end, index));
        this.#addAddress(index > 0 ? "" : blanks, address);
        end = index + address.length;
      }
      if (end < word.length) this.#fill(end > 0 ? "" : blanks, word.slice(end));
    }
  }

  /** Ends the row, and begins one at the indent. */
  next(): void {
    this.#rows.push(this.#margin + (this.#text === "" ? "" : this.#paint(this.#text)));
    this.#margin = " ".repeat(this.#indent);
    this.#start = this.#indent;
    this.#text = "";
    this.#width = 0;
  }

  finished(): readonly string[] {
    this.next();
    return this.#rows;
  }

  #addToNext(word: string, width: number): void {
    // A row that has nothing but spaces yet is as good as the next, without them.
    if (this.#width > 0 || !this.#fits(width)) this.next();
    this.#append(word, width);
  }

  #addAddress(blanks: string, address: string): void {
    const both = textWidth(blanks) + address.length;
    if (this.#fits(both)) this.#append(blanks + address, both);
    else {
      if (this.#text !== "" || this.#margin.trim() !== "") this.next();
      this.#append(address, address.length);
    }
  }

  #fill(blanks: string, word: string): void {
    const characters = charactersOf(word);
    const width = textWidth(blanks);
    if (this.#fits(width + cellWidth(characters[0] ?? ""))) this.#append(blanks, width);
    for (const character of characters) {
      const cell = cellWidth(character);
      const better = this.#width > 0 || this.#start > this.#indent;
      if (better && !this.#fits(cell)) this.next();
      this.#append(character, cell);
    }
  }

  #fits(width: number): boolean {
    return this.#start + this.#width + width <= this.#columns;
  }

  #append(text: string, width: number): void {
    this.#text += text;
    this.#width += width;
  }
}
