// A process of the bench: it is told lines, and says lines.

export class Running implements AsyncDisposable {
  readonly #process: Bun.Subprocess<"pipe", "pipe", "pipe">;
  readonly #lines: string[] = [];
  #over = false;
  #news = Promise.withResolvers<void>();

  /** Starts a command. Its standard error counts as output too. */
  constructor(command: readonly string[]) {
    const { FORCE_COLOR: _color, ...inherited } = process.env;
    this.#process = Bun.spawn([...command], {
      env: { ...inherited, NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const { stdout, stderr } = this.#process;
    void Promise.all([this.#read(stdout), this.#read(stderr)]).then(() => {
      this.#over = true;
      this.#told();
    });
  }

  get pid(): number {
    return this.#process.pid;
  }

  /**
   * The match of the first line that was not taken yet and has the pattern; lines before it are dropped.
   * Waits as long as the process runs.
   * @throws Error with what it said instead, where it ends without such a line
   */
  async line(pattern: RegExp): Promise<RegExpExecArray> {
    const said: string[] = [];
    for (;;) {
      for (let next = this.#lines.shift(); next !== undefined; next = this.#lines.shift()) {
        const match = pattern.exec(next);
        if (match) return match;
        said.push(next);
      }
      if (this.#over) throw new Error(`it ended without ${pattern}: ${said.join("\n")}`);
      await this.#news.promise;
    }
  }

  tell(line: string): void {
    this.#process.stdin.write(`${line}\n`);
    void this.#process.stdin.flush();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.#process.exited;
  }

  #told(): void {
    this.#news.resolve();
    this.#news = Promise.withResolvers();
  }

  async #read(stream: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
    let rest = "";
    for await (const text of stream.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.#lines.push(...lines);
      this.#told();
    }
  }
}

/** The command that runs a script of this folder with its order, a value that JSON can tell. */
export function script(name: string, order: object): string[] {
  return [process.execPath, `${import.meta.dir}/${name}`, JSON.stringify(order)];
}
