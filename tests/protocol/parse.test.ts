// A typed line to a command: bare words as the whole line alone, all else with a slash, the rest is talk.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FILE_NAME_BYTES, MESSAGE_BYTES } from "../../lib/protocol/limits.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import { parseLine, typedForm } from "../../lib/protocol/parse.ts";
import { isClean } from "../../lib/protocol/text.ts";

const say = (text: string): Command => ({ type: "say", text });
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
    ["/help msg", { type: "help", command: "msg" }],
    ["/nick Ann Lee", { type: "nick", name: "Ann Lee" }],
    ["/nick  Ann ", { type: "nick", name: "Ann" }],
    ['/nick "Ann Lee"', { type: "nick", name: "Ann Lee" }],
    ["/say status", say("status")],
    ["/say /status", say("/status")],
    ["/say  two  spaces", say("two  spaces")],
    ["/msg Ann hi there", { type: "msg", to: "Ann", text: "hi there" }],
    ["/msg  Ann   hi", { type: "msg", to: "Ann", text: "hi" }],
    ['/msg "Ann Lee" hi', { type: "msg", to: "Ann Lee", text: "hi" }],
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
  const cases: [string, string, Command | string][] = [
    ["talk", most, say(most)],
    ["talk, one more", `${most}x`, "too-long"],
    ["/say", `/say ${most}`, say(most)],
    ["/say, one more", `/say ${most}x`, "too-long"],
    ["/msg", `/msg Ann ${most}`, { type: "msg", to: "Ann", text: most }],
    ["/msg, one more", `/msg Ann ${most}x`, "too-long"],
    ["get", `get ${file}`, get(file)],
    ["get, one more", `get ${file}x`, "too-long"],
  ];

  test.each(cases)("%s", (_, line, command) => {
    expect(parsed(line)).toEqual(command);
  });
});

describe("of any line", () => {
  const words = fc
    .array(fc.constantFrom("status", "list", "get", "exit", "/", " ", "\t", "x", "?", '"', "msg"))
    .map((parts) => parts.join(""));
  const units = fc.string({
    unit: fc.integer({ min: 0, max: 0xffff }).map((unit) => String.fromCharCode(unit)),
  });
  const line = fc.oneof(words, fc.string({ unit: "grapheme" }), units);

  test("one without a slash that is not of the four is talk, and its text is unchanged", () => {
    const four = /^(?:(?:status|list|exit)\s*|get \s*\S.*)$/s;
    const talk = line.filter((text) => !text.startsWith("/") && !four.test(text));
    fc.assert(
      fc.property(talk, (text) => {
        if (!isClean(text) || text.trim() === "") return;
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
        for (const field of Object.values(result.value)) expect(isClean(field ?? "")).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });
});

describe("the typed form", () => {
  const forms: [Command, string][] = [
    [say("Hello World"), "Hello World"],
    [{ type: "msg", to: "Ann Lee", text: "psst" }, "/msg Ann Lee …"],
    [{ type: "nick", name: "Ann" }, "/nick Ann"],
    [get("docs/info.txt"), "get docs/info.txt"],
    [{ type: "help" }, "/help"],
    [{ type: "help", command: "get" }, "/help get"],
    [{ type: "status" }, "status"],
    [{ type: "list" }, "list"],
    [{ type: "exit" }, "exit"],
    [{ type: "who" }, "/who"],
  ];

  test.each(forms)("%j is shown as %p", (command, form) => {
    expect(typedForm(command)).toBe(form);
  });

  test("never shows the text of a direct message", () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ minLength: 1 }), (to, text) => {
        const form = typedForm({ type: "msg", to, text: `<${text}>` });
        expect(form).toBe(typedForm({ type: "msg", to, text: "else" }));
      }),
    );
  });
});
