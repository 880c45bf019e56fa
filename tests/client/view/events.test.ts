// What happens in the room as lines: their marks and words without colours, their styles, and their width.
import { describe, expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { join } from "node:path";
import { textWidth } from "../../../lib/client/view/graphemes.ts";
import type { Line } from "../../../lib/client/view/line.ts";
import {
  errorLine,
  eventLine,
  failedLine,
  noticeLine,
  ownLine,
  pendingLine,
  PLAIN_LOOK,
  type Look,
} from "../../../lib/client/view/events.ts";
import type { ServerMessage } from "../../../lib/protocol/messages.ts";
import { localMinute } from "../../../lib/protocol/time.ts";

const AT = Date.UTC(2026, 10, 22, 14, 2);
const CLOCK = localMinute(AT).slice(11);
const who = { at: AT, client: 2 };
const talk = { seq: 5, ...who };

const look: Look = { ...PLAIN_LOOK, me: () => "Bo" };
const timed: Look = { ...look, times: () => true };

function rows(line: Line | undefined, columns = Infinity): string[] | undefined {
  return line?.(columns).map(Bun.stripANSI);
}

function said(text: string, fields: { from?: string; action?: true } = {}): ServerMessage {
  return { type: "said", ...talk, from: "Ann", text, ...fields };
}

describe("a message is shown", () => {
  const shown: Record<ServerMessage["type"], [ServerMessage, string | undefined]> = {
    said: [said("hi: there"), "Ann: hi: there"],
    told: [{ type: "told", ...talk, from: "Ann", text: "psst" }, "→ Ann to you: psst"],
    joined: [{ type: "joined", ...who, name: "Cy" }, "* Cy joined"],
    left: [{ type: "left", ...who, name: "Cy" }, "* Cy left"],
    renamed: [{ type: "renamed", ...who, from: "Cy", to: "Cyd" }, "* Cy is now Cyd"],
    added: [
      { type: "added", ...who, name: "Ann", file: "a b.jpg", size: 2_104_330 },
      "* Ann added a b.jpg (2.1 MB)",
    ],
    removed: [{ type: "removed", ...who, name: "Ann", file: "a b.jpg" }, "* Ann removed a b.jpg"],
    notice: [{ type: "notice", at: AT, text: "Lunch" }, "* Lunch"],
    admitted: [{ type: "admitted" }, undefined],
    error: [{ type: "error", code: "internal", message: "Failed" }, "Failed"],
    hello: [{ type: "hello", room: "Parlor", client: 1 }, undefined],
    welcome: [{ type: "welcome", name: "Ann" }, undefined],
    ack: [{ type: "ack" }, undefined],
    live: [{ type: "live", seq: 5 }, undefined],
    history: [{ type: "history", entries: [], more: false }, undefined],
    status: [{ type: "status", clients: [], more: false }, undefined],
    list: [{ type: "list", files: [], more: false }, undefined],
    who: [{ type: "who", clients: [], more: false }, undefined],
    help: [{ type: "help", lines: ["one"] }, undefined],
    file: [{ type: "file", file: "a", size: 1, modified: AT, from: 0 }, undefined],
    about: [{ type: "about", file: "a", size: 1, modified: AT, sha256: "0".repeat(64) }, undefined],
    send: [{ type: "send", from: 0 }, undefined],
    stored: [{ type: "stored", file: "a" }, undefined],
    end: [{ type: "end", sha256: "0".repeat(64) }, undefined],
    bye: [{ type: "bye", code: "shutdown", message: "Bye" }, undefined],
    ping: [{ type: "ping" }, undefined],
    pong: [{ type: "pong" }, undefined],
  };
  test.each(Object.entries(shown))("%s", (_type, [message, row]) => {
    expect(rows(eventLine(message, look))).toEqual(row === undefined ? undefined : [row]);
    expect(rows(eventLine(message, PLAIN_LOOK))?.[0]).toBe(row);
  });

  test.each(Object.entries(shown))(
    "%s, with its time where it has one",
    (_type, [message, row]) => {
      const time = "at" in message ? `${CLOCK} ` : "";
      expect(rows(eventLine(message, timed))?.[0]).toBe(row && time + row);
    },
  );
});

test("an action is told of who does it", () => {
  expect(rows(eventLine(said("waves", { action: true }), look))).toEqual(["~ Ann waves"]);
  expect(rows(eventLine(said("waves", { action: true }), timed))).toEqual([`${CLOCK} ~ Ann waves`]);
});

describe("a mention has its mark", () => {
  test.each([
    [said("hi bo!"), "» Ann: hi bo!"],
    [said("pokes @Bo", { action: true }), "» ~ Ann pokes @Bo"],
    [said("hi bob"), "Ann: hi bob"],
    [said("I, Bo", { from: "Bo" }), "Bo: I, Bo"],
    [{ type: "told", ...talk, from: "Ann", text: "hi Bo" } as const, "→ Ann to you: hi Bo"],
  ])("%j", (message, row) => {
    expect(rows(eventLine(message, look))).toEqual([row]);
  });

  test("behind the time", () => {
    expect(rows(eventLine(said("hi bo!"), timed))).toEqual([`${CLOCK} » Ann: hi bo!`]);
  });

  test("of the name that we have by now, and in the plain look nobody's", () => {
    let name = "Cy";
    const changing = { ...look, me: () => name };
    expect(rows(eventLine(said("hi bo"), changing))).toEqual(["Ann: hi bo"]);
    name = "Bo";
    expect(rows(eventLine(said("hi bo"), changing))).toEqual(["» Ann: hi bo"]);
    expect(rows(eventLine(said("hi bo"), PLAIN_LOOK))).toEqual(["Ann: hi bo"]);
  });
});

describe("own words", () => {
  const [words, action, direct] = [
    { text: "hi Bo" },
    { text: "waves", action: true as const },
    { text: "psst", to: "Ann Lee" },
  ];
  test("in their place", () => {
    expect(rows(ownLine(words, look, AT))).toEqual(["Bo: hi Bo"]);
    expect(rows(ownLine(action, look, AT))).toEqual(["~ Bo waves"]);
    expect(rows(ownLine(direct, look, AT))).toEqual(["→ you to Ann Lee: psst"]);
    expect(rows(ownLine(words, timed, AT))).toEqual([`${CLOCK} Bo: hi Bo`]);
    expect(rows(ownLine(direct, timed, AT))).toEqual([`${CLOCK} → you to Ann Lee: psst`]);
  });

  test("that the server tells of: a direct message says to whom it was", () => {
    const told = { type: "told", ...talk, from: "Bo", to: "Ann Lee", text: "psst" } as const;
    expect(rows(eventLine(told, look))).toEqual(["→ you to Ann Lee: psst"]);
    expect(rows(eventLine(told, timed))).toEqual([`${CLOCK} → you to Ann Lee: psst`]);
  });

  test("on their way", () => {
    expect(rows(pendingLine(words, look))).toEqual(["… Bo: hi Bo"]);
    expect(rows(pendingLine(action, look))).toEqual(["… ~ Bo waves"]);
    expect(rows(pendingLine(direct, timed))).toEqual(["… → you to Ann Lee: psst"]);
  });

  test("that did not arrive", () => {
    expect(rows(failedLine("hi", "refused", "Cannot send it: too fast"))).toEqual([
      "✗ not sent: hi",
      "✗ Cannot send it: too fast",
    ]);
  });
});

test("several lines are one message, and cannot look like another's", () => {
  const line = eventLine(said("one\nCy: two\n\nfour"), look);
  expect(rows(line)).toEqual(["Ann: one", "Ann: Cy: two", "Ann: ", "Ann: four"]);
  expect(rows(line, 80)).toEqual(["Ann: one", "     Cy: two", "     ", "     four"]);
});

test("a notice and an error are indented under their beginning", () => {
  expect(rows(noticeLine("Saved it where you wanted it"), 20)).toEqual([
    "* Saved it where you",
    "  wanted it",
  ]);
  expect(rows(errorLine('Cannot reach "Cy": not here'), 20)).toEqual([
    'Cannot reach "Cy":',
    "not here",
  ]);
});

describe("of any words", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 32 })
    .map((text) => text.replaceAll(/[\p{C}\p{Z}]/gu, "x"));
  const word = fc.oneof(name, fc.constant("Bo"), fc.constantFrom("a", "of", "words"));
  const text = fc.array(word, { minLength: 1, maxLength: 30 }).map((words) => words.join(" "));

  test("no row is wider than the screen, and every word is there", () => {
    fc.assert(
      fc.property(
        fc.record({ name, text, action: fc.boolean(), times: fc.boolean() }),
        fc.integer({ min: 20, max: 200 }),
        ({ name: from, text: words, action, times }, columns) => {
          const message = said(words, { from, ...(action ? { action } : {}) });
          const shown = rows(eventLine(message, { ...look, times: () => times }), columns) ?? [];
          for (const row of shown) expect(textWidth(row)).toBeLessThanOrEqual(columns);
          const letters = (all: string) => all.replaceAll(/\s/g, "");
          expect(letters(shown.join(""))).toEndWith(letters(words));
        },
      ),
    );
  });
});

describe("on a terminal with colours", () => {
  const run = Bun.spawnSync([process.execPath, join(import.meta.dir, "view-styles.ts")], {
    env: { ...process.env, FORCE_COLOR: "1", NO_COLOR: "" },
  });
  const styled: Record<string, string> = JSON.parse(run.stdout.toString());

  test.each([
    ["talk", "\x1b[1m<Ann>\x1b[22m: hi"],
    ["mention", "\x1b[1m» \x1b[22m\x1b[1m<Ann>\x1b[22m: hi \x1b[1m\x1b[7mBo\x1b[27m\x1b[22m!"],
    ["action", "~ \x1b[1m<Ann>\x1b[22m waves"],
    ["told", "\x1b[35m→ Ann to you: \x1b[39mpsst"],
    ["joined", "\x1b[2m* \x1b[22m\x1b[2mCy joined\x1b[22m"],
    ["error", "\x1b[31mFailed\x1b[39m"],
    ["pending", "\x1b[2m… Bo: \x1b[22m\x1b[2mhi\x1b[22m"],
    ["failed", "\x1b[31m✗ \x1b[39m\x1b[31mnot sent: hi\x1b[39m\n  \x1b[31mbusy\x1b[39m"],
    ["timed", `\x1b[2m${CLOCK} \x1b[22m\x1b[1m<Ann>\x1b[22m: hi`],
    ["day", "\x1b[2m── 2026-11-22 ──────\x1b[22m"],
    ["who", "\x1b[1m1 here\x1b[22m\n1 Ann"],
    [
      "searched",
      `\x1b[2m* \x1b[22m\x1b[2m1 found for "tea"\x1b[22m\n\x1b[2m${CLOCK} \x1b[22m\x1b[1m<Ann>\x1b[22m: \x1b[1m\x1b[7mTea\x1b[27m\x1b[22m!`,
    ],
    ["past", `\x1b[1m#  name        since\x1b[22m\n\x1b[2m1  Ann   left  ${CLOCK}\x1b[22m`],
    ["help", "\x1b[36m/who\x1b[39m  who is here"],
  ])("%s", (what, row) => {
    expect(styled[what]).toBe(row);
  });
});

test("a line of plain letters that fits is not taken apart: neither into words nor into characters", () => {
  // Which is what many lines would take most of their time for.
  using words = spyOn(String.prototype, "matchAll");
  using characters = spyOn(Intl.Segmenter.prototype, "segment");
  const plain = said("so this is a line of what was said in the room, and it fits");
  const line = eventLine(plain, timed)?.(80);
  const apart = [words.mock.calls.length, characters.mock.calls.length];
  expect(line).toHaveLength(1);
  expect(apart).toEqual([0, 0]);
  eventLine(said("so is this, für alle"), timed)?.(80);
  expect(words).toHaveBeenCalled();
  expect(characters).toHaveBeenCalled();
});
