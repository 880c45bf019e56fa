// Standard output that holds nobody up: a terminal that takes nothing, as over a line that is dead, would stop a whole
// process that writes to it in the usual way. Here a thread waits for it, and what is to be shown waits in the stream.

import { write } from "node:fs";
import { SHOWN_WAITING_BYTES, STUCK_TERMINAL_MS } from "../../protocol/limits.ts";
import { BeforeTerminal, type Sized } from "./before-terminal.ts";
import type { TerminalOut } from "./terminal.ts";

/** A terminal, which is written to by its descriptor. */
interface Tty extends Sized {
  readonly fd: number;
}

/** `writableNeedDrain` tells that the terminal is slow, and that what can wait should; "drain" that it is no longer. */
export class PatientOut extends BeforeTerminal<Tty> implements TerminalOut {
  readonly #now: () => number;
  /** Since when the terminal has been taking what was written last: milliseconds. */
  #since: number | undefined;

  /** `now` is a clock in milliseconds that never goes back. */
  constructor(tty: Tty, now: () => number) {
    super(tty, { highWaterMark: SHOWN_WAITING_BYTES });
    this.#now = now;
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
    write(this.tty.fd, bytes, 0, bytes.byteLength, null, (error, written) => {
      this.#since = undefined;
      if (error) done(error);
      else if (written < bytes.byteLength) this.#put(bytes.subarray(written), done);
      else done();
    });
  }
}
