// Any bytes of a guest, in any pieces, through all that makes inputs of them: the same inputs, in the same order.

import { expect, test } from "bun:test";
import fc from "fast-check";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE } from "../../lib/protocol/frame.ts";
import type { Stage } from "../../lib/room/client.ts";
import type { Input } from "../../lib/server/dialects/dialect.ts";
import { Intake } from "../../lib/server/intake.ts";
import { frame, line } from "./traffic.ts";
import { cut, pieceSizes } from "../protocol/pieces.ts";

/** Draws of numbers from 0 up to 1, that shrink. */
const draws = fc
  .array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
    minLength: 1,
    maxLength: 40,
  })
  .map((numbers) => {
    let at = 0;
    return () => numbers[at++ % numbers.length] ?? 0;
  });

/** What the server hears of, in its order, up to where nothing more is understood; who gives a name is in the room. */
function inputs(pieces: readonly Uint8Array[]): Input[] {
  let stage: Stage = "name";
  const intake = new Intake(
    () => {},
    () => stage,
  );
  const all: Input[] = [];
  for (const arrival of [...pieces, "end"] as const) {
    intake.push(arrival);
    for (let next = intake.next(); next; next = intake.next()) {
      // Chunks of a Buffer are Buffers.
      all.push(next.input === "chunk" ? { ...next, data: new Uint8Array(next.data) } : next);
      if (next.input === "broken") return all.filter(({ input }) => input !== "opened");
      if (next.input === "command" && next.command.type === "nick") stage = "here";
    }
  }
  return all.filter(({ input }) => input !== "opened");
}

test("lines", () => {
  const some = fc.array(draws.map(line), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(some, pieceSizes, (list, sizes) => {
      const bytes = Buffer.concat([Buffer.from("Ann\n"), ...list]);
      expect(inputs(cut(bytes, sizes))).toEqual(inputs(cut(bytes, [])));
    }),
    { numRuns: 500 },
  );
});

test("any bytes with a line ending, and other protocols", () => {
  const start = fc.constantFrom("GET / HTTP/1.1", "SSH-2.0-", "\x16\x03", "\0Par", "Ann\r\n");
  const opening = fc
    .tuple(start, fc.string({ unit: "grapheme-ascii" }))
    .map(([first, rest]) => Buffer.from(first + rest));
  const some = fc.oneof(opening, fc.uint8Array({ maxLength: 60 }));
  fc.assert(
    fc.property(some, pieceSizes, (bytes, sizes) => {
      const all = Buffer.concat([bytes, Buffer.from("\n")]);
      expect(inputs(cut(all, sizes))).toEqual(inputs(cut(all, [])));
    }),
    { numRuns: 2000 },
  );
});

test("frames", () => {
  const nick = encodeControl({ id: 1, type: "nick", name: "Ann" });
  const some = fc.array(
    fc.oneof(
      draws.map((draw) => frame(draw, 7, ["1.token"])),
      fc.uint8Array({ maxLength: 20 }),
    ),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(some, pieceSizes, fc.boolean(), (list, sizes, isNamed) => {
      const bytes = Buffer.concat([PREFACE, isNamed ? nick : Buffer.of(), ...list]);
      expect(inputs(cut(bytes, sizes))).toEqual(inputs(cut(bytes, [])));
    }),
    { numRuns: 500 },
  );
});
