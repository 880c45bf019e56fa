// Each name's colour: the same in every run, and different among those who are here.
import { COLOURED_NAMES } from "../../protocol/limits.ts";
import { foldName } from "../../protocol/names.ts";

/** Puts a style around a text. */
export type Paint = (text: string) => string;

/**
 * Of a terminal's 256 colours twelve that are told apart well: each has a contrast of at least 3.5 both
 * on black and on white, and they are the farthest from each other of all that have.
 */
export const WIDE_PALETTE: readonly number[] = [
  196, 27, 28, 95, 199, 32, 130, 165, 30, 133, 197, 100,
];

/** Of 16 colours those that are neither black, white nor grey: red, green, yellow, blue, magenta, cyan. */
const BASIC_PALETTE: readonly number[] = [31, 32, 33, 34, 35, 36];

export class NameColours {
  readonly #palette: readonly Paint[];
  /** The place in the palette of each folded name, who was seen last at the end. */
  #places = new Map<string, number>();
  /** How many names have each place. */
  #taken: number[];

  /** `depth` is the terminal's, in bits: 1 has no colours, 4 has 16, 8 and 24 have the wide palette. */
  constructor(depth: number) {
    this.#palette = paletteOf(depth);
    this.#taken = this.#palette.map(() => 0);
  }

  /** The paint of a name, which counts as here from now on. */
  colourOf(name: string): Paint {
    if (this.#palette.length === 0) return String;
    const folded = foldName(name);
    const place = this.#places.get(folded) ?? this.#take(folded);
    // Put last again, so that the first is who was not seen for longest.
    this.#places.delete(folded);
    this.#places.set(folded, place);
    return this.#palette[place] ?? String;
  }

  /** Gives back the colour of who has left. */
  forget(name: string): void {
    this.#release(foldName(name));
  }

  /** A name has become another: it has that one's colour. */
  rename(from: string, to: string): void {
    if (foldName(from) !== foldName(to)) this.forget(from);
    this.colourOf(to);
  }

  /** The place that the name's hash asks for, or the next that nobody has; where all are taken, the first of these. */
  #take(folded: string): number {
    const [oldest] = this.#places.keys();
    if (this.#places.size >= COLOURED_NAMES && oldest !== undefined) this.#release(oldest);
    const wanted = Bun.hash.crc32(folded) % this.#palette.length;
    let place = wanted;
    while (this.#taken[place] !== 0) {
      place = (place + 1) % this.#palette.length;
      if (place === wanted) break;
    }
    this.#taken[place] = (this.#taken[place] ?? 0) + 1;
    return place;
  }

  #release(folded: string): void {
    const place = this.#places.get(folded);
    if (place === undefined) return;
    this.#places.delete(folded);
    this.#taken[place] = (this.#taken[place] ?? 1) - 1;
  }
}

function paletteOf(depth: number): readonly Paint[] {
  if (depth >= 8) return WIDE_PALETTE.map((index) => painter(`38;5;${index}`));
  if (depth >= 4) return BASIC_PALETTE.map((code) => painter(String(code)));
  return [];
}

function painter(style: string): Paint {
  return (text) => `\x1b[${style}m${text}\x1b[39m`;
}
