// Any first bytes at all: the dialect is told without a fault, and what is sure of some bytes stays so of more.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { PREFACE } from "../../lib/protocol/frame.ts";
import { detectOpening, type Opening } from "../../lib/protocol/opening.ts";

const first = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 80 }),
  fc
    .tuple(
      fc.constantFrom("GET / HTTP/1.1", "SSH-2.0-x", "\x16\x03\x01", "Ann", "\r", "GET", "\0"),
      fc.string({ unit: "binary-ascii", maxLength: 80 }),
    )
    .map(([start, rest]) => Buffer.from(start + rest, "latin1")),
  fc
    .tuple(fc.integer({ min: 0, max: PREFACE.byteLength }), fc.uint8Array({ maxLength: 9 }))
    .map(([length, rest]) => Buffer.concat([PREFACE.subarray(0, length), rest]))
    .filter((bytes) => bytes.byteLength > 0),
);

const NAMES: readonly Opening["speaks"][] = ["frames", "lines", "bare", "other-version", "foreign"];

test("a silence decides of any bytes, but for a preface that is not whole", () => {
  fc.assert(
    fc.property(first, fc.integer({ min: 1, max: 3 }), (bytes, pieces) => {
      const { speaks } = detectOpening({ bytes, pieces, quiet: true });
      const isHalf =
        bytes.byteLength < PREFACE.byteLength && bytes.every((byte, at) => byte === PREFACE[at]);
      if (isHalf) expect(speaks).toBe("undecided");
      else expect(NAMES).toContain(speaks);
    }),
    { numRuns: 3000 },
  );
});

test("what a piece has decided is the same of that piece and all that follows in it", () => {
  fc.assert(
    fc.property(first, fc.nat(80), (bytes, length) => {
      const opening = (part: Uint8Array) => detectOpening({ bytes: part, pieces: 1, quiet: false });
      const some = opening(bytes.subarray(0, length));
      // A key alone is a person's; more bytes at once may be another protocol's, or the original client's.
      if (length <= 1 || some.speaks === "undecided" || some.speaks === "lines") return;
      expect(opening(bytes)).toEqual(some);
    }),
    { numRuns: 3000 },
  );
});

test("only what begins with NUL can speak frames", () => {
  fc.assert(
    fc.property(first, fc.boolean(), (bytes, quiet) => {
      const { speaks } = detectOpening({ bytes, pieces: 1, quiet });
      if (speaks === "frames" || speaks === "other-version") expect(bytes[0]).toBe(0);
      if (bytes[0] === 0)
        expect(["frames", "other-version", "foreign", "undecided"]).toContain(speaks);
    }),
    { numRuns: 3000 },
  );
});
