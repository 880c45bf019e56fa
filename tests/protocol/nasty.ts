// Texts of the pieces that terminals, lines, invisible characters and UTF-16 are made of, in any order.
import fc from "fast-check";

const PIECES = [
  ..."\x1b \x9b \x9d \x90 \x9c \x07 \x00 \x08 \x7f \r \n \t \v \f \x85 \u2028 \u2029".split(" "),
  ..."\x1b[ \x1b] \x1bP \x1b\\ [31m 0; m ; ? H ( \ud83d \ude00 \udc00 \u202e \u2066".split(" "),
  ..."\u2069 \u200e \u200b \u00ad a é 👍 \u0301 日 ~ \\ ] \x1b^ \x1b_ \x1bX \x98 \x9e \x9f".split(
    " ",
  ),
  // What joins, varies and marks, whom it can do that to, and flags of regions.
  ..."\u200c \u200d \ufe0f \ufe00 \u{e0100} \u{e01ef} \u180b \u180e \u1820 क \u094d \u093f".split(
    " ",
  ),
  ..."\u20e3 \u0300 \u05b8 \u034f \u3164 1 # ❤ 👩 🏽 🇨 \u2060 \u{e0001} 🏴 \u{e007f}".split(" "),
  "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
  "\u{e0067}\u{e0062}\u{e0065}",
  "\u00a0",
  "\ufeff",
  " ",
];

export const nasty = fc
  .array(
    fc.oneof(
      { arbitrary: fc.constantFrom(...PIECES), weight: 6 },
      fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
      fc.string({ unit: "binary", maxLength: 5 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(""));
