// Text that is too wide for its place, cut by what a screen shows: whole graphemes, and a mark where it was cut.
import { EXTENSION_BYTES } from "../protocol/limits.ts";
import { byteLength } from "../protocol/text.ts";

const MARK = "…";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** The beginning of a text without styles, in at most so many columns. */
export function cutEnd(text: string, columns: number): string {
  if (Bun.stringWidth(text) <= columns) return text;
  return columns < 1 ? "" : fitting(graphemesOf(text), columns - 1).join("") + MARK;
}

/** A file's path in at most so many columns, cut in its middle; its extension is kept where there is room for it. */
export function cutFile(path: string, columns: number): string {
  if (Bun.stringWidth(path) <= columns) return path;
  const room = columns - 1;
  const tail = Math.max(Math.floor(room / 2), Bun.stringWidth(extensionOf(path)));
  // The beginning keeps at least two columns, which every grapheme fits into.
  if (tail < 1 || tail > room - 2) return cutEnd(path, columns);
  const all = graphemesOf(path);
  const begin = fitting(all, room - tail);
  const end = fitting(all.toReversed(), tail).toReversed();
  return begin.join("") + MARK + end.join("");
}

function graphemesOf(text: string): string[] {
  return Array.from(graphemes.segment(text), ({ segment }) => segment);
}

/** The first graphemes, as many as fit into so many columns. Bun.sliceAnsi would let half of a wide one stand out. */
function fitting(all: readonly string[], columns: number): string[] {
  let width = 0;
  const over = all.findIndex((grapheme) => (width += Bun.stringWidth(grapheme)) > columns);
  return over < 0 ? [...all] : all.slice(0, over);
}

/** `.txt` of a path's last part; a long ending, or the whole of the part, is none. */
function extensionOf(path: string): string {
  const part = path.slice(path.lastIndexOf("/") + 1);
  const dot = part.lastIndexOf(".");
  const ending = dot > 0 ? part.slice(dot) : "";
  return byteLength(ending) <= EXTENSION_BYTES ? ending : "";
}
