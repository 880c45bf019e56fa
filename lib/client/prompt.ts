// The chat's input line: one clack prompt that lives as long as the chat does. Clack and readline
// keep the line, its cursor and its history; Screen paints; Keys keeps pastes away from readline.

import { settings, TextPrompt } from "@clack/core";
import type { Key } from "node:readline";
import pc from "picocolors";
import { INPUT_ROWS } from "../protocol/limits.ts";
import { cleanText } from "../protocol/text.ts";
import { inputRows, keyPresses } from "./graphemes.ts";
import { Keys } from "./keys.ts";
import { Screen } from "./screen.ts";
import { HIDE_CURSOR, PASTE_MARKS_OFF, PASTE_MARKS_ON, SHOW_CURSOR } from "./terminal.ts";

const CTRL_C = 0x03;
const CTRL_D = 0x04;
const CTRL_J = 0x0a;
const CTRL_L = 0x0c;
const CTRL_Z = 0x1a;
// Readline would put these into the line as they are.
const SEPARATORS = new Set([0x1c, 0x1d]);

export interface ChatPromptOptions {
  /** What stands before the input; clean text. */
  label: string;
  /** A line was entered. Blank lines are not told. */
  onLine(line: string): void;
  /** Tab was pressed: a string replaces the line, candidates are shown above it. */
  complete?(line: string, cursor: number): string | readonly string[] | undefined;
}

/** A chat input at the bottom of the terminal, with room above it for whatever arrives. */
export class ChatPrompt extends TextPrompt {
  readonly #options: ChatPromptOptions;
  readonly #screen: Screen;
  readonly #keys: Keys;
  #label: string;
  #status: readonly string[] = [];
  #phase: "new" | "live" | "suspended" | "ended" = "new";
  #escape: ReturnType<typeof settings.aliases.get>;
  #repeating = false;
  readonly #onContinue = () => this.#continue();

  constructor(options: ChatPromptOptions) {
    const screen = new Screen(process.stdout);
    const keys = new Keys(process.stdin);
    // Clack only ever rewrites a frame that nothing else moves, so it is given none to draw.
    super({ input: keys, output: screen, render: () => undefined });
    this.#options = options;
    this.#screen = screen;
    this.#keys = keys;
    this.#label = options.label;
  }

  /**
   * Reads the keyboard until the chat ends: by quit(), Ctrl-C or Ctrl-D on an empty line, or when
   * the terminal is gone. The terminal is then as it was found.
   */
  async run(): Promise<void> {
    if (this.#phase !== "new") return;
    this.#phase = "live";
    // To clack Escape means cancel, in a table that all prompts share.
    this.#escape = settings.aliases.get("escape");
    settings.aliases.delete("escape");
    process.on("SIGCONT", this.#onContinue);
    this.#keys.attach({
      onControl: (byte) => this.#control(byte),
      onPaste: (text) => this.#paste(text),
      onEnd: () => this.quit(),
    });
    // Before readline's own listener, which prompt() adds: it needs the line as it was.
    this.#keys.on("keypress", (text: string | undefined, key: Key) => this.#repeat(text, key));
    this.on("key", (_text, key) => this.#pressed(key));
    this.#screen.write(HIDE_CURSOR + PASTE_MARKS_ON);
    this.#screen.attach(() => this.#frame());
    await this.prompt();
  }

  /** Shows a line or several above the input. */
  print(text: string): void {
    this.#screen.print(text);
  }

  /** Changes what stands before the input. */
  setLabel(label: string): void {
    this.#label = label;
    this.#screen.changed();
  }

  /** Shows rows between the room and the input, or none. */
  status(rows: readonly string[]): void {
    this.#status = rows;
    this.#screen.changed();
  }

  /** Ends the chat: the terminal is restored before this returns. */
  quit(): void {
    if (this.#phase === "new") this.#phase = "ended";
    if (this.#phase === "ended") return;
    this.state = "cancel";
    this.close();
  }

  protected override close(): void {
    // Clack closes once more when a key's listener has called quit().
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#screen.detach();
    super.close();
    this.#keys.detach();
    process.off("SIGCONT", this.#onContinue);
    if (this.#escape !== undefined) {
      settings.aliases.set("escape", this.#escape);
    }
    this.#screen.write(PASTE_MARKS_OFF);
    this.#screen.flush();
  }

  // Enter is ours: the prompt outlives the line.
  protected override _shouldSubmit(): boolean {
    return false;
  }

  #control(byte: number): boolean {
    const empty = this.userInput === "";
    if (byte === CTRL_C) {
      if (empty) this.quit();
      else this.#replace("");
    } else if (byte === CTRL_D && empty) this.quit();
    else if (byte === CTRL_J) {
      // Readline would end the line as well, but clack would have forgotten it by then.
      if (!empty) this.#keys.press("return");
    } else if (byte === CTRL_L) this.#screen.repaint();
    else if (byte === CTRL_Z) this.#suspend();
    else return SEPARATORS.has(byte);
    return true;
  }

  #pressed(key: Key): void {
    if (key.name === "return") this.#enter();
    else if (key.name === "tab") this.#complete();
    this.#screen.changed();
  }

  #enter(): void {
    const line = this.userInput;
    // Readline has emptied its line, but clack copies it on every key except this one.
    this.#keys.press("e", true);
    if (line.trim() !== "") this.#options.onLine(line);
  }

  #complete(): void {
    const found = this.#options.complete?.(this.userInput, this.cursor);
    if (typeof found === "string") this.#replace(found);
    else if (found && found.length > 0) this.print(pc.dim(found.join("  ")));
  }

  #paste(text: string): void {
    const line = cleanText(text.replace(/[\r\n]+$/, ""));
    if (line !== "") this.#keys.type(line);
  }

  #replace(line: string): void {
    this.#keys.press("e", true);
    this.#keys.press("u", true);
    if (line !== "") this.#keys.type(line);
  }

  #suspend(): void {
    this.#phase = "suspended";
    this.#screen.detach();
    this.#screen.write(PASTE_MARKS_OFF + SHOW_CURSOR);
    this.#screen.flush();
    this.#keys.setRawMode(false);
    // The whole group, as the terminal itself would: a parent like npx has to stop as well.
    process.kill(0, "SIGTSTP");
    // Without a shell above it the group is not stopped, and nothing would ever continue it.
    setImmediate(this.#onContinue);
  }

  #continue(): void {
    if (this.#phase === "ended") return;
    // A stop that was not ours has changed the mode behind our back: setting it twice applies it.
    this.#keys.setRawMode(false).setRawMode(true);
    this.#screen.write(HIDE_CURSOR + PASTE_MARKS_ON);
    if (this.#phase === "live") {
      this.#screen.redraw();
    } else {
      // What the shell has written meanwhile stays: the frame begins anew below it.
      this.#phase = "live";
      this.#screen.attach(() => this.#frame());
    }
  }

  /** Has a key reach over all that it should, before its own turn comes. */
  #repeat(text: string | undefined, key: Key): void {
    if (this.#repeating || key.ctrl || key.meta) return;
    this.#repeating = true;
    for (let n = keyPresses(key.name, this.userInput, this.cursor); n > 1; n--) {
      this.#keys.emit("keypress", text, key);
    }
    this.#repeating = false;
  }

  #frame(): readonly string[] {
    if (this.#phase === "suspended") return [];
    const { columns, rows } = this.#screen;
    const ended = this.#phase === "ended";
    const status = ended ? [] : this.#status.slice(0, Math.max(0, rows - 2));
    const prefix = Bun.sliceAnsi(`${this.#label}> `, 0, columns >> 1);
    const input = inputRows({
      prefix: ended ? pc.dim(prefix) : pc.cyan(prefix),
      text: this.userInput,
      cursor: ended ? undefined : this.cursor,
      columns,
      height: Math.max(1, Math.min(INPUT_ROWS, rows - 1 - status.length)),
    });
    return [...status.map((row) => Bun.sliceAnsi(row, 0, columns)), ...input];
  }
}
