// The server as a host starts it at a terminal: its console, its log's file, and how the terminal is left.

import { expect } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Guest } from "../support/guest.ts";
import { pty, type Pty, type PtyOptions } from "../support/pty.ts";

const ROOT = join(import.meta.dir, "../..");
export const SERVER = [process.execPath, join(ROOT, "server.ts")];

// The server takes the place of the inner shell, which has told its process id; Ctrl-C is not for the outer one.
const IN_SHELL = `trap : INT; sh -c 'echo "pid $$"; exec "$@"' sh "$@"; code=$?; echo; echo "exit $code"; stty -a; echo "the end"`;

export class ServerAtTerminal implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), "parlor-console-"));
  readonly data = join(this.#folder, "data");
  readonly terminal: Pty;
  #guests: Guest[] = [];
  #port: Promise<number> | undefined;

  /** Starts the server from a shell, as a person does, which stays to tell how it ended; or alone in its terminal. */
  constructor(
    flags: readonly string[] = [],
    { env, alone = false, ...options }: PtyOptions & { alone?: boolean } = {},
    command = SERVER,
  ) {
    const own = { XDG_STATE_HOME: this.#folder, LC_ALL: "C.UTF-8", NO_COLOR: undefined };
    const kept = flags.includes("--ephemeral") ? [] : ["--data", this.data];
    this.terminal = pty(
      [
        ...(alone ? [] : ["sh", "-c", IN_SHELL, "sh"]),
        ...command,
        "--port",
        "0",
        ...kept,
        ...flags,
      ],
      { cols: 80, rows: 24, ...options, env: { ...own, ACCESSIBLE: undefined, ...env } },
    );
  }

  /** Resolves with the port once the host can type. */
  port(): Promise<number> {
    return (this.#port ??= this.#open());
  }

  /** A guest that has read the question for its name. */
  async guest(): Promise<Guest> {
    const guest = await Guest.connect(await this.port());
    this.#guests.push(guest);
    await guest.line();
    return guest;
  }

  /** The server's process id. */
  async pid(): Promise<number> {
    const screen = await this.terminal.waitFor(/^pid \d+$/m);
    return Number(/^pid (\d+)$/m.exec(screen)?.[1]);
  }

  async send(signal: NodeJS.Signals): Promise<void> {
    process.kill(await this.pid(), signal);
  }

  /** The log's file; "" where there is none. */
  get log(): string {
    const path = join(this.data, "server.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  /** Resolves with the screen once the server has ended so, and has left the terminal as it was. */
  async left(exit: number): Promise<string> {
    const screen = await this.terminal.waitFor(/^the end$/m, 15_000);
    expect(/^exit (\d+)$/m.exec(screen)?.[1]).toBe(String(exit));
    expect(screen).toMatch(/ icanon /);
    expect(screen).toMatch(/ echo /);
    expect(screen).toMatch(/ ?isig /);
    expect(this.terminal.modes).toMatchObject({
      alternateScreen: false,
      bracketedPaste: false,
      focusReports: false,
      cursorShown: true,
      updating: false,
    });
    return screen;
  }

  /** Who comes while the console learns who is here would be no news to it. */
  async #open(): Promise<number> {
    const screen = await this.terminal.waitFor(/host> █|You are host\. /, 10_000);
    if (!screen.includes("host> ")) this.terminal.type("/who\n");
    await this.terminal.waitFor(/\b1 here\b/);
    return Number(/is open on 127\.0\.0\.1:(\d+)/.exec(screen)?.[1]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const guest of this.#guests) guest[Symbol.dispose]();
    await this.terminal[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
