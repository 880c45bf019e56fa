// Where a text names somebody: as a whole word, whatever its case and width.
import { foldName } from "../../protocol/names.ts";
import { charactersOf } from "./graphemes.ts";

/** What of a text is a mention, as indices of the text; whole graphemes. */
interface Place {
  start: number;
  end: number;
}

const ASCII = /^[\n\x20-\x7e]*$/;

// Scripts that put no spaces between words: there any neighbour may belong to the next word.
const UNSPACED = ["Han", "Hira", "Kana", "Bopo", "Thai", "Laoo", "Khmr", "Mymr"]
  .map((script) => `\\p{scx=${script}}`)
  .join("");
const WORD = `[[\\p{L}\\p{M}\\p{N}_]--[${UNSPACED}]]`;
const LETTER = "[\\p{L}\\p{N}]";
const BEGINS_AS_WORD = new RegExp(`^${WORD}`, "v");
const ENDS_AS_WORD = new RegExp(`${WORD}$`, "v");

/** Whether the text names somebody, also after "@". `guest` is not named by `guest-2`, nor by `joe@guest`. */
export function mentions(text: string, name: string): boolean {
  return placesOf(text, name).length > 0;
}

/** The text with each mention of the name painted. */
export function paintMentions(
  text: string,
  name: string,
  paint: (mention: string) => string,
): string {
  let painted = "";
  let from = 0;
  for (const { start, end } of placesOf(text, name)) {
    painted += text.slice(from, start) + paint(text.slice(start, end));
    from = end;
  }
  return painted + text.slice(from);
}

function placesOf(text: string, name: string): Place[] {
  const wanted = fold(name);
  // Most texts name nobody, and this is cheap to see.
  if (wanted === "" || !fold(text).includes(wanted)) return [];
  const { folded, starts, ends } = foldGraphemes(text);
  const places: Place[] = [];
  for (const { index } of folded.matchAll(patternOf(wanted))) {
    const last = index + wanted.length - 1;
    const start = starts[index];
    const end = ends[last];
    if (start === undefined || end === undefined) continue;
    const whole = starts[index - 1] !== start && ends[last + 1] !== end;
    if (whole) places.push({ start, end });
  }
  return places;
}

/** As names are compared; a sigma is one wherever it stands in its word. */
function fold(text: string): string {
  return foldName(text).replaceAll("ς", "σ");
}

let lastPattern: { folded: string; pattern: RegExp } | undefined;

/** Matches a folded name where no word goes on before or behind it. It is nearly always the same: ours. */
function patternOf(folded: string): RegExp {
  if (lastPattern?.folded === folded) return lastPattern.pattern;
  const before = BEGINS_AS_WORD.test(folded) ? `(?<!${WORD}|${LETTER}[\\-@])` : "";
  const behind = ENDS_AS_WORD.test(folded) ? `(?!${WORD}|[\\-@]${LETTER})` : "";
  const pattern = new RegExp(before + RegExp.escape(folded) + behind, "gv");
  lastPattern = { folded, pattern };
  return pattern;
}

/** The text folded, with the grapheme of the original that each of its code units comes from. */
function foldGraphemes(text: string): { folded: string; starts: number[]; ends: number[] } {
  const parts: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let start = 0;
  let blank = false;
  for (const grapheme of charactersOf(text)) {
    const end = start + grapheme.length;
    const whole = foldGrapheme(grapheme);
    // Blanks count as one, also across graphemes.
    const part = blank && whole.startsWith(" ") ? whole.slice(1) : whole;
    for (let unit = 0; unit < part.length; unit++) {
      starts.push(start);
      ends.push(end);
    }
    parts.push(part);
    if (whole !== "") blank = whole.endsWith(" ");
    start = end;
  }
  return { folded: parts.join(""), starts, ends };
}

function foldGrapheme(grapheme: string): string {
  if (grapheme === "\n") return " ";
  if (ASCII.test(grapheme)) return grapheme.toLowerCase();
  // Between the bars blanks stay, which folding would trim.
  return fold(`|${grapheme}|`).slice(1, -1);
}
