// Questions with choices, in clack's way, on the alternate screen. Clack keeps the keys, the search and the
// cursor; the rows are painted here, since clack's own frame does not fit a screen of 5 rows.

import { AutocompletePrompt, SelectPrompt, settings } from "@clack/core";
import { Writable } from "node:stream";
import type { ReadStream } from "node:tty";
import { cleanText } from "../../protocol/text.ts";
import { CTRL_C } from "./key-bytes.ts";
import { Keys } from "./keys.ts";
import { questionRows, type QuestionState } from "./question-frame.ts";
import type { Question } from "./surface.ts";
import {
  HIDE_CURSOR,
  SHOW_CURSOR,
  UPDATE_BEGIN,
  UPDATE_END,
  type TerminalOut,
} from "./terminal.ts";

const CTRL_D = 0x04;
const CTRL_L = 0x0c;
const CTRL_Z = 0x1a;

/** What a question is asked on; nobody else may read the keyboard meanwhile. */
export interface QuestionTerminal {
  readonly input: ReadStream;
  readonly output: TerminalOut;
  /** Aborted when nobody needs the answer any more. */
  readonly signal: AbortSignal;
}

/**
 * Asks on the screen that is shown, of which it takes every row. Resolves with the chosen value, or with
 * undefined after Escape, Ctrl-C, Ctrl-D, an abort or the terminal's end. Keyboard and raw mode are then
 * as they were found, after an abort at once; the cursor is shown, at the end of what was asked.
 */
export function askOn(question: Question, terminal: QuestionTerminal): Promise<string | undefined> {
  const { output } = terminal;
  return withKeys(terminal, "cancel", async (input, signal) => {
    const draw = () => output.write(painted(stateOf(), output));
    const options = {
      input,
      signal,
      output: new Nowhere(),
      options: [...question.choices],
      // Called whenever something has changed. There is nothing for clack to paint.
      render: () => void draw(),
    };
    const prompt = question.search
      ? new AutocompletePrompt({
          ...options,
          validate: (value) => (value === undefined ? "No matches" : undefined),
        })
      : new SelectPrompt(options);
    const stateOf = (): QuestionState => ({
      message: question.message,
      total: question.choices.length,
      choices: prompt instanceof AutocompletePrompt ? prompt.filteredOptions : prompt.options,
      cursor: prompt.cursor,
      search: prompt instanceof AutocompletePrompt ? prompt.userInputWithCursor : undefined,
    });
    let asked = true;
    const leave = () => {
      if (asked) output.write(SHOW_CURSOR);
      asked = false;
      output.off("resize", draw);
    };
    input.on("redraw", draw);
    output.on("resize", draw);
    signal.addEventListener("abort", leave);
    try {
      const answer = await prompt.prompt();
      return typeof answer === "string" ? answer : undefined;
    } finally {
      leave();
    }
  });
}

/**
 * Lends the keyboard to a clack prompt and takes it back as it was. Ctrl-D, on which clack hangs for good, is
 * Ctrl-C to it; Ctrl-Z is nothing; a paste is typed, its first line; the signal aborts with the terminal's
 * end, too. Escape cancels or does nothing, whatever the table says meanwhile that clack's prompts share.
 */
export async function withKeys<T>(
  { input, signal }: Pick<QuestionTerminal, "input" | "signal">,
  onEscape: "cancel" | "nothing",
  ask: (keys: Keys, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const wasRaw = input.isRaw;
  const wasRead = !input.isPaused();
  const escape = settings.aliases.get("escape");
  const over = new AbortController();
  const keys = new Keys(input);
  let lent = true;
  const giveBack = () => {
    if (!lent) return;
    lent = false;
    signal.removeEventListener("abort", end);
    keys.detach();
    if (escape === undefined) settings.aliases.delete("escape");
    else settings.aliases.set("escape", escape);
    if (wasRaw) input.setRawMode(true);
    if (wasRead) input.resume();
  };
  // At once: who aborts may use the keyboard in the next line.
  const end = () => {
    over.abort();
    giveBack();
  };
  if (onEscape === "cancel") settings.aliases.set("escape", "cancel");
  else settings.aliases.delete("escape");
  // Clack leaves its listener on the signal it is given, so it is not given one that lives on.
  if (signal.aborted) over.abort();
  signal.addEventListener("abort", end);
  keys.attach({
    onControl(byte) {
      if (byte === CTRL_D) keys.emit("data", Buffer.of(CTRL_C));
      if (byte === CTRL_L) keys.emit("redraw");
      return byte === CTRL_D || byte === CTRL_L || byte === CTRL_Z;
    },
    onPaste(text) {
      const [line = ""] = text.trim().split(/[\r\n]/, 1);
      keys.type(cleanText(line));
    },
    onEnd: end,
  });
  try {
    return await ask(keys, over.signal);
  } finally {
    giveBack();
  }
}

/** Clack also writes a line's end and the cursor's, which would scroll a screen that is full. */
class Nowhere extends Writable {
  override _write(_chunk: unknown, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
}

function painted(state: QuestionState, { columns, rows }: TerminalOut): string {
  const shown = questionRows(state, columns || 80, rows || 24);
  // Each row is erased before it is written: at the last column, erasing afterwards takes its last character.
  const text = shown.map((row) => `\x1b[2K${row}`).join("\r\n");
  return `${UPDATE_BEGIN}${HIDE_CURSOR}\x1b[H${text}${UPDATE_END}`;
}
