// Text that is too wide for its place, broken or cut by what a screen shows: whole characters, and a mark where it was cut.
import { EXTENSION_BYTES } from "../../protocol/limits.ts";
import { byteLength } from "../../protocol/text.ts";
import { cellWidth, charactersOf, textWidth } from "./graphemes.ts";

const MARK = "…";

/**
 * A row broken as terminals break it, anywhere, at the last column; each piece has its styles. A piece
 * is wider than so many columns only where a single character is. `widthOf` is the opinion about the
 * width of a character.
 */
export function brokenRow(row: string, columns: number, widthOf = cellWidth): string[] {
  // Slices go by the common opinion about widths, whatever the pieces go by.
  const ends: number[] = [];
  let width = 0;
  let end = 0;
  for (const character of charactersOf(Bun.stripANSI(row))) {
    const cell = widthOf(character);
    if (width > 0 && width + cell > columns) {
      ends.push(end);
      width = 0;
    }
    width += cell;
    end += Bun.stringWidth(character);
  }
  ends.push(end);
  return ends.length === 1 ? [row] : ends.map((to, i) => Bun.sliceAnsi(row, ends[i - 1] ?? 0, to));
}

/** The beginning of a row, which may have styles, in at most so many columns. */
export function cutRow(row: string, columns: number): string {
  if (textWidth(row) <= columns) return row;
  const [first = ""] = brokenRow(row, columns);
  return textWidth(first) <= columns ? first : "";
}

/** The end of a row, which may have styles, in at most so many columns. */
export function cutBeginning(row: string, columns: number): string {
  if (textWidth(row) <= columns) return row;
  const characters = charactersOf(Bun.stripANSI(row));
  let width = 0;
  const first = characters.findLastIndex((each) => (width += cellWidth(each)) > columns) + 1;
  return Bun.sliceAnsi(
    row,
    characters.slice(0, first).reduce((sum, character) => sum + Bun.stringWidth(character), 0),
  );
}

/** The beginning of a text without styles, and a mark behind it, in at most so many columns. */
export function cutEnd(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  return columns < 1 ? "" : cutRow(text, columns - 1) + MARK;
}

/** A file's path in at most so many columns, cut in its middle; its extension is kept where there is room for it. */
export function cutFile(path: string, columns: number): string {
  if (textWidth(path) <= columns) return path;
  const room = columns - 1;
  const tail = Math.max(Math.floor(room / 2), textWidth(extensionOf(path)));
  // The beginning keeps at least two columns, which nearly every character fits into.
  if (tail < 1 || tail > room - 2) return cutEnd(path, columns);
  return cutRow(path, room - tail) + MARK + cutBeginning(path, tail);
}

/** `.txt` of a path's last part; a long ending, or the whole of the part, is none. */
function extensionOf(path: string): string {
  const part = path.slice(path.lastIndexOf("/") + 1);
  const dot = part.lastIndexOf(".");
  const ending = dot > 0 ? part.slice(dot) : "";
  return byteLength(ending) <= EXTENSION_BYTES ? ending : "";
}
