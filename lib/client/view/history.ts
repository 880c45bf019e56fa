// What was said earlier, for people: each message with its clock, days apart, and above it what part of all it is.
import { FOUND_MESSAGES } from "../../protocol/limits.ts";
import type { HistoryEntry } from "../../protocol/messages.ts";
import { localMinute } from "../../protocol/time.ts";
import pc from "picocolors";
import type { Paint } from "./colours.ts";
import { clockText, dayLine, Days, isSameDay } from "./days.ts";
import { directLine, highlight, noticeLine, PLAIN_LOOK, saidLine, type Look } from "./events.ts";
import type { Line } from "./line.ts";
import { paintWords } from "./searched.ts";

/** The look of lines, and by which number our own words are known, whatever our name was. */
export type HistoryLook = Look & { number: number };

/** What was asked for: messages, those before one of them, or those that have the words of a text. */
export type HistoryAsked = [kind: "history", before?: number] | [kind: "search", text: string];

/** Messages in their order under a notice that says which they are. `now` is milliseconds since the epoch. */
export function historyLine(
  entries: readonly HistoryEntry[],
  look: HistoryLook,
  now: number,
  ...asked: HistoryAsked
): Line {
  const paint = asked[0] === "search" ? paintWords(asked[1], highlight) : undefined;
  const lines = [noticeLine(noticeOf(entries, asked))];
  const days = new Days();
  for (const entry of entries) {
    const isFirst = lines.length === 1;
    const day = days.due(entry.at) ?? (isFirst && !isSameDay(entry.at, now) && dayLine(entry.at));
    if (day) lines.push(day);
    lines.push(entryLine(entry, look, paint));
  }
  return remembered((columns) => lines.flatMap((line) => line(columns)));
}

/** One message with its clock; `paint` styles its rows, and else our name is marked in them. */
export function entryLine(entry: HistoryEntry, look: HistoryLook, paint?: Paint): Line {
  const { at, from, client, text, to } = entry;
  const isOwn = client === look.number;
  const stamp = () => pc.dim(`${clockText(at)} `);
  if (to !== undefined)
    return directLine(isOwn ? `you to ${to}` : `${from} to you`, text, stamp, paint);
  // Own words mention nobody, also where they were said under another name.
  return saidLine(entry, isOwn ? { ...look, me: () => "" } : look, stamp, paint);
}

/** One message with its date, for where nobody chats. */
export function datedLine(entry: HistoryEntry): Line {
  const { at, from, text, to } = entry;
  const stamp = () => pc.dim(`${localMinute(at)} `);
  if (to !== undefined) return directLine(`${from} to ${to}`, text, stamp);
  return saidLine(entry, PLAIN_LOOK, stamp);
}

/** A line that is laid out once a width: it may have thousands of rows, and is asked at each step of scrolling. */
function remembered(line: Line): Line {
  let last: { columns: number; rows: readonly string[] } | undefined;
  return (columns) => {
    if (last?.columns !== columns) last = { columns, rows: line(columns) };
    return last.rows;
  };
}

function noticeOf(entries: readonly HistoryEntry[], asked: HistoryAsked): string {
  if (asked[0] === "search") return foundNotice(entries.length, asked[1]);
  const [first, last] = [entries[0], entries.at(-1)];
  if (!first || !last) {
    return asked[1] === undefined ? "Nothing was said yet" : `Nothing is kept before ${asked[1]}`;
  }
  const range = first === last ? `${first.seq}` : `${first.seq} to ${last.seq}`;
  if (first.seq <= 1) return range;
  return `${range}; /history before ${first.seq} shows those before`;
}

function foundNotice(count: number, text: string): string {
  if (count === 0) return `Nothing found for "${text}"`;
  // A search answers with so many at most, so there may be more.
  if (count >= FOUND_MESSAGES) return `The newest ${count} found for "${text}"`;
  return `${count} found for "${text}"`;
}
