// The answers of one guest that take their time and can be cancelled, by the tags of their requests.
import type { ByteStream, LastWords } from "../protocol/outbox.ts";
import type { Tag } from "../room/effects.ts";

/** A stream that is made while it is sent, and may have last words. */
export type Answer = AsyncGenerator<Uint8Array, LastWords | void>;

export class Sendings {
  #open = new Map<Tag, AbortController>();

  /** The stream that `make` makes. Its signal aborts when it is cancelled, or when nobody will read it any more. */
  stream(tag: Tag, make: (signal: AbortSignal) => Answer): ByteStream {
    // At once, not with the first chunk: it may be cancelled while it still waits for others.
    const cancelling = new AbortController();
    this.#open.set(tag, cancelling);
    const sent = this.#sent(tag, make(cancelling.signal), cancelling);
    const stop = sent.return.bind(sent);
    // A generator hears of return() only once what it waits for is there.
    sent.return = (value) => {
      cancelling.abort();
      return stop(value);
    };
    return sent;
  }

  /** Cancels an answer; nothing where there is none. */
  cancel(tag: Tag): void {
    this.#open.get(tag)?.abort();
  }

  /** Cancels all: the guest is gone. */
  close(): void {
    for (const cancelling of this.#open.values()) cancelling.abort();
  }

  async *#sent(tag: Tag, answer: Answer, cancelling: AbortController): Answer {
    let last: LastWords | void = undefined;
    try {
      last = yield* answer;
    } finally {
      if (!last) this.#end(tag, cancelling);
    }
    return last && (() => last().finally(() => this.#end(tag, cancelling)));
  }

  /** Another request may have the tag by now. */
  #end(tag: Tag, cancelling: AbortController): void {
    if (this.#open.get(tag) === cancelling) this.#open.delete(tag);
  }
}
