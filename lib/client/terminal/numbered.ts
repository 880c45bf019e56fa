// A question in lines that are only appended: numbered choices, answered by a number or a name.

import { NUMBERED_CHOICES } from "../../protocol/limits.ts";
import type { Choice, Question } from "./surface.ts";

/** What an answer led to: a choice, none, or the question again in these lines. */
export type Answered =
  { done: true; value: string | undefined } | { done: false; lines: readonly string[] };

/** A question, and which of its choices the numbers stand for just now. */
export class Numbered {
  readonly #question: Question;
  readonly #searched: boolean;
  #shown: readonly Choice[];

  constructor(question: Question) {
    this.#question = question;
    this.#searched = question.choices.length > NUMBERED_CHOICES;
    this.#shown = this.#searched ? [] : question.choices;
  }

  /** The lines that ask. */
  get lines(): readonly string[] {
    const { message, choices } = this.#question;
    if (this.#searched) return [`${message} (${choices.length} to choose from)`, SEARCH];
    return [message, ...numbered(this.#shown), howTo(this.#shown)];
  }

  /** Takes a line that was typed: the number of a choice that is shown, a whole name, or part of one; an empty line is no. */
  answer(line: string): Answered {
    const typed = line.trim().toLowerCase();
    if (typed === "") return { done: true, value: undefined };
    const byNumber = /^\d{1,6}$/.test(typed) ? this.#shown[Number(typed) - 1] : undefined;
    const chosen = byNumber ?? this.#named(typed);
    if (chosen) return { done: true, value: chosen.value };
    return { done: false, lines: this.#searched ? this.#narrowed(typed) : this.#notTaken(line) };
  }

  #named(typed: string): Choice | undefined {
    const { choices } = this.#question;
    const whole = choices.find(({ label }) => label.toLowerCase() === typed);
    if (whole || this.#searched) return whole;
    const begun = choices.filter(({ label }) => label.toLowerCase().startsWith(typed));
    return begun.length === 1 ? begun[0] : undefined;
  }

  #narrowed(typed: string): readonly string[] {
    const found = this.#question.choices.filter(({ label }) => label.toLowerCase().includes(typed));
    if (found.length === 0) return [`Nothing has "${typed}" in its name. ${SEARCH}`];
    this.#shown = found.slice(0, NUMBERED_CHOICES);
    const more = found.length - this.#shown.length;
    const rest = more > 0 ? [`… and ${more} more: type more of the name`] : [];
    return [...numbered(this.#shown), ...rest, howTo(this.#shown)];
  }

  #notTaken(line: string): readonly string[] {
    return [`Cannot take "${line.trim()}": it is none of the choices`, howTo(this.#shown)];
  }
}

const SEARCH = "Type part of the name; an empty line cancels:";

function numbered(choices: readonly Choice[]): string[] {
  return choices.map(({ label, hint }, i) => `${i + 1}) ${label}${hint ? ` — ${hint}` : ""}`);
}

function howTo(choices: readonly Choice[]): string {
  const numbers = choices.length === 1 ? "1" : `1 to ${choices.length}`;
  return `Type a number (${numbers}) or a name; an empty line cancels:`;
}
