// Has files hashed by a Worker, which is there only while there is something to hash, and a little longer.

import { HASHER_IDLE_MS } from "../protocol/limits.ts";
import { isHashAnswer, type HashAnswer, type HashJob } from "./hash-sync.ts";

interface Asked extends HashJob {
  resolve: (sha256: string) => void;
  reject: (error: Error) => void;
}

/** Hashes files one after the other, in the order in which they were asked for. To be closed. */
export class Hasher {
  /** The first of them is the one that the Worker is at. */
  #asked: Asked[] = [];
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * The SHA-256 (hex) of a file's first `size` bytes, by its descriptor, which must be readable and stay open until
   * the answer: the Worker has the same descriptors, and a closed one's number is soon another file's.
   * Rejects with an Error that says why: the file is shorter, cannot be read, the Worker died, close() was called.
   */
  sha256(fd: number, size: number): Promise<string> {
    if (this.#isClosed) return Promise.reject(new Error(STOPPED));
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    this.#asked.push({ fd, size, resolve, reject });
    if (this.#asked.length === 1) this.#begin();
    return promise;
  }

  /** Ends the Worker. What is asked for, now or later, is rejected. */
  close(): void {
    this.#isClosed = true;
    this.#end(STOPPED);
  }

  #begin(): void {
    const [next] = this.#asked;
    clearTimeout(this.#idle);
    if (next === undefined) {
      // Neither a Worker without work nor its timer keeps the process alive.
      this.#worker?.unref();
      this.#idle = setTimeout(() => this.#end(STOPPED), HASHER_IDLE_MS).unref();
      return;
    }
    const job: HashJob = { fd: next.fd, size: next.size };
    try {
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(job, []);
    } catch {
      // The system has no thread left for it.
      this.#end(DIED);
    }
  }

  #start(): Worker {
    const worker = new Worker(new URL("./hash-worker.ts", import.meta.url));
    // Nothing that a Worker said is heard once it is terminated.
    worker.addEventListener("message", ({ data }: { data: unknown }) => {
      if (isHashAnswer(data)) this.#settle(data);
      else this.#end(DIED);
    });
    // Either event, and the second of them finds that the first was enough.
    const died = () => {
      if (worker === this.#worker) this.#end(DIED);
    };
    worker.addEventListener("error", died);
    worker.addEventListener("close", died);
    return worker;
  }

  #settle(answer: HashAnswer): void {
    const asked = this.#asked.shift();
    if ("sha256" in answer) asked?.resolve(answer.sha256);
    else asked?.reject(new Error(answer.why));
    this.#begin();
  }

  // A Worker that is ended while it reads may read once more from a descriptor that is closed by then, or another
  // file's: it reads at a position of its own, so that harms nobody, and its answer is not heard.
  #end(why: string): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#asked.splice(0)) reject(new Error(why));
  }
}

const STOPPED = "its hashing was stopped";
const DIED = "its hashing broke off";
