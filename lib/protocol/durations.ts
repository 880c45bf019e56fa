// Durations as people write and read them.

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const UNITS: Record<string, number> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: 365 * DAY_MS,
};

/** The milliseconds of `30s`, `10m`, `12h`, `30d`, `2w` or `1y`; undefined where a text is no duration, or over 2^53. */
export function readDuration(text: string): number | undefined {
  const [, digits, unit = ""] = /^(\d+)\s*([smhdwy])$/i.exec(text.trim()) ?? [];
  const ms = Number(digits) * (UNITS[unit.toLowerCase()] ?? NaN);
  return Number.isSafeInteger(ms) ? ms : undefined;
}

/** `8 s`, `3 min`, `1 h 20 min`, `30 days`, of milliseconds. */
export function durationText(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / SECOND_MS);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (ms >= 2 * DAY_MS) return `${Math.round(ms / DAY_MS)} days`;
  const over = minutes % 60;
  return `${Math.floor(minutes / 60)} h${over > 0 ? ` ${over} min` : ""}`;
}
