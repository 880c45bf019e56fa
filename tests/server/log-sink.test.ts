// The log's way out: lines pass in their order; beyond the bound they are counted, and the count is told once.

import { describe, expect, test } from "bun:test";
import { LOG_WAITING_BYTES } from "../../lib/protocol/limits.ts";
import { LogSink, type TextStream } from "../../lib/server/log-sink.ts";

/** A stream that takes each text when the test says so. */
class HandStream implements TextStream {
  readonly texts: string[] = [];
  #waiting: (() => void)[] = [];

  write(text: string, taken: () => void): void {
    this.texts.push(text);
    this.#waiting.push(taken);
  }

  /** Takes so many of those that wait, the oldest first. */
  take(count: number): void {
    for (const taken of this.#waiting.splice(0, count)) taken();
  }
}

function setUp() {
  const stream = new HandStream();
  const leftOut: number[] = [];
  const sink = new LogSink(stream, (lines) => leftOut.push(lines));
  return { stream, leftOut, sink };
}

const EIGHTH = LOG_WAITING_BYTES / 8;

/** A line of so many bytes, its newline included. */
const lineOf = (bytes: number, of = "x") => `${of.repeat(bytes - 1)}\n`;

/** Eight lines that are together as long as may wait, each of another letter. */
const EIGHT = [..."abcdefgh"].map((letter) => lineOf(EIGHTH, letter));

describe("lines that are read", () => {
  test("all pass, in their order", () => {
    const { stream, leftOut, sink } = setUp();
    const lines = Array.from({ length: 1000 }, (_, index) => lineOf(EIGHTH, `${index % 10}`));
    for (const line of lines) {
      sink.write(line);
      stream.take(1);
    }
    expect(stream.texts).toEqual(lines);
    expect(leftOut).toEqual([]);
  });

  test("leave their place to others: at no time do more wait", () => {
    const { stream, leftOut, sink } = setUp();
    for (const line of EIGHT) sink.write(line);
    stream.take(3);
    for (const line of EIGHT.slice(0, 3)) sink.write(line);
    expect(stream.texts).toEqual([...EIGHT, ...EIGHT.slice(0, 3)]);
    stream.take(11);
    expect(leftOut).toEqual([]);
  });
});

describe("lines that nobody reads", () => {
  test("pass up to the limit", () => {
    const { stream, leftOut, sink } = setUp();
    for (const line of EIGHT) sink.write(line);
    expect(stream.texts).toEqual(EIGHT);
    stream.take(8);
    expect(leftOut).toEqual([]);
  });

  test.each([
    ["one byte", "y"],
    ["many lines' bytes", lineOf(EIGHTH)],
  ])("are left out past it: %s", (_what, line) => {
    const { stream, leftOut, sink } = setUp();
    for (const each of EIGHT) sink.write(each);
    sink.write(line);
    expect(stream.texts).toEqual(EIGHT);
    stream.take(8);
    expect(leftOut).toEqual([1]);
  });

  test("are measured in bytes, not in characters", () => {
    const { stream, sink } = setUp();
    const umlauts = "ü".repeat(LOG_WAITING_BYTES / 2);
    sink.write(umlauts);
    sink.write("x");
    expect(stream.texts).toEqual([umlauts]);
  });

  test("are left out where a single one is longer than all that may wait", () => {
    const { stream, sink } = setUp();
    sink.write(lineOf(LOG_WAITING_BYTES + 1));
    sink.write(lineOf(LOG_WAITING_BYTES));
    expect(stream.texts).toEqual([lineOf(LOG_WAITING_BYTES)]);
  });
});

describe("the count", () => {
  test("is told once, when more than half of what waited has left", () => {
    const { stream, leftOut, sink } = setUp();
    for (const line of EIGHT) sink.write(line);
    for (let line = 0; line < 7; line++) sink.write("never\n".repeat(EIGHTH));
    stream.take(4);
    expect(leftOut).toEqual([]);
    stream.take(1);
    expect(leftOut).toEqual([7]);
    stream.take(3);
    expect(leftOut).toEqual([7]);
    expect(stream.texts).toEqual(EIGHT);
  });

  test("begins again after it was told", () => {
    const { stream, leftOut, sink } = setUp();
    for (const times of [3, 2]) {
      for (const line of EIGHT) sink.write(line);
      for (let line = 0; line < times; line++) sink.write("never\n");
      stream.take(8);
    }
    expect(leftOut).toEqual([3, 2]);
    expect(stream.texts).toEqual([...EIGHT, ...EIGHT]);
  });

  test("may itself be a line of the log", () => {
    const stream = new HandStream();
    const sink: LogSink = new LogSink(stream, (lines) => sink.write(`${lines} left out\n`));
    for (const line of EIGHT) sink.write(line);
    sink.write("never\n");
    stream.take(5);
    sink.write("after\n");
    stream.take(99);
    expect(stream.texts).toEqual([...EIGHT, "1 left out\n", "after\n"]);
  });
});
