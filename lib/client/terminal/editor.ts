// What a key makes of the input line, and what the keys before it are remembered for: undoing, putting back.

import { DELETED_TEXTS, STEP_KEYSTROKES, UNDO_STEPS } from "../../protocol/limits.ts";
import { type Draft, EDITS, inserted, KILLS } from "./editing.ts";

/** The memory of an input line's editing: its former texts, and what was deleted from it. */
export class Editor {
  #undo: Draft[] = [];
  /** The newest first; it outlives the line. */
  readonly #deleted: string[] = [];
  #last: "typing" | "deletion" | "return" | "other" = "other";
  #keystrokes = 0;
  #returned = { from: 0, turn: 0 };

  /** What a key makes of the line; undefined where it is no key for editing. */
  press(key: string, draft: Draft): Draft | undefined {
    const kill = KILLS.get(key);
    if (kill) return this.#kill(draft, kill(draft));
    if (key === "C-y") return this.#putBack(draft);
    if (key === "M-y") return this.#putBackOlder(draft);
    if (key === "C-_") return this.#undone(draft);
    const edited = EDITS.get(key)?.(draft);
    return edited && this.replaced(draft, edited);
  }

  /** The line with a text typed into it. */
  typed(draft: Draft, text: string): Draft {
    const step = this.#last === "typing" && this.#keystrokes < STEP_KEYSTROKES;
    if (!step) {
      this.#remember(draft);
      this.#keystrokes = 0;
    }
    this.#keystrokes++;
    this.#last = "typing";
    return inserted(draft, text);
  }

  /** Notes that the line is replaced by another, which is given back: it can be undone. */
  replaced(draft: Draft, by: Draft): Draft {
    if (draft.text !== by.text) this.#remember(draft);
    this.#last = "other";
    return by;
  }

  /** Forgets what was done to the line, but not what was deleted from it. */
  reset(): void {
    this.#undo = [];
    this.#last = "other";
  }

  #kill(draft: Draft, left: Draft): Draft {
    const length = draft.text.length - left.text.length;
    const joined = this.#last === "deletion";
    this.replaced(draft, left);
    this.#last = "deletion";
    if (length === 0) return left;
    const text = draft.text.slice(left.cursor, left.cursor + length);
    const newest = joined ? (this.#deleted.shift() ?? "") : "";
    this.#deleted.unshift(left.cursor < draft.cursor ? text + newest : newest + text);
    this.#deleted.splice(DELETED_TEXTS);
    return left;
  }

  #putBack(draft: Draft): Draft {
    const text = this.#deleted[0];
    if (text === undefined) return draft;
    this.#remember(draft);
    this.#last = "return";
    this.#returned = { from: draft.cursor, turn: 0 };
    return inserted(draft, text);
  }

  /** Of C-y's text the one that was deleted before it. */
  #putBackOlder(draft: Draft): Draft {
    if (this.#last !== "return") return draft;
    const { from } = this.#returned;
    const turn = (this.#returned.turn + 1) % this.#deleted.length;
    this.#remember(draft);
    this.#returned = { from, turn };
    const without = {
      text: draft.text.slice(0, from) + draft.text.slice(draft.cursor),
      cursor: from,
    };
    return inserted(without, this.#deleted[turn] ?? "");
  }

  #undone(draft: Draft): Draft {
    this.#last = "other";
    for (;;) {
      const former = this.#undo.pop();
      if (!former) return draft;
      // A change that was refused has left the line as it was.
      if (former.text !== draft.text) return former;
    }
  }

  #remember(draft: Draft): void {
    this.#undo.push(draft);
    if (this.#undo.length > UNDO_STEPS) this.#undo.shift();
  }
}
