// What a chat is shown on and typed into: a terminal's screen, or lines that are only ever appended.
import type { Line } from "../view/line.ts";

export interface Choice {
  value: string;
  label: string;
  hint?: string;
}

/** A question to the person; `search` lets them type to narrow a long list of choices. */
export interface Question {
  message: string;
  choices: readonly Choice[];
  search?: boolean;
}

/** What Tab may put into the line. */
export interface Completion {
  /** What is replaced, as indices of the line. */
  start: number;
  end: number;
  /** What may stand there instead, whole, the best first. */
  candidates: readonly string[];
}

/** What the person does. */
export interface Typist {
  /** A line was entered, not a blank one; false leaves it in the input, to be corrected. */
  onLine(line: string): boolean;
  /**
   * Something was pasted that one input line cannot hold: it has several lines, or more bytes than a message may have.
   * `whole` is the input with the paste in its place; true when that was used, so that the input is emptied.
   */
  onPaste(whole: string, pasted: string): Promise<boolean>;
  /** Wants to leave: Ctrl-D, or Ctrl-C twice on an empty line. */
  onLeave(): void;
  /** Tab; resolves with undefined where nothing fits. */
  complete(line: string, cursor: number): Promise<Completion | undefined>;
}

export interface Surface {
  /** Whether lines can only be appended: nothing shown changes again, so setLive and setStatus show nothing. */
  readonly appendOnly: boolean;
  /** What is typed and not sent. */
  readonly draft: string;
  /** Reads the keyboard until quit(), or until the terminal is gone. */
  run(): Promise<void>;
  /** Ends run(); the terminal is as it was found before this returns. */
  quit(): void;
  /** Adds a line to the room. */
  print(line: Line): void;
  /** What stands before the input: our name. */
  setLabel(label: string): void;
  /** Lines at the end of the room that may still change: what is on its way, who joins just now. */
  setLive(lines: readonly Line[]): void;
  /** The parts of the status row, the most important first; none hide the row. */
  setStatus(parts: readonly string[]): void;
  /** Rings the bell, unless the person is looking. */
  bell(): void;
  /** Empties the room's part of the screen. */
  clear(): void;
  /** The chosen value, or undefined where the person would not choose. Lines that arrive meanwhile wait. */
  choose(question: Question): Promise<string | undefined>;
}
