// A line that is rewritten in place: on a real terminal, and byte by byte.

import { describe, expect, test } from "bun:test";
import { Writable } from "node:stream";
import { ProgressLine } from "../../lib/client/progress-line.ts";
import type { TerminalOut } from "../../lib/client/terminal/terminal.ts";
import { PROGRESS_MS } from "../../lib/protocol/limits.ts";
import { textWidth } from "../../lib/client/view/graphemes.ts";

/** A terminal so wide that keeps what is written. */
class Screen extends Writable implements TerminalOut {
  text = "";
  readonly rows = 24;
  readonly isTTY = true;

  constructor(public columns: number) {
    super();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

function lineOf(columns: number) {
  const screen = new Screen(columns);
  const clock = { now: 1000 };
  return { screen, clock, line: new ProgressLine(screen, () => clock.now) };
}

test("a shorter text leaves nothing of a longer one", () => {
  const { screen, clock, line } = lineOf(80);
  line.show(() => "long text");
  clock.now += PROGRESS_MS;
  line.show(() => "text");
  clock.now += PROGRESS_MS;
  line.show(() => "漢字");
  expect(screen.text).toBe("\r\x1b[Klong text\r\x1b[Ktext\r\x1b[K漢字");
});

test("at most once in so long a time; what is not shown is not asked for", () => {
  const { screen, clock, line } = lineOf(80);
  line.show(() => "1");
  clock.now += PROGRESS_MS - 1;
  line.show(() => {
    throw new Error("asked");
  });
  clock.now += 1;
  line.show(() => "2");
  expect(screen.text).toBe("\r\x1b[K1\r\x1b[K2");
});

describe("clearing", () => {
  test("leaves an empty line, once", () => {
    const { screen, line } = lineOf(80);
    line.clear();
    line.show(() => "漢字.bin");
    line.clear();
    line.clear();
    expect(screen.text).toBe("\r\x1b[K漢字.bin\r\x1b[K");
  });

  test("what comes next is shown at once", () => {
    const { screen, line } = lineOf(80);
    line.show(() => "long text");
    line.clear();
    line.show(() => "text");
    expect(screen.text).toBe("\r\x1b[Klong text\r\x1b[K\r\x1b[Ktext");
  });
});

test.each([1, 2, 7, 8, 9, 80])("fits a terminal of %d columns, also after a resize", (columns) => {
  const { screen, clock, line } = lineOf(80);
  line.show(() => "x");
  screen.columns = columns;
  clock.now += PROGRESS_MS;
  line.show(() => "漢字 42 %");
  const shown = screen.text.split("\x1b[K").at(-1) ?? "";
  expect(textWidth(shown)).toBeLessThanOrEqual(columns);
  if (columns >= 9) expect(shown).toBe("漢字 42 %");
});
