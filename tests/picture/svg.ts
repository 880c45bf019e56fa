// A terminal's screen as a picture: cells in, SVG out; the same cells make the same bytes.

import type { Cell } from "../support/cells.ts";
import { runsOf, type Run } from "./runs.ts";
import type { Scheme } from "./schemes.ts";

export interface Picture {
  /** Names the picture for those who do not see it, and says what can be seen. */
  title: string;
  description: string;
  /** Stands in the window's bar. */
  caption: string;
  columns: number;
  /** The rows of cells, from the top. */
  rows: readonly (readonly Cell[])[];
  /** Where the terminal shows its cursor, counted from 0; undefined where it hides it. */
  cursor?: { x: number; y: number } | undefined;
}

// All in units of the picture, which are pixels where it is shown in its own size.
const CELL = { width: 8.4, height: 18, baseline: 13.5 } as const;
const FONT_SIZE = 14;
const BAR_HEIGHT = 34;
const PADDING = 16;
const CORNER = 10;
/** Room for the window's shadow. */
const MARGIN = 12;

const FONTS =
  "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', monospace";

/** A screen in a window, in a scheme's colours: a document that needs no other. */
export function drawSvg(picture: Picture, scheme: Scheme): string {
  const width = round(picture.columns * CELL.width) + 2 * PADDING;
  const height = picture.rows.length * CELL.height + BAR_HEIGHT + 2 * PADDING;
  const size = [width + 2 * MARGIN, height + 2 * MARGIN] as const;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description"${attributes({ width: size[0], height: size[1], viewBox: `0 0 ${size.join(" ")}` })}>`,
    `<title id="title">${escaped(picture.title)}</title>`,
    `<desc id="description">${escaped(picture.description)}</desc>`,
    `<g transform="translate(${MARGIN} ${MARGIN})" font-family="${FONTS}">`,
    ...windowOf(width, height, picture.caption, scheme),
    `<g transform="translate(${PADDING} ${BAR_HEIGHT + PADDING})" font-size="${FONT_SIZE}" xml:space="preserve">`,
    ...picture.rows.flatMap((row, y) =>
      rowOf(runsOf(row, scheme, picture.cursor?.y === y ? picture.cursor.x : undefined), y),
    ),
    "</g>",
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** The rows of text that such a picture shows, from the top, without trailing blanks. */
export function textRows(svg: string): string[] {
  const rows: string[] = [];
  for (const [, y, runs] of svg.matchAll(/^<text y="([\d.]+)">(.*)<\/text>$/gm)) {
    const row = Math.round((Number(y) - CELL.baseline) / CELL.height);
    while (rows.length <= row) rows.push("");
    let text = "";
    for (const [, x, run] of (runs ?? "").matchAll(/<tspan x="([\d.]+)"[^>]*>([^<]*)</g)) {
      const column = Math.round(Number(x) / CELL.width);
      text += " ".repeat(Math.max(0, column - Bun.stringWidth(text))) + unescaped(run ?? "");
    }
    rows[row] = text.trimEnd();
  }
  return rows;
}

function windowOf(width: number, height: number, caption: string, scheme: Scheme): string[] {
  const { edge, paper, bar, barText } = scheme;
  const edgeOfBar = `M0 ${BAR_HEIGHT}V${CORNER}A${CORNER} ${CORNER} 0 0 1 ${CORNER} 0H${width - CORNER}A${CORNER} ${CORNER} 0 0 1 ${width} ${CORNER}V${BAR_HEIGHT}`;
  const middle = BAR_HEIGHT / 2;
  return [
    element("rect", { y: 4, width, height, rx: CORNER, fill: "#000000", "fill-opacity": 0.12 }),
    element("rect", { width, height, rx: CORNER, fill: paper }),
    element("path", { d: `${edgeOfBar}Z`, fill: bar }),
    element("path", { d: `M0 ${BAR_HEIGHT}H${width}`, stroke: edge }),
    element("rect", { width, height, rx: CORNER, fill: "none", stroke: edge }),
    ...[20, 38, 56].map((cx) => element("circle", { cx, cy: middle, r: 5.5, fill: edge })),
    `<text${attributes({ x: round(width / 2), y: middle + 4.5, "text-anchor": "middle", "font-size": 13, fill: barText })}>${escaped(caption)}</text>`,
  ];
}

function rowOf(runs: readonly Run[], row: number): string[] {
  const y = row * CELL.height;
  const backs: string[] = [];
  const spans: string[] = [];
  for (const { column, width, text, fill, back, attributes: more } of runs) {
    const x = round(column * CELL.width);
    const across = round(width * CELL.width);
    if (back !== undefined) {
      backs.push(element("rect", { x, y, width: across, height: CELL.height, fill: back }));
    }
    const placed = { x, textLength: across, lengthAdjust: "spacingAndGlyphs", fill };
    if (text !== "") spans.push(`<tspan${attributes(placed)}${more}>${escaped(text)}</tspan>`);
  }
  if (spans.length === 0) return backs;
  return [...backs, `<text y="${round(y + CELL.baseline)}">${spans.join("")}</text>`];
}

function element(name: string, values: Record<string, string | number>): string {
  return `<${name}${attributes(values)}/>`;
}

function attributes(values: Record<string, string | number>): string {
  return Object.entries(values)
    .map(([name, value]) => ` ${name}="${value}"`)
    .join("");
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}

const ESCAPES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" } as const;

function escaped(text: string): string {
  return Object.entries(ESCAPES).reduce((all, [char, code]) => all.replaceAll(char, code), text);
}

function unescaped(text: string): string {
  return Object.entries(ESCAPES).reduceRight(
    (all, [char, code]) => all.replaceAll(code, char),
    text,
  );
}
