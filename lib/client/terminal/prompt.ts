// The chat on a terminal's screen: one clack prompt that lives as long as the chat does. Clack and readline
// keep the line; Screen paints; Keys tells what is pressed, and Typing knows what it does to the line.

import { TextPrompt } from "@clack/core";
import pc from "picocolors";
import { Attention } from "./attention.ts";
import type { Draft } from "./editing.ts";
import { cutEnd } from "../view/cut.ts";
import { frameRows } from "./frame.ts";
import type { History } from "./history.ts";
import { CTRL_C } from "./key-bytes.ts";
import { Keys } from "./keys.ts";
import { type Line, paragraph } from "../view/line.ts";
import { Questions } from "./questions.ts";
import { Screen } from "./screen.ts";
import type { Question, Surface, Typist } from "./surface.ts";
import {
  BELL,
  FOCUS_REPORTS_OFF,
  SHOW_CURSOR,
  TYPING_OFF,
  TYPING_ON,
  type TerminalOut,
} from "./terminal.ts";
import { Typing } from "./typing.ts";

const TO_BOTTOM = new Set(["return", "escape"]);

export interface ChatPromptOptions {
  /** What stands before the input; clean text. */
  label: string;
  history: History;
  typist: Typist;
  /** What a second Ctrl-C is for: "to leave", unless it is more. */
  leaveEnd?: string | undefined;
  /** Where the chat is shown; the keyboard is process.stdin. */
  out: TerminalOut;
}

/** A chat input at the bottom of the terminal, with room above it for whatever arrives. */
export class ChatPrompt extends TextPrompt implements Surface {
  readonly appendOnly = false;
  readonly #history: History;
  readonly #out: TerminalOut;
  readonly #screen: Screen;
  readonly #keys: Keys;
  readonly #typing: Typing;
  readonly #attention = new Attention(Date.now);
  readonly #questions: Questions;
  #label: string;
  #live: readonly Line[] = [];
  #status: readonly string[] = [];
  #phase: "new" | "live" | "lent" | "suspended" | "ended" = "new";
  readonly #onContinue = () => this.#continue();

  constructor({ label, history, typist, leaveEnd, out }: ChatPromptOptions) {
    const screen = new Screen(out);
    const keys = new Keys(process.stdin);
    // Clack only ever rewrites a frame that nothing else moves, so it is given none to draw.
    super({ input: keys, output: screen, render: () => undefined });
    this.#history = history;
    this.#out = out;
    this.#screen = screen;
    this.#keys = keys;
    this.#label = label;
    const owner = { lend: () => this.#lend(), takeBack: () => this.#takeBack() };
    this.#questions = new Questions(owner, out);
    const line = {
      draft: () => ({ text: this.userInput, cursor: this.cursor }),
      put: (draft: Draft) => keys.retype(this.userInput, this.cursor, draft),
      changed: () => screen.changed(),
      pressed: () => this.#attention.pressed(),
    };
    this.#typing = new Typing(line, history, typist, leaveEnd);
  }

  get draft(): string {
    return this.userInput;
  }

  /** Reads the keyboard until quit(), or until the terminal is gone; it is then as it was found. */
  async run(): Promise<void> {
    if (this.#phase !== "new") return;
    this.#phase = "live";
    process.on("SIGCONT", this.#onContinue);
    this.#keys.attach({
      onControl: (byte) => byte === CTRL_C && this.#pressed("C-c"),
      onKey: (name) => this.#pressed(name),
      onText: (text) => this.#typing.text(text),
      onPaste: (text, cut) => this.#typing.paste(text, cut),
      onEnd: () => this.quit(),
    });
    // What was there goes to the scrollback, since a resize paints the whole screen again.
    this.#out.write(`${"\n".repeat(this.#screen.rows - 1)}\x1b[H`);
    this.#screen.write(TYPING_ON);
    this.#screen.attach(() => this.#frame());
    this.#questions.begin();
    this.#tellTrouble();
    await this.prompt();
  }

  print(line: Line): void {
    this.#screen.print(line);
  }

  clear(): void {
    this.#screen.clear();
  }

  setLabel(label: string): void {
    this.#label = label;
    this.#screen.changed();
  }

  setLive(lines: readonly Line[]): void {
    this.#live = lines;
    this.#screen.changed();
  }

  setStatus(parts: readonly string[]): void {
    this.#status = parts;
    this.#screen.changed();
  }

  bell(): void {
    const shown = this.#phase === "live" || this.#phase === "lent";
    if (shown && !this.#attention.looking && !this.#out.writableNeedDrain) this.#out.write(BELL);
  }

  choose(question: Question): Promise<string | undefined> {
    return this.#questions.choose(question);
  }

  /** Ends the chat: the terminal is restored before this returns. One that is stuck cannot be, and nothing ends. */
  quit(): void {
    // What sets its mode waits until it has taken all that was written to it.
    if (this.#out.isStuck) return;
    if (this.#phase === "new") this.#phase = "ended";
    this.#questions.begin();
    if (this.#phase === "ended") return;
    this.#questions.abort();
    this.state = "cancel";
    this.close();
  }

  protected override close(): void {
    if (this.#phase === "ended") return;
    this.#phase = "ended";
    this.#typing.end();
    this.#screen.detach();
    super.close();
    this.#keys.detach();
    process.off("SIGCONT", this.#onContinue);
    this.#screen.write(TYPING_OFF);
    this.#screen.flush();
  }

  // Enter is ours: the prompt outlives the line.
  protected override _shouldSubmit(): boolean {
    return false;
  }

  #pressed(name: string): true {
    if (name === "focus-in" || name === "focus-out") {
      this.#attention.focus(name === "focus-in");
      return true;
    }
    if (this.#screen.scrolledBack && TO_BOTTOM.has(name)) this.#screen.toBottom();
    this.#typing.key(name);
    this.#tellTrouble();
    if (this.#phase !== "live") return true;
    if (name === "pageup") this.#screen.page(-1);
    else if (name === "pagedown") this.#screen.page(1);
    else if (name === "C-l") this.#screen.repaint();
    else if (name === "C-z") this.#suspend();
    return true;
  }

  #tellTrouble(): void {
    const trouble = this.#history.takeTrouble();
    if (trouble) this.print(paragraph({ text: trouble, paint: pc.dim }));
  }

  #lend(): boolean {
    if (this.#phase === "suspended") this.#continue();
    if (this.#phase !== "live") return false;
    this.#phase = "lent";
    this.#screen.hold();
    this.#typing.hold();
    this.#keys.lend();
    this.#keys.setRawMode(false);
    this.#out.write(FOCUS_REPORTS_OFF);
    return true;
  }

  #takeBack(): void {
    this.#phase = "live";
    this.#out.write(TYPING_ON);
    this.#keys.setRawMode(true).takeBack();
    this.#screen.release();
    this.#typing.release();
  }

  #suspend(): void {
    // Windows has no way to stop a program, and to go on with it.
    if (process.platform === "win32") return;
    this.#phase = "suspended";
    this.#screen.detach();
    this.#screen.write(TYPING_OFF + SHOW_CURSOR);
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
    if (this.#phase === "lent") return;
    this.#screen.write(TYPING_ON);
    if (this.#phase === "live") {
      this.#screen.redraw();
    } else {
      // What the shell has written meanwhile stays: the frame begins anew below it.
      this.#phase = "live";
      this.#screen.attach(() => this.#frame());
    }
  }

  #frame(): readonly string[] {
    if (this.#phase === "suspended") return [];
    const { columns, rows, scrolledBack, unread } = this.#screen;
    const ended = this.#phase === "ended";
    const prefix = `${cutEnd(this.#label, Math.max(0, (columns >> 1) - 2))}> `;
    return frameRows({
      columns,
      rows,
      live: ended ? [] : this.#live,
      hint: ended ? undefined : this.#typing.hint(columns),
      status: ended ? [] : this.#status,
      unread: scrolledBack ? unread : undefined,
      input: {
        prefix: ended ? pc.dim(prefix) : pc.cyan(prefix),
        text: this.userInput,
        cursor: ended ? undefined : this.cursor,
      },
    });
  }
}
