// The one place where what we write becomes ASCII, for terminals without UTF-8: same width, other symbols.

import { charactersOf } from "../view/graphemes.ts";
import { BeforeTerminal } from "./before-terminal.ts";
import type { TerminalOut } from "./terminal.ts";

const SYMBOLS: readonly [symbols: string, ascii: string][] = [
  ["◆✳★", "*"],
  ["●◉", "*"],
  ["◇○◻◒◐◓◑◯", "o"],
  ["│┃║", "|"],
  ["─━═‐‑‒–—―−", "-"],
  ["└┌┐┘├┤┬┴┼╭╮╯╰", "-"],
  ["█▁▂▃▄▅▆▇", "_"],
  ["░▒▓◼▪", "#"],
  ["…", "."],
  ["·•‧∙", "-"],
  ["»›▶▸❯", ">"],
  // Not as a mention's mark: a direct message has this before it.
  ["→", "="],
  ["«‹←◀◂❮", "<"],
  ["↑", "^"],
  ["↓▼▾", "v"],
  ["✓✔", "+"],
  ["×■", "x"],
  ["✗✘⚠▲", "!"],
  ["‘’‚", "'"],
  ["“”„", '"'],
  ["\u00a0\u2009\u202f\u3000", " "],
];

const TABLE = new Map(
  SYMBOLS.flatMap(([symbols, ascii]) => [...symbols].map((symbol) => [symbol, ascii] as const)),
);

// The character before may be the base of combining marks.
const BEYOND = /[\x20-\x7e]?[^\x00-\x7f]+/g;

/**
 * A text in ASCII, as wide as before grapheme by grapheme: symbols that are known have their likeness,
 * of anything else each column is a "?". Escape sequences stay, they are ASCII.
 */
export function toAscii(text: string): string {
  return text.replace(BEYOND, (part) => {
    let ascii = "";
    for (const character of charactersOf(part)) ascii += likeness(character);
    return ascii;
  });
}

function likeness(grapheme: string): string {
  const width = Bun.stringWidth(grapheme);
  const [base = ""] = grapheme;
  if (base <= "\x7f") return base + "?".repeat(Math.max(0, width - 1));
  return (TABLE.get(grapheme) ?? "?").repeat(width);
}

/** A terminal's output that shows ASCII only, and tells the terminal's errors. */
export class AsciiOut extends BeforeTerminal<TerminalOut> implements TerminalOut {
  readonly #decoder = new TextDecoder();

  constructor(tty: TerminalOut) {
    super(tty, { decodeStrings: false, autoDestroy: false });
    tty.on("error", (error) => this.emit("error", error));
  }

  get isStuck(): boolean {
    return this.tty.isStuck ?? false;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    const text = typeof chunk === "string" ? chunk : this.#decoder.decode(chunk, { stream: true });
    // Nothing waits here while the terminal takes it: what was written last must not be lost at the end.
    if (this.tty.write(toAscii(text))) done();
    else this.tty.once("drain", done);
  }
}
