// Has calls answered by a Worker, which is started for the first of them, and anew after it died.

import { JournalFailure } from "../room/journal.ts";
import type { Answer, Asked, Call, Warning } from "./calls.ts";

type Success = Exclude<Answer, { answer: "failed" }>;

interface Waiting {
  resolve: (answer: Success) => void;
  reject: (error: JournalFailure) => void;
}

/** Calls are answered in their order. To be closed. */
export class JournalThread implements Asked {
  /** In the order in which they were asked, and so answered. */
  readonly #waiting: Waiting[] = [];
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  /**
   * `opening` is told every Worker before anything else; `warn` is told what they warn of; one without work ends after
   * `idleMs`, where that is given.
   */
  constructor(
    private readonly opening: () => Call,
    private readonly warn: (text: string) => void,
    private readonly idleMs?: number,
  ) {}

  /** Starts a Worker and gives its answer to being opened. @throws JournalFailure */
  async start(): Promise<Success> {
    try {
      this.#worker = this.#started();
    } catch (error) {
      // The system has no thread left for it.
      const why = error instanceof Error ? error.message : String(error);
      throw new JournalFailure(`the journal's thread cannot be started: ${why}`, { cause: error });
    }
    return this.#post(this.#worker, this.opening());
  }

  /** @throws JournalFailure, also where the Worker dies over it */
  async ask(call: Call): Promise<Success> {
    // Whether it could be opened anew shows in what is asked next.
    if (this.#worker === undefined) this.start().catch(() => undefined);
    if (this.#worker === undefined)
      throw new JournalFailure("the journal's thread cannot be started");
    return this.#post(this.#worker, call);
  }

  /** Waits for what was asked before. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (worker === undefined) return;
    // Where it dies over it, the system closes its files.
    await this.#post(worker, { call: "close" }).catch(() => undefined);
    if (worker === this.#worker) this.#end("the journal is closed");
  }

  #post(worker: Worker, call: Call): Promise<Success> {
    const { promise, resolve, reject } = Promise.withResolvers<Success>();
    this.#waiting.push({ resolve, reject });
    clearTimeout(this.#idle);
    worker.ref();
    // Of a batch a text takes less than half the time of a copy that the threads make themselves.
    worker.postMessage(JSON.stringify(call), []);
    return promise;
  }

  #started(): Worker {
    const worker = new Worker(new URL("./journal-worker.ts", import.meta.url));
    worker.addEventListener("message", ({ data }: { data: string }) => {
      if (worker === this.#worker) this.#hear(JSON.parse(data));
    });
    // Either event, and the second of them finds that the first was enough.
    const died = (why: string) => {
      if (worker === this.#worker) this.#end(`the journal's thread ended: ${why}`);
    };
    worker.addEventListener("error", ({ message }) => died(message));
    worker.addEventListener("close", () => died("it was stopped"));
    return worker;
  }

  #hear(said: Answer | Warning): void {
    if ("warning" in said) this.warn(said.warning);
    else this.#settle(said);
  }

  #settle(answer: Answer): void {
    const waiting = this.#waiting.shift();
    if (this.#waiting.length === 0) this.#rest();
    if (answer.answer === "failed") waiting?.reject(new JournalFailure(answer.why));
    else waiting?.resolve(answer);
  }

  // Neither a Worker without work nor its timer keeps the process alive.
  #rest(): void {
    this.#worker?.unref();
    if (this.idleMs === undefined) return;
    this.#idle = setTimeout(() => this.#end("it had nothing to do"), this.idleMs).unref();
  }

  #end(why: string): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(new JournalFailure(why));
  }
}
