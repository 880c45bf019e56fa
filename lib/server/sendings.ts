// The downloads of one guest that can be cancelled, by the tags of their requests.
import type { Tag } from "../room/effects.ts";

export class Sendings {
  #open = new Map<Tag, AbortController>();

  /** The stream that `make` makes; it is to end when its signal aborts, which cancel() brings about. */
  stream(
    tag: Tag,
    make: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    // At once, not with the first chunk: it may be cancelled while it still waits for others.
    const cancelling = new AbortController();
    this.#open.set(tag, cancelling);
    return this.#sent(tag, make(cancelling.signal));
  }

  /** Cancels a download; false where there is none. */
  cancel(tag: Tag): boolean {
    const cancelling = this.#open.get(tag);
    cancelling?.abort();
    return cancelling !== undefined;
  }

  async *#sent(tag: Tag, stream: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    try {
      yield* stream;
    } finally {
      this.#open.delete(tag);
    }
  }
}
