// Sorting that lets others have their turn: short sorted runs first, which are merged only as they are pulled.

import { setImmediate } from "node:timers/promises";
import { SORTED_AT_ONCE } from "../protocol/limits.ts";

/** A sorted run of names and how many of them were taken. */
interface Run {
  readonly names: readonly string[];
  taken: number;
}

/**
 * The names in code-unit order, each once, in batches of at most `batch`; a folder may hold names that
 * are no UTF-8 and read the same. The event loop turns after the sorting of each run, and after each batch.
 */
export async function* sortedBatches(
  names: readonly string[],
  batch: number,
): AsyncGenerator<string[]> {
  const runs: Run[] = [];
  for (let start = 0; start < names.length; start += SORTED_AT_ONCE) {
    runs.push({ names: names.slice(start, start + SORTED_AT_ONCE).toSorted(), taken: 0 });
    await setImmediate();
  }

  let before: string | undefined;
  let ready: string[] = [];
  for (let next = takeLeast(runs); next !== undefined; next = takeLeast(runs)) {
    if (next === before) continue;
    before = next;
    ready.push(next);
    if (ready.length < batch) continue;
    yield ready;
    ready = [];
    await setImmediate();
  }
  if (ready.length > 0) yield ready;
}

function takeLeast(runs: readonly Run[]): string | undefined {
  let least: Run | undefined;
  let name: string | undefined;
  for (const run of runs) {
    const candidate = run.names[run.taken];
    if (candidate === undefined || (name !== undefined && name <= candidate)) continue;
    least = run;
    name = candidate;
  }
  if (least !== undefined) least.taken++;
  return name;
}
