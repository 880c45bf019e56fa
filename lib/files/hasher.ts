// Has files hashed by a Worker, which is there only while there is something to hash, and a little longer.

import { HASH_SLICE_BYTES, HASHER_IDLE_MS } from "../protocol/limits.ts";
import { isHashAnswer, type GivenUpHash, type HashAnswer, type HashSlice } from "./hash-sync.ts";

interface Asked {
  job: number;
  fd: number;
  size: number;
  /** The bytes hashed so far. */
  hashed: number;
  signal: AbortSignal | undefined;
  resolve: (sha256: string) => void;
  reject: (error: Error) => void;
}

/** Hashes files in turns of HASH_SLICE_BYTES, so that a small one does not wait for a large one. To be closed. */
export class Hasher {
  /** The first of them is the one that the Worker is at; the one after it has the next turn. */
  readonly #round: Asked[] = [];
  #jobs = 0;
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isClosed = false;

  /**
   * The SHA-256 (hex) of a file's first `size` bytes, by its descriptor, which must be readable and stay open until
   * the answer, an aborted signal or not: the Worker has the same descriptors, and a closed one's number is soon
   * another file's. Rejects with an Error that says why: the file is shorter, cannot be read, the Worker died,
   * close() was called, or the signal aborted; that one comes as soon as the Worker does not read the file any more.
   */
  async sha256(fd: number, size: number, signal?: AbortSignal): Promise<string> {
    if (this.#isClosed) throw new Error(STOPPED);
    if (signal?.aborted) throw new Error(GIVEN_UP);
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const asked: Asked = { job: this.#jobs++, fd, size, hashed: 0, signal, resolve, reject };
    const giveUp = () => this.#giveUp(asked);
    signal?.addEventListener("abort", giveUp);
    this.#round.push(asked);
    if (this.#round.length === 1) this.#begin();
    try {
      return await promise;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  /** Ends the Worker. What is asked for, now or later, is rejected. */
  close(): void {
    this.#isClosed = true;
    this.#end(STOPPED);
  }

  #begin(): void {
    const [next] = this.#round;
    clearTimeout(this.#idle);
    if (next === undefined) {
      // Neither a Worker without work nor its timer keeps the process alive.
      this.#worker?.unref();
      this.#idle = setTimeout(() => this.#end(STOPPED), HASHER_IDLE_MS).unref();
      return;
    }
    const { job, fd, hashed: from, size } = next;
    this.#tell({ job, fd, from, bytes: Math.min(HASH_SLICE_BYTES, size - from), size });
  }

  #tell(message: HashSlice | GivenUpHash): void {
    try {
      this.#worker ??= this.#start();
      this.#worker.ref();
      this.#worker.postMessage(message, []);
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
    const asked = this.#round.shift();
    if (asked !== undefined) this.#answer(asked, answer);
    this.#begin();
  }

  #answer(asked: Asked, answer: HashAnswer): void {
    if ("hashed" in answer) {
      asked.hashed = answer.hashed;
      if (asked.signal?.aborted) this.#drop(asked);
      else this.#round.push(asked);
    } else if (asked.signal?.aborted) asked.reject(new Error(GIVEN_UP));
    else if ("sha256" in answer) asked.resolve(answer.sha256);
    else asked.reject(new Error(answer.why));
  }

  // Of the first in the round a slice is under way: the Worker may read it until it answers.
  #giveUp(asked: Asked): void {
    const place = this.#round.indexOf(asked);
    if (place < 1) return;
    this.#round.splice(place, 1);
    this.#drop(asked);
  }

  #drop({ job, hashed, reject }: Asked): void {
    reject(new Error(GIVEN_UP));
    if (hashed > 0) this.#tell({ givenUp: job });
  }

  // A Worker that is ended while it reads may read once more from a descriptor that is closed by then, or another
  // file's: it reads at a position of its own, so that harms nobody, and its answer is not heard.
  #end(why: string): void {
    clearTimeout(this.#idle);
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#round.splice(0)) reject(new Error(why));
  }
}

const STOPPED = "its hashing was stopped";
const DIED = "its hashing broke off";
const GIVEN_UP = "its hashing was given up";
