// The keyboard's bytes: keys by name, text, pastes, and what goes on to readline.

import { expect, test } from "bun:test";
import { keyName } from "../../../lib/client/terminal/key-names.ts";
import { PASTE_BYTES } from "../../../lib/protocol/limits.ts";
import { DECODED, listening, NAMED } from "./keys-keyboard.ts";
import { FAMILY } from "./prompt-room.ts";

test.each([...NAMED, ...DECODED])("%j is %s", (bytes, name) => {
  const { read, told } = listening();
  read(`a${bytes}b`);
  expect(told).toEqual(["=a", name, "=b"]);
});

test("typed text is clean, and one however fast it comes", () => {
  const { read, told } = listening();
  read("ab\u202ec\u2028d\x9be", `${FAMILY}漢`);
  expect(told[0]).toStartWith("=abc d");
  expect(told[1]).toBe(`=${FAMILY}漢`);
  expect(told.length).toBe(2);
});

test("without a listener for keys readline has them all, but pastes", () => {
  const { read, told, readline, keys } = listening({ chat: false });
  const heard: string[] = [];
  keys.on("keypress", (_text, key: { name?: string }) => heard.push(key.name ?? ""));
  read("ab\x01c\x03", "\x1b[A\x1b", "[D\x1b[200~p\x1b[201~");
  expect(readline.line).toBe("cab");
  expect(readline.cursor).toBe(0);
  expect(told).toEqual(["^C", "paste p"]);
  expect(heard).toEqual(["a", "b", "a", "c", "up", "left"]);
});

test("a line that readline keeps is made another", () => {
  const { keys, readline } = listening();
  const lines = ["", "one", `${FAMILY} two`, "one two", "escape", "k"];
  for (const now of lines) {
    for (const text of lines) {
      for (const cursor of [0, 1, text.length]) {
        for (const at of [0, now.length]) {
          if (cursor > text.length) continue;
          keys.retype(readline.line, readline.cursor, { text: now, cursor: at });
          keys.retype(now, at, { text, cursor });
          expect([readline.line, readline.cursor]).toEqual([text, cursor]);
        }
      }
    }
  }
});

test("the word escape is typed, not taken for the key", () => {
  const { keys, readline } = listening();
  const heard: string[] = [];
  keys.on("keypress", (text: string) => heard.push(text));
  keys.type("escape");
  keys.type("up");
  expect(heard).toEqual(["e", "scape", "up"]);
  expect(readline.line).toBe("escapeup");
});

test.each([
  [PASTE_BYTES, false],
  [PASTE_BYTES + 1, true],
])("a paste of %d bytes is cut: %p", (bytes, cut) => {
  const { read, told } = listening();
  const text = "x".repeat(bytes);
  read("\x1b[200~", text.slice(0, 1000), text.slice(1000), "\x1b[201~y");
  expect(told).toEqual([`paste ${"x".repeat(PASTE_BYTES)}${cut ? " (cut)" : ""}`, "=y"]);
});

test("no character is cut in two", () => {
  const { read, told } = listening();
  read("\x1b[200~", "漢".repeat(Math.ceil(PASTE_BYTES / 3)), "\x1b[201~");
  expect(told).toEqual([`paste ${"漢".repeat(Math.floor(PASTE_BYTES / 3))} (cut)`]);
});

test("a paste whose end is lost is given up by Ctrl-C", () => {
  const { read, told } = listening();
  read("\x1b[200~lost", "more\x1b[2", "\x03", "x");
  expect(told).toEqual(["^C", "=x"]);
});

test("a keyboard that is lent is not read, and read again afterwards; its end is heard all the while", () => {
  const { keyboard, keys, read, told } = listening();
  keys.lend();
  expect(keyboard.isPaused()).toBe(true);
  read("lost");
  keyboard.emit("end");
  keys.takeBack();
  expect(keyboard.isPaused()).toBe(false);
  read("x");
  keys.detach();
  read("y");
  keyboard.emit("end");
  expect(told).toEqual(["end", "=x"]);
});

test("raw mode, pausing and being a terminal are the keyboard's", () => {
  const { keyboard, keys } = listening();
  expect(keys.isTTY).toBe(true);
  expect(keys.setRawMode(true)).toBe(keys);
  expect(keyboard.raw).toBe(true);
  keys.pause();
  expect(keyboard.isPaused()).toBe(true);
  keys.resume();
  expect(keyboard.isPaused()).toBe(false);
});

test("keys that readline has no name for", () => {
  expect(keyName({ sequence: "\x1c" })).toBe("\x1c");
  expect(keyName({ name: "up", shift: true, sequence: "\x1b[1;2A" })).toBe("S-up");
  expect(keyName({ name: "a", shift: true, sequence: "A" })).toBeUndefined();
});
