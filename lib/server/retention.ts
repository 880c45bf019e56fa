// How much of the history is kept, as people write it: `30d`, `1GiB`, `30d,1GiB` or `all`.
import { LEAST_KEPT_BYTES } from "../protocol/limits.ts";
import { readDuration } from "../protocol/durations.ts";
import { readBytes } from "../protocol/sizes.ts";

/** How old what is kept may be, and how large all of it: milliseconds and bytes; undefined is no bound. */
export interface Retention {
  ageMs?: number;
  bytes?: number;
}

/** With its B: `30m` may be meant as an age, and a number alone as anything. */
const SIZE = /B\s*$/i;

/** The bounds that a text names; undefined where it is none, or names one twice. */
export function readKeep(text: string): Retention | undefined {
  if (text.trim().toLowerCase() === "all") return {};
  const keep: Retention = {};
  for (const part of text.split(",")) {
    const ageMs = readAge(part);
    const bytes = SIZE.test(part) ? readBytes(part) : undefined;
    // A bound below which nothing would be kept is none that anyone can mean.
    if (ageMs === 0 || (bytes ?? LEAST_KEPT_BYTES) < LEAST_KEPT_BYTES) return undefined;
    if (ageMs !== undefined && keep.ageMs === undefined) keep.ageMs = ageMs;
    else if (bytes !== undefined && keep.bytes === undefined) keep.bytes = bytes;
    else return undefined;
  }
  return keep;
}

/** The milliseconds of `12h`, `30d`, `2w` or `1y`. */
function readAge(text: string): number | undefined {
  return /[hdwy]\s*$/i.test(text) ? readDuration(text) : undefined;
}
