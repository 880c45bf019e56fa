// What a server owes: how long its answers have been waited for, and which of them for too long.
import { STALLED_MS } from "../protocol/limits.ts";
import { IS_PROMPT, type Pending } from "./answering.ts";

/** What leaves over the line. */
export interface Leaving {
  readonly empty: boolean;
  /** How long it has not been taken: milliseconds. */
  stalledFor(): number;
}

/** How long the oldest request that is answered at once has waited at `now`: milliseconds. */
export function owedMs(requests: Iterable<Pending>, now: number): number {
  for (const { type, asked } of requests) if (IS_PROMPT.has(type)) return now - asked;
  return 0;
}

/**
 * A request of whose answer nothing has come for longer than it may be, or an upload of which nothing leaves. To be
 * asked now and then while uploads are under way.
 */
export function lateOf(
  requests: readonly Pending[],
  now: number,
  leaving: Leaving,
): Pending | undefined {
  return requests.find((pending) => {
    if (pending.isSending && !leaving.empty) {
      pending.heard = now; // until all of it has left, it is not the server's turn
      return leaving.stalledFor() >= STALLED_MS;
    }
    return now - pending.heard >= (pending.patienceMs?.() ?? STALLED_MS);
  });
}

/** Counts their silence from `now` on, where nothing can have been heard before. */
export function heardOf(requests: Iterable<Pending>, now: number): void {
  for (const pending of requests) pending.heard = now;
}
