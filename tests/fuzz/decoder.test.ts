// Any bytes at all, in any pieces, to the frame decoder and the line splitter: the same result, and bounded.

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FrameDecoder, FrameTooLong } from "../../lib/protocol/decode.ts";
import { HEADER_BYTES } from "../../lib/protocol/frame.ts";
import { MESSAGE_BYTES } from "../../lib/protocol/limits.ts";
import { LineSplitter } from "../../lib/protocol/lines.ts";
import { cut, pieceSizes } from "../protocol/pieces.ts";

/** The most that a control frame may have in these tests: bytes, few enough for chance to exceed it. */
const LIMIT = 24;

/** Headers that fit, that lie, and that announce too much, with bytes between them. */
const part = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc
    .tuple(fc.integer({ min: 0, max: LIMIT + 2 }), fc.constantFrom(0, 1, 2, 77))
    .map(([length, kind]) => Uint8Array.of(0, 0, 0, length, kind)),
  fc.constantFrom(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 1), Uint8Array.of(0, 0, 0, LIMIT, 1)),
);
const anything = fc.array(part, { maxLength: 12 }).map((parts) => Buffer.concat(parts));

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The frames up to the one that is too long, if there is one; each piece is overwritten once it was drained. */
function frames(pieces: readonly Uint8Array[]): string[] {
  const decoder = new FrameDecoder();
  const seen: string[] = [];
  try {
    for (const piece of pieces) {
      for (const frame of decoder.push(piece, () => LIMIT)) {
        if (frame.kind === "control") seen.push(`control ${hex(frame.payload)}`);
        else if (frame.kind === "chunk") seen.push(`chunk ${frame.transfer} ${hex(frame.data)}`);
        else seen.push(`unknown ${frame.byte}`);
      }
      piece.fill(0xee);
    }
  } catch (error) {
    if (!(error instanceof FrameTooLong)) throw error;
    seen.push(error.message);
  }
  return seen;
}

describe("the frame decoder", () => {
  test("makes the same of any bytes in any pieces, and nothing but a frame that is too long stops it", () => {
    fc.assert(
      fc.property(anything, pieceSizes, (bytes, sizes) => {
        expect(frames(cut(bytes, sizes))).toEqual(frames(cut(bytes, [])));
      }),
      { numRuns: 2000 },
    );
  });

  test("gives no more bytes than it got, and none of a frame before all of it is there", () => {
    fc.assert(
      fc.property(anything, (bytes) => {
        const decoder = new FrameDecoder();
        let given = 0;
        let taken = 0;
        try {
          for (const byte of bytes) {
            taken++;
            for (const frame of decoder.push(Uint8Array.of(byte), () => LIMIT)) {
              given += HEADER_BYTES;
              if (frame.kind === "control") given += frame.payload.byteLength;
              if (frame.kind === "chunk") given += frame.data.byteLength;
              expect(given).toBeLessThanOrEqual(taken);
            }
          }
        } catch (error) {
          expect(error).toBeInstanceOf(FrameTooLong);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

/** Lines as text, or that they were too long; and the longest that was given: bytes. */
function lines(pieces: readonly Uint8Array[]): { seen: string[]; longest: number } {
  const splitter = new LineSplitter();
  const seen: string[] = [];
  let longest = 0;
  const take = (line: Uint8Array | "too-long") => {
    seen.push(line === "too-long" ? line : hex(line));
    if (line !== "too-long") longest = Math.max(longest, line.byteLength);
  };
  for (const piece of pieces) {
    for (const line of splitter.push(piece)) take(line);
    piece.fill(0xee);
  }
  const last = splitter.end();
  if (last) take(last);
  return { seen, longest };
}

test("the line splitter makes the same of any bytes in any pieces, and no line longer than it may be", () => {
  const run = fc
    .tuple(
      fc.oneof(
        fc.integer({ min: 0, max: 2 * MESSAGE_BYTES }),
        fc.integer({ min: MESSAGE_BYTES - 1, max: MESSAGE_BYTES + 2 }),
      ),
      fc.constantFrom(0x78, 0x0d, 0),
    )
    .map(([length, byte]) => new Uint8Array(length).fill(byte));
  const ending = fc.constantFrom("\n", "\r\n", "\r", "").map((text) => Buffer.from(text));
  const some = fc.array(fc.oneof(run, ending, fc.uint8Array({ maxLength: 9 })), { maxLength: 9 });
  const sizes = fc.array(fc.integer({ min: 1, max: MESSAGE_BYTES + 3 }), { maxLength: 5 });
  fc.assert(
    fc.property(some, sizes, (parts, cuts) => {
      const bytes = Buffer.concat(parts);
      const { seen, longest } = lines(cut(bytes, cuts));
      expect(seen).toEqual(lines(cut(bytes, [])).seen);
      expect(longest).toBeLessThanOrEqual(MESSAGE_BYTES);
    }),
    { numRuns: 500 },
  );
});
