// A server for tests that answers with a history, and keeps what it is asked for.

import type { ClientMessage, HistoryEntry } from "../../lib/protocol/messages.ts";
import { framesServer, type Answers, type Peer } from "./peers.ts";

/** When all of it was said. */
export const AT = Date.UTC(2026, 10, 22, 14, 2);

/** What Ann said, as the message of that number. */
export function entry(seq: number, fields: Partial<HistoryEntry> = {}): HistoryEntry {
  return { seq, at: AT, from: "Ann", client: 1, text: `text ${seq}`, ...fields };
}

/** A server that answers with these pages, and keeps what it is asked. */
export function historian(pages: readonly HistoryEntry[][], answers: Answers = {}) {
  const asked: ClientMessage[] = [];
  const answer = (peer: Peer, re: number, message: ClientMessage) => {
    asked.push(message);
    for (const [at, entries] of pages.entries())
      peer.control({ type: "history", entries, more: at + 1 < pages.length, re });
  };
  return { fake: framesServer({ history: answer, search: answer, ...answers }), asked };
}
