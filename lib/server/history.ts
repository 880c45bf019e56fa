// What was said before, as bytes for a guest: what it missed, or an answer of pages, read while it is sent.
import { setImmediate } from "node:timers/promises";
import { HISTORY_PAGE, HISTORY_PAGE_BYTES } from "../protocol/limits.ts";
import type { HistoryEntry, Message } from "../protocol/messages.ts";
import { byteLength } from "../protocol/text.ts";
import type { Earlier, HistoryRange, Tag } from "../room/effects.ts";
import { JournalFailure, type Entry, type Journal, type Reading } from "../room/journal.ts";
import { replayedTo } from "../room/talk.ts";
import { NOTHING, type Dialect } from "./dialects/dialect.ts";

type Range = Omit<Reading, "limit">;

/** Of whose history, and the number of the newest message that is looked at. */
export interface Looking {
  viewer: number;
  upTo: number;
}

/** Whether there may be anything to replay. */
export function mayReplay(earlier: Earlier, upTo: number): boolean {
  return "since" in earlier ? earlier.since < upTo : earlier.newest > 0 && upTo > 0;
}

/**
 * What a guest gets before it hears what is said from now on, and `live` behind it. Where what it missed cannot be
 * read there is no `live`, and no talk may follow, which would come after a gap: `broken` hears of it first.
 */
export async function* replayAnswer(
  dialect: Dialect,
  journal: Journal,
  earlier: Earlier,
  { viewer, upTo }: Looking,
  broken: (error: unknown) => void,
): AsyncGenerator<Uint8Array> {
  try {
    const range = await rangeOf(journal, earlier, { viewer, upTo });
    for await (const entries of read(journal, range)) {
      yield* pieces(entries.map((entry) => dialect.encode(replayedTo(viewer, entry))));
    }
  } catch (error) {
    const isFault = !(error instanceof JournalFailure);
    if (isFault || "since" in earlier) return broken(error);
    yield* pieces([dialect.encode(cannotRead(error))]);
  }
  yield* pieces([dialect.encode({ type: "live", seq: upTo })]);
}

/** Pages of the history. */
export function historyAnswer(
  dialect: Dialect,
  journal: Journal,
  range: HistoryRange,
  looking: Looking,
  tag: Tag,
): AsyncGenerator<Uint8Array> {
  const found = async function* () {
    for await (const entries of read(journal, await rangeOf(journal, range, looking)))
      yield* entries;
  };
  return pagesAnswer(dialect, found(), tag);
}

/** Pages of what a search finds. */
export function searchAnswer(
  dialect: Dialect,
  journal: Journal,
  asked: { viewer: number; text: string },
  tag: Tag,
): AsyncGenerator<Uint8Array> {
  const found = async function* () {
    yield* await journal.search(asked);
  };
  return pagesAnswer(dialect, found(), tag);
}

async function* pagesAnswer(
  dialect: Dialect,
  found: AsyncIterable<Entry>,
  tag: Tag,
): AsyncGenerator<Uint8Array> {
  let entries: HistoryEntry[] = [];
  let bytes = 0;
  try {
    for await (const entry of found) {
      const item = shownOf(entry);
      const more = byteLength(JSON.stringify(item));
      const isFull = entries.length === HISTORY_PAGE || bytes + more > HISTORY_PAGE_BYTES;
      if (isFull && entries.length > 0) {
        yield* pieces([dialect.encode({ type: "history", entries, more: true }, tag)]);
        entries = [];
        bytes = 0;
      }
      entries.push(item);
      bytes += more + 1; // and a comma
    }
    yield* pieces([dialect.encode({ type: "history", entries, more: false }, tag)]);
  } catch (error) {
    yield* pieces([dialect.encode(cannotRead(error), tag)]);
  }
}

async function rangeOf(
  journal: Journal,
  asked: HistoryRange,
  { viewer, upTo: last }: Looking,
): Promise<Range> {
  if ("since" in asked) return { viewer, after: asked.since, upTo: last };
  const { newest: count, before } = asked;
  const upTo = before === undefined ? last : Math.min(last, before - 1);
  const isNothing = count === 0 || upTo <= 0;
  return { viewer, upTo, after: isNothing ? upTo : await journal.startOf({ viewer, upTo, count }) };
}

/** The messages of a range, so many at a time. */
async function* read(journal: Journal, range: Range): AsyncGenerator<readonly Entry[]> {
  let { after } = range;
  while (after < range.upTo) {
    const entries = await journal.read({ ...range, after, limit: HISTORY_PAGE });
    yield entries;
    const last = entries.at(-1);
    if (!last || entries.length < HISTORY_PAGE) return;
    after = last.seq;
    // A journal in memory answers at once, and the loop has to turn between two pages.
    await setImmediate();
  }
}

function shownOf({ seq, at, from, client, text, action, to }: Entry): HistoryEntry {
  const said = { seq, at, from, client, text };
  return { ...said, ...(action ? { action } : {}), ...(to ? { to: to.name } : {}) };
}

/** What the guest is told where the journal does not answer; any other error is a fault of ours. */
export function cannotRead(error: unknown): Message<"error"> {
  if (!(error instanceof JournalFailure)) throw error;
  const message = `Cannot read the history: ${error.message}`;
  return { type: "error", code: "not-read", message };
}

/** One piece of all that the dialect has for it; none where that is nothing. */
function* pieces(encoded: readonly (Uint8Array | undefined)[]): Generator<Uint8Array> {
  const piece = Buffer.concat(encoded.map((bytes) => bytes ?? NOTHING));
  if (piece.byteLength > 0) yield piece;
}
