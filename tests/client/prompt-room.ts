// The other side of prompt-fixture.ts: a server that says lines to it and hears the lines it sends.

import type { Socket } from "bun";
import { type Pty, pty } from "../support/pty.ts";

export const FAMILY = "👩‍👩‍👧";

/** A server for one program. The runner's time limit is the deadline of what it waits for. */
export class Room implements Disposable {
  readonly #decoder = new TextDecoder();
  #heard = "";
  #onHeard = () => {};
  #peer: Socket | undefined;
  readonly #server = Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      open: (socket) => {
        this.#peer = socket;
      },
      data: (_socket, bytes) => {
        this.#heard += this.#decoder.decode(bytes, { stream: true });
        this.#onHeard();
      },
    },
  });

  /** What starts a program that joins this room. */
  get command(): readonly string[] {
    const fixture = "tests/client/prompt-fixture.ts";
    return [process.execPath, fixture, String(this.#server.port)];
  }

  /** Starts the program in a terminal, and resolves once it takes input. */
  async join(cols = 60, rows = 16): Promise<Pty> {
    const terminal = pty(this.command, { cols, rows });
    await terminal.waitFor("ann> █");
    return terminal;
  }

  /** Sends lines to the program. */
  say(...lines: string[]): void {
    this.#peer?.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Resolves with all lines heard once there are so many. */
  async hear(count: number): Promise<string[]> {
    for (;;) {
      const lines = this.#heard.split("\n").slice(0, -1);
      if (lines.length >= count) return lines;
      await new Promise<void>((resolve) => {
        this.#onHeard = resolve;
      });
    }
  }

  [Symbol.dispose](): void {
    this.#server.stop(true);
  }
}
