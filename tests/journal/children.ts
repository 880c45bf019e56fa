// Other processes with a journal, in which a test reads line by line what they say.

import { join } from "node:path";
import { patiently } from "../support/patience.ts";

const PROGRAM = join(import.meta.dir, "child-program.ts");

/** Started with a folder and a task, it says `open` or why not. To be disposed. */
export class Child implements AsyncDisposable {
  readonly process;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string, task: "hold" | "store" | "nobody") {
    this.process = Bun.spawn([process.execPath, PROGRAM, folder, task], {
      stdin: "pipe",
      stdout: "pipe",
      stderr: "inherit",
    });
    this.#lines = linesOf(this.process.stdout);
  }

  /** What it says next; undefined when it ended. */
  async line(): Promise<string | undefined> {
    const { done, value } = await patiently(this.#lines.next());
    return done ? undefined : value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.process.kill("SIGKILL");
    await patiently(this.process.exited);
  }
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    // What a killed process said last may be cut off: it counts only with its end.
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
