// The marks that tell one kind of line from another, and the times that come and go with a setting.
import { describe, expect, test } from "bun:test";
import { toAscii } from "../../../lib/client/terminal/ascii.ts";
import type { Line } from "../../../lib/client/view/line.ts";
import {
  eventLine,
  failedLine,
  noticeLine,
  ownLine,
  pendingLine,
  PLAIN_LOOK,
  stampOf,
  type Look,
} from "../../../lib/client/view/events.ts";
import type { ServerMessage } from "../../../lib/protocol/messages.ts";
import { localMinute } from "../../../lib/protocol/time.ts";

const AT = Date.UTC(2026, 10, 22, 14, 2);
const CLOCK = localMinute(AT).slice(11);
const who = { at: AT, client: 2 };
const talk = { seq: 5, ...who };

const look: Look = { ...PLAIN_LOOK, me: () => "Bo" };

function rows(line: Line | undefined, columns = Infinity): string[] | undefined {
  return line?.(columns).map(Bun.stripANSI);
}

function said(text: string, fields: { from?: string; action?: true } = {}): ServerMessage {
  return { type: "said", ...talk, from: "Ann", text, ...fields };
}

describe("marks", () => {
  const me = () => "Ann";
  const shown: Record<string, string | undefined> = {
    mention: rows(eventLine(said("Bo"), look))?.[0],
    told: rows(eventLine({ type: "told", ...talk, from: "Ann", text: "hi" }, look))?.[0],
    action: rows(eventLine(said("hi", { action: true }), look))?.[0],
    notice: rows(noticeLine("hi"))?.[0],
    pending: rows(pendingLine({ text: "hi" }, { ...look, me }))?.[0],
    failed: rows(failedLine("hi", "refused", "busy"))?.[0],
  };
  const marks = Object.values(shown).map((row = "") => row.slice(0, 2));

  test.each([
    ["as they are", String],
    ["in ASCII", toAscii],
  ])("differ from each other %s", (_, written) => {
    const all = marks.map(written);
    for (const mark of all) expect(mark).toMatch(/^[^ ?A] $/);
    expect(new Set(all).size).toBe(Object.keys(shown).length);
  });

  test("are of what happened: no action looks like a direct message, or like a notice", () => {
    const starts = (line: Line | undefined) => toAscii(rows(line)?.[0] ?? "");
    const told = eventLine({ type: "told", ...talk, from: "Ann", text: "hi" }, look);
    expect(starts(eventLine(said("to you: hi", { action: true }), look))).not.toBe(starts(told));
    const left = eventLine({ type: "left", ...who, name: "Ann" }, look);
    expect(starts(eventLine(said("left", { action: true }), look))).not.toBe(starts(left));
    const direct = ownLine({ text: "hi", to: "Cy" }, look, AT);
    const action = ownLine({ text: "to Cy: hi", action: true }, { ...look, me: () => "you" }, AT);
    expect(starts(action)).not.toBe(starts(direct));
  });
});

test("times are shown of lines that are laid out while they are on", () => {
  let on = false;
  const changing: Look = { ...look, times: () => on };
  const told = { type: "told", ...talk, from: "Ann", text: "hi" } as const;
  const made = {
    "Ann: hi": eventLine(said("hi"), changing),
    "» Ann: Bo": eventLine(said("Bo"), changing),
    "→ Ann to you: hi": eventLine(told, changing),
    "* Cy left": eventLine({ type: "left", ...who, name: "Cy" }, changing),
    "* remark": noticeLine("remark", stampOf(AT, changing)),
    "Bo: hi": ownLine({ text: "hi" }, changing, AT),
    "→ you to Cy: hi": ownLine({ text: "hi", to: "Cy" }, changing, AT),
  };
  for (const now of [false, true, false, true]) {
    on = now;
    for (const [row, line] of Object.entries(made)) {
      expect(rows(line, 80)).toEqual([now ? `${CLOCK} ${row}` : row]);
    }
  }
});

test("20,000 lines are laid out again in less than 100 ms, with times and without", () => {
  let on = false;
  const changing: Look = { ...look, times: () => on };
  const lines = Array.from({ length: 20_000 }, (_, n) => eventLine(said(`line ${n}`), changing));
  const elapsed = () => {
    const began = performance.now();
    for (const line of lines) line?.(80);
    return performance.now() - began;
  };
  for (const now of [false, true]) {
    on = now;
    elapsed();
    expect(Math.min(elapsed(), elapsed(), elapsed())).toBeLessThan(100);
  }
});
