// ASCII for terminals without UTF-8: which symbol becomes which, and that nothing moves.

import { expect, test } from "bun:test";
import * as clack from "@clack/prompts";
import fc from "fast-check";
import { charactersOf } from "../../../lib/client/view/graphemes.ts";
import { AsciiOut, toAscii } from "../../../lib/client/terminal/ascii.ts";
import { Paper } from "../view/paper.ts";

test.each([
  ["plain text\r\n", "plain text\r\n"],
  ["◆ ◇ │ ─ └ ┌ ● ○ █ … · » → ✓ ✗", "* o | - - - * o _ . - > = + !"],
  ["\x1b[36m◆\x1b[39m  Your name?\x1b[0m", "\x1b[36m*\x1b[39m  Your name?\x1b[0m"],
  ["漢字 ok", "???? ok"],
  ["e\u0301te\u0301", "ete"],
  ["é", "?"],
  ["\u0301", ""],
  ["👩‍👩‍👧!", "??!"],
  ["“quoted” – it’s", '"quoted" - it\'s'],
  ["a\u00a0b\u3000c", "a b  c"],
  ["zero\u200bwidth\u00ad", "zerowidth"],
  ["1\ufe0f\u20e3", "1?"],
])("%j is %j", (text, ascii) => {
  expect(toAscii(text)).toBe(ascii);
});

test("every symbol of clack's has a likeness", () => {
  const symbols = Object.entries(clack).flatMap(([name, value]) =>
    name.startsWith("S_") && typeof value === "string" ? [value] : [],
  );
  expect(symbols.length).toBeGreaterThan(20);
  expect(symbols.filter((symbol) => toAscii(symbol).includes("?"))).toEqual([]);
});

const pieces = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.string({ unit: "binary" }).map((text) => text.replaceAll(/[\x1b\x9b]/g, "")),
  fc.constantFrom("\r\n", "◆", "日", "👩‍👩‍👧", "e\u0301", "█", "🇩🇪"),
);

test("whatever the text: ASCII, as wide as before, and no further change the second time", () => {
  const property = fc.property(fc.array(pieces), (parts) => {
    const text = parts.join("");
    const ascii = toAscii(text);
    expect(ascii).toMatch(/^[\x00-\x7f]*$/);
    // By graphemes: Bun measures some of them otherwise where they stand beside others.
    const widths = charactersOf(text).map((character) => Bun.stringWidth(character));
    expect(Bun.stringWidth(ascii)).toBe(widths.reduce((sum, width) => sum + width, 0));
    expect(toAscii(ascii)).toBe(ascii);
  });
  fc.assert(property, { numRuns: 2000 });
});

test.each(["a\x1b[31mb", "◆\x1b[0m日", "\x1b[2K👩‍👩‍👧\x1b[1m█"])("%j keeps its sequences", (text) => {
  const ascii = toAscii(text);
  expect(ascii.match(/\x1b\[\d+[mK]/g)).toEqual(text.match(/\x1b\[\d+[mK]/g));
  expect(Bun.stringWidth(ascii)).toBe(Bun.stringWidth(text));
});

test("a stream has the size of its terminal, and tells its resizes and errors", () => {
  const paper = new Paper(20, 5);
  const out = new AsciiOut(paper);
  expect([out.columns, out.rows, out.isTTY]).toEqual([20, 5, true]);
  const told: unknown[] = [];
  out.on("resize", () => told.push("resize"));
  out.on("error", (error) => told.push(error));
  paper.columns = 30;
  paper.emit("resize");
  expect(out.columns).toBe(30);
  const gone = new Error("EIO");
  paper.emit("error", gone);
  expect(told).toEqual(["resize", gone]);
  out.write("still ●");
  expect(paper.text).toBe("still *");
});

test("a character whose bytes come in two pieces is one character", () => {
  const paper = new Paper();
  const out = new AsciiOut(paper);
  const [first, ...rest] = Buffer.from("◆");
  out.write(Buffer.of(first ?? 0));
  out.write(Buffer.from(rest));
  expect(paper.text).toBe("*");
});

test("nothing waits but for a terminal that is full", async () => {
  const taking = Promise.withResolvers<() => void>();
  const slow = new (class extends Paper {
    override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
      this.heard.add(chunk);
      taking.resolve(done);
    }
  })();
  const out = new AsciiOut(slow);
  const long = "…".repeat(slow.writableHighWaterMark);
  out.write(long);
  out.write("●");
  expect(slow.text).toBe(".".repeat(long.length));
  expect(out.writableLength).toBeGreaterThan(0);
  (await taking.promise)();
  await slow.heard.waitFor("*");
});
