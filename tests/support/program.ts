// The server as its host starts it: a process, its output line by line, its signals and its exit code.

import type { Subprocess } from "bun";
import { join } from "node:path";
import { Guest } from "./guest.ts";
import { Changing, patiently } from "./patience.ts";

const ROOT = join(import.meta.dir, "../..");

export class Program extends Changing implements AsyncDisposable {
  readonly output: string[] = [];
  #process: Subprocess<"ignore", "pipe", "pipe">;
  #errors: Promise<string>;
  #guests: Guest[] = [];
  #enough = new AbortController();

  /**
   * Starts `bun server.ts` with flags, and with variables beside this process's own; where it is said how many, it may
   * have no more files open. What is said is kept in memory, unless they name a folder for it.
   */
  constructor(flags: readonly string[], env: Record<string, string> = {}, openFiles?: number) {
    super();
    const kept = flags.includes("--data") ? [] : ["--ephemeral"];
    const { FORCE_COLOR: _color, ...inherited } = process.env;
    const command = [process.execPath, "server.ts", ...kept, ...flags];
    const bounded = ["sh", "-c", 'ulimit -n "$0" && exec "$@"', String(openFiles), ...command];
    this.#process = Bun.spawn(openFiles === undefined ? command : bounded, {
      cwd: ROOT,
      env: { ...inherited, NO_COLOR: "1", ...env },
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
    });
    this.#errors = this.#process.stderr.text();
    this.#read().catch(() => {}); // it ends so where the output was closed
  }

  /** The exit code. */
  get exited(): Promise<number> {
    return patiently(this.#process.exited, (state) => `it did not exit: ${state}`);
  }

  /** Everything on standard error, once the process is gone. */
  get errors(): Promise<string> {
    return patiently(this.#errors);
  }

  /** The first line of output in which a pattern is found, as the pattern's match. */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    return this.until(
      () => this.output.map((line) => pattern.exec(line)).find((match) => match !== null),
      (state) => `no ${pattern}: ${state}; ${this.output.join("\n")}`,
    );
  }

  /** The port that it listens on, once it does. */
  async port(): Promise<number> {
    return Number((await this.line(/(?:is open on|Listening on) [\d.]+:(\d+)/))[1]);
  }

  /** A guest of it that has not said anything. */
  async guest(options?: { stays?: boolean }): Promise<Guest> {
    const guest = await Guest.connect(await this.port(), options);
    this.#guests.push(guest);
    return guest;
  }

  /** Stops reading its output for good, as a pipe's reader does that has seen enough. */
  closeOutput(): void {
    this.#enough.abort();
  }

  /** The processor's time that it took in all, once the process is gone: milliseconds. */
  async cpuMs(): Promise<number> {
    await this.exited;
    return Number(this.#process.resourceUsage()?.cpuTime.total ?? Number.NaN) / 1000;
  }

  /** Kills it as a crash would: nothing is said or kept any more. */
  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await patiently(this.#process.exited);
  }

  signal(signal: "SIGHUP" | "SIGINT" | "SIGTERM"): void {
    this.#process.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const guest of this.#guests) guest[Symbol.dispose]();
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#process.stdout.pipeThrough(
      new TextDecoderStream(),
      this.#enough,
    )) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.output.push(...lines);
      this.changed();
    }
  }
}
