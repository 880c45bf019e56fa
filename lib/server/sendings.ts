// The answers of one guest that take their time and can be cancelled, by the tags of their requests.
import type { Memory } from "../files/read.ts";
import type { ByteStream, LastWords } from "../protocol/byte-stream.ts";
import type { Tag } from "../room/effects.ts";
import type { Litter } from "./litter.ts";
import type { GiveBack, TransferSlots } from "./transfer-slots.ts";

/** Pieces of an answer that are made while it is sent, and what it has to say at its end. */
export type Answer = AsyncGenerator<Uint8Array, LastWords | void, undefined>;

/** What an answer is made of: a file itself, what is known of it, or the shelf's list. Of each kind a guest may have so many at once. */
type Kind = "file" | "facts" | "list";

/** Places for answers: for those that hold a file open, and for those that hold all its names. */
export interface Slots {
  files: TransferSlots;
  lists: TransferSlots;
}

type Step = IteratorResult<Uint8Array, LastWords | void>;

export class Sendings {
  #byTag = new Map<Tag, AbortController>();
  /** All that is not over; a tag may be used again meanwhile. */
  #open = new Set<AbortController>();
  #memory: Uint8Array | undefined;
  /** As whom it asks for places. */
  readonly #askers: Record<Kind, object> = { file: {}, facts: {}, list: {} };

  constructor(
    private readonly slots: Slots,
    private readonly litter: Pick<Litter, "add">,
  ) {}

  /**
   * The stream of the answer that `make` makes when it has its place and is first asked for; one that is cancelled
   * before has none, and must not open anything. Its signal aborts when it is cancelled, when it is over, or when nobody will read it any more. The memory that it may take is that of all,
   * since of all one piece at a time is on its way.
   */
  stream(
    tag: Tag,
    make: (signal: AbortSignal, memory: Memory) => Promise<Answer>,
    kind: Kind = "file",
  ): ByteStream {
    const slots = kind === "list" ? this.slots.lists : this.slots.files;
    // At once, not with the first piece: it may be cancelled while it still waits for others.
    const cancelling = new AbortController();
    this.#byTag.set(tag, cancelling);
    this.#open.add(cancelling);
    let place: Promise<GiveBack | undefined> | undefined;
    const ready = () => (place ??= slots.take(this.#askers[kind], cancelling.signal));
    const leavePlace = () => void place?.then((giveBack) => giveBack?.());
    const over = () => {
      this.#end(tag, cancelling);
      leavePlace();
    };
    let making: Promise<Answer> | undefined;
    let answer: Answer | undefined;
    const first = async () => {
      await ready();
      answer = await (making ??= make(cancelling.signal, (bytes) => this.#shared(bytes)));
      return answer.next();
    };
    const passedOn = (step: Step): Step => {
      if (!step.done) return step;
      const last = step.value;
      if (last) return { done: true, value: () => last().finally(over) };
      over();
      return step;
    };
    const failed = (error: unknown) => {
      over();
      throw error;
    };
    // Not a generator around a generator: each piece would wait for both, and a file be sent a tenth slower.
    return {
      ready,
      next: () => (answer ? answer.next() : first()).then(passedOn, failed),
      return: async () => {
        this.#end(tag, cancelling);
        try {
          await (await making)?.return();
        } finally {
          leavePlace(); // not before its file is closed
        }
        return { done: true, value: undefined };
      },
    };
  }

  /** Cancels an answer; nothing where there is none. */
  cancel(tag: Tag): void {
    this.#byTag.get(tag)?.abort();
  }

  /** Cancels all: the guest is gone. */
  close(): void {
    for (const cancelling of this.#open) cancelling.abort();
  }

  #shared(bytes: number): Uint8Array {
    if (this.#memory && this.#memory.byteLength >= bytes) return this.#memory;
    this.litter.add(bytes);
    return (this.#memory = new Uint8Array(bytes));
  }

  /** Whatever the answer still has done for it is for nobody. */
  #end(tag: Tag, cancelling: AbortController): void {
    cancelling.abort();
    this.#open.delete(cancelling);
    if (this.#byTag.get(tag) === cancelling) this.#byTag.delete(tag);
    if (this.#open.size === 0) this.#memory = undefined;
  }
}
