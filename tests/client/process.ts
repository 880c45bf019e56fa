// The real client as a process of its own, its streams piped; and its chat in a terminal.

import { expect } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Pty, pty, type PtyOptions } from "../support/pty.ts";
import {
  ALTERNATE_OFF,
  ALTERNATE_ON,
  FOCUS_REPORTS_OFF,
  FOCUS_REPORTS_ON,
  HIDE_CURSOR,
  PASTE_MARKS_OFF,
  PASTE_MARKS_ON,
  SHOW_CURSOR,
  UPDATE_BEGIN,
  UPDATE_END,
} from "../../lib/client/terminal/terminal.ts";
import { Heard } from "./peers.ts";

const ROOT = join(import.meta.dir, "../..");

/** What neither the runner nor whoever runs it may bring in. */
const OWN_ENV = {
  CI: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: undefined,
  ACCESSIBLE: undefined,
  LC_ALL: "C.UTF-8",
  USER: "tester",
  PARLOR_NAME: undefined,
  PARLOR_OUT: undefined,
  PARLOR_PRIVATE: undefined,
  // Nothing is there, unless a test puts it there.
  XDG_CONFIG_HOME: join(tmpdir(), `parlor-config-${process.pid}`),
};

const UNDONE = [
  [HIDE_CURSOR, SHOW_CURSOR],
  [PASTE_MARKS_ON, PASTE_MARKS_OFF],
  [FOCUS_REPORTS_ON, FOCUS_REPORTS_OFF],
  [ALTERNATE_ON, ALTERNATE_OFF],
  [UPDATE_BEGIN, UPDATE_END],
] as const;

export const CLIENT = [process.execPath, join(ROOT, "client.ts")];

export interface Client extends AsyncDisposable {
  readonly out: Heard;
  readonly err: Heard;
  readonly pid: number;
  /** Resolves with the exit code, once both streams have been read to their end. */
  readonly exit: Promise<number>;
  /** All bytes of standard output so far. */
  bytes(): Uint8Array;
  /** Writes to standard input. */
  say(text: string): Promise<void>;
  /** Ends standard input. */
  end(): Promise<void>;
  kill(name: NodeJS.Signals): void;
}

/**
 * Starts the client with these words, or a command that is given its command line; its standard input
 * is a pipe. Disposing kills it if it still runs.
 */
export function client(
  words: readonly string[],
  env: PtyOptions["env"] = {},
  command: readonly string[] = [],
): Client {
  const proc = Bun.spawn([...command, ...CLIENT, ...words], {
    cwd: ROOT,
    env: { ...process.env, ...OWN_ENV, ...env },
    stdin: "pipe",
    stdout: "pipe",
    stderr: "pipe",
  });
  const out = new Heard();
  const err = new Heard();
  const chunks: Uint8Array[] = [];
  const reading = Promise.all([
    read(proc.stdout, out, (chunk) => void chunks.push(chunk)),
    read(proc.stderr, err),
  ]);
  return {
    out,
    err,
    pid: proc.pid,
    exit: reading.then(() => proc.exited),
    bytes: () => Buffer.concat(chunks),
    async say(text) {
      proc.stdin.write(text);
      await proc.stdin.flush();
    },
    end: async () => void (await proc.stdin.end()),
    kill: (name) => proc.kill(name),
    async [Symbol.asyncDispose]() {
      if (proc.exitCode === null) proc.kill("SIGKILL");
      await proc.exited;
    },
  };
}

/** Runs the client to its end. */
export async function run(
  words: readonly string[],
  input = "",
  env: PtyOptions["env"] = {},
): Promise<{ exit: number; out: string; err: string; bytes: Uint8Array }> {
  await using running = client(words, env);
  await running.say(input);
  await running.end();
  const exit = await running.exit;
  return { exit, out: running.out.text, err: running.err.text, bytes: running.bytes() };
}

/** Lines of JSON, as values. */
export function jsonLines(text: string): unknown[] {
  expect(text).toEndWith("\n");
  return text
    .slice(0, -1)
    .split("\n")
    .map((line): unknown => JSON.parse(line));
}

async function read(
  stream: ReadableStream<Uint8Array>,
  heard: Heard,
  also: (chunk: Uint8Array) => void = () => {},
): Promise<void> {
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    also(chunk);
    heard.add(decoder.decode(chunk, { stream: true }));
  }
}

/** Starts a program in a terminal of 80 by 24. What it keeps between runs is its own, and goes with it. */
function inTerminal(command: readonly string[], { env, ...options }: PtyOptions): Pty {
  const state = mkdtempSync(join(tmpdir(), "parlor-state-"));
  const own = { ...OWN_ENV, XDG_STATE_HOME: state, FORCE_COLOR: "1" };
  const terminal = pty(command, { cols: 80, rows: 24, ...options, env: { ...own, ...env } });
  const dispose = terminal[Symbol.asyncDispose].bind(terminal);
  terminal[Symbol.asyncDispose] = async () => {
    await dispose();
    rmSync(state, { recursive: true, force: true });
  };
  return terminal;
}

/** Starts the chat with these words in a terminal. */
export function chat(words: readonly string[], options: PtyOptions = {}): Pty {
  return inTerminal([...CLIENT, ...words], options);
}

/** Starts the chat under a name, and resolves once it takes input. */
export async function chatAs(
  name: string,
  at: string,
  words: readonly string[] = [],
  options: PtyOptions = {},
): Promise<Pty> {
  const terminal = chat([at, "--name", name, ...words], options);
  await terminal.waitFor(`${name}> █`, 10_000);
  return terminal;
}

/** The text of a chat's screen without its status row. */
export function withoutStatus(screen: string): string {
  const rows = screen.split("\n");
  const status = rows.findLastIndex((row) =>
    /(?:^| [·-] )\S.* in (?:Testing|Fake|Parlor)(?: [·-] |$)/.test(row),
  );
  return rows.filter((_, at) => at !== status).join("\n");
}

/** Resolves with that once it shows `what`. */
export async function seen(terminal: Pty, what: string | RegExp): Promise<string> {
  const look = (screen: string) => {
    const room = withoutStatus(screen);
    return typeof what === "string" ? room.includes(what) : what.test(room);
  };
  look.toString = () => String(what);
  return withoutStatus(await terminal.waitFor(look));
}

/** A paste as a terminal marks it. */
export function paste(text: string): string {
  return `\x1b[200~${text}\x1b[201~`;
}

// The client takes the place of the inner shell, which has told its process id; Ctrl-C is not for the outer one.
const IN_SHELL = `trap : INT; sh -c 'echo "pid $$"; exec "$@"' sh "$@"; code=$?; echo; echo "exit $code"; stty -a; echo "the end"`;

/** Starts the chat from a shell, as a person does; the shell stays to tell how it ended. */
export function chatInShell(words: readonly string[], options: PtyOptions = {}): Pty {
  return inTerminal(["sh", "-c", IN_SHELL, "sh", ...CLIENT, ...words], { rows: 40, ...options });
}

/** Sends a signal to the client that a shell has started. */
export async function send(terminal: Pty, name: NodeJS.Signals): Promise<void> {
  const [, pid] = /^pid (\d+)$/m.exec(await terminal.waitFor(/^pid \d+$/m)) ?? [];
  process.kill(Number(pid), name);
}

/** Resolves with the screen once the client has ended so, and has left the terminal as it was. */
export async function left(terminal: Pty, exit: number): Promise<string> {
  const screen = await terminal.waitFor(/^the end$/m, 15_000);
  expect(/^exit (\d+)$/m.exec(screen)?.[1]).toBe(String(exit));
  expect(screen).toMatch(/ icanon /);
  expect(screen).toMatch(/ echo /);
  expect(screen).toMatch(/ ?isig /);
  const raw = terminal.raw();
  for (const [on, off] of UNDONE)
    expect(raw.lastIndexOf(off)).toBeGreaterThanOrEqual(raw.lastIndexOf(on));
  expect(screen).not.toMatch(/\bat .*:\d+/);
  return screen;
}
