// Asks one question in a terminal as the chat would, and tells the answer and what it left of the terminal.
// The words: how many choices (or "no" for a yes/no question), whether there is a search, what goes on meanwhile.

import { settings } from "@clack/core";
import { askOn } from "../../../lib/client/terminal/asking.ts";
import type { Question } from "../../../lib/client/terminal/surface.ts";
import {
  alternateScreen,
  PASTE_MARKS_OFF,
  PASTE_MARKS_ON,
} from "../../../lib/client/terminal/terminal.ts";

const [count = "3", search = "", more = ""] = process.argv.slice(2);
const { stdin, stdout } = process;

const yesNo: Question = {
  message: 'Overwrite "a file whose name is quite long.txt"?',
  choices: [
    { value: "y", label: "Yes" },
    { value: "n", label: "No" },
  ],
};
const files: Question = {
  message: "Which file?",
  search: search === "search",
  choices: Array.from({ length: Number(count) }, (_, i) => ({
    value: `value-${i}`,
    label: `${i === 7 ? "a name that is wider than a narrow screen, by far, and 漢字 " : ""}file-${i}.txt`,
    hint: `${i} kB`,
  })),
};

function found(): string {
  const counts = ["data", "keypress", "end", "error"].map((name) => stdin.listenerCount(name));
  const state = [stdin.isRaw, stdin.isPaused(), settings.aliases.get("escape")];
  return [...state, ...counts, stdout.listenerCount("resize")].join(",");
}

let alternate = true;

/** Leaves the alternate screen, once. */
function leave(): string {
  if (!alternate) return "";
  alternate = false;
  return alternateScreen(false);
}

const ended = new AbortController();
if (more === "aborted") ended.abort();
process.on("SIGUSR1", () => {
  ended.abort();
  stdout.write(leave() + (found() === before ? "at once\r\n" : found()));
});
if (more === "live") {
  // As the chat: raw, reading, with an Escape key that ends nothing.
  stdin.setRawMode(true);
  stdin.resume();
  settings.aliases.delete("escape");
}
const before = found();
stdout.write(`before\r\n${alternateScreen(true)}${PASTE_MARKS_ON}`);
const terminal = { input: stdin, output: stdout, signal: ended.signal };
const answer = await askOn(count === "no" ? yesNo : files, terminal);
const after = found();
stdout.write(`${PASTE_MARKS_OFF}${leave()}answer: ${answer}\r\n`);
stdout.write(before === after ? "as found\r\n" : `${before}; left ${after}\r\n`);
if (more === "twice") {
  stdout.write(alternateScreen(true));
  const again = await askOn(yesNo, terminal);
  stdout.write(`${alternateScreen(false)}again: ${again}\r\n`);
}
process.exit();
