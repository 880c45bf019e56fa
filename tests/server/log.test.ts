// The log's lines: each of a bounded length, whatever it tells, and clean.

import { describe, expect, test } from "bun:test";
import { z } from "zod";
import { LOG_CHARACTERS, LOG_FAULT_CHARACTERS } from "../../lib/protocol/limits.ts";
import { createLog, describe as described, LEVELS, type Level } from "../../lib/server/log.ts";

const Line = z.object({ level: z.enum(LEVELS), message: z.string() });

/** The message of the one line that the log writes. */
function logged(level: Level, message: string): string {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  createLog({ level: "debug", format: "json", write, now: () => 0 })[level](message);
  expect(lines).toHaveLength(1);
  return Line.parse(JSON.parse(lines[0] ?? "")).message;
}

describe.each<[Level, number]>([
  ["debug", LOG_CHARACTERS],
  ["info", LOG_CHARACTERS],
  ["warn", LOG_CHARACTERS],
  ["error", LOG_FAULT_CHARACTERS],
])("a message of level %s", (level, most) => {
  test(`is logged whole with ${most} characters, and cut off with one more`, () => {
    expect(logged(level, "x".repeat(most))).toBe("x".repeat(most));
    expect(logged(level, "x".repeat(most + 1))).toBe(`${"x".repeat(most)}…`);
  });

  test("is not cut off in the middle of a character", () => {
    const whole = `${"x".repeat(most - 2)}😀`;
    expect(logged(level, `${whole}y`)).toBe(`${whole}…`);
    expect(logged(level, `x${whole}`)).toBe(`x${"x".repeat(most - 2)}…`);
  });
});

test("pretty lines are bounded as well", () => {
  const lines: string[] = [];
  const write = (line: string) => void lines.push(line);
  const log = createLog({ level: "info", format: "pretty", write, now: () => 0 });
  log.info("x".repeat(1e6));
  log.debug("never");
  expect(lines).toHaveLength(1);
  expect(lines[0]).toEndWith(`${"x".repeat(LOG_CHARACTERS)}…\n`);
  expect(lines[0]?.match(/x+/)?.[0]).toHaveLength(LOG_CHARACTERS);
});

test("an error with all that it was thrown through is one line, however long it is", () => {
  const error = new Error("y".repeat(1e6));
  expect(described(error)).toContain("log.test.ts");
  expect(logged("error", described(error))).toHaveLength(LOG_FAULT_CHARACTERS + 1);
  const short = logged("error", described(new Error("why")));
  expect(short).toContain("why");
  expect(short).toContain("log.test.ts");
  expect(short).not.toContain("\n");
});
