// A file's bytes on a terminal: clean however they are cut, and shown as they come.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ShownBytes } from "../../lib/client/shown-bytes.ts";
import { COMBINING_MARKS, LINE_HELD_CHARACTERS } from "../../lib/protocol/limits.ts";
import { cleanText } from "../../lib/protocol/text.ts";
import { nasty } from "../protocol/nasty.ts";

/** What is shown of pieces of a file, each time, and at its end. */
function shownOf(...pieces: (string | Uint8Array)[]): string[] {
  const shown = new ShownBytes();
  return [...pieces.map((piece) => shown.push(Buffer.from(piece))), shown.end()];
}

describe("bytes in any pieces", () => {
  test("are the clean lines of the whole", () => {
    const texts = fc
      .array(fc.oneof(nasty, fc.constantFrom("\n", "\r\n", "\t")), { maxLength: 8 })
      .map((parts) =>
        parts
          .join("")
          .toWellFormed()
          .replace(/^\ufeff/, ""),
      );
    fc.assert(
      fc.property(texts, fc.array(fc.nat(400), { maxLength: 6 }), (text, cuts) => {
        const bytes = Buffer.from(text);
        const ends = [0, ...cuts.toSorted((a, b) => a - b), bytes.byteLength];
        const pieces = ends.slice(1).map((end, at) => bytes.subarray(ends[at], end));
        const lines = text.split("\n").map((line, at, all) => {
          const whole = at < all.length - 1 ? line.replace(/\r$/, "") : line;
          return whole.split("\t").map(cleanText).join("\t");
        });
        expect(shownOf(...pieces).join("")).toBe(lines.join("\n"));
      }),
      { numRuns: 1000 },
    );
  });

  test("a character that is cut is whole", () => {
    const bytes = Buffer.from("é👍\n");
    expect(shownOf(...Array.from(bytes, (byte) => Uint8Array.of(byte))).join("")).toBe("é👍\n");
  });

  test("an escape sequence that is cut is gone", () => {
    expect(shownOf("a\x1b]0;ow", "ned\x07b\x1b", "[31", "mc\n").join("")).toBe("abc\n");
  });

  test.each([
    ["invalid bytes", Uint8Array.of(0x61, 0xff, 0xc0, 0xaf, 0x62), "a\ufffd\ufffd\ufffdb"],
    ["one that is cut off by the end", Uint8Array.of(0x61, 0xf0, 0x9f, 0x98), "a\ufffd"],
    ["C1 controls in UTF-8", Uint8Array.of(0xc2, 0x9b, 0x33, 0x31, 0x6d, 0x61), "a"],
    ["CRLF and tabs", Buffer.from("a\tb\r\nc\r\n"), "a\tb\nc\n"],
    ["a CR alone", Buffer.from("a\rb"), "a b"],
    ["nothing", new Uint8Array(0), ""],
  ])("%s", (_, bytes, text) => {
    expect(shownOf(bytes).join("")).toBe(text);
  });
});

describe("what is not held back", () => {
  test("a line that is whole is shown at once, the beginning of one is not", () => {
    expect(shownOf("one\ntw", "o\nthree")).toEqual(["one\n", "two\n", "three"]);
  });

  test("of a line as long as may be held nothing is shown, of one longer all but its end", () => {
    const held = "x".repeat(LINE_HELD_CHARACTERS);
    expect(shownOf(held)).toEqual(["", held]);
    const [first, ...rest] = shownOf(held, "y", "\nz").slice(1);
    expect(first).toStartWith("xxx");
    expect(first + rest.join("")).toBe(`${held}y\nz`);
  });

  test("a line without an end is never held for long, nor lost behind a title without one", () => {
    const shown = new ShownBytes();
    let length = shown.push(Buffer.from("\x1b]0;")).length;
    for (let n = 0; n < 100; n++) {
      length += shown.push(Buffer.from("talk ".repeat(1000))).length;
      expect(5000 * (n + 1) - length).toBeLessThan(LINE_HELD_CHARACTERS);
    }
    expect(length + shown.end().length).toBe(500_000 + "0;".length);
  });

  test("a tower of marks is none, however long it is and however it is cut", () => {
    const tower = "\u0301".repeat(3 * LINE_HELD_CHARACTERS);
    const all = shownOf(`${"x".repeat(LINE_HELD_CHARACTERS)}Z\u0301`, tower, tower, "!").join("");
    expect(all).toEndWith(`xZ${"\u0301".repeat(COMBINING_MARKS)}!`);
  });

  test("no surrogate pair is cut in two", () => {
    for (const end of ["", "x"]) {
      const text = "👍".repeat(LINE_HELD_CHARACTERS) + end;
      const shown = shownOf(text);
      expect(shown.every((part) => part.isWellFormed())).toBe(true);
      expect(shown.join("")).toBe(text);
    }
  });
});
