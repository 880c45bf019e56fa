// What was said earlier as lines and bare guests read it, and what of the answers to programs they never see.

import { describe, expect, test } from "bun:test";
import type { HistoryEntry, ServerMessage } from "../../lib/protocol/messages.ts";
import { nameProblem } from "../../lib/protocol/names.ts";
import { localMinute } from "../../lib/protocol/time.ts";
import { BareDialect } from "../../lib/server/dialects/bare.ts";
import { renderLines } from "../../lib/server/dialects/render.ts";

const AT = Date.UTC(2026, 10, 22, 20, 29);
const WHEN = localMinute(AT);

function entry(fields: Partial<HistoryEntry> = {}): HistoryEntry {
  return { seq: 81, at: AT, from: "Ann", client: 1, text: "hello", ...fields };
}

function shown(...entries: HistoryEntry[]): string | undefined {
  return renderLines({ type: "history", entries, more: false }, "/history");
}

describe("a message of the history", () => {
  test.each([
    ["talk", {}, `* > #81 ${WHEN} Ann: hello\n`],
    ["an action", { action: true as const, text: "waves" }, `* > #81 ${WHEN} * Ann waves\n`],
    ["a direct one", { to: "Bob" }, `* > #81 ${WHEN} > Ann to Bob: hello\n`],
    [
      "several lines, each with all that stands before the first",
      { text: "one\n* > #82 Bob: two" },
      `* > #81 ${WHEN} Ann: one\n* > #81 ${WHEN} Ann: * > #82 Bob: two\n`,
    ],
  ])("%s", (_what, fields, text) => {
    expect(shown(entry(fields))).toBe(text);
  });

  test("follows the one before; a page without any is nothing", () => {
    const page = shown(entry(), entry({ seq: 1_000_000 }));
    expect(page).toBe(`* > #81 ${WHEN} Ann: hello\n* > #1000000 ${WHEN} Ann: hello\n`);
    expect(shown()).toBe("");
  });

  test("looks like nothing that anybody can say now: no name begins with its marks", () => {
    const text = shown(entry()) ?? "";
    for (const mark of [">", "*"]) expect(nameProblem(`${mark}Ann`)).toBeDefined();
    const now = { seq: 82, at: AT, client: 2, from: "#81", text: `${WHEN} Ann: hello` };
    const action = renderLines({ type: "said", ...now, action: true }) ?? "";
    expect(text.slice(0, 4)).not.toBe(action.slice(0, 4));
  });
});

test("nobody is shown a token, a key or a number of the dialogue's own", () => {
  const welcome = { type: "welcome", name: "Ann", client: 1, token: "1.secret" } as const;
  expect(renderLines(welcome)).toBe("Your name is set as: Ann\n");
  const key = "0198c2a0-0000-7000-8000-000000000000";
  const said = { seq: 81, at: AT, client: 1, from: "Ann", text: "hello", key };
  expect(renderLines({ type: "said", ...said })).toBe("Ann: hello\n");
  expect(renderLines({ type: "ack", seq: 81, at: AT }, "hello")).toBe("hello ACK\n");
  expect(renderLines({ type: "live", seq: 81 })).toBeUndefined();
});

test("bare guests see nothing of the history", () => {
  const bare = new BareDialect();
  const messages: ServerMessage[] = [
    { type: "history", entries: [entry()], more: false },
    { type: "live", seq: 81 },
  ];
  for (const message of messages) expect(bare.encode(message, "/history")).toBeUndefined();
});
