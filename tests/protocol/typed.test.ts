// What was typed over a larger table, as a client has one; and commands back as they would be typed.
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { COMMANDS, optionalField, type CommandRow } from "../../lib/protocol/commands.ts";
import type { Command } from "../../lib/protocol/messages.ts";
import { parseTyped, typedForm } from "../../lib/protocol/parse.ts";

const say = (text: string): Command => ({ type: "say", text });
const act = (text: string): Command => ({ type: "say", text, action: true });

describe("over a table of a client", () => {
  const GET: CommandRow = {
    type: "get",
    words: ["get"],
    bare: true,
    usage: "[FILE]",
    summary: "download a file",
    fields: optionalField("file"),
  };
  const CLEAR: CommandRow<"clear"> = {
    type: "clear",
    words: ["clear"],
    bare: false,
    usage: "",
    summary: "empty the screen",
    fields: (rest) => (rest === "" ? {} : undefined),
  };
  const rows = [...COMMANDS.filter(({ type }) => type !== "get"), GET, CLEAR];

  const cases: [string, unknown][] = [
    ["/clear", { type: "clear", fields: {} }],
    ["/clear all", "Usage: /clear"],
    ["clear", { type: "say", fields: { text: "clear" } }],
    ["get", { type: "get", fields: {} }],
    ["get ", { type: "get", fields: {} }],
    ["/get", { type: "get", fields: {} }],
    ["get x", { type: "get", fields: { file: "x" } }],
    ["getx", { type: "say", fields: { text: "getx" } }],
    ["get\nx", { type: "say", fields: { text: "get\nx" } }],
    ["/me waves", { type: "say", fields: { text: "waves", action: true } }],
    ["/stats", 'Cannot run "/stats": there is no such command; did you mean /status?'],
    ["/clera", 'Cannot run "/clera": there is no such command; did you mean /clear?'],
  ];

  test.each(cases)("%j", (line, expected) => {
    const typed = parseTyped(line, rows);
    expect<unknown>(typed.ok ? typed.value : typed.refusal.message).toEqual(expected);
  });
});

describe("the typed form", () => {
  const forms: [Command, string][] = [
    [say("Hello World"), "Hello World"],
    [say("one\n\ntwo"), "one ⏎  ⏎ two"],
    [act("waves"), "/me waves"],
    [act("sings:\nla"), "/me sings: ⏎ la"],
    [{ type: "msg", to: "Ann Lee", text: "psst" }, "/msg Ann Lee …"],
    [{ type: "nick", name: "Ann" }, "/nick Ann"],
    [{ type: "get", file: "docs/info.txt" }, "get docs/info.txt"],
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
