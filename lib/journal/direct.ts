// A journal in this thread: for what has no disk to wait for, and for tests.

import { JournalFailure, type Journal } from "../room/journal.ts";
import { CallHandler } from "./call-handler.ts";
import { CalledJournal } from "./called-journal.ts";
import type { Asked } from "./calls.ts";
import type { CoreOptions } from "./core.ts";

/**
 * Opens a journal whose calls are done in this thread, in a folder or (`folder: undefined`) in memory.
 * @throws Error `Cannot keep the journal in "x": reason`
 */
export function directJournal(
  options: CoreOptions,
  now: () => number,
  warn: (text: string) => void = () => {},
): Journal {
  const keeper = new CallHandler(warn);
  const opened = keeper.answerTo({ call: "open", role: "keep", options });
  if (opened.answer !== "opened" || !opened.kept)
    throw new Error(opened.answer === "failed" ? opened.why : "Cannot go on in this thread");
  const { kept } = opened;
  const { history, lastSeq } = kept;
  const asked = askedOf(keeper);
  return new CalledJournal({
    kept,
    keeper: asked,
    searcher: options.folder === undefined ? asked : searcherOf(options, warn),
    now,
    warn,
    known: { history, lastSeq },
  });
}

function searcherOf(options: CoreOptions, warn: (text: string) => void): Asked {
  const handler = new CallHandler(warn);
  handler.answerTo({ call: "open", role: "search", options });
  return askedOf(handler);
}

function askedOf(handler: CallHandler): Asked {
  return {
    async ask(call) {
      const answer = handler.answerTo(call);
      if (answer.answer === "failed") throw new JournalFailure(answer.why);
      return answer;
    },
    async close() {
      handler.answerTo({ call: "close" });
    },
  };
}
