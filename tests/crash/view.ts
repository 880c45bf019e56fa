// What one guest has seen of the talk, message by message, as it came: to be compared with the history afterwards.

import type { Message } from "../../lib/protocol/messages.ts";

/** A message as somebody saw it; what it could not see there is left out. */
export interface Seen {
  seq: number;
  at: number;
  client: number;
  text: string;
  from?: string;
  action?: true | undefined;
  /** Whether it came to this guest alone. */
  direct: boolean;
}

/** What a newcomer asks for of what was said before: the newest so many messages, or those after one. */
export type Earlier = { replay: number } | { since: number };

export class View {
  /** Since the history was last compared with it. */
  seen: Seen[] = [];
  /** The highest number that was seen. */
  cursor = 0;
  /** All with a higher number than this are to be seen; undefined until it is known. */
  start: number | undefined;
  /** How many earlier messages were asked for on joining, how many came, and up to which; until they were compared. */
  joined: { replay: number; got: number; upTo: number } | undefined;
  /** The newest message when what is said now began; undefined where the line is lost. */
  live: number | undefined;
  #own = new Map<string, Seen>();

  constructor(private readonly problem: (text: string) => void) {}

  /** It joins, and is owed so much of what was said before. */
  begins(earlier: Earlier): void {
    if ("since" in earlier) this.start = this.cursor = earlier.since;
    else this.joined = { ...earlier, got: 0, upTo: 0 };
  }

  /** It comes back; returns the highest number that it has seen, after which it is owed everything. */
  resumes(): number {
    // Who was lost before the earlier messages had all come asks for the rest, and for nothing else.
    if (this.start === undefined) this.joined = undefined;
    this.start ??= (this.seen[0]?.seq ?? 1) - 1;
    return this.cursor;
  }

  /** All that was said before has come; the newest message then was that one. */
  becomesLive(seq: number): void {
    if (this.cursor > seq)
      this.problem(`hears of ${seq} as the newest, and has seen ${this.cursor}`);
    this.live = seq;
    if (this.start !== undefined) return;
    this.start = (this.seen[0]?.seq ?? seq + 1) - 1;
    // Who has seen nothing yet is owed nothing of what was before.
    this.cursor = Math.max(this.cursor, this.start);
    if (this.joined) this.joined = { ...this.joined, got: this.seen.length, upTo: seq };
  }

  /** Notes what came; an own message may have been acknowledged before. */
  hears(message: Message<"said"> | Message<"told">, isOwn: boolean): void {
    const { seq, at, client, text, from } = message;
    if (this.live !== undefined && seq <= this.live)
      this.problem(`hears ${seq} behind ${this.live}, the last that was said before`);
    const action = message.type === "said" ? message.action : undefined;
    const seen = { seq, at, client, text, from, action, direct: message.type === "told" };
    if (isOwn) this.addOwn(seen);
    else this.#add(seen);
  }

  /** Notes that an own message is stored: new, or one that was seen here before. */
  addOwn(seen: Seen): void {
    const before = this.#own.get(seen.text);
    if (!before) {
      this.#own.set(seen.text, seen);
      this.#add(seen);
    } else if (before.seq !== seen.seq || before.at !== seen.at)
      this.problem(`its "${idOf(seen.text)}" is ${before.seq}, and then ${seen.seq}`);
  }

  /** All that was seen is compared: what is to come begins behind it. */
  compared(upTo: number): void {
    this.joined = undefined;
    this.seen = [];
    this.start = upTo;
  }

  /** Notes a message; it must stand behind all before it. */
  #add(seen: Seen): void {
    if (seen.seq <= this.cursor)
      this.problem(`got ${seen.seq} "${idOf(seen.text)}" when it had seen ${this.cursor}`);
    this.cursor = Math.max(this.cursor, seen.seq);
    this.seen.push(seen);
  }
}

/** What tells a message of these tests from all others: its sender's mark and a count. */
export function idOf(text: string): string {
  return /\w+-\d+$/.exec(text)?.[0] ?? text;
}

/** The mark of who says it, and how many it has said before. */
export function readId(text: string): { mark: string; count: number } {
  const [mark = "", count = "0"] = idOf(text).split("-");
  return { mark, count: Number(count) };
}
