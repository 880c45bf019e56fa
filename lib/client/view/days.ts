// When something happened, for people: a clock, a date as short as it can be, a line where the day changes.
// All of it in this machine's time zone; times are milliseconds since the epoch.
import pc from "picocolors";
import { localMinute } from "../../protocol/time.ts";
import type { Line } from "./line.ts";

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** `14:02`. */
export function clockText(at: number): string {
  return localMinute(at).slice(11);
}

/** `14:02` of today, `yesterday 14:02`, `Nov 21 14:02` of this year, else `2025-11-21`. */
export function timeText(at: number, now: number): string {
  const day = dayOf(at);
  if (day === dayOf(now)) return clockText(at);
  if (day === dayOf(dayBefore(now))) return `yesterday ${clockText(at)}`;
  const date = new Date(at);
  if (date.getFullYear() !== new Date(now).getFullYear()) return day;
  return `${MONTHS[date.getMonth()]} ${date.getDate()} ${clockText(at)}`;
}

/** The separator before what was said on another day; shorter on a narrow screen. */
export function dayLine(at: number): Line {
  const date = new Date(at);
  const weekday = date.toLocaleDateString("en-GB", { weekday: "long" });
  const long = date.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const labels = [`── ${weekday}, ${long} ──`, `── ${dayOf(at)} ──`];
  return (columns) => {
    const label = labels.find((each) => each.length <= columns) ?? dayOf(at).slice(0, columns);
    return [pc.dim(Number.isFinite(columns) ? label.padEnd(columns, "─") : label)];
  };
}

/** Tells when the day changes between one message and the next. */
export class Days {
  /** When the last day that was spoken on ends: milliseconds since the epoch. */
  #midnight = -Infinity;

  /**
   * The separator that is due before a message of that time; none before the first message. Days only go
   * forward: two clocks that disagree around midnight do not make a separator at each message.
   */
  due(at: number): Line | undefined {
    if (at < this.#midnight) return undefined;
    const isFirst = this.#midnight === -Infinity;
    const date = new Date(at);
    this.#midnight = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
    return isFirst ? undefined : dayLine(at);
  }
}

/** Whether two times are of one day. */
export function isSameDay(one: number, other: number): boolean {
  return dayOf(one) === dayOf(other);
}

/** `2025-11-21`, which also sorts. */
function dayOf(at: number): string {
  return localMinute(at).slice(0, 10);
}

/** Noon of the day before: it exists in every zone, whatever happens to its clocks at night. */
function dayBefore(now: number): number {
  const date = new Date(now);
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1, 12).getTime();
}
