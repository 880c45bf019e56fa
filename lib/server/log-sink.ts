// Where log lines go: a stream that may stop taking them, which must not cost memory without bound.
import { LOG_WAITING_BYTES } from "../protocol/limits.ts";

/** The part of a stream that a sink needs: `taken` is called when the text has left. */
export interface TextStream {
  write(text: string, taken: () => void): unknown;
}

export class LogSink {
  #waitingBytes = 0;
  #leftOut = 0;

  /** `onLeftOut` hears how many lines were left out, once the stream takes lines again. */
  constructor(
    private readonly stream: TextStream,
    private readonly onLeftOut: (lines: number) => void,
  ) {}

  /** Writes a line, or counts it where more than LOG_WAITING_BYTES wait already. */
  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#waitingBytes + bytes > LOG_WAITING_BYTES) {
      this.#leftOut++;
      return;
    }
    this.#waitingBytes += bytes;
    this.stream.write(line, () => {
      this.#waitingBytes -= bytes;
      if (this.#leftOut > 0 && this.#waitingBytes < LOG_WAITING_BYTES / 2) this.#report();
    });
  }

  #report(): void {
    const lines = this.#leftOut;
    this.#leftOut = 0;
    this.onLeftOut(lines);
  }
}
