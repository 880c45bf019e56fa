// Sizes, durations and rates as people say them, and how far a download is.
import {
  PROGRESS_FILE_COLUMNS,
  RATE_LEAST_MS,
  RATE_SAMPLE_MS,
  RATE_WINDOW_MS,
} from "../../protocol/limits.ts";
import { cutFile } from "./cut.ts";

/** `347 kB`: a number of bytes. */
export function bytesText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let step = 0;
  // From what is shown as 1000 on, the next unit says it.
  while (value >= 999.5 && step < units.length - 1) {
    value /= 1000;
    step++;
  }
  return `${value < 9.95 && step > 0 ? value.toFixed(1) : Math.round(value)} ${units[step]}`;
}

/** `12 MB/s`, of bytes in a second. */
export function rateText(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
}

/** `8 s`, `3 min`, `1 h 20 min`, of milliseconds. */
export function durationText(ms: number): string {
  const seconds = Math.round(Math.max(0, ms) / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const over = minutes % 60;
  return `${Math.floor(minutes / 60)} h${over > 0 ? ` ${over} min` : ""}`;
}

export interface Progress {
  file: string;
  /** Bytes. */
  received: number;
  size: number;
  /** Bytes in a second, or undefined where it is not known yet. */
  rate: number | undefined;
}

/** `test.txt 42 % of 347 kB, 12 MB/s, 8 s left`, as far as it is known; a long name is cut. */
export function progressText({ file, received, size, rate }: Progress): string {
  const percent = size === 0 ? 100 : Math.floor((100 * received) / size);
  const parts = [
    `${cutFile(file, PROGRESS_FILE_COLUMNS)} ${percent} % of ${bytesText(size)}`,
    ...(rate === undefined ? [] : [rateText(rate)]),
    ...(rate && received < size ? [`${durationText((1000 * (size - received)) / rate)} left`] : []),
  ];
  return parts.join(", ");
}

interface Sample {
  at: number;
  bytes: number;
}

/** How fast bytes arrive: their average over the last few seconds. */
export class Rate {
  /** Of the window and one before it, the oldest first; the memory is bounded by their distance. */
  #samples: Sample[] = [];
  #bytes = 0;

  /** So many bytes have arrived by now, all together; `now` is milliseconds. */
  add(now: number, bytes: number): void {
    this.#bytes = bytes;
    const newest = this.#samples.at(-1);
    if (newest && now - newest.at < RATE_SAMPLE_MS) return;
    this.#samples.push({ at: now, bytes });
    this.#trim(now);
  }

  /** Bytes in a second, or undefined before half a second has passed; it sinks where nothing arrives any more. */
  at(now: number): number | undefined {
    this.#trim(now);
    const [oldest] = this.#samples;
    if (!oldest || now - oldest.at < RATE_LEAST_MS) return undefined;
    return (1000 * (this.#bytes - oldest.bytes)) / (now - oldest.at);
  }

  /** Forgets what lies before the newest sample that is as old as the window. */
  #trim(now: number): void {
    const from = this.#samples.findLastIndex(({ at }) => now - at >= RATE_WINDOW_MS);
    if (from > 0) this.#samples.splice(0, from);
  }
}
