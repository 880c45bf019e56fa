// What keys, text and pastes do to an input line, without a terminal: bounds, waiting, leaving.

import { expect, test } from "bun:test";
import { atEnd, EMPTY } from "../../../lib/client/terminal/editing.ts";
import { INPUT_BYTES, MESSAGE_BYTES, WAITING_KEYS } from "../../../lib/protocol/limits.ts";
import { line, settled } from "./prompt-line.ts";

test("lines are told, blank ones are not, and are remembered", async () => {
  const { press, told, draft, history } = await line();
  press("=one", "return", "return", "= ", "return", "=two", "return");
  expect(told).toEqual(["one", "two"]);
  expect(draft()).toEqual(EMPTY);
  press("up", "C-p");
  expect(draft()).toEqual(atEnd("one"));
  press("down", "C-n", "C-n");
  expect(draft()).toEqual(EMPTY);
  expect(history.older("")).toBe("two");
});

test("the last line sent again is no second one, and the next walk begins at the newest", async () => {
  const { press, draft } = await line();
  press("=one", "return", "=two", "return", "up", "return", "up");
  expect(draft()).toEqual(atEnd("two"));
  press("up", "up");
  expect(draft()).toEqual(atEnd("one"));
});

test("a line that is refused stays as it was, and is not remembered", async () => {
  const { press, draft } = await line({ onLine: () => false });
  press("=wrong", "left", "return");
  expect(draft()).toEqual({ text: "wrong", cursor: 4 });
  press("C-u", "C-k", "up");
  expect(draft()).toEqual(EMPTY);
});

test("a line is gone before it is told", async () => {
  const seen: string[] = [];
  const { press, draft } = await line({ onLine: () => seen.push(draft().text) > 0 });
  press("=x", "return");
  expect(seen).toEqual([""]);
});

test("Ctrl-C clears, asks once, and leaves; any other key in between, and it asks again", async () => {
  const { press, told, hint, draft, typing } = await line();
  press("=x", "C-c");
  expect([draft(), hint()]).toEqual([EMPTY, ""]);
  press("C-c");
  expect(hint()).toBe("Press Ctrl-C again to leave");
  expect(hint(20)).toBe("Press Ctrl-C again …");
  press("left");
  expect(hint()).toBe("");
  press("C-c", "=y", "backspace", "C-c");
  expect(told).toEqual([]);
  typing.paste("", false);
  press("C-c");
  expect(told).toEqual([]);
  press("C-c");
  expect(told).toEqual(["leave"]);
  press("C-c");
  expect(told).toEqual(["leave"]);
});

test("Ctrl-D leaves an empty line only, Escape nothing", async () => {
  const { press, told, draft } = await line();
  press("=ab", "C-a", "C-d", "C-e", "C-d", "escape", "C-a", "C-d");
  expect([draft(), told]).toEqual([EMPTY, []]);
  press("escape", "C-d");
  expect(told).toEqual(["leave"]);
});

test("what was cleared, recalled or completed can be undone", async () => {
  const { press, draft } = await line();
  press("=older", "return", "=draft", "C-c", "C-_");
  expect(draft().text).toBe("draft");
  press("up", "C-_");
  expect(draft().text).toBe("draft");
});

test("Ctrl-R finds older lines, and says where there is none", async () => {
  const { press, draft, hint } = await line();
  press("=get a", "return", "=x", "return", "=get b", "return", "=get", "C-r");
  expect(draft()).toEqual(atEnd("get b"));
  press("C-r");
  expect(draft()).toEqual(atEnd("get a"));
  press("C-r");
  expect(hint()).toBe("No older line contains this");
  press("down", "down", "down");
  expect([draft().text, hint()]).toEqual(["get", ""]);
});

test("a full line takes no more, and says so", async () => {
  const { press, draft, hint } = await line();
  press(`=${"ü".repeat(INPUT_BYTES / 2 - 1)}`, "=xy");
  expect(hint()).toStartWith("16,384 of 4,096");
  press("=z");
  expect(draft().text).toEndWith("üxy");
  expect(hint()).toBe("The line is full: 16,384 bytes");
  press("backspace", "=ü");
  expect(draft().text).toEndWith("üx");
  press("C-w", "C-y", "C-y");
  expect(Buffer.byteLength(draft().text)).toBe(INPUT_BYTES - 1);
  expect(hint()).toBe("The line is full: 16,384 bytes");
  const full = draft().text;
  press("C-_");
  expect(draft().text).not.toBe(full);
  press("C-c", `=${"x".repeat(INPUT_BYTES - 1)}üb`);
  expect(draft().text).toBe("x".repeat(INPUT_BYTES - 1));
});

test("more than a message may have is counted, and no less", async () => {
  const { press, hint } = await line();
  press(`=${"x".repeat(MESSAGE_BYTES)}`);
  expect(hint()).toBe("");
  press("=y");
  expect(hint()).toBe("4,097 of 4,096 bytes");
});

test("a paste of one line goes into the line, up to a message's bytes", async () => {
  const { typing, press, draft, told } = await line();
  press("=<>", "left");
  typing.paste(`a\tb${"x".repeat(MESSAGE_BYTES - 5)}\r\n\r`, false);
  expect(draft().text).toBe(`<a b${"x".repeat(MESSAGE_BYTES - 5)}>`);
  expect(Buffer.byteLength(draft().text)).toBe(MESSAGE_BYTES);
  expect(told).toEqual([]);
  typing.paste("y", false);
  expect(told).toEqual([`paste ${draft().text.slice(0, -1)}y> of y`]);
});

test("a paste of several lines is asked about; keys wait for the answer and keep their order", async () => {
  const { typing, press, draft, told, paste, hint } = await line();
  press("=say ");
  typing.paste("a\x1b[31m\r\nb\x07\rc\nd\r\n", true);
  press("=x", "left", "=y");
  expect(told).toEqual(["paste say a\nb\nc\nd of a\nb\nc\nd"]);
  expect(draft().text).toBe("say ");
  paste.resolve(true);
  await settled();
  expect(draft()).toEqual({ text: "yx", cursor: 1 });
  expect(hint()).toBe("");
});

test("a paste that is not used leaves the line as it was", async () => {
  const { typing, press, draft, paste } = await line();
  press("=say", "left");
  typing.paste("a\nb", false);
  paste.resolve(false);
  await settled();
  expect(draft()).toEqual({ text: "say", cursor: 2 });
});

test("what is beyond a paste's bytes is told to be missing", async () => {
  const { typing, hint, press } = await line();
  typing.paste("short", true);
  expect(hint()).toBe("Only the first 1,048,576 bytes of the paste were taken");
  press("=x");
  expect(hint()).toBe("");
});

test("so many keys wait, and no more; Ctrl-C lets go of them", async () => {
  const { typing, press, draft } = await line();
  typing.hold();
  for (let i = 0; i <= WAITING_KEYS; i++) press("=x");
  expect(draft()).toEqual(EMPTY);
  typing.release();
  expect(draft().text.length).toBe(WAITING_KEYS);
  typing.hold();
  press("=y", "C-c");
  expect(draft()).toEqual(EMPTY);
  typing.release();
  expect(draft()).toEqual(EMPTY);
});

test("a paste among the keys that waited has those behind it wait once more", async () => {
  const { typing, press, draft, told, paste } = await line();
  typing.hold();
  press("=a");
  typing.paste("1\n2", false);
  press("=b");
  typing.release();
  expect(told).toEqual(["paste a1\n2 of 1\n2"]);
  expect(draft().text).toBe("a");
  paste.resolve(true);
  await settled();
  expect(draft().text).toBe("b");
});

test("after the end nothing changes the line", async () => {
  const { typing, press, draft, completion, paste } = await line();
  press("=a", "tab");
  typing.paste("1\n2", false);
  typing.end();
  press("=x", "return");
  completion.resolve({ start: 0, end: 1, candidates: ["anna"] });
  paste.resolve(true);
  await settled();
  expect(draft()).toEqual(atEnd("a"));
});

test("an end while a line is told leaves it empty", async () => {
  const ended = await line({
    onLine: () => {
      ended.typing.end();
      return false;
    },
  });
  ended.press("=x", "return");
  expect(ended.draft()).toEqual(EMPTY);
});
