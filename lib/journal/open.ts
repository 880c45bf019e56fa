// Opens the journal of a server: in a folder, or in memory; in threads of its own.

import { SEARCHER_IDLE_MS } from "../protocol/limits.ts";
import type { Journal } from "../room/journal.ts";
import { CalledJournal } from "./called-journal.ts";
import type { Call } from "./calls.ts";
import type { CoreOptions, Keep } from "./core.ts";
import type { Known } from "./store.ts";
import { JournalThread } from "./thread.ts";

export type { Keep } from "./core.ts";

export interface JournalOptions {
  keep: Keep;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Is told what no guest is answered: that it cannot be tidied, or that messages are missing. */
  warn?: ((text: string) => void) | undefined;
}

/**
 * The journal of a folder, which is made where there is none.
 * Rejects with an Error: `Cannot keep the journal in "x": reason`.
 */
export function openJournal(options: JournalOptions & { folder: string }): Promise<Journal> {
  return open(options);
}

/** The same in memory: when it is closed, or its thread dies, what was in it is gone. */
export function openEphemeralJournal(options: JournalOptions): Promise<Journal> {
  return open({ ...options, folder: undefined });
}

async function open({
  folder,
  keep,
  now,
  warn = () => {},
}: JournalOptions & { folder: string | undefined }): Promise<Journal> {
  const options: CoreOptions = { folder, keep, newHistory: Bun.randomUUIDv7() };
  let known: Known | undefined;
  const opening = (role: "keep" | "search") => (): Call => ({
    call: "open",
    role,
    options: { ...options, known },
  });
  const keeper = new JournalThread(opening("keep"), warn);
  try {
    const answer = await keeper.start();
    if (answer.answer !== "opened" || !answer.kept) throw new Error("it was not opened");
    const { kept } = answer;
    known = { history: kept.history, lastSeq: kept.lastSeq };
    const searcher =
      folder === undefined ? keeper : new JournalThread(opening("search"), warn, SEARCHER_IDLE_MS);
    return new CalledJournal({ kept, keeper, searcher, now, warn, known });
  } catch (error) {
    await keeper.close();
    throw error instanceof Error ? new Error(error.message, { cause: error }) : error;
  }
}
