// Questions that take the whole terminal for a while, one after the other.

import { askOn } from "./asking.ts";
import type { Question } from "./surface.ts";
import { alternateScreen, type TerminalOut } from "./terminal.ts";

/** Whose terminal it is. */
export interface TerminalOwner {
  /** Leaves the keyboard and the screen alone, in no raw mode; false where there is no terminal any more. */
  lend(): boolean;
  /** The terminal is the owner's again, on the screen that was lent. */
  takeBack(): void;
}

/** Asks on the alternate screen of a terminal that somebody lends. */
export class Questions {
  readonly #owner: TerminalOwner;
  readonly #out: TerminalOut;
  readonly #begun = Promise.withResolvers<void>();
  #last: Promise<unknown> = this.#begun.promise;
  #asking: AbortController | undefined;

  constructor(owner: TerminalOwner, out: TerminalOut) {
    this.#owner = owner;
    this.#out = out;
  }

  /** From now on questions are asked; before, they wait. */
  begin(): void {
    this.#begun.resolve();
  }

  /** The chosen value; undefined where nothing was chosen, or the terminal is not lent. */
  choose(question: Question): Promise<string | undefined> {
    const answer = this.#last.then(() => this.#ask(question));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  /** Ends the question that is on the screen, if there is one: its owner has the terminal when this returns. */
  abort(): void {
    this.#asking?.abort();
    this.#end();
  }

  async #ask(question: Question): Promise<string | undefined> {
    if (!this.#owner.lend()) return undefined;
    const asking = new AbortController();
    this.#asking = asking;
    this.#out.write(alternateScreen(true));
    try {
      const { stdin: input } = process;
      return await askOn(question, { input, output: this.#out, signal: asking.signal });
    } finally {
      this.#end();
    }
  }

  #end(): void {
    if (!this.#asking) return;
    this.#asking = undefined;
    this.#out.write(alternateScreen(false));
    this.#owner.takeBack();
  }
}
