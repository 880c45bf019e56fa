// What a line of the chat asks for: the room's commands and our own.
import { expect, test } from "bun:test";
import {
  CHAT_COMMANDS,
  OWN_COMMANDS,
  readTyped,
  type Typed,
} from "../../../lib/client/chat/commands.ts";

test.each<[string, Typed]>([
  ["hello", { type: "say", text: "hello" }],
  ["one\r\ntwo\n", { type: "say", text: "one\ntwo" }],
  ["/me waves", { type: "say", text: "waves", action: true }],
  ["get", { type: "fetch" }],
  ["/get", { type: "fetch" }],
  ["/get  ", { type: "fetch" }],
  ["get info.txt", { type: "fetch", files: "info.txt" }],
  ['get a.pdf "b c" *.txt', { type: "fetch", files: 'a.pdf "b c" *.txt' }],
  [`/get ${"a ".repeat(5000)}a`, { type: "fetch", files: `${"a ".repeat(5000)}a` }],
  ["/put ~/a b.txt", { type: "share", paths: "~/a b.txt" }],
  ["put a.txt", { type: "say", text: "put a.txt" }],
  ["/rm a b.txt", { type: "rm", file: "a b.txt" }],
  ["rm a.txt", { type: "say", text: "rm a.txt" }],
  ["/transfers", { type: "transfers" }],
  ["transfers", { type: "say", text: "transfers" }],
  ["/cancel", { type: "stop" }],
  ["/cancel 2", { type: "stop", which: "2" }],
  ["/cancel a b.txt", { type: "stop", which: "a b.txt" }],
  ["cancel", { type: "say", text: "cancel" }],
  ["/time on", { type: "time", when: "on" }],
  ["/bell all", { type: "bell", when: "all" }],
  ["/ignore", { type: "ignore" }],
  ["/ignore bob", { type: "ignore", name: "bob" }],
  ['/ignore "Ann Lee"', { type: "ignore", name: "Ann Lee" }],
  [`/ignore 'Bo "the" X'`, { type: "ignore", name: 'Bo "the" X' }],
  ["/clear", { type: "clear" }],
  ["time on", { type: "say", text: "time on" }],
])("%p", (line, typed) => {
  expect(readTyped(line)).toEqual({ ok: true, value: typed });
});

test.each([
  ["/time", "usage", "Usage: /time on|off"],
  ["/time maybe", "usage", "Usage: /time on|off"],
  ["/bell loud", "usage", "Usage: /bell on|off|all"],
  ["/clear it", "usage", "Usage: /clear"],
  ["/put", "usage", "Usage: /put FILE..."],
  ["/put  ", "usage", "Usage: /put FILE..."],
  ["/transfers now", "usage", "Usage: /transfers"],
  ["/ignor bob", "unknown-command", "did you mean /ignore?"],
])("%p is refused", (line, code, why) => {
  const typed = readTyped(line);
  if (typed.ok) throw new Error("it was not");
  expect(String(typed.refusal.code)).toBe(code);
  expect(typed.refusal.message).toContain(why);
});

test("no word stands for two commands", () => {
  const words = CHAT_COMMANDS.flatMap((row) => row.words);
  expect(words.length).toBe(new Set(words).size);
  expect(OWN_COMMANDS.every((row) => words.includes(row.words[0]))).toBe(true);
});
