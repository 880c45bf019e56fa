// A journal in memory of which every call is seen, and fails where a test says so.

import type { Answer, Call } from "../../lib/journal/calls.ts";
import { CallHandler } from "../../lib/journal/call-handler.ts";
import { CalledJournal } from "../../lib/journal/called-journal.ts";
import { JournalFailure, type Journal } from "../../lib/room/journal.ts";
import { NOON } from "./drafts.ts";

export type Success = Exclude<Answer, { answer: "failed" }>;

/** The kept of a journal with nothing in it. */
export const NOTHING = { history: "history", lastSeq: 0, lastNumber: 0, clients: [] };

/** With what it was asked for, and what it warned of. To be closed. */
export function watchedJournal(isFailing: (call: Call) => boolean = () => false): {
  journal: Journal;
  calls: string[];
  warnings: string[];
} {
  const handler = new CallHandler(() => {});
  const calls: string[] = [];
  const warnings: string[] = [];
  const options = { folder: undefined, keep: {}, newHistory: "history" };
  handler.answerTo({ call: "open", role: "keep", options });
  const asked = {
    async ask(call: Call) {
      calls.push(call.call);
      const answer = handler.answerTo(call);
      if (isFailing(call) || answer.answer === "failed") throw new JournalFailure("no");
      return answer;
    },
    close: async () => undefined,
  };
  const journal = new CalledJournal({
    kept: NOTHING,
    keeper: asked,
    searcher: asked,
    now: () => NOON,
    warn: (text) => warnings.push(text),
    known: { ...NOTHING },
  });
  return { journal, calls, warnings };
}
