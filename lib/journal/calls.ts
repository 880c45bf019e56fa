// What is asked of whoever has the journal's files open, and what comes back: values that go from thread to thread.
import type { Batch, Entry, Kept, Reading } from "../room/journal.ts";
import type { CoreOptions } from "./core.ts";
import type { Outcome } from "./messages.ts";
import type { Reach } from "./search-index.ts";

export type Call =
  /** Before anything else: to keep the journal, or only to search it; in memory the one who keeps it searches too. */
  | { call: "open"; role: "keep" | "search"; options: CoreOptions }
  | { call: "append"; batch: Batch }
  | { call: "read"; reading: Reading }
  | { call: "startOf"; asked: { viewer: number; upTo: number; count: number } }
  /** Finds in what is indexed so far. */
  | { call: "search"; asked: { viewer: number; text: string } }
  /** Indexes a slice of what was stored, and where it shortens, forgets a slice of what was taken away. */
  | { call: "index"; reach: Reach }
  /** Takes away a slice of what is not kept. */
  | { call: "prune"; now: number }
  /** Gives back the room of what was written last. */
  | { call: "settle" }
  | { call: "close" };

export type Answer =
  | { answer: "done" }
  /** Undefined of one who only searches, and of a journal that goes on. */
  | { answer: "opened"; kept: Kept | undefined }
  | { answer: "outcomes"; outcomes: Outcome[] }
  | { answer: "entries"; entries: Entry[] }
  | { answer: "seq"; seq: number }
  /** Whether the same is to be asked again: there is more of it to do. */
  | { answer: "more"; isMore: boolean }
  /** Why not, for a person. */
  | { answer: "failed"; why: string };

/** What whoever answers tells besides, without having been asked. */
export interface Warning {
  warning: string;
}

/** Whoever answers calls, one after the other. */
export interface Asked {
  /** @throws JournalFailure where the answer would be that it failed */
  ask(call: Call): Promise<Exclude<Answer, { answer: "failed" }>>;
  /** Lets go of all files, and ends the thread, where there is one. */
  close(): Promise<void>;
}
