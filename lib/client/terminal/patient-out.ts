// Standard output that holds nobody up: a terminal that takes nothing, as over a line that is dead, would stop a whole
// process that writes to it in the usual way. Here a thread waits for it, and what is to be shown waits in the stream.

import { write } from "node:fs";
import { Writable } from "node:stream";
import { SHOWN_WAITING_BYTES, STUCK_TERMINAL_MS } from "../../protocol/limits.ts";
import type { TerminalOut } from "./terminal.ts";

/** A terminal, which is written to by its descriptor, and tells its size. */
type Tty = Pick<TerminalOut, "columns" | "rows" | "isTTY"> & {
  readonly fd: number;
  on(event: "resize", listener: () => void): unknown;
};

/** `writableNeedDrain` tells that the terminal is slow, and that what can wait should; "drain" that it is no longer. */
export class PatientOut extends Writable implements TerminalOut {
  readonly #tty: Tty;
  readonly #now: () => number;
  /** Since when the terminal has been taking what was written last: milliseconds since the epoch. */
  #since: number | undefined;

  constructor(tty: Tty, now: () => number) {
    super({ highWaterMark: SHOWN_WAITING_BYTES });
    this.#tty = tty;
    this.#now = now;
    tty.on("resize", () => this.emit("resize"));
  }

  get columns(): number {
    return this.#tty.columns;
  }

  get rows(): number {
    return this.#tty.rows;
  }

  get isTTY(): boolean {
    return this.#tty.isTTY;
  }

  /** Whether the terminal has taken nothing for so long that nobody should wait for it. */
  get isStuck(): boolean {
    return this.#since !== undefined && this.#now() - this.#since >= STUCK_TERMINAL_MS;
  }

  override _write(bytes: Buffer, _encoding: string, done: (error?: Error | null) => void): void {
    this.#put(bytes, done);
  }

  #put(bytes: Buffer, done: (error?: Error | null) => void): void {
    this.#since = this.#now();
    write(this.#tty.fd, bytes, 0, bytes.byteLength, null, (error, written) => {
      this.#since = undefined;
      if (error) done(error);
      else if (written < bytes.byteLength) this.#put(bytes.subarray(written), done);
      else done();
    });
  }
}
