// Durations and rates as people say them, and how far a transfer is.
import {
  PROGRESS_FILE_COLUMNS,
  RATE_LEAST_MS,
  RATE_SAMPLE_MS,
  RATE_WINDOW_MS,
} from "../../protocol/limits.ts";
import { durationText } from "../../protocol/durations.ts";
import { bytesText } from "../../protocol/sizes.ts";
import { cutFile } from "./cut.ts";

/** `12 MB/s`, of bytes in a second. */
export function rateText(bytesPerSecond: number): string {
  return `${bytesText(bytesPerSecond)}/s`;
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
  const left = leftText(size - received, rate);
  const parts = [
    `${cutFile(file, PROGRESS_FILE_COLUMNS)} ${percentText(received, size)} of ${bytesText(size)}`,
    ...(rate === undefined ? [] : [rateText(rate)]),
    ...(left === undefined ? [] : [`${left} left`]),
  ];
  return parts.join(", ");
}

/** `42 %`: how much of a file's bytes are there, never rounded up. */
export function percentText(done: number, size: number): string {
  return `${size === 0 ? 100 : Math.floor((100 * done) / size)} %`;
}

/** How long so many bytes still take at a rate; undefined where none are left, or nothing moves. */
export function leftText(bytes: number, rate: number | undefined): string | undefined {
  return rate && bytes > 0 ? durationText((1000 * bytes) / rate) : undefined;
}

interface Sample {
  at: number;
  bytes: number;
}

/** How fast bytes move: their average over the last few seconds. */
export class Rate {
  /** Of the window and one before it, the oldest first; the memory is bounded by their distance. */
  #samples: Sample[] = [];
  #bytes = 0;

  /** So many bytes are there by now, all together; `now` is milliseconds. Fewer than before begin anew. */
  add(now: number, bytes: number): void {
    if (bytes < this.#bytes) this.#samples = [];
    this.#bytes = bytes;
    const newest = this.#samples.at(-1);
    if (newest && now - newest.at < RATE_SAMPLE_MS) return;
    this.#samples.push({ at: now, bytes });
    this.#trim(now);
  }

  /** Bytes in a second, or undefined before half a second has passed; it sinks where nothing moves any more. */
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
