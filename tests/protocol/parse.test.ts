// A typed line to a command: bare words as the whole line alone, all else with a slash, the rest is talk.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  FILE_NAME_BYTES,
  HISTORY_LAST,
  MESSAGE_BYTES,
  MESSAGE_LINES,
} from "../../lib/protocol/limits.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import { parseLine } from "../../lib/protocol/parse.ts";
import { cleanLines, isClean } from "../../lib/protocol/text.ts";

const say = (text: string): Command => ({ type: "say", text });
const act = (text: string): Command => ({ type: "say", text, action: true });
const get = (file: string): Command => ({ type: "get", file });

/** The command, or the refusal's code. */
function parsed(line: string): Command | string {
  const result = parseLine(line);
  return result.ok ? result.value : result.refusal.code;
}

describe("a line is", () => {
  const cases: [string, Command | string][] = [
    ["status", { type: "status" }],
    ["status ", { type: "status" }],
    ["status\r", { type: "status" }],
    ["list  ", { type: "list" }],
    ["exit", { type: "exit" }],
    ["get x", get("x")],
    ["get x y", get("x y")],
    ["get  x ", get("x")],
    ["get /etc/passwd", get("/etc/passwd")],
    ["status?", say("status?")],
    [" status", say(" status")],
    ["Status", say("Status")],
    ["status of the bar", say("status of the bar")],
    ["statuses", say("statuses")],
    ["list it", say("list it")],
    ["exit stage left", say("exit stage left")],
    ["get", say("get")],
    ["get ", say("get ")],
    ["Get x", say("Get x")],
    ["getx y", say("getx y")],
    [" get x", say(" get x")],
    ["who", say("who")],
    ["quit", say("quit")],
    ["help", say("help")],
    ["nick Ann", say("nick Ann")],
    ["  two  spaces ", say("  two  spaces ")],
    [" /status", say(" /status")],
    ["either/or", say("either/or")],
    ["a\tb\x1b[31m", say("a b")],
    ["", "bad-message"],
    ["   ", "bad-message"],
    ["\x07", "bad-message"],
    ["a\0b", "bad-text"],
    ["/status", { type: "status" }],
    ["/status ", { type: "status" }],
    ["/list", { type: "list" }],
    ["/files", { type: "list" }],
    ["/get x y ", get("x y")],
    ["/get\tx", get("x")],
    ["/who", { type: "who" }],
    ["/exit", { type: "exit" }],
    ["/quit", { type: "exit" }],
    ["/help", { type: "help" }],
    ["/history", { type: "history" }],
    ["/history 50 ", { type: "history", last: 50 }],
    ["/history 0", "usage"],
    ["/history before 0", "usage"],
    ["/history before 81", { type: "history", before: 81 }],
    ["/history before  81", { type: "history", before: 81 }],
    ["/history before", "usage"],
    ["/history before x", "usage"],
    ["/history 50 before 81", "usage"],
    ["/history -1", "usage"],
    ["/history 1.5", "usage"],
    ["/history 9999999999999999", "usage"],
    [`/history ${HISTORY_LAST}`, { type: "history", last: HISTORY_LAST }],
    [`/history ${HISTORY_LAST + 1}`, "bad-message"],
    ["history", say("history")],
    ["/search", "usage"],
    ["/search  tea  biscuits ", { type: "search", text: "tea  biscuits" }],
    ["/help msg", { type: "help", command: "msg" }],
    ["/nick Ann Lee", { type: "nick", name: "Ann Lee" }],
    ["/nick  Ann ", { type: "nick", name: "Ann" }],
    ['/nick "Ann Lee"', { type: "nick", name: "Ann Lee" }],
    ["/say status", say("status")],
    ["/say /status", say("/status")],
    ["/say  two  spaces", say("two  spaces")],
    ["/me waves", act("waves")],
    ["/me  waves at Ann ", act("waves at Ann")],
    ["/me /status", act("/status")],
    ["me waves", say("me waves")],
    ["one\ntwo", say("one\ntwo")],
    ["one\r\n\r\ntwo\rthree\n\n", say("one\n\ntwo\nthree")],
    ["status\nquo", say("status\nquo")],
    ["get x\ny", say("get x\ny")],
    ["/say one\n  two", say("one\n  two")],
    ["/me sings:\nla", act("sings:\nla")],
    ["/msg Ann one\ntwo", { type: "msg", to: "Ann", text: "one\ntwo" }],
    ["/msg Ann hi there", { type: "msg", to: "Ann", text: "hi there" }],
    ["/msg  Ann   hi", { type: "msg", to: "Ann", text: "hi" }],
    ['/msg "Ann Lee" hi', { type: "msg", to: "Ann Lee", text: "hi" }],
    [`/msg 'Bo "the" X' hi`, { type: "msg", to: 'Bo "the" X', text: "hi" }],
    ["/msg 'tis hi", { type: "msg", to: "'tis", text: "hi" }],
    ['/msg "Ann" "hi"', { type: "msg", to: "Ann", text: '"hi"' }],
    ['/msg A"n hi', { type: "msg", to: 'A"n', text: "hi" }],
    ["/msg", "usage"],
    ["/msg Ann", "usage"],
    ["/msg Ann ", "usage"],
    ['/msg "Ann Lee"', "usage"],
    ['/msg "" hi', "usage"],
    ["/status now", "usage"],
    ["/list all", "usage"],
    ["/who me", "usage"],
    ["/exit now", "usage"],
    ["/get", "usage"],
    ["/get  ", "usage"],
    ["/nick", "usage"],
    ["/say", "usage"],
    ["/say  ", "usage"],
    ["/me", "usage"],
    ["/me  ", "usage"],
    ["/", "unknown-command"],
    ["//", "unknown-command"],
    ["/ status", "unknown-command"],
    ["/STATUS", "unknown-command"],
    ["/dance", "unknown-command"],
    ["/constructor", "unknown-command"],
  ];

  test.each(cases)("%p: %j", (line, command) => {
    expect(parsed(line)).toEqual(command);
  });
});

describe("a word that is no command", () => {
  const cases: [string, string | undefined][] = [
    ["/s", "status"],
    ["/sta", "status"],
    ["/stats", "status"],
    ["/lst", "list"],
    ["/exti", "exit"],
    ["/STATUS", "status"],
    ["/hepl me", "help"],
    ["/nik Ann", "nick"],
    ["/quiet", "quit"],
    ["/message Ann", undefined],
    ["/dance", undefined],
    ["/x", undefined],
    ["/", undefined],
  ];

  test.each(cases)("%p is answered with %p", (line, near) => {
    const word = line.slice(1).split(" ")[0];
    const hint = near ? `did you mean /${near}?` : "/help shows them, /say says it anyway";
    expect(parseLine(line)).toEqual({
      ok: false,
      refusal: {
        code: "unknown-command",
        message: `Cannot run "/${word}": there is no such command; ${hint}`,
      },
    });
  });
});

describe("limits", () => {
  const most = "x".repeat(MESSAGE_BYTES);
  const file = "é".repeat(FILE_NAME_BYTES / 2);
  const lines = Array.from({ length: MESSAGE_LINES }, () => "x").join("\n");
  const cases: [string, string, Command | string][] = [
    ["talk", most, say(most)],
    ["talk, one more", `${most}x`, "too-long"],
    ["/say", `/say ${most}`, say(most)],
    ["/say, one more", `/say ${most}x`, "too-long"],
    ["/me", `/me ${most}`, act(most)],
    ["/me, one more", `/me ${most}x`, "too-long"],
    ["lines", lines, say(lines)],
    ["lines, one more", `${lines}\nx`, "too-long"],
    ["/msg", `/msg Ann ${most}`, { type: "msg", to: "Ann", text: most }],
    ["/msg, one more", `/msg Ann ${most}x`, "too-long"],
    ["get", `get ${file}`, get(file)],
    ["get, one more", `get ${file}x`, "too-long"],
  ];

  test.each(cases)("%s", (_, line, command) => {
    expect(parsed(line)).toEqual(command);
  });

  test.each([
    ["x".repeat(4200), "it has 4,200 bytes, a message takes 4,096"],
    ["/say é".concat("x".repeat(MESSAGE_BYTES)), "it has 4,098 bytes, a message takes 4,096"],
    ["x\n".repeat(1234), "it has 1,234 lines, a message takes 100"],
    ["/say \x07", "it is empty"],
    ["a\0b", "it contains NUL"],
  ])("what cannot be sent is told with its count", (line, why) => {
    const result = parseLine(line);
    expect(!result.ok && result.refusal.message).toBe(`Cannot send it: ${why}`);
  });
});

describe("of any line", () => {
  const words = fc
    .array(fc.constantFrom("status", "list", "get", "exit", "/", " ", "\t", "x", "?", '"', "msg"))
    .map((parts) => parts.join(""));
  const units = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  });
  const one = fc.oneof(words, fc.string({ unit: "grapheme" }), units);
  const line = fc.oneof(
    one,
    fc.array(one, { maxLength: 4 }).map((parts) => parts.join("\n")),
  );

  test("one without a slash that is not of the four is talk, and its text is unchanged", () => {
    const four = /^(?:(?:status|list|exit)\s*|get [^\n]*\S[^\n]*\s*)$/;
    const talk = line.filter((text) => !text.startsWith("/") && !four.test(text));
    fc.assert(
      fc.property(talk, (text) => {
        if (cleanLines(text) !== text || text === "") return;
        expect(parsed(text)).toEqual(say(text));
      }),
      { numRuns: 2000 },
    );
  });

  test("parsing never throws, and what it gives is clean", () => {
    fc.assert(
      fc.property(line, fc.constantFrom("", "/", "/msg ", "get ", "/help "), (text, start) => {
        const result = parseLine(start + text);
        if (!result.ok) return expect(result.refusal.message).not.toBe("");
        for (const field of Object.values(result.value)) {
          if (typeof field === "string") expect(field.split("\n").every(isClean)).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
