// Lines out of any chunking, with LF or CRLF, against a naive split; and the one length that is too long.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { LineSplitter } from "../../lib/protocol/lines.ts";
import { MESSAGE_BYTES } from "../../lib/protocol/limits.ts";
import { cut, cutAt, pieceSizes, utf8 } from "./pieces.ts";

/** The lines of all pieces, and what the end leaves; each piece is overwritten once it was drained. */
function split(pieces: readonly Uint8Array[]): string[] {
  const splitter = new LineSplitter();
  const lines: string[] = [];
  const keep = (line: Uint8Array | "too-long") =>
    lines.push(line === "too-long" ? "(too long)" : Buffer.from(line).toString("latin1"));
  for (const piece of pieces) {
    for (const line of splitter.push(piece)) keep(line);
    piece.fill(0x58);
  }
  const last = splitter.end();
  if (last !== undefined) keep(last);
  return lines;
}

/** Everything is there: split at LF, take one CR off. */
function oracle(bytes: Uint8Array): string[] {
  const lines = Buffer.from(bytes).toString("latin1").split("\n");
  if (lines.at(-1) === "") lines.pop();
  return lines.map((line) => {
    const text = line.endsWith("\r") ? line.slice(0, -1) : line;
    return text.length > MESSAGE_BYTES ? "(too long)" : text;
  });
}

describe("any chunking", () => {
  const text = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 60 }),
    fc.string({ unit: fc.constantFrom("\r", "a", "\0", "é", "\x1b"), maxLength: 8 }),
  );
  const line = fc
    .tuple(
      text.map((each) => each.replaceAll("\n", "")),
      fc.constantFrom("\n", "\r\n"),
    )
    .map(([words, ending]) => words + ending);

  test("any lines, cut anyhow, are the same lines", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 10 }), text, pieceSizes, (list, rest, sizes) => {
        const bytes = utf8(list.join("") + rest);
        expect(split(cut(bytes, sizes))).toEqual(oracle(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test("lines around the limit, cut anyhow, are the same lines", () => {
    const length = fc.integer({ min: MESSAGE_BYTES - 3, max: MESSAGE_BYTES + 4 });
    const long = fc
      .tuple(length, fc.constantFrom("\n", "\r\n", "\r\r\n"))
      .map(([bytes, ending]) => "x".repeat(bytes) + ending);
    const sizes = fc.array(fc.integer({ min: 1, max: 2 * MESSAGE_BYTES }), { maxLength: 6 });
    fc.assert(
      fc.property(fc.array(fc.oneof(long, line), { maxLength: 5 }), sizes, (list, pieces) => {
        const bytes = utf8(list.join(""));
        expect(split(cut(bytes, pieces))).toEqual(oracle(bytes));
      }),
      { numRuns: 200 },
    );
  });

  test("every cut of a text with both endings", () => {
    const bytes = utf8("one\r\n\n\r\ntwo\r\r\nthr\ree\nlast");
    expect(oracle(bytes)).toEqual(["one", "", "", "two\r", "thr\ree", "last"]);
    for (let at = 0; at <= bytes.byteLength; at++) {
      expect(split(cutAt(bytes, at))).toEqual(oracle(bytes));
    }
    expect(split(cut(bytes, [1]))).toEqual(oracle(bytes));
  });
});

describe("the limit", () => {
  const most = "é".repeat(MESSAGE_BYTES / 2);
  const cases: [string, string, string[]][] = [
    ["exactly, LF", `${most}\nnext\n`, [most, "next"]],
    ["exactly, CRLF", `${most}\r\nnext\n`, [most, "next"]],
    ["exactly, at the end", most, [most]],
    ["one more, LF", `${most}x\nnext\n`, ["(too long)", "next"]],
    ["one more, CRLF", `${most}x\r\nnext\r\n`, ["(too long)", "next"]],
    ["one more, at the end", `${most}x`, ["(too long)"]],
    ["one more, a CR", `${most}\r\r\nnext\n`, ["(too long)", "next"]],
    ["ten times, LF", `${most.repeat(10)}\n\nnext\n`, ["(too long)", "", "next"]],
    ["two of them", `${most}x\n${most}xy\nnext\n`, ["(too long)", "(too long)", "next"]],
  ];

  test.each(cases)("%s", (_, text, lines) => {
    const bytes = utf8(text);
    const expected = lines.map((line) => Buffer.from(line).toString("latin1"));
    for (const sizes of [[], [1], [7], [MESSAGE_BYTES], [MESSAGE_BYTES + 1, 1]]) {
      expect(split(cut(bytes, sizes))).toEqual(expected);
    }
  });
});

describe("what waits for its ending", () => {
  test("is no line before that, and nothing once it was given out", () => {
    const splitter = new LineSplitter();
    expect([...splitter.push(utf8("half"))]).toEqual([]);
    expect(splitter.end()).toEqual(utf8("half"));
    expect(splitter.end()).toBeUndefined();
    expect([...splitter.push(utf8("\n"))]).toHaveLength(1);
    expect(splitter.end()).toBeUndefined();
  });

  test.each([
    { what: "Uint8Array", piece: utf8("one\ntwo") },
    { what: "Buffer", piece: Buffer.from("one\ntwo") },
  ])("is a copy, also of a $what, so that it does not hold its chunk", ({ piece }) => {
    const splitter = new LineSplitter();
    expect([...splitter.push(piece)]).toHaveLength(1);
    piece.fill(0x58);
    expect(Buffer.from([...splitter.push(utf8("\n"))][0] ?? []).toString()).toBe("two");
  });
});
