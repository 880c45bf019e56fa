// A terminal's output that only remembers what was written to it.

import { Writable } from "node:stream";
import type { TerminalOut } from "../../../lib/client/terminal/terminal.ts";
import { Heard } from "../peers.ts";

export class Paper extends Writable implements TerminalOut {
  readonly heard = new Heard();
  readonly isTTY = true;

  constructor(
    public columns = 80,
    public rows = 24,
  ) {
    super({ decodeStrings: false });
  }

  get text(): string {
    return this.heard.text;
  }

  override _write(chunk: string | Uint8Array, _encoding: BufferEncoding, done: () => void): void {
    this.heard.add(chunk.toString());
    done();
  }
}
