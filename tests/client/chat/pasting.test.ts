// A paste that one input line cannot hold: the question, and its name as a file.
import { expect, test } from "bun:test";
import { pasteName, pasteQuestion, settlePaste } from "../../../lib/client/chat/pasting.ts";
import { MESSAGE_BYTES, MESSAGE_LINES } from "../../../lib/protocol/limits.ts";

const values = (whole: string, pasted = whole) =>
  pasteQuestion({ whole, pasted, shares: false }).choices.map(({ value }) => value);

test("several lines can be sent as one message, kept, or left", () => {
  const pasted = "1\n2\n3\n4\n5\n6\n7";
  const question = pasteQuestion({ whole: pasted, pasted, shares: false });
  expect(question.message).toBe("Paste 7 lines?");
  expect(values(pasted)).toEqual(["send", "file", "cancel"]);
});

test("a message's bytes are the limit, with what is typed around it", () => {
  const most = `a\n${"x".repeat(MESSAGE_BYTES - 2)}`;
  expect(values(most)).toEqual(["send", "file", "cancel"]);
  expect(values(`!${most}`, most)).toEqual(["file", "cancel"]);
  const long = "x".repeat(102_400);
  expect(pasteQuestion({ whole: long, pasted: long, shares: false }).message).toBe(
    "Paste 102,400 bytes? A message takes 4,096 bytes in 100 lines",
  );
});

test("so are its lines", () => {
  expect(values("x\n".repeat(MESSAGE_LINES - 1) + "x")).toContain("send");
  expect(values("x\n".repeat(MESSAGE_LINES) + "x")).not.toContain("send");
});

test.each([
  [false, { value: "file", label: "Keep as a file", hint: "to share later" }],
  [true, { value: "file", label: "Share as a file", hint: "on the shelf" }],
])("where the server takes files (%p), it can be shared", (shares, choice) => {
  expect(pasteQuestion({ whole: "1\n2", pasted: "1\n2", shares }).choices[1]).toEqual(choice);
});

test("a kept paste is named by its second", () => {
  const at = new Date(2026, 10, 22, 18, 5, 9).getTime();
  expect(pasteName(at)).toBe("paste-2026-11-22-180509.txt");
});

test("a paste is sent, kept, or left", async () => {
  const settle = (answer: string | undefined) =>
    settlePaste({
      whole: "1\n2",
      pasted: "1\n2",
      shares: false,
      keep: async () => "out/paste.txt",
      choose: async () => answer,
    });
  expect(await settle("send")).toEqual({ send: true });
  expect(await settle("file")).toEqual({ send: false, kept: "out/paste.txt" });
  expect(await settle("cancel")).toEqual({ send: false });
  expect(await settle(undefined)).toEqual({ send: false });
});

test("what cannot be kept is asked about again, with the reason", async () => {
  const asked: string[] = [];
  const answers = ["file", "send"];
  const settled = await settlePaste({
    whole: "1\n2",
    pasted: "1\n2",
    shares: false,
    keep: () => Promise.reject(new Error('Cannot keep "a": the disk is full')),
    choose: async ({ message }) => (asked.push(message), answers.shift()),
  });
  expect(asked).toEqual(["Paste 2 lines?", 'Cannot keep "a": the disk is full. Paste 2 lines?']);
  expect(settled).toEqual({ send: true });
});
