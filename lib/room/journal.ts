// The journal as the room and the server ask for it: whoever keeps one fits behind this, a file or a shared stream.

/** A message on its way to be stored. */
export interface Draft {
  /** A UUID by which it is known when it is sent again. */
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
  /** Who says it: the client's number, and its name at that time. */
  client: number;
  from: string;
  text: string;
  action?: true | undefined;
  /** Whom a direct message is for; nobody else but its sender ever sees it. */
  to?: { client: number; name: string } | undefined;
}

/** A stored message. `seq` counts up from 1 without a gap: the one order that everyone sees, whatever the clocks say. */
export interface Entry extends Draft {
  seq: number;
}

/** A client with a name, as it is kept; what is kept of a number is replaced whole. */
export interface KeptClient {
  number: number;
  name: string;
  address: string;
  dialect: string;
  /** Milliseconds since the epoch; `closed` is null while it is here. */
  opened: number;
  closed: number | null;
  messages: number;
  received: number;
  sent: number;
  /** By what it can come back: the SHA-256 of its token (64 hex digits), and until when (milliseconds since the epoch). */
  session: { hash: string; until: number } | null;
}

/** What is stored at once: all of it, or nothing. */
export interface Batch {
  drafts: readonly Draft[];
  clients: readonly KeptClient[];
  /** The highest number that a client was given so far. */
  lastNumber: number;
  /** When all who are here were seen: milliseconds since the epoch. */
  seen: number;
}

/** What became of one draft. */
export type Fate =
  | { fate: "stored" }
  /** It was stored before, under the same key. */
  | { fate: "again"; seq: number; at: number }
  /** Its key was used for something else. */
  | { fate: "key-taken" }
  /** It is not stored, and never will be by itself; `why` is for a person: `the disk is full`. */
  | { fate: "failed"; why: string };

/** What was there when the journal was opened. */
export interface Kept {
  /** Tells this history from all others. */
  history: string;
  /** The numbers of the newest message and of the newest client; 0 where there is none. */
  lastSeq: number;
  lastNumber: number;
  /**
   * By number, at most KEPT_CLIENTS clients: those with a session before others, then who left last. Those that a crash
   * left open are closed when they were last seen.
   */
  clients: readonly KeptClient[];
}

/** Which messages are asked for, of those that a client may see: everyone's, and the direct ones from or to it. */
export interface Reading {
  viewer: number;
  /** Those with a higher number than this. */
  after: number;
  /** Those with at most this number. */
  upTo: number;
  /** As many, the oldest of them. */
  limit: number;
}

/** The journal does not answer; `message` says why, for a person: `the disk fails`. */
export class JournalFailure extends Error {
  override name = "JournalFailure";
}

export interface Journal {
  readonly kept: Kept;
  /**
   * Stores a batch; resolves with the fates of its drafts, in their order, once it is safe, or once it is sure that
   * it is not. Never rejects for an expected fault. One batch at a time.
   */
  append(batch: Batch): Promise<readonly Fate[]>;
  /** Tells of every message that is stored from now on, by whomever, in their order; those of a batch before it resolves. */
  follow(heard: (entries: readonly Entry[]) => void): void;
  /** Messages in their order. @throws JournalFailure */
  read(reading: Reading): Promise<readonly Entry[]>;
  /**
   * The number after which the newest `count` messages stand that a client may see, of all up to `upTo`: 0 where there
   * are not more. @throws JournalFailure
   */
  startOf(asked: { viewer: number; upTo: number; count: number }): Promise<number>;
  /**
   * The newest FOUND_MESSAGES messages that have all the words of a text, in their order; of the very newest perhaps
   * not all, while the index is brought up to them. @throws JournalFailure
   */
  search(asked: { viewer: number; text: string }): Promise<readonly Entry[]>;
  /** Resolves when everything is written and closed. */
  close(): Promise<void>;
}
