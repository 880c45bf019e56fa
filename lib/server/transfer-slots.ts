// Places for files on their way to guests: so many in all, so many of each guest, first come, first served.
import { TRANSFERS_AT_ONCE, TRANSFERS_PER_GUEST } from "../protocol/limits.ts";

/** Gives a place back; to be called once or more. */
export type GiveBack = () => void;

interface Waiting {
  go(giveBack: GiveBack | undefined): void;
}

/** What one guest has of the places. */
interface Share {
  /** Places that it has, and its turns in the queue of all: never more than it may have places. */
  inPlay: number;
  /** What has no turn there yet, in its order. */
  own: Set<Waiting>;
}

/**
 * Invariants: a guest that has all the places it may have has no turn in the queue of all, so that its wishes hold
 * back nobody; each turn, and each wish behind it, costs the same however many wait.
 */
export class TransferSlots {
  #taken = 0;
  #queue = new Map<Waiting, object>();
  #shares = new Map<object, Share>();

  constructor(
    private readonly most = TRANSFERS_AT_ONCE,
    private readonly perGuest = TRANSFERS_PER_GUEST,
  ) {}

  /** Places that are taken. */
  get taken(): number {
    return this.#taken;
  }

  /** Guests that have a place or wait for one. */
  get guests(): number {
    return this.#shares.size;
  }

  /** Waits for a place of a guest, which stands for itself; undefined where the signal aborts before there is one. */
  take(guest: object, signal: AbortSignal): Promise<GiveBack | undefined> {
    if (signal.aborted) return Promise.resolve(undefined);
    const { promise, resolve } = Promise.withResolvers<GiveBack | undefined>();
    const leave = () => {
      this.#giveUp(guest, waiting);
      resolve(undefined);
    };
    const waiting: Waiting = {
      go: (giveBack) => {
        signal.removeEventListener("abort", leave);
        resolve(giveBack);
      },
    };
    signal.addEventListener("abort", leave);
    this.#shareOf(guest).own.add(waiting);
    this.#promote(guest);
    return promise;
  }

  #shareOf(guest: object): Share {
    const share = this.#shares.get(guest) ?? { inPlay: 0, own: new Set() };
    this.#shares.set(guest, share);
    return share;
  }

  /** Gives a guest's next wish its turn among all, where the guest may have one more place. */
  #promote(guest: object): void {
    const share = this.#shareOf(guest);
    const [next] = share.own;
    if (next && share.inPlay < this.perGuest) {
      share.own.delete(next);
      share.inPlay++;
      this.#queue.set(next, guest);
    }
    if (share.inPlay === 0 && share.own.size === 0) this.#shares.delete(guest);
    this.#serve();
  }

  #serve(): void {
    for (const [waiting, guest] of this.#queue) {
      if (this.#taken >= this.most) return;
      this.#queue.delete(waiting);
      this.#taken++;
      let isGiven = false;
      waiting.go(() => {
        if (isGiven) return;
        isGiven = true;
        this.#taken--;
        this.#leave(guest);
      });
    }
  }

  #giveUp(guest: object, waiting: Waiting): void {
    if (this.#queue.delete(waiting)) return this.#leave(guest);
    // What has no turn stands behind turns of the same guest, which go on.
    this.#shareOf(guest).own.delete(waiting);
  }

  #leave(guest: object): void {
    this.#shareOf(guest).inPlay--;
    this.#promote(guest);
  }
}
