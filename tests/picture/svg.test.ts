// The renderer alone: cells in, elements out.

import { expect, test } from "bun:test";
import { PLAIN, type Cell, type Style } from "../support/cells.ts";
import { DIM_SHARE, runsOf } from "./runs.ts";
import { channels, DARK, LIGHT, mixed, rgb, type Scheme } from "./schemes.ts";
import { replaced } from "./stage.ts";
import { drawSvg, textRows, type Picture } from "./svg.ts";

/** Cells of texts with styles; a text that begins with `W` is one wide character, with `C` one of several code points. */
function cells(...pieces: [string, Partial<Style>?][]): Cell[] {
  let column = 0;
  const row: Cell[] = [];
  for (const [text, style] of pieces) {
    const width = text.startsWith("W") ? 2 : 1;
    for (const each of /^[WC]/.test(text) ? [text.slice(1)] : text) {
      row.push({ ...PLAIN, ...style, column, width, text: each });
      column += width;
    }
  }
  return row;
}

function picture(...rows: Cell[][]): Picture {
  return { title: "a <b>", description: 'c & "d"', caption: "e>f", columns: 20, rows };
}

const ink = LIGHT.text;
const [, red = "", , , , , cyan = ""] = LIGHT.palette;

const drawn: [string, Cell[], object[]][] = [
  ["nothing", cells(["   "]), []],
  [
    "neighbours that look the same as one",
    cells(["ab c"]),
    [{ column: 0, width: 4, text: "ab c" }],
  ],
  ["no blank ends", cells(["  ab  "]), [{ column: 2, width: 2, text: "ab" }]],
  [
    "a colour of the palette, and then none",
    cells(["ab", { fg: 1 }], ["c"]),
    [
      { column: 0, text: "ab", fill: red, back: undefined },
      { column: 2, text: "c", fill: ink },
    ],
  ],
  ["one of 256 colours", cells(["a", { fg: 208 }]), [{ fill: "#ff8700" }]],
  ["a grey of them", cells(["a", { fg: 244 }]), [{ fill: "#808080" }]],
  ["a colour of its own", cells(["a", { fg: "#123456" }]), [{ fill: "#123456" }]],
  [
    "what stands behind, blanks included",
    cells([" a ", { bg: 6 }]),
    [{ column: 0, width: 3, text: " a ", fill: ink, back: cyan }],
  ],
  ["inverse", cells(["a", { inverse: true }]), [{ fill: LIGHT.paper, back: ink }]],
  ["inverse, coloured", cells(["a", { inverse: true, fg: 1 }]), [{ fill: LIGHT.paper, back: red }]],
  ["dim", cells(["a", { dim: true }]), [{ fill: mixed(ink, LIGHT.paper, DIM_SHARE) }]],
  ["bold", cells(["a", { bold: true }]), [{ attributes: ' font-weight="bold"' }]],
  ["italic", cells(["a", { italic: true }]), [{ attributes: ' font-style="italic"' }]],
  [
    "lines, through blanks too",
    cells([" a ", { underline: true, struck: true }]),
    [{ text: " a ", width: 3, attributes: ' text-decoration="underline line-through"' }],
  ],
  [
    "a wide character alone, and what follows it in its column",
    cells(["a"], ["W漢"], ["bc"]),
    [
      { column: 0, width: 1, text: "a" },
      { column: 1, width: 2, text: "漢" },
      { column: 3, width: 2, text: "bc" },
    ],
  ],
  [
    "a letter with a mark alone",
    cells(["a"], ["Ce\u0301"], ["b"]),
    [{ text: "a" }, { column: 1, text: "e\u0301" }, { column: 2, text: "b" }],
  ],
  [
    "bold and then not",
    cells(["a", { bold: true }], ["b"]),
    [{ text: "a" }, { text: "b", attributes: "" }],
  ],
  ["a full block as its colour", cells(["█", { fg: 1 }]), [{ text: "█", fill: red, back: red }]],
];

test.each(drawn)("a row draws %s", (_what, row, runs) => {
  const seen = runsOf(row, LIGHT);
  expect(seen).toHaveLength(runs.length);
  expect(seen).toMatchObject(runs);
});

test("the cursor is a reversed cell, of a blank and of what is reversed already", () => {
  const [before, cursor, after] = runsOf(cells(["abc"]), LIGHT, 1);
  expect([before?.text, cursor?.text, after?.text]).toEqual(["a", "b", "c"]);
  expect(cursor).toMatchObject({ column: 1, fill: LIGHT.paper, back: ink });
  expect(runsOf(cells(["a "]), LIGHT, 1)).toMatchObject([{ text: "a" }, { text: " ", back: ink }]);
  expect(runsOf(cells(["a", { inverse: true }]), LIGHT, 0)).toMatchObject([{ back: undefined }]);
});

test("the document is named, framed, whole in itself and escaped", () => {
  const svg = drawSvg(picture(cells(["<&>"], ['"', { bg: 1 }])), LIGHT);
  const names = Array.from(svg.matchAll(/<(\w+)/g), ([, name]) => name);
  expect(new Set(names)).toEqual(
    new Set(["svg", "title", "desc", "g", "rect", "path", "circle", "text", "tspan"]),
  );
  expect(svg).toStartWith('<svg xmlns="http://www.w3.org/2000/svg" role="img"');
  expect(svg).toContain('<title id="title">a &lt;b&gt;</title>');
  expect(svg).toContain('<desc id="description">c &amp; &quot;d&quot;</desc>');
  expect(svg).toContain(">e&gt;f</text>");
  expect(svg).toContain(`fill="${ink}">&lt;&amp;&gt;</tspan>`);
  // One address, the one that makes it an SVG; nothing is fetched and nothing runs.
  expect(svg.match(/\w+:\/\/|href|url\(|<script|\bon\w+=/g)).toEqual(["http://"]);
});

test("a run stands where its cells are, as wide as they are, whatever the font", () => {
  const svg = drawSvg(picture([], cells(["a"], ["W漢"], ["x", { bg: 1 }])), LIGHT);
  expect(svg).toContain('<rect x="25.2" y="18" width="8.4" height="18"');
  expect(svg).toContain('<text y="31.5"><tspan x="0" textLength="8.4" ');
  expect(svg).toContain('<tspan x="8.4" textLength="16.8" lengthAdjust="spacingAndGlyphs" ');
});

test("the text of a picture can be read back from it", () => {
  const rows = [
    cells(["  a <b> ", { bold: true }], ["W漢"], ["&amp;"], [" ", { bg: 1 }]),
    [],
    cells(["c"]),
  ];
  for (const scheme of [LIGHT, DARK]) {
    expect(textRows(drawSvg(picture(...rows), scheme))).toEqual(["  a <b> 漢&amp;", "", "c"]);
  }
});

test("a cursor's row and column are those of the screen", () => {
  const at = { ...picture(cells(["ab"]), cells(["ab"])), cursor: { x: 1, y: 1 } };
  const svg = drawSvg(at, DARK);
  expect(svg).toContain(`<rect x="8.4" y="18" width="8.4" height="18" fill="${DARK.text}"/>`);
  expect(svg.match(/ y="0" width="8.4"/)).toBeNull();
});

test.each<[Scheme]>([[LIGHT], [DARK]])("text is readable in the $name scheme", (scheme) => {
  const shown = [
    scheme.text,
    mixed(scheme.text, scheme.paper, DIM_SHARE),
    ...scheme.palette.slice(1),
  ];
  for (const colour of shown) {
    expect(contrast(colour, scheme.paper), `${colour} on paper`).toBeGreaterThan(4.5);
  }
  expect(contrast(scheme.barText, scheme.bar)).toBeGreaterThan(4.5);
  expect(rgb(0, scheme, "")).toBe(scheme.palette[0] ?? "none");
  expect(scheme.palette).toHaveLength(16);
});

test("a text of the screen is replaced wherever it stands, and keeps its style", () => {
  const row = cells([":80 ", { bold: true }], ["W漢"], [":80"]);
  expect(replaced(row, ":80", ":99")).toEqual(cells([":99 ", { bold: true }], ["W漢"], [":99"]));
});

/** How far apart two colours are in lightness, as WCAG counts it: 1 to 21. */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [a, b].map(luminance).toSorted((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = channels(colour)
    .map((value) => value / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
