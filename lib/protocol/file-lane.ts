// The files that are sent over one connection: those that take turns, and those whose turn is still waited for.
import type { ByteStream } from "./byte-stream.ts";

export class FileLane {
  /** Whose turn comes next stands first. */
  #taking: ByteStream[] = [];
  #unready = new Set<ByteStream>();

  /** `came` hears that one more takes turns, which was not ready when it was added. */
  constructor(private readonly came: () => void) {}

  /** Whether one is not ready to take turns. */
  get awaitsOne(): boolean {
    return this.#unready.size > 0;
  }

  /** Has a stream take turns, once it is ready. */
  add(stream: ByteStream): void {
    if (!stream.ready) return this.again(stream);
    this.#unready.add(stream);
    void stream.ready().then(() => {
      if (!this.#unready.delete(stream)) return; // dropped meanwhile
      this.again(stream);
      this.came();
    });
  }

  /** Takes the stream out whose turn it is. */
  next(): ByteStream | undefined {
    return this.#taking.shift();
  }

  /** Puts a stream behind the others, for its next turn. */
  again(stream: ByteStream): void {
    this.#taking.push(stream);
  }

  /** Forgets all of them, and gives them to whoever ends them. */
  drop(): ByteStream[] {
    const dropped = [...this.#taking, ...this.#unready];
    this.#taking = [];
    this.#unready.clear();
    return dropped;
  }
}
