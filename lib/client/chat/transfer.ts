// One file on its way from the shelf or to it: how far it is, how fast, and what is said of it.
import { PROGRESS_FILE_COLUMNS } from "../../protocol/limits.ts";
import { cancelledText, stoppedText } from "../transfer-words.ts";
import { cutFile } from "../view/cut.ts";
import { progressText, Rate } from "../view/numbers.ts";
import type { TransferRow } from "../view/transfers.ts";

export type Direction = TransferRow["direction"];

/** What is to go where. */
export interface Asked {
  direction: Direction;
  /** Its name, as a person reads it. */
  file: string;
  /** Tells it from all else of its direction. */
  key: string;
  /** What is typed to have it go on once it has stopped. */
  again: string;
}

export const VERBS = { down: "get", up: "put" } as const;

// Both have a likeness in ASCII.
const SIGNS: Record<Direction, string> = { down: "↓", up: "↑" };

export class Transfer {
  readonly #aborter = new AbortController();
  readonly #rate = new Rate();
  #before: TransferRow["before"] = "waiting";
  #done = 0;
  #size: number | undefined;

  constructor(
    /** By which a person can mean it. */
    readonly number: number,
    readonly asked: Asked,
  ) {}

  /** Aborts when it is cancelled. */
  get signal(): AbortSignal {
    return this.#aborter.signal;
  }

  /** Cancels it. */
  abort(): void {
    this.#aborter.abort();
  }

  /** What happens to it before any of it moves. */
  prepares(how: TransferRow["before"]): void {
    this.#before = how;
  }

  /** So many bytes of so many are there; `now` is milliseconds since the epoch. */
  heard(now: number, done: number, size: number): void {
    this.#done = done;
    this.#size = size;
    this.#rate.add(now, done);
  }

  /** Its row of the table. */
  row(now: number): TransferRow {
    const { direction, file } = this.asked;
    const facts = { number: this.number, direction, file, before: this.#before };
    return { ...facts, done: this.#done, size: this.#size, rate: this.#rate.at(now) };
  }

  /** `↓ test.txt 42 % of 347 kB, 12 MB/s, 8 s left`. */
  progress(now: number): string {
    const { direction, file, before, done, size, rate } = this.row(now);
    const far =
      size === undefined
        ? `${cutFile(file, PROGRESS_FILE_COLUMNS)}: ${before}`
        : progressText({ file, received: done, size, rate });
    return `${SIGNS[direction]} ${far}`;
  }

  /** Whether anything is there that can be continued. */
  get begun(): boolean {
    return this.#done > 0;
  }

  /** What is said once it was cancelled. */
  get cancelledText(): string {
    const { direction, file } = this.asked;
    return cancelledText(file, this.begun ? VERBS[direction] : undefined);
  }

  /** What is said where it ends with the session. */
  get stoppedText(): string {
    const { file, again } = this.asked;
    if (!this.begun) return `${file} is given up`;
    return stoppedText(file, { done: this.#done, size: this.#size ?? 0 }, again);
  }
}
