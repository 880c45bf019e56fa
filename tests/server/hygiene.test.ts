// Nothing that a peer sends reaches another guest's terminal, or the log, as control bytes or bidi overrides.

import { describe, expect, test } from "bun:test";
import { createLog } from "../../lib/server/log.ts";
import { FORBIDDEN, House } from "../support/house.ts";

const ATTACKS = [
  { what: "a cleared screen", text: "a\x1b[2Jb", clean: "ab" },
  { what: "a window title", text: "a\x1b]0;owned\x07b", clean: "ab" },
  { what: "an 8-bit CSI", text: "a\u009b31mb", clean: "ab" },
  { what: "a cut escape sequence", text: "ab\x1b", clean: "ab" },
  { what: "bells and backspaces", text: "a\x07\x08\x7fb", clean: "ab" },
  { what: "a carriage return", text: "a\rb", clean: "a b", framed: ["a", "b"] },
  { what: "an invented line", text: "a\u2028Lina: b\u0085c", clean: "a Lina: b c" },
  { what: "a bidi override", text: "a\u202eb\u202c", clean: "ab" },
  { what: "bidi isolates", text: "\u2066a\u2069b", clean: "ab" },
];

describe.each(ATTACKS)("$what", ({ text, clean, framed = [clean] }) => {
  test("in talk and direct messages", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    const frames = await house.frames("Finn");
    const teller = await house.lines("Ann");
    const program = await house.frames("Ben");
    await lines.lines(3);

    teller.send(`${text}\n/msg Lina ${text}\n/msg Finn ${text}\n`);
    const answers = await teller.lines(4);
    expect(answers[1]).toMatch(/ ACK$/);
    await program.request({ type: "say", text });
    await program.request({ type: "msg", to: "Lina", text });

    const seen = await lines.heard();
    expect(seen).toEqual([
      `Ann: ${clean}`,
      `* Ann to you: ${clean}`,
      ...framed.map((line) => `Ben: ${line}`),
      ...framed.map((line) => `* Ben to you: ${line}`),
    ]);
    expect(seen.filter((line) => FORBIDDEN.test(line))).toEqual([]);
    expect(answers.filter((line) => FORBIDDEN.test(line))).toEqual([]);
    const [said, told] = [await frames.next("said"), await frames.next("told")];
    expect(FORBIDDEN.test(said.text + told.text)).toBe(false);
    expect(said.text).toBe(clean);
    expect(house.log.all.filter((line) => FORBIDDEN.test(parsed(line)))).toEqual([]);
  });

  test("in names, file names, refused words and refused messages", async () => {
    await using house = new House();
    const lines = await house.lines("Lina");
    const frames = await house.unnamedFrames();
    await frames.request({ type: "nick", name: text });
    const [answer] = await frames.request({ type: "nick", name: `F${text.slice(0, 12)}` });
    expect(answer?.type).toBeOneOf(["welcome", "ack", "error"]);
    const teller = await house.guest();
    teller.send(`x${text}:\nAnn\nget ${text}\n/x${text}\n/msg x${text} y\n/help ${text}\n`);
    await teller.heard();

    const seen = [...(await lines.heard()), ...house.log.all.map(parsed)];
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter((line) => FORBIDDEN.test(line))).toEqual([]);
  });
});

test("bare guests are sent nothing raw", async () => {
  await using house = new House();
  const bare = await house.bare("Old");
  const teller = await house.lines("Ann");
  for (const { text } of ATTACKS) teller.send(`${text}\n`);
  await teller.heard();
  const seen = await bare.heard("");
  expect(seen).toEqual(ATTACKS.map(({ clean }) => `Ann: ${clean}`));
});

test.each(["pretty", "json"] as const)("the %s log cleans whatever it is told", (format) => {
  const lines: string[] = [];
  // But for the log's own colors, where there are some.
  const write = (line: string) => void lines.push(line.replaceAll(/\x1b\[\d+m/g, "").trimEnd());
  const log = createLog({ level: "info", format, write, now: () => 0 });
  for (const { text } of ATTACKS) log.warn(text);
  const shown = lines.map((line) => (format === "json" ? parsed(line) : line));
  expect(shown).toEqual(ATTACKS.map(({ clean }) => expect.stringMatching(new RegExp(`${clean}$`))));
  expect(lines.filter((line) => FORBIDDEN.test(line))).toEqual([]);
});

/** A log line's message, as a program that reads the log has it. */
function parsed(line: string): string {
  const entry: unknown = JSON.parse(line);
  if (typeof entry !== "object" || entry === null || !("message" in entry)) return line;
  return String(entry.message);
}
