// Bytes to lines: a splitter over any chunking with a bound on what it keeps.
import { MESSAGE_BYTES } from "./limits.ts";

const LF = 0x0a;
const CR = 0x0d;

/** A line's bytes without its LF or CRLF, or the mark of one that was longer than MESSAGE_BYTES. */
export type Line = Uint8Array | "too-long";

export class LineSplitter {
  #parts: Uint8Array[] = [];
  #bytes = 0;

  /** The lines that a chunk completes; to be drained before the next chunk is pushed. */
  *push(chunk: Uint8Array): Generator<Line> {
    let rest = chunk;
    for (let at = rest.indexOf(LF); at >= 0; at = rest.indexOf(LF)) {
      this.#keep(rest.subarray(0, at));
      rest = rest.subarray(at + 1);
      yield this.#take();
    }
    // A copy, so that a few waiting bytes do not hold the whole chunk in memory.
    this.#keep(new Uint8Array(rest.subarray(0, MESSAGE_BYTES + 2)));
  }

  /** What came after the last line ending, as a line; undefined where that is nothing. */
  end(): Line | undefined {
    return this.#bytes > 0 ? this.#take() : undefined;
  }

  #keep(part: Uint8Array): void {
    this.#bytes += part.byteLength;
    // One byte more than a message: its CR is seen only when the LF comes.
    if (this.#bytes > MESSAGE_BYTES + 1) this.#parts.length = 0;
    else if (part.byteLength > 0) this.#parts.push(part);
  }

  #take(): Line {
    const whole = this.#parts.length === 1 ? this.#parts[0] : Buffer.concat(this.#parts);
    const bytes = this.#bytes;
    this.#parts = [];
    this.#bytes = 0;
    if (!whole || bytes > MESSAGE_BYTES + 1) return "too-long";
    const line = whole[whole.byteLength - 1] === CR ? whole.subarray(0, -1) : whole;
    return line.byteLength > MESSAGE_BYTES ? "too-long" : line;
  }
}
