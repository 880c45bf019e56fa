// What the Emacs keys do to a line, as GNU readline has it: pure functions of the text and the cursor.

import { characterAfter, characterBefore, charactersOf } from "../view/graphemes.ts";

/** An input line. */
export interface Draft {
  readonly text: string;
  /** An index of the text, where a character begins, or the text's end. */
  readonly cursor: number;
}

const WORD = /^[\p{L}\p{N}]/u;
const NOT_WORD = /^[^\p{L}\p{N}]/u;
const SPACE = /^\s/u;
const NOT_SPACE = /^\S/u;

type Edit = (draft: Draft) => Draft;

export const EMPTY: Draft = { text: "", cursor: 0 };

/** A line with the cursor at its end. */
export function atEnd(text: string): Draft {
  return { text, cursor: text.length };
}

/** Puts a text in at the cursor, which then stands behind it. */
export function inserted({ text, cursor }: Draft, added: string): Draft {
  return {
    text: text.slice(0, cursor) + added + text.slice(cursor),
    cursor: cursor + added.length,
  };
}

/** Whether two lines are alike, cursors included. */
export function same(a: Draft, b: Draft): boolean {
  return a.text === b.text && a.cursor === b.cursor;
}

/** Motions, and changes that keep nothing. */
export const EDITS: ReadonlyMap<string, Edit> = new Map<string, Edit>([
  ...bound(
    ["C-a", "home"],
    move(() => 0),
  ),
  ...bound(
    ["C-e", "end"],
    move(({ text }) => text.length),
  ),
  ...bound(["C-b", "left"], move(back)),
  ...bound(["C-f", "right"], move(forward)),
  ...bound(["M-b", "C-left", "M-left"], move(wordStart)),
  ...bound(["M-f", "C-right", "M-right"], move(wordEnd)),
  ...bound(["C-h", "backspace"], cut(back)),
  ...bound(["C-d", "delete"], cut(forward)),
  ...bound(["C-t"], transposed),
  ...bound(
    ["M-u"],
    recased((word) => word.toLocaleUpperCase()),
  ),
  ...bound(
    ["M-l"],
    recased((word) => word.toLocaleLowerCase()),
  ),
  ...bound(["M-c"], recased(capitalised)),
]);

/** Deletions of one piece, which can be put back with C-y. */
export const KILLS: ReadonlyMap<string, Edit> = new Map<string, Edit>([
  ...bound(
    ["C-k"],
    cut(({ text }) => text.length),
  ),
  ...bound(
    ["C-u"],
    cut(() => 0),
  ),
  ...bound(
    ["C-w"],
    cut((draft) => passed(draft, -1, SPACE, NOT_SPACE)),
  ),
  ...bound(["M-d", "C-delete", "M-delete"], cut(wordEnd)),
  ...bound(["M-backspace", "C-backspace"], cut(wordStart)),
]);

function bound(keys: readonly string[], edit: Edit): [string, Edit][] {
  return keys.map((key) => [key, edit]);
}

function move(to: (draft: Draft) => number): Edit {
  return (draft) => ({ text: draft.text, cursor: to(draft) });
}

/** Deletes what is between the cursor and where a motion would have it. */
function cut(to: (draft: Draft) => number): Edit {
  return (draft) => {
    const there = to(draft);
    const from = Math.min(there, draft.cursor);
    const end = Math.max(there, draft.cursor);
    return { text: draft.text.slice(0, from) + draft.text.slice(end), cursor: from };
  };
}

function back({ text, cursor }: Draft): number {
  return characterBefore(text, cursor);
}

function forward({ text, cursor }: Draft): number {
  return characterAfter(text, cursor);
}

function wordStart(draft: Draft): number {
  return passed(draft, -1, NOT_WORD, WORD);
}

function wordEnd(draft: Draft): number {
  return passed(draft, 1, NOT_WORD, WORD);
}

/** Where the cursor is after all characters of one kind and then all of another. */
function passed({ text, cursor }: Draft, step: 1 | -1, first: RegExp, then: RegExp): number {
  const ahead = step < 0 ? text.slice(0, cursor) : text.slice(cursor);
  const characters = charactersOf(ahead);
  if (step < 0) characters.reverse();
  let crossed = 0;
  const pass = (kind: RegExp) => {
    for (;;) {
      const next = characters[crossed];
      if (next === undefined || !kind.test(next)) return;
      cursor += step * next.length;
      crossed++;
    }
  };
  pass(first);
  pass(then);
  return cursor;
}

/** Swaps the characters around the cursor, the last two at the end. */
function transposed(draft: Draft): Draft {
  const { text, cursor } = draft;
  const right = cursor === text.length ? characterBefore(text, cursor) : cursor;
  const left = characterBefore(text, right);
  if (left === right) return draft;
  const end = characterAfter(text, right);
  return {
    text: text.slice(0, left) + text.slice(right, end) + text.slice(left, right) + text.slice(end),
    cursor: end,
  };
}

function recased(change: (word: string) => string): Edit {
  return (draft) => {
    const end = wordEnd(draft);
    const changed = change(draft.text.slice(draft.cursor, end));
    return {
      text: draft.text.slice(0, draft.cursor) + changed + draft.text.slice(end),
      cursor: draft.cursor + changed.length,
    };
  };
}

function capitalised(text: string): string {
  const characters = charactersOf(text);
  const first = characters.findIndex((character) => WORD.test(character));
  return characters
    .map((character, i) =>
      i === first ? character.toLocaleUpperCase() : character.toLocaleLowerCase(),
    )
    .join("");
}
