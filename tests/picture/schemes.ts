// What the picture's colours are: a terminal on a light page and one on a dark page.

import type { Colour } from "../support/cells.ts";

export interface Scheme {
  readonly name: "light" | "dark";
  readonly text: string;
  readonly paper: string;
  /** The window's edge, its title bar and what is written in it. */
  readonly edge: string;
  readonly bar: string;
  readonly barText: string;
  /** The palette's first sixteen colours: black, red, green, yellow, blue, magenta, cyan, white; then bright. */
  readonly palette: readonly string[];
}

export const LIGHT: Scheme = {
  name: "light",
  text: "#24292f",
  paper: "#ffffff",
  edge: "#d0d7de",
  bar: "#f3f5f7",
  barText: "#57606a",
  palette: [
    "#24292f #c4232e #116329 #7d4e00 #0a58ca #8a3fb5 #0b6b78 #57606a",
    "#6a737d #b3121f #1a7033 #8a5800 #1560c8 #9a3ab0 #146f80 #6e7781",
  ].flatMap((eight) => eight.split(" ")),
};

export const DARK: Scheme = {
  name: "dark",
  text: "#d6dde4",
  paper: "#12161c",
  edge: "#303741",
  bar: "#1c2129",
  barText: "#98a3af",
  palette: [
    "#4a525c #ff7b72 #56d364 #e3b341 #79b8ff #d2a8ff #56d4dd #c9d1d9",
    "#8b949e #ffa198 #7ee787 #f2cc60 #a5d0ff #e2c5ff #8ae6ec #f0f6fc",
  ].flatMap((eight) => eight.split(" ")),
};

const CUBE_FROM = 16;
const CUBE_STEPS = [0, 95, 135, 175, 215, 255] as const;
const GREYS_FROM = 232;

/** A colour as `#rrggbb`; the terminal's own is `own`. */
export function rgb(colour: Colour, scheme: Scheme, own: string): string {
  if (colour === "default") return own;
  if (typeof colour === "string") return colour;
  if (colour < CUBE_FROM) return scheme.palette[colour] ?? own;
  if (colour >= GREYS_FROM) {
    const grey = 8 + 10 * (colour - GREYS_FROM);
    return hex([grey, grey, grey]);
  }
  const at = colour - CUBE_FROM;
  return hex([at / 36, at / 6, at].map((step) => CUBE_STEPS[Math.floor(step) % 6] ?? 0));
}

/** A colour with as much of another as `share` says, from 0 to 1. */
export function mixed(colour: string, other: string, share: number): string {
  const into = channels(other);
  return hex(
    channels(colour).map((value, at) => Math.round(value + ((into[at] ?? 0) - value) * share)),
  );
}

/** Red, green and blue, each from 0 to 255. */
export function channels(colour: string): number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function hex(values: readonly number[]): string {
  return `#${values.map((value) => value.toString(16).padStart(2, "0")).join("")}`;
}
