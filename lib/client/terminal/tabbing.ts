// Tab and Shift-Tab among the candidates of a completion, and the row that shows them.

import pc from "picocolors";
import type { Completion } from "./surface.ts";
import { cutFile } from "../view/cut.ts";
import type { Draft } from "./editing.ts";
import { charactersOf, textWidth } from "../view/graphemes.ts";

const GAP = "  ";

/** A completion of several candidates that is being chosen from. Each step gives the line to show. */
export class Tabbing {
  /** The line before the completion. */
  readonly original: Draft;
  readonly #completion: Completion;
  #current: number | undefined;

  constructor(original: Draft, completion: Completion) {
    this.original = original;
    this.#completion = completion;
  }

  /** The line with the candidate alone, or with what all of them begin with, where that is more than is there. */
  begin(): Draft {
    const { start, end, candidates } = this.#completion;
    const common = commonBeginning(candidates);
    return candidates.length === 1 || common.length > end - start
      ? this.#with(common)
      : this.original;
  }

  /** The line with the next candidate, or the one before. */
  step(by: 1 | -1): Draft {
    const { candidates } = this.#completion;
    const from = this.#current ?? (by > 0 ? -1 : 0);
    this.#current = (from + by + candidates.length) % candidates.length;
    return this.#with(candidates[this.#current] ?? "");
  }

  /** The candidates in one row, as many as fit, and how many do not; the current one is in brackets. */
  row(columns: number): string {
    const { candidates } = this.#completion;
    let page: string[] = [];
    let first = 0;
    for (const [i, candidate] of candidates.entries()) {
      const shown = this.#marked(candidate.trim(), i, columns);
      const hidden = candidates.length - (i + 1 - first);
      const room = columns - (hidden > 0 ? `${GAP}+${candidates.length}`.length : 0);
      if (page.length > 0 && textWidth([...page, shown].join(GAP)) > room) {
        if (this.#current === undefined || this.#current < i) break;
        page = [];
        first = i;
      }
      page.push(shown);
    }
    const hidden = candidates.length - page.length;
    const text = [...page, ...(hidden > 0 ? [`+${hidden}`] : [])].join(GAP);
    return pc.dim(text);
  }

  #marked(candidate: string, i: number, columns: number): string {
    const room = columns - `[]${GAP}+${this.#completion.candidates.length}`.length;
    const text = cutFile(candidate, Math.max(1, room));
    return i === this.#current ? `[${text}]` : text;
  }

  #with(text: string): Draft {
    const { start, end } = this.#completion;
    const line = this.original.text;
    return {
      text: line.slice(0, start) + text + line.slice(end),
      cursor: start + text.length,
    };
  }
}

/** The characters that all of the texts begin with. */
export function commonBeginning([first = "", ...others]: readonly string[]): string {
  let common = "";
  for (const character of charactersOf(first)) {
    const longer = common + character;
    if (!others.every((other) => other.startsWith(longer))) break;
    common = longer;
  }
  return common;
}
