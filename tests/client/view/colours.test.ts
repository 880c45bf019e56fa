// Names' colours: the same in every run, different among those who are here, legible on black and on white.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NameColours, WIDE_PALETTE } from "../../../lib/client/view/colours.ts";
import { COLOURED_NAMES } from "../../../lib/protocol/limits.ts";

/** What the paint puts before a text. */
function styleOf(colours: NameColours, name: string): string {
  const painted = colours.colourOf(name)("x");
  expect(Bun.stripANSI(painted)).toBe("x");
  expect(painted).toEndWith("x\x1b[39m");
  return painted.slice(0, painted.indexOf("x"));
}

test("a name has the same colour in every run, whatever its case and width", () => {
  const wide = (name: string) => styleOf(new NameColours(8), name);
  expect(wide("Ann")).toBe("\x1b[38;5;95m");
  for (const name of ["ann", "ANN", "ａｎｎ", "A\u200bnn"]) expect(wide(name)).toBe(wide("Ann"));
  expect(styleOf(new NameColours(24), "Ann")).toBe(wide("Ann"));
});

describe("as many names as the palette has differ", () => {
  const names = (most: number) =>
    fc.uniqueArray(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: most, maxLength: most });

  test.each([
    [4, 6],
    [8, 12],
    [24, 12],
  ])("in %d bits: %d", (depth, size) => {
    fc.assert(
      fc.property(names(size), (present) => {
        const colours = new NameColours(depth);
        const styles = present.map((name) => styleOf(colours, name));
        expect(new Set(styles).size).toBe(size);
        expect(present.map((name) => styleOf(colours, name))).toEqual(styles);
      }),
    );
  });

  test("also where others came and went, or were renamed", () => {
    const step = fc.record({ leaves: fc.nat(), comes: fc.stringMatching(/^[a-z]{1,4}$/) });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 30, maxLength: 60 }),
        fc.boolean(),
        (steps, renames) => {
          const colours = new NameColours(8);
          const present: string[] = [];
          for (const { leaves, comes } of steps) {
            if (present.includes(comes)) continue;
            if (present.length === 12) {
              const [gone = ""] = present.splice(leaves % 12, 1);
              if (renames) colours.rename(gone, comes);
              else colours.forget(gone);
            }
            present.push(comes);
            colours.colourOf(comes);
            const styles = present.map((name) => styleOf(colours, name));
            expect(new Set(styles).size).toBe(present.length);
          }
        },
      ),
    );
  });
});

/** Names whose hash asks for the place, of a palette so large. */
function namesFor(place: number, size: number, count: number): string[] {
  const found: string[] = [];
  for (let n = 0; found.length < count; n++) {
    if (Bun.hash.crc32(`n${n}`) % size === place) found.push(`n${n}`);
  }
  return found;
}

test("beyond the palette a name has the colour that its hash asks for, until all who have it are gone", () => {
  const colours = new NameColours(4);
  const [first = "", ...rivals] = namesFor(2, 6, 7);
  for (const name of [first, ...rivals]) colours.colourOf(name);
  const last = rivals.at(-1) ?? "";
  expect(styleOf(colours, last)).toBe(styleOf(colours, first));
  // One of the two that share it leaves: it is not free.
  colours.forget(first);
  const [other = "", another = ""] = namesFor(4, 6, 2);
  expect(styleOf(colours, other)).toBe(styleOf(new NameColours(4), other));
  colours.forget(last);
  expect(styleOf(colours, another)).toBe(styleOf(new NameColours(4), last));
});

test("a name that was written otherwise keeps its colour, another name has its own", () => {
  const colours = new NameColours(8);
  const [first = "", second = ""] = namesFor(0, WIDE_PALETTE.length, 2);
  colours.colourOf(first);
  const before = styleOf(colours, second);
  colours.forget(first);
  colours.rename(second, second.toUpperCase());
  expect(styleOf(colours, second)).toBe(before);
  colours.rename(second, "Ann");
  expect(styleOf(colours, "Ann")).toBe(styleOf(new NameColours(8), "Ann"));
  // What it had is free.
  expect(styleOf(colours, first)).not.toBe(before);
  expect(styleOf(colours, second)).toBe(before);
  colours.forget("nobody");
});

test("a terminal of two colours shows none", () => {
  const colours = new NameColours(1);
  expect(colours.colourOf("Ann")("Ann")).toBe("Ann");
  colours.rename("Ann", "Bo");
});

describe("so many names are remembered", () => {
  // All want one colour: the first has it, the second another, and then all are taken.
  const rivals = namesFor(0, WIDE_PALETTE.length, COLOURED_NAMES + 1);
  const [first = "", second = "", ...others] = rivals;

  test.each([
    ["at the limit the second still has its own", COLOURED_NAMES, false],
    ["of one more it is not", COLOURED_NAMES + 1, true],
  ])("%s", (_what, count, forgotten) => {
    const colours = new NameColours(8);
    const wanted = styleOf(colours, first);
    const own = styleOf(colours, second);
    expect(own).not.toBe(wanted);
    // The first is seen again: of one more name, the second is who was not seen for longest.
    colours.colourOf(first);
    for (const name of others.slice(0, count - 2)) colours.colourOf(name);
    expect(styleOf(colours, second)).toBe(forgotten ? wanted : own);
  });
});

describe("the wide palette", () => {
  const LEVELS = [0, 95, 135, 175, 215, 255];

  /** Light of the three kinds, each from 0 to 1, of an index of the colour cube. Source: the sRGB curve. */
  function lightOf(index: number): [number, number, number] {
    const curve = (level = 0) => {
      const part = level / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    };
    const at = index - 16;
    return [
      curve(LEVELS[Math.floor(at / 36)]),
      curve(LEVELS[Math.floor(at / 6) % 6]),
      curve(LEVELS[at % 6]),
    ];
  }

  /** Source: WCAG 2, relative luminance and contrast. */
  function contrasts(index: number): { onBlack: number; onWhite: number } {
    const [red, green, blue] = lightOf(index);
    const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    return { onBlack: (luminance + 0.05) / 0.05, onWhite: 1.05 / (luminance + 0.05) };
  }

  /** Source: CIE 1976 L*a*b* with the white of D65. */
  function labOf(index: number): [number, number, number] {
    const [red, green, blue] = lightOf(index);
    const curve = (t: number) => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
    const x = curve((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.95047);
    const y = curve(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const z = curve((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.08883);
    return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
  }

  test.each([...WIDE_PALETTE])("colour %d is legible on black and on white", (index) => {
    const { onBlack, onWhite } = contrasts(index);
    expect(onBlack).toBeGreaterThanOrEqual(3.5);
    expect(onWhite).toBeGreaterThanOrEqual(3.5);
  });

  test("its colours are far from each other", () => {
    expect(WIDE_PALETTE).toHaveLength(12);
    const labs = WIDE_PALETTE.map(labOf);
    for (const [at, one] of labs.entries()) {
      for (const other of labs.slice(at + 1)) {
        expect(Math.hypot(...one.map((part, n) => part - (other[n] ?? 0)))).toBeGreaterThan(40);
      }
    }
  });
});
