// A paste that one input line cannot hold: the question, and its name as a file.
import { expect, test } from "bun:test";
import { pasteName, pasteQuestion } from "../../lib/client/pasting.ts";
import { MESSAGE_BYTES, MESSAGE_LINES } from "../../lib/protocol/limits.ts";

const values = (whole: string, pasted = whole) =>
  pasteQuestion(whole, pasted).choices.map(({ value }) => value);

test("several lines can be sent as one message, kept, or left", () => {
  const pasted = "1\n2\n3\n4\n5\n6\n7";
  expect(pasteQuestion(pasted, pasted).message).toBe("Paste 7 lines?");
  expect(values(pasted)).toEqual(["send", "file", "cancel"]);
});

test("a message's bytes are the limit, with what is typed around it", () => {
  const most = `a\n${"x".repeat(MESSAGE_BYTES - 2)}`;
  expect(values(most)).toEqual(["send", "file", "cancel"]);
  expect(values(`!${most}`, most)).toEqual(["file", "cancel"]);
  expect(pasteQuestion("x".repeat(102_400), "x".repeat(102_400)).message).toBe(
    "Paste 102,400 bytes? A message takes 4,096 bytes in 100 lines",
  );
});

test("so are its lines", () => {
  expect(values("x\n".repeat(MESSAGE_LINES - 1) + "x")).toContain("send");
  expect(values("x\n".repeat(MESSAGE_LINES) + "x")).not.toContain("send");
});

test("a kept paste is named by its second", () => {
  const at = new Date(2026, 10, 22, 18, 5, 9).getTime();
  expect(pasteName(at)).toBe("paste-2026-11-22-180509.txt");
});
