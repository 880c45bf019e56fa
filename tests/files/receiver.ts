// A receiver-program.ts as a child process: what it says, letting it go on, and killing it.

import type { Subprocess } from "bun";
import { join } from "node:path";
import { patiently } from "../support/patience.ts";

export class Receiver implements AsyncDisposable {
  readonly #process: Subprocess<"pipe", "pipe", "inherit">;
  readonly #lines: AsyncGenerator<string, void>;

  /** It goes on by itself, or step by step as next() is called. */
  constructor(folder: string, file: string, source: string, pace: "free" | "steps" = "free") {
    const program = join(import.meta.dir, "receiver-program.ts");
    this.#process = Bun.spawn([process.execPath, program, folder, file, source, pace], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#lines = linesOf(this.#process.stdout);
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** The next line that it says; undefined where it has ended. */
  async line(): Promise<string | undefined> {
    const { value } = await patiently(this.#lines.next());
    return value ?? undefined;
  }

  /** Lets it do the next step, and tells what it says then. */
  async next(): Promise<string | undefined> {
    this.go();
    return this.line();
  }

  go(): void {
    this.#process.stdin.write("\n");
    void this.#process.stdin.flush();
  }

  /** Ends it at once, wherever it is, and tells the lines that were not read. */
  async kill(): Promise<string[]> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
    return Array.fromAsync(this.#lines);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }
}

async function* linesOf(
  stream: Subprocess<"pipe", "pipe">["stdout"],
): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
