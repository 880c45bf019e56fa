// The other side of prompt-fixture.ts: a server that says lines to it and hears the lines it sends.

import type { Socket } from "bun";
import { expect } from "bun:test";
import { type Pty, pty } from "../../support/pty.ts";

export const FAMILY = "👩‍👩‍👧";

/** A server for one program. The runner's time limit is the deadline of what it waits for. */
export class Room implements Disposable {
  readonly #decoder = new TextDecoder();
  #heard = "";
  #marks = 0;
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
    const fixture = "tests/client/terminal/prompt-fixture.ts";
    return [process.execPath, fixture, String(this.#server.port)];
  }

  /** Starts the program in a terminal, and resolves once it takes input; a state folder keeps its history. */
  async join(cols = 60, rows = 16, env: Record<string, string> = {}): Promise<Pty> {
    const kept = "XDG_STATE_HOME" in env ? ["kept"] : [];
    const terminal = pty([...this.command, ...kept], { cols, rows, env });
    await terminal.waitFor("ann> █");
    return terminal;
  }

  /** Sends lines to the program. */
  say(...lines: string[]): void {
    this.#peer?.write(lines.map((line) => `${line}\n`).join(""));
  }

  /** Resolves once the program has read all keys typed before, and shown what they did. */
  async keysRead(terminal: Pty): Promise<void> {
    // With the first answer the keys have left this process; the second comes after them.
    for (let turn = 0; turn < 2; turn++) {
      const mark = `read ${++this.#marks}`;
      this.say(mark);
      await terminal.waitFor((screen) => screen.includes(mark));
    }
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

/** Resolves with the screen once the program has ended by itself, the terminal as it was found. */
export async function left(terminal: Pty): Promise<string> {
  expect(await terminal.proc.exited).toBe(0);
  const screen = await terminal.waitFor("left as found");
  const raw = terminal.raw();
  for (const [on, off] of [
    ["\x1b[?25l", "\x1b[?25h"],
    ["\x1b[?2004h", "\x1b[?2004l"],
    ["\x1b[?1004h", "\x1b[?1004l"],
    ["\x1b[?2026h", "\x1b[?2026l"],
  ] as const) {
    expect(raw.lastIndexOf(on)).toBeGreaterThan(-1);
    expect(raw.lastIndexOf(off)).toBeGreaterThan(raw.lastIndexOf(on));
  }
  expect(raw.lastIndexOf("\x1b[?1049l")).toBeGreaterThanOrEqual(raw.lastIndexOf("\x1b[?1049h"));
  return screen;
}

/** Resizes, and resolves once the program has painted the new size. */
export async function resize(terminal: Pty, cols: number, rows: number): Promise<void> {
  const repaints = () => terminal.raw().split("\x1b[H").length;
  const before = repaints();
  terminal.resize(cols, rows);
  await terminal.waitFor(() => repaints() > before);
}

/** All that a terminal shows, rid of how it is broken into rows. */
export function unbroken(screen: string): string {
  return screen.replaceAll(/\s/g, "");
}
