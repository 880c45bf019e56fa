// What the keys do to the input line, and what the typist is asked and told.

import pc from "picocolors";
import { INPUT_BYTES, MESSAGE_BYTES, PASTE_BYTES, WAITING_KEYS } from "../../protocol/limits.ts";
import { beginning, byteLength, cleanText } from "../../protocol/text.ts";
import { cutEnd } from "../view/cut.ts";
import { atEnd, type Draft, EMPTY, inserted, same } from "./editing.ts";
import { Editor } from "./editor.ts";
import type { History } from "./history.ts";
import { pastedText } from "./pasted.ts";
import type { Typist } from "./surface.ts";
import { Tabbing } from "./tabbing.ts";

const FULL_NOTICE = `The line is full: ${count(INPUT_BYTES)} bytes`;
const CUT_NOTICE = `Only the first ${count(PASTE_BYTES)} bytes of the paste were taken`;

/** Where the line is kept and shown. */
export interface InputLine {
  draft(): Draft;
  put(draft: Draft): void;
  /** Somebody is at the keyboard. */
  pressed(): void;
  /** Something that is shown beside the line has changed. */
  changed(): void;
}

/** The keyboard's side of an input line, from its first key until `end`. */
export class Typing {
  readonly #line: InputLine;
  readonly #history: History;
  readonly #typist: Typist;
  readonly #editor = new Editor();
  #tabbing: Tabbing | undefined;
  #completing: { draft: Draft; steps: (1 | -1)[] } | undefined;
  #notice: string | undefined;
  #leaving = false;
  /** What a second Ctrl-C is for: "to leave". */
  readonly #leaveEnd: string;
  /** How many reasons keys have to wait: a paste that is asked about, a question on the screen. */
  #holds = 0;
  readonly #waiting: (() => void)[] = [];
  #ended = false;

  constructor(line: InputLine, history: History, typist: Typist, leaveEnd = "to leave") {
    this.#leaveEnd = leaveEnd;
    this.#line = line;
    this.#history = history;
    this.#typist = typist;
  }

  /** A key, by its name in Keys. */
  key(name: string): void {
    const confirmed = this.#begin();
    if (name === "C-c") this.#interrupt(confirmed);
    else this.#take(() => this.#key(name));
    this.#line.changed();
  }

  /** Clean text that was typed. */
  text(text: string): void {
    this.#begin();
    this.#take(() => {
      this.#tabbing = undefined;
      this.#type(text);
    });
    this.#line.changed();
  }

  /** A paste as it came from the terminal; `cut` where only its beginning did. */
  paste(text: string, cut: boolean): void {
    this.#begin();
    this.#take(() => {
      this.#tabbing = undefined;
      this.#paste(pastedText(text));
      if (cut) this.#notice = CUT_NOTICE;
    });
    this.#line.changed();
  }

  /** Has the keys wait until as many calls of release. */
  hold(): void {
    this.#holds++;
  }

  release(): void {
    this.#holds--;
    // One of them may have those behind it wait once more.
    for (const step of this.#waiting.splice(0)) this.#take(step);
    this.#line.changed();
  }

  /** Nothing that is still asked changes the line any more. */
  end(): void {
    this.#ended = true;
  }

  /** What there is to say beside the line, in one row of at most so many columns. */
  hint(columns: number): string | undefined {
    if (this.#tabbing) return this.#tabbing.row(columns);
    const bytes = byteLength(this.#line.draft().text);
    const long = bytes > MESSAGE_BYTES && `${count(bytes)} of ${count(MESSAGE_BYTES)} bytes`;
    const notice = this.#notice ?? long;
    return notice ? pc.yellow(cutEnd(notice, columns)) : undefined;
  }

  /** Any key ends what is said of the one before; gives whether that asked to be confirmed. */
  #begin(): boolean {
    this.#line.pressed();
    const confirmed = this.#leaving;
    this.#leaving = false;
    this.#notice = undefined;
    return confirmed;
  }

  #take(step: () => void): void {
    if (this.#ended) return;
    if (this.#holds === 0) step();
    else if (this.#waiting.length < WAITING_KEYS) this.#waiting.push(step);
  }

  #interrupt(confirmed: boolean): void {
    this.#waiting.splice(0);
    this.#tabbing = undefined;
    this.#completing = undefined;
    if (this.#line.draft().text !== "") this.#clear();
    else if (confirmed) this.#typist.onLeave();
    else {
      this.#leaving = true;
      this.#notice = `Press Ctrl-C again ${this.#leaveEnd}`;
    }
  }

  #key(name: string): void {
    if (name === "tab") return this.#tab(1);
    if (name === "S-tab") return this.#tab(-1);
    const tabbing = this.#tabbing;
    this.#tabbing = undefined;
    const draft = this.#line.draft();
    if (name === "escape") {
      this.#completing = undefined;
      if (tabbing) this.#replace(tabbing.original);
    } else if (name === "return") this.#enter(draft);
    else if (name === "up" || name === "C-p") this.#recall(this.#history.older(draft.text));
    else if (name === "down" || name === "C-n") this.#recall(this.#history.newer(draft.text));
    else if (name === "C-r") this.#search(draft.text);
    else if (name === "C-d" && draft.text === "") this.#typist.onLeave();
    else this.#put(this.#editor.press(name, draft) ?? draft);
  }

  #type(text: string): void {
    const draft = this.#line.draft();
    const fitting = beginning(text, INPUT_BYTES - byteLength(draft.text));
    if (fitting !== "") this.#put(this.#editor.typed(draft, fitting));
    if (fitting !== text) this.#notice = FULL_NOTICE;
  }

  #enter(draft: Draft): void {
    if (draft.text === "") return;
    // It is gone before anybody is told: what they do may end the chat with the line in sight.
    this.#line.put(EMPTY);
    const blank = draft.text.trim() === "";
    if (!blank && !this.#typist.onLine(draft.text)) {
      if (!this.#ended) this.#line.put(draft);
      return;
    }
    this.#history.add(draft.text);
    this.#history.reset();
    this.#editor.reset();
  }

  #recall(line: string | undefined): void {
    if (line !== undefined) this.#replace(atEnd(line));
  }

  #search(text: string): void {
    const found = this.#history.search(text);
    if (found === undefined) this.#notice = "No older line contains this";
    else this.#replace(atEnd(found));
  }

  #tab(by: 1 | -1): void {
    const draft = this.#line.draft();
    if (this.#tabbing) this.#replace(this.#tabbing.step(by));
    else if (this.#completing && same(this.#completing.draft, draft)) {
      this.#completing.steps.push(by);
    } else void this.#complete(draft);
  }

  async #complete(draft: Draft): Promise<void> {
    const asked = { draft, steps: [] };
    this.#completing = asked;
    const completion = await this.#typist.complete(draft.text, draft.cursor);
    if (this.#completing !== asked) return;
    this.#completing = undefined;
    const candidates = completion?.candidates.map(cleanText) ?? [];
    if (!completion || candidates.length === 0) return;
    if (this.#ended || !same(this.#line.draft(), draft)) return;
    const tabbing = new Tabbing(draft, { ...completion, candidates });
    this.#replace(tabbing.begin());
    if (candidates.length > 1) this.#tabbing = tabbing;
    for (const by of asked.steps) this.#tab(by);
    this.#line.changed();
  }

  #paste(pasted: string): void {
    if (pasted === "") return;
    const draft = this.#line.draft();
    const whole = inserted(draft, pasted);
    const fits = !pasted.includes("\n") && byteLength(whole.text) <= MESSAGE_BYTES;
    if (fits) this.#replace(whole);
    else void this.#ask(whole.text, pasted);
  }

  async #ask(whole: string, pasted: string): Promise<void> {
    this.hold();
    try {
      if ((await this.#typist.onPaste(whole, pasted)) && !this.#ended) this.#clear();
    } finally {
      this.release();
    }
  }

  #clear(): void {
    this.#replace(EMPTY);
    this.#history.reset();
  }

  /** Shows another line, which can be undone. */
  #replace(by: Draft): void {
    this.#put(this.#editor.replaced(this.#line.draft(), by));
  }

  #put(next: Draft): void {
    const draft = this.#line.draft();
    if (same(next, draft)) return;
    const grows = byteLength(next.text) > byteLength(draft.text);
    if (grows && byteLength(next.text) > INPUT_BYTES) this.#notice = FULL_NOTICE;
    else this.#line.put(next);
  }
}

function count(bytes: number): string {
  return bytes.toLocaleString("en");
}
