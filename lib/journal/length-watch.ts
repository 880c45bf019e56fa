// Notices that a file was cut off while SQLite has it open, which itself goes on as if nothing were missing.
import { statSync } from "node:fs";

/** Of the file that has a name. That of a journal never becomes shorter by itself. */
export class LengthWatch {
  #bytes = 0;

  constructor(private readonly path: string) {}

  /** Whether the file has been shorter than before, ever since it was last accepted. */
  wasCutOff(): boolean {
    const bytes = statSync(this.path, { throwIfNoEntry: false })?.size ?? 0;
    // What SQLite writes when it closes the file may make it long again, with nothing in between.
    this.#bytes = bytes < this.#bytes ? Number.POSITIVE_INFINITY : bytes;
    return this.#bytes > bytes;
  }

  /** Takes the file as it is now. */
  accept(): void {
    this.#bytes = 0;
  }
}
