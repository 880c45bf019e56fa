// Whose names and places are held for a while: clients that were lost and may come back, and not many of one address.
import { hostOf, isLoopback, networkKey } from "../protocol/address.ts";
import { HELD_MS, HELD_PER_ADDRESS } from "../protocol/limits.ts";
import type { Client } from "./client.ts";

export class Held {
  /** Until when: milliseconds since the epoch, in their order. */
  #until = new Map<Client, number>();
  #byAddress = new Map<string, Set<Client>>();

  /** `givenUp` hears of each for whom nothing is held any more. */
  constructor(private readonly givenUp: (client: Client) => void) {}

  get size(): number {
    return this.#until.size;
  }

  has(client: Client): boolean {
    return this.#until.has(client);
  }

  /** Holds from now on; of too many of one address the first is given up. */
  add(client: Client, now: number): void {
    this.#until.set(client, now + HELD_MS);
    const address = addressOf(client);
    if (address === undefined) return;
    const others = this.#byAddress.get(address) ?? new Set();
    this.#byAddress.set(address, others.add(client));
    const [first] = others;
    if (first && others.size > HELD_PER_ADDRESS) this.giveUp(first);
  }

  /** Holds no more; the client is here again. */
  delete(client: Client): boolean {
    const address = addressOf(client);
    const others = address === undefined ? undefined : this.#byAddress.get(address);
    others?.delete(client);
    if (address !== undefined && others?.size === 0) this.#byAddress.delete(address);
    return this.#until.delete(client);
  }

  giveUp(client: Client): void {
    if (this.delete(client)) this.givenUp(client);
  }

  /** Gives up what was held for long enough. */
  release(now: number): void {
    const [first = 0] = this.#until.values();
    // A clock that was put back would have them held for longer.
    if (first > now + HELD_MS)
      for (const client of this.#until.keys()) this.#until.set(client, now + HELD_MS);
    for (const [client, until] of this.#until) {
      if (until > now) return;
      this.giveUp(client);
    }
  }
}

/** What counts as one address; undefined of this machine itself, which is not bounded. */
function addressOf({ address }: Client): string | undefined {
  const host = hostOf(address);
  return isLoopback(host) ? undefined : networkKey(host);
}
