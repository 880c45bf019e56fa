// The answers of one guest that take their time and can be cancelled, by the tags of their requests.
import type { ByteStream, LastWords } from "../protocol/byte-stream.ts";
import type { Tag } from "../room/effects.ts";

/** Pieces of an answer that are made while it is sent, and what it has to say at its end. */
export type Answer = AsyncGenerator<Uint8Array, LastWords | void, undefined>;

type Step = IteratorResult<Uint8Array, LastWords | void>;

export class Sendings {
  #open = new Map<Tag, AbortController>();

  /**
   * The stream of the answer that `make` makes when it is first asked for. Its signal aborts when it is
   * cancelled, or when nobody will read it any more.
   */
  stream(tag: Tag, make: (signal: AbortSignal) => Promise<Answer>): ByteStream {
    // At once, not with the first piece: it may be cancelled while it still waits for others.
    const cancelling = new AbortController();
    this.#open.set(tag, cancelling);
    const over = () => this.#end(tag, cancelling);
    let making: Promise<Answer> | undefined;
    let answer: Answer | undefined;
    const first = async () => {
      answer = await (making ??= make(cancelling.signal));
      return answer.next();
    };
    const passedOn = (step: Step): Step => {
      if (!step.done) return step;
      const last = step.value;
      if (last) return { done: true, value: () => last().finally(over) };
      over();
      return step;
    };
    // Not a generator around a generator: each piece would wait for both, and a file be sent a tenth slower.
    return {
      next: () => (answer ? answer.next() : first()).then(passedOn),
      return: async () => {
        cancelling.abort();
        over();
        await (await making)?.return();
        return { done: true, value: undefined };
      },
    };
  }

  /** Cancels an answer; nothing where there is none. */
  cancel(tag: Tag): void {
    this.#open.get(tag)?.abort();
  }

  /** Cancels all: the guest is gone. */
  close(): void {
    for (const cancelling of this.#open.values()) cancelling.abort();
  }

  /** Another request may have the tag by now. */
  #end(tag: Tag, cancelling: AbortController): void {
    if (this.#open.get(tag) === cancelling) this.#open.delete(tag);
  }
}
