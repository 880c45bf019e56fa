// What the tests of the journal store: drafts, clients and batches, with all that does not matter filled in.

import type { CoreOptions } from "../../lib/journal/core.ts";
import { JournalCore } from "../../lib/journal/core.ts";
import type { Batch, Draft, Entry, KeptClient } from "../../lib/room/journal.ts";

/** When everything happens that has no time of its own: milliseconds since the epoch. */
export const NOON = Date.UTC(2026, 2, 1, 12);

export const ANN = 1;
export const BOB = 2;
export const EVE = 3;

export function draft(text: string, more: Partial<Draft> = {}): Draft {
  return { key: Bun.randomUUIDv7(), at: NOON, client: ANN, from: "ann", text, ...more };
}

/** A direct message of ann for bob. */
export function toBob(text: string): Draft {
  return draft(text, { to: { client: BOB, name: "bob" } });
}

export function client(number: number, more: Partial<KeptClient> = {}): KeptClient {
  const counted = { messages: 3, received: 40, sent: 2 ** 40 };
  return {
    number,
    name: `guest${number}`,
    address: "127.0.0.1:40000",
    dialect: "frames",
    opened: NOON,
    closed: NOON + 1000,
    ...counted,
    session: null,
    ...more,
  };
}

export function batch(drafts: readonly Draft[], more: Partial<Batch> = {}): Batch {
  return { drafts, clients: [], lastNumber: 3, seen: NOON, ...more };
}

/** Drafts as they are stored first of all. */
export function entriesOf(drafts: readonly Draft[]): Entry[] {
  return drafts.map((each, index) => Object.assign({ seq: index + 1 }, each));
}

/** So many drafts, each with a number in its text. */
export function many(count: number, text = "message", more: Partial<Draft> = {}): Draft[] {
  return Array.from({ length: count }, (_, index) => draft(`${text} ${index + 1}`, more));
}

/** A journal in this thread, in a folder or in memory. */
export function core(
  folder: string | undefined,
  more: Partial<CoreOptions> = {},
  warn: (text: string) => void = () => {},
): JournalCore {
  return new JournalCore({ folder, keep: {}, newHistory: "history", ...more }, warn);
}

/** All that a client may see. */
export function all(journal: JournalCore, viewer = ANN): Entry[] {
  return journal.read({ viewer, after: 0, upTo: Number.MAX_SAFE_INTEGER, limit: 1_000_000 });
}

export function texts(entries: readonly Entry[]): string[] {
  return entries.map(({ text }) => text);
}

/** The last a journal knows, and the index too. */
export function seqs(entries: readonly Entry[]): number[] {
  return entries.map(({ seq }) => seq);
}
