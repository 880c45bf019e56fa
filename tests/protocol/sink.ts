// A socket that takes what a script says, and a stream that gives what a test says: both sides of an outbox.
import type { ByteStream, LastWords, Sink } from "../../lib/protocol/byte-stream.ts";

/** Records what it takes. Each write takes the next number of the script, and all once that is used up. */
export class ScriptedSink implements Sink {
  readonly script: number[];
  /** What each write took. */
  readonly writes: string[] = [];
  shutdowns = 0;

  constructor(script: readonly number[] = []) {
    this.script = [...script];
  }

  /** All that was taken, as Latin-1. */
  get text(): string {
    return this.writes.join("");
  }

  write(bytes: Uint8Array, offset: number, length: number): number {
    if (this.shutdowns > 0) throw new Error("written after the end");
    const planned = this.script.shift() ?? length;
    if (planned < 0) return planned;
    const taken = Math.min(planned, length);
    const part = bytes.subarray(offset, offset + taken);
    if (taken > 0) this.writes.push(Buffer.from(part).toString("latin1"));
    return taken;
  }

  shutdown(): void {
    this.shutdowns++;
  }
}

/** A stream whose pieces are given one by one, each when it was asked for. */
export class HandStream implements ByteStream {
  pulls = 0;
  returns = 0;
  #asked: PromiseWithResolvers<IteratorResult<Uint8Array, LastWords | void>> | undefined;

  next(): Promise<IteratorResult<Uint8Array, LastWords | void>> {
    this.pulls++;
    this.#asked = Promise.withResolvers();
    return this.#asked.promise;
  }

  return(): Promise<IteratorResult<Uint8Array, LastWords | void>> {
    this.returns++;
    return Promise.resolve({ done: true, value: undefined });
  }

  give(text: string): Promise<void> {
    this.#asked?.resolve({ done: false, value: latin1(text) });
    return turn();
  }

  finish(last?: LastWords): Promise<void> {
    this.#asked?.resolve({ done: true, value: last });
    return turn();
  }

  fail(error: Error): Promise<void> {
    this.#asked?.reject(error);
    return turn();
  }
}

/** A stream of those pieces. */
export async function* pieces(...texts: readonly string[]): AsyncGenerator<Uint8Array, void> {
  for (const text of texts) yield latin1(text);
}

export function latin1(text: string): Uint8Array {
  return Buffer.from(text, "latin1");
}

/** All that was put off to the end of this turn of the event loop has happened. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
