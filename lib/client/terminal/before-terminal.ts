// A stream that stands before a terminal: it has the terminal's size, and tells its resizes.

import { Writable, type WritableOptions } from "node:stream";
import type { TerminalOut } from "./terminal.ts";

/** The part of a terminal that is passed on. */
export type Sized = Pick<TerminalOut, "columns" | "rows" | "isTTY"> & {
  on(event: "resize", listener: () => void): unknown;
};

export class BeforeTerminal<Tty extends Sized> extends Writable {
  constructor(
    protected readonly tty: Tty,
    options: WritableOptions,
  ) {
    super(options);
    tty.on("resize", () => this.emit("resize"));
  }

  get columns(): number {
    return this.tty.columns;
  }

  get rows(): number {
    return this.tty.rows;
  }

  get isTTY(): boolean {
    return this.tty.isTTY;
  }
}
