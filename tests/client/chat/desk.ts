// This process at a terminal that is given by hand: a keyboard to type on, and a screen to look at.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { runChat } from "../../../lib/client/chat/chat.ts";
import type { Interruptible } from "../../../lib/client/endings.ts";
import { readPlan } from "../../../lib/client/settings.ts";
import type { TerminalOut } from "../../../lib/client/terminal/terminal.ts";
import { patiently } from "../../support/patience.ts";
import { withoutStatus } from "../process.ts";
import { ScreenTerminal } from "../terminal/screen-terminal.ts";

/** What a chat listens for in its process, and would go on to do after its end. */
const EVENTS = ["exit", "uncaughtException", "unhandledRejection"];

/** A terminal's input that is typed on by hand. */
class Keyboard extends Readable {
  readonly isTTY = true;
  isRaw = false;

  override _read(): void {}

  setRawMode(on: boolean): this {
    this.isRaw = on;
    return this;
  }

  type(keys: string): void {
    this.push(Buffer.from(keys));
  }

  /** Ends the input, as a terminal does that is closed, or Ctrl-D where the kernel edits. */
  end(): void {
    this.push(null);
  }
}

/** A terminal's screen that can be waited for. */
class Watched extends Writable implements TerminalOut {
  readonly isTTY = true;
  readonly #terminal: ScreenTerminal;
  #changed = Promise.withResolvers<void>();

  constructor(columns: number, rows: number) {
    super({ decodeStrings: false });
    this.#terminal = new ScreenTerminal(columns, rows);
  }

  get columns(): number {
    return this.#terminal.columns;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** Whether the alternate screen is shown. */
  get alternate(): boolean {
    return this.#terminal.alternate;
  }

  /** All that was written, escape sequences included. */
  get written(): string {
    return this.#terminal.writes.join("");
  }

  getColorDepth(): number {
    return 8;
  }

  resize(columns: number, rows: number): void {
    this.#terminal.resize(columns, rows);
    this.emit("resize");
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    // The kernel does so, whoever has made the terminal raw.
    this.#terminal.write(chunk.replaceAll("\n", "\r\n"));
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
    done();
  }

  /** Resolves with the text on and above the screen once it shows `what`, its status row counted or not. */
  async shows(what: string | RegExp): Promise<string> {
    for (;;) {
      const { promise } = this.#changed;
      const text = (await this.#terminal.shown(true)).join("\n");
      const looks = [text, withoutStatus(text)];
      const holds = (look: string) =>
        typeof what === "string" ? look.includes(what) : what.test(look);
      if (looks.some(holds)) return text;
      await patiently(promise, (state) => `no ${what}: ${state} on\n${text}`);
    }
  }
}

/** A desk with a terminal of that kind, until it is disposed. */
export class Desk implements Disposable {
  readonly keyboard = new Keyboard();
  readonly screen: Watched;
  /** The folder for what is kept between runs. */
  readonly state = mkdtempSync(join(tmpdir(), "parlor-desk-"));
  readonly guarded: Interruptible = {};
  readonly #streams = [process.stdin, process.stdout] as const;
  readonly #env = process.env;
  readonly #listeners = EVENTS.map((event) => [event, process.listeners(event)] as const);

  constructor(env: Record<string, string> = {}, columns = 80, rows = 24) {
    this.screen = new Watched(columns, rows);
    const own = { TERM: "xterm", LC_ALL: "C.UTF-8", XDG_STATE_HOME: this.state, ACCESSIBLE: "" };
    process.env = { ...this.#env, ...own, ...env };
    sit(this.keyboard, this.screen);
  }

  /** Chats with these words of the command line; resolves with the exit code. */
  chat(...words: string[]): Promise<number> {
    return runChat(readPlan(words, {}), this.guarded);
  }

  /** Types, and resolves with the screen once it shows `what`. */
  async type(keys: string, what: string | RegExp): Promise<string> {
    this.keyboard.type(keys);
    return this.screen.shows(what);
  }

  [Symbol.dispose](): void {
    sit(...this.#streams);
    process.env = this.#env;
    for (const [event, before] of this.#listeners) {
      for (const listener of process.listeners(event)) {
        if (!before.includes(listener)) process.off(event, listener);
      }
    }
    rmSync(this.state, { recursive: true });
  }
}

function sit(stdin: Readable, stdout: object): void {
  Object.defineProperty(process, "stdin", { value: stdin, configurable: true });
  Object.defineProperty(process, "stdout", { value: stdout, configurable: true });
}
