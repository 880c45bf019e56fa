// What a question looks like, in clack's look, on a screen of any size: its rows, and nothing beyond it.

import { S_BAR, S_BAR_END, S_RADIO_ACTIVE, S_RADIO_INACTIVE, S_STEP_ACTIVE } from "@clack/prompts";
import pc from "picocolors";
import { QUESTION_FOOTER_ROWS } from "../../protocol/limits.ts";
import { brokenRow, cutBeginning, cutEnd, cutFile, cutRow } from "../view/cut.ts";
import { textWidth } from "../view/graphemes.ts";
import { paragraph } from "../view/line.ts";
import type { Choice } from "./surface.ts";

export interface QuestionState {
  message: string;
  /** The choices that fit what was typed, and the index of the one that Enter takes. */
  choices: readonly Choice[];
  cursor: number;
  /** How many choices there are in all. */
  total: number;
  /** What was typed to search, its cursor drawn in; undefined where there is no search. */
  search: string | undefined;
}

const GUIDE = `${pc.cyan(S_BAR)}  `;
const GUIDE_COLUMNS = 3;
const MARK_COLUMNS = 2;

/**
 * The rows of a question, exactly as many as the screen has. At least one choice is always among
 * them, then come the search, the message and at last the help, as far as there is room.
 */
export function questionRows(state: QuestionState, columns: number, rows: number): string[] {
  const inner = Math.max(1, columns - GUIDE_COLUMNS);
  let left = rows - 1;
  const search = state.search !== undefined && left > 0 ? [searchRow(state, inner)] : [];
  left -= search.length;
  const footer = rows >= QUESTION_FOOTER_ROWS ? [footerRow(state)] : [];
  left -= footer.length;
  const room = Math.min(left, Math.max(1, Math.floor(rows / 3)));
  const title = room > 0 ? titleRows(state, inner, room) : [];
  const shown = choiceRows(state, inner, rows - search.length - footer.length - title.length);
  const all = [
    ...title.map((row, i) => (i === 0 ? `${pc.cyan(S_STEP_ACTIVE)}  ${row}` : GUIDE + row)),
    ...[...search, ...shown].map((row) => GUIDE + row),
    ...footer.map((row) => `${pc.cyan(S_BAR_END)}  ${row}`),
  ];
  const blank = Array<string>(Math.max(0, rows - all.length)).fill("");
  return [...all.map((row) => cutRow(row, columns)), ...blank].slice(0, rows);
}

function titleRows({ message }: QuestionState, columns: number, height: number): string[] {
  const rows = paragraph({ text: message })(columns).flatMap((row) => brokenRow(row, columns));
  if (rows.length <= height) return rows;
  const last = rows.slice(height - 1).join(" ");
  return [...rows.slice(0, height - 1), cutFile(last, columns)];
}

function searchRow({ search = "", choices, total }: QuestionState, columns: number): string {
  const count = choices.length < total ? pc.dim(` ${choices.length} of ${total}`) : "";
  const named = `${pc.dim("Search:")} ${search}`;
  if (textWidth(named + count) <= columns) return named + count;
  // What is typed last must stay in sight.
  return cutBeginning(search, columns);
}

function footerRow({ search }: QuestionState): string {
  const keys = ["↑/↓ choose", "Enter takes it", "Esc back"];
  return pc.dim((search === undefined ? keys : ["Type to search", ...keys]).join(" · "));
}

function choiceRows(state: QuestionState, columns: number, height: number): string[] {
  const { choices, cursor, search } = state;
  if (choices.length === 0) return [pc.yellow("No matches")];
  // What is searched is files; of words the beginning matters.
  const cut = (label: string) =>
    (search === undefined ? cutEnd : cutFile)(label, columns - MARK_COLUMNS);
  const most = Math.max(0, choices.length - height);
  const from = Math.min(most, Math.max(0, cursor - (height >> 1)));
  return choices
    .slice(from, from + height)
    .map((choice, i) => choiceRow(choice, cut(choice.label), from + i === cursor, columns));
}

function choiceRow(
  { label, hint }: Choice,
  name: string,
  active: boolean,
  columns: number,
): string {
  const aside = hint === undefined ? "" : ` (${hint})`;
  const fits = MARK_COLUMNS + textWidth(label) + textWidth(aside) <= columns;
  const text = active ? name : pc.dim(name);
  const mark = active ? pc.green(S_RADIO_ACTIVE) : pc.dim(S_RADIO_INACTIVE);
  return `${mark} ${text}${fits ? pc.dim(aside) : ""}`;
}
