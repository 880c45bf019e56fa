// A line of the room, laid out for whatever width the screen has: broken at words, with a hanging indent.

import { cellWidth } from "./graphemes.ts";

/**
 * A line's rows on a screen so many columns wide (Infinity: no wrapping). A row is wider than that only
 * where a single address is, which must stay whole to be clicked: the terminal itself breaks it.
 */
export type Line = (columns: number) => readonly string[];

export interface Paragraph {
  /** What stands before the text; styled already. Its width is the hanging indent, up to a third of the columns. */
  head?: string;
  /** Clean text; LF separates rows. */
  text: string;
  /** Styles one row of the text, after it was broken: so no style is cut by a row's end. */
  paint?: (row: string) => string;
}

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const ASCII = /^[\x20-\x7e]*$/;

/** Where an address begins, with the brackets and quotes that open before it. */
const ADDRESS =
  /(?<!["'([{<])["'([{<]*(?:(?<![a-z0-9+.-])[a-z0-9+.-]+:\/\/|(?<![a-z0-9])www\.)[^ ]/i;

/**
 * A paragraph broken at words, every row after the first indented. Only spaces at a row's end are left
 * out. A word wider than a row is broken between graphemes; an address goes to a row of its own instead.
 */
export function paragraph({ head = "", text, paint = (row) => row }: Paragraph): Line {
  const headWidth = textWidth(Bun.stripANSI(head));
  const simple = text !== "" && ASCII.test(text);
  return (columns) => {
    if (simple && headWidth + text.length <= columns) return [head + paint(text)];
    const indent = Math.min(headWidth, Math.floor(columns / 3));
    const rows = new Rows(columns, indent, paint);
    rows.begin(head, headWidth);
    for (const [i, part] of text.split("\n").entries()) {
      if (i > 0) rows.next();
      let spaces = "";
      for (const [token] of part.matchAll(/ +|[^ ]+/g)) {
        if (token.startsWith(" ")) spaces = token;
        else rows.add(spaces, token);
      }
    }
    return rows.finished();
  };
}

/** The columns that clean text takes, in the widest opinion. */
function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const { segment } of graphemes.segment(text)) width += cellWidth(segment);
  return width;
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
    const plain = Bun.stripANSI(head);
    let from = 0;
    let to = 0;
    this.#start = 0;
    for (const { segment } of graphemes.segment(plain)) {
      const cell = cellWidth(segment);
      if (this.#start + cell > this.#columns && this.#start > 0) {
        this.#rows.push(Bun.sliceAnsi(head, from, to));
        from = to;
        this.#start = 0;
      }
      // Slices go by the common opinion about widths, rows by the widest.
      to += Bun.stringWidth(segment);
      this.#start += cell;
    }
    this.#margin = Bun.sliceAnsi(head, from, to);
  }

  /** Adds a word and the spaces before it. */
  add(spaces: string, word: string): void {
    const width = textWidth(word);
    if (this.#fits(spaces.length + width)) this.#append(spaces + word, spaces.length + width);
    else if (this.#indent + width <= this.#columns) this.#addToNext(word, width);
    else {
      const address = word.search(ADDRESS);
      if (address < 0) this.#fill(spaces, word);
      else {
        if (address > 0) this.#fill(spaces, word.slice(0, address));
        this.#addAddress(address > 0 ? "" : spaces, word.slice(address));
      }
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

  #addAddress(spaces: string, address: string): void {
    const width = textWidth(address);
    if (this.#fits(spaces.length + width)) this.#append(spaces + address, spaces.length + width);
    else {
      if (this.#text !== "" || this.#margin.trim() !== "") this.next();
      this.#append(address, width);
    }
  }

  #fill(spaces: string, word: string): void {
    const first = graphemes.segment(word).containing(0)?.segment ?? "";
    if (this.#fits(spaces.length + cellWidth(first))) this.#append(spaces, spaces.length);
    for (const { segment } of graphemes.segment(word)) {
      const cell = cellWidth(segment);
      const better = this.#width > 0 || this.#start > this.#indent;
      if (better && !this.#fits(cell)) this.next();
      this.#append(segment, cell);
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
