// The chat in appended lines: what is typed, what appears, questions, and every way to leave.

import { afterEach, expect, test } from "bun:test";
import { PassThrough } from "node:stream";
import { PlainPrompt } from "../../../lib/client/terminal/plain.ts";
import type { Question } from "../../../lib/client/terminal/surface.ts";
import { TypedLines } from "../../../lib/client/terminal/typed-lines.ts";
import { HELD_LINES } from "../../../lib/protocol/limits.ts";
import { patiently } from "../../support/patience.ts";
import { Paper } from "../view/paper.ts";
import { Heard } from "../peers.ts";

const QUESTION: Question = {
  message: "Leave now?",
  choices: [
    { value: "y", label: "Yes", hint: "gives up the download" },
    { value: "n", label: "No" },
  ],
};

const ASKED = `Leave now?
1) Yes — gives up the download
2) No
Type a number (1 to 2) or a name; an empty line cancels:
`;

/** A chat in memory; what was typed is kept with a line each. */
function begin({ leaves = true } = {}) {
  const input = new PassThrough();
  const paper = new Paper();
  const typed = new Heard();
  const prompt: PlainPrompt = new PlainPrompt(
    {
      onLine(line) {
        typed.add(`${line}\n`);
        return line !== "refused";
      },
      onLeave() {
        typed.add("(leave)\n");
        if (leaves) prompt.quit();
      },
    },
    { lines: new TypedLines(input), out: paper, columns: () => Infinity },
  );
  return { input, paper, typed, prompt, done: prompt.run() };
}

const line = (text: string) => () => [text];

test("lines are told, blank ones are not, and nothing of it is shown again", async () => {
  const { input, typed, paper, prompt, done } = begin();
  input.write("one\n\n   \ntw");
  await typed.waitFor("one\n");
  expect(prompt.draft).toBe("tw");
  input.write("o\r\nrefused\n");
  await typed.waitFor("one\ntwo\nrefused\n");
  expect(paper.text).toBe("");
  prompt.quit();
  await patiently(done);
  expect(input.isPaused()).toBe(true);
});

test("the room's lines are appended whole; the rest of a screen is nothing", () => {
  const { paper, prompt } = begin();
  const widths: number[] = [];
  prompt.print((columns) => {
    widths.push(columns);
    return ["a head", "and more"];
  });
  prompt.print(() => []);
  prompt.setLabel();
  prompt.setLive();
  prompt.setStatus();
  expect(widths).toEqual([Infinity]);
  expect(paper.text).toBe("a head\nand more\n");
  prompt.clear();
  prompt.bell();
  expect(paper.text).toBe("a head\nand more\n\n\x07");
  expect(prompt.appendOnly).toBe(true);
  prompt.quit();
});

test.each([
  ["2\n", "n"],
  [" no \n", "n"],
  ["y\n", "y"],
  ["YES\n", "y"],
  ["\n", undefined],
  ["0\n3\nmaybe\n2\n", "n"],
])("a question answered by %j: %p", async (answer, value) => {
  const { input, paper, prompt, typed } = begin();
  const chosen = prompt.choose(QUESTION);
  prompt.print(line("bo: hello"));
  await paper.heard.waitFor(ASKED);
  input.write(answer);
  expect(await patiently(chosen)).toBe(value);
  expect(paper.text).toStartWith(ASKED);
  expect(paper.text).toEndWith("bo: hello\n");
  input.write("a message\n");
  await typed.waitFor("a message\n");
  expect(typed.text).toBe("a message\n");
  prompt.quit();
});

test("what is no choice is asked again, with the reason", async () => {
  const { input, paper, prompt } = begin();
  void prompt.choose(QUESTION);
  input.write("ma\x1b[31mybe\n");
  await paper.heard.waitFor(
    `${ASKED}Cannot take "maybe": it is none of the choices\nType a number (1 to 2) or a name; an empty line cancels:\n`,
  );
  prompt.quit();
});

test("two questions at once are asked one after the other", async () => {
  const { input, paper, prompt } = begin();
  const first = prompt.choose(QUESTION);
  const second = prompt.choose({ ...QUESTION, message: "Really?" });
  await paper.heard.waitFor(ASKED);
  expect(paper.text).not.toContain("Really?");
  input.write("1\n");
  expect(await patiently(first)).toBe("y");
  await paper.heard.waitFor("Really?");
  input.write("2\n");
  expect(await patiently(second)).toBe("n");
  prompt.quit();
});

test("Ctrl-C twice in a row leaves; a line in between counts anew", async () => {
  const { input, paper, typed, prompt, done } = begin();
  const hint = "\nPress Ctrl-C again to leave\n";
  expect(prompt.interrupt()).toBe(true);
  expect(paper.text).toBe(hint);
  input.write("a line\n");
  await typed.waitFor("a line\n");
  expect(prompt.interrupt()).toBe(true);
  prompt.print(line("bo: hello"));
  expect(paper.text).toBe(`${hint}${hint}bo: hello\n`);
  expect(typed.text).toBe("a line\n");
  expect(prompt.interrupt()).toBe(true);
  expect(typed.text).toBe("a line\n(leave)\n");
  expect(paper.text).toBe(`${hint}${hint}bo: hello\n\n`);
  await patiently(done);
  expect(prompt.interrupt()).toBe(false);
});

test("Ctrl-C gives up a question and nothing else", async () => {
  const { paper, prompt, typed } = begin();
  const chosen = prompt.choose(QUESTION);
  await paper.heard.waitFor(ASKED);
  prompt.print(line("bo: hello"));
  expect(prompt.interrupt()).toBe(true);
  expect(await patiently(chosen)).toBeUndefined();
  expect(paper.text).toBe(`${ASKED}\nbo: hello\n`);
  expect(typed.text).toBe("");
  prompt.quit();
});

test("the end of the input leaves", async () => {
  const { input, typed, done } = begin();
  input.end("last\n");
  await patiently(done);
  expect(typed.text).toBe("last\n(leave)\n");
});

test("after the end of the input a question ends the chat, and Ctrl-C is no key", async () => {
  const { input, paper, typed, prompt, done } = begin({ leaves: false });
  const answer = prompt.choose(QUESTION);
  await paper.heard.waitFor(ASKED);
  input.end();
  expect(await patiently(answer)).toBeUndefined();
  await typed.waitFor("(leave)\n");
  expect(prompt.interrupt()).toBe(false);
  expect(await patiently(prompt.choose(QUESTION))).toBeUndefined();
  await patiently(done);
});

test("a terminal that is gone ends the chat without a word", async () => {
  const keyboard = begin();
  keyboard.input.emit("error", new Error("EIO"));
  await patiently(keyboard.done);
  expect(keyboard.typed.text).toBe("");
  const screen = begin();
  screen.paper.emit("error", new Error("EIO"));
  await patiently(screen.done);
  expect(screen.typed.text).toBe("");
});

test("quit ends a question, and what waited for it appears", async () => {
  const { paper, prompt, done } = begin();
  const chosen = prompt.choose(QUESTION);
  await paper.heard.waitFor(ASKED);
  prompt.print(line("bo: hello"));
  prompt.quit();
  expect(paper.text).toBe(`${ASKED}bo: hello\n`);
  expect(await patiently(chosen)).toBeUndefined();
  expect(await patiently(prompt.choose(QUESTION))).toBeUndefined();
  await patiently(done);
  await patiently(prompt.run());
});

test.each([
  [HELD_LINES, ""],
  [HELD_LINES + 1, "(1 lines before these are left out)\n"],
])("%i rows that wait for a question", async (count, remark) => {
  const { input, paper, prompt } = begin();
  const chosen = prompt.choose(QUESTION);
  await paper.heard.waitFor(ASKED);
  for (let n = 1; n <= count; n++) prompt.print(line(`row ${n}`));
  input.write("1\n");
  await patiently(chosen);
  const first = count - HELD_LINES + 1;
  expect(paper.text).toStartWith(`${ASKED}${remark}row ${first}\nrow ${first + 1}\n`);
  expect(paper.text).toEndWith(`row ${count}\n`);
  const once = paper.text.split("are left out").length;
  const next = prompt.choose(QUESTION);
  input.write("1\n");
  await patiently(next);
  expect(paper.text.split("are left out")).toHaveLength(once);
  prompt.quit();
});

const interrupts: string[] = [];
const onInterrupt = () => void interrupts.push("SIGINT");
afterEach(() => void process.off("SIGINT", onInterrupt));

test("in a raw terminal the key is the signal, and what was typed is gone", async () => {
  const { input, typed, prompt } = begin();
  const told = Promise.withResolvers<void>();
  process.on("SIGINT", onInterrupt).once("SIGINT", () => told.resolve());
  input.write("half");
  input.write("\x03whole\r");
  await typed.waitFor("whole\n");
  await patiently(told.promise);
  expect(interrupts).toEqual(["SIGINT"]);
  expect(typed.text).toBe("whole\n");
  prompt.quit();
});
