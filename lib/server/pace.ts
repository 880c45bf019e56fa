// How fast one guest may go: what it sends beyond its rate is not read before its time, and nothing of it is lost.
import {
  PACE_LEAST_MS,
  PACE_MOST_MS,
  PIECE_BYTES,
  RATE_BYTES,
  RATE_MESSAGES,
} from "../protocol/limits.ts";
import type { Input } from "./dialects/dialect.ts";

export interface PaceMeans {
  /** Messages a second. */
  rate: number;
  /** A clock in milliseconds. It may jump: that never frees more than a second's worth, and never freezes anybody. */
  now: () => number;
  /** Whether these are the bytes of a file that is being received, which may come as fast as they do. */
  isReceiving(transfer: number): boolean;
  /** More may be read of the guest. */
  relieved(): void;
}

/** An allowance that fills up in a second. Counted in thousandths, or what a millisecond gives would be rounded. */
class Allowance {
  #left: number;

  constructor(private readonly perSecond: number) {
    this.#left = perSecond * 1000;
  }

  /** Whether so much is left. */
  has(amount: number): boolean {
    return this.#left >= amount * 1000;
  }

  /** Takes so much, also where less is left: then it owes the rest. */
  take(amount: number): void {
    this.#left -= amount * 1000;
  }

  /** Gives so much, but never more than a second's worth in all. */
  give(amount: number): void {
    this.#left = Math.min(this.perSecond * 1000, this.#left + amount * 1000);
  }

  /** What so many milliseconds give. */
  fill(ms: number): void {
    this.#left = Math.min(this.perSecond * 1000, this.#left + ms * this.perSecond);
  }

  /** Milliseconds until so much is left. */
  until(amount: number): number {
    return Math.max(0, amount * 1000 - this.#left) / this.perSecond;
  }
}

export class Pace {
  readonly #messages: Allowance;
  readonly #bytes: Allowance;
  #filledAt: number;
  #timer: NodeJS.Timeout | undefined;
  /** Whether the input that was asked for last has to wait. */
  #isRefused = false;

  constructor(private readonly means: PaceMeans) {
    this.#messages = new Allowance(means.rate);
    // A lower rate needs no lower bound of bytes: a message has a bound itself.
    this.#bytes = new Allowance(RATE_BYTES * Math.max(1, means.rate / RATE_MESSAGES));
    this.#filledAt = means.now();
  }

  /** So many bytes came. What they are is not known yet: those of files are given back. */
  received(bytes: number): void {
    this.#fill();
    this.#bytes.take(bytes);
  }

  /** Whether an input may be taken now: then it counts. Only small pieces of a file count, as they cost like a message. */
  admits(input: Input): boolean {
    if (input.input === "opened") return true;
    this.#fill();
    this.#isRefused = !this.#affords(input);
    return !this.#isRefused;
  }

  #affords(input: Input): boolean {
    const isFile = input.input === "chunk" && this.means.isReceiving(input.transfer);
    const isFree = isFile && input.data.byteLength >= PIECE_BYTES;
    if (!isFree && !this.#messages.has(1)) return false;
    if (!isFile && !this.#bytes.has(0)) return false;
    if (!isFree) this.#messages.take(1);
    if (isFile) this.#bytes.give(input.data.byteLength);
    return true;
  }

  /**
   * Whether nothing more should be read for now, where an input waits or without one: then `relieved` is called in time.
   * What has no end yet, such as a line of megabytes, is no input and is held up by its bytes alone.
   */
  holdsUp(isInputWaiting: boolean): boolean {
    this.#fill();
    const waitMs = Math.max(isInputWaiting ? this.#messages.until(1) : 0, this.#bytes.until(0));
    // What was refused a moment ago waits, though its time may just have come.
    if (waitMs === 0 && !(isInputWaiting && this.#isRefused)) return false;
    this.stop();
    const boundedMs = Math.min(PACE_MOST_MS, Math.max(PACE_LEAST_MS, waitMs));
    this.#timer = setTimeout(() => this.means.relieved(), boundedMs);
    return true;
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #fill(): void {
    const now = this.means.now();
    const ms = Math.min(1000, Math.max(0, now - this.#filledAt));
    this.#filledAt = now;
    this.#messages.fill(ms);
    this.#bytes.fill(ms);
  }
}
