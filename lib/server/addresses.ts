// Who connects from where: how many connections an address has, and how many it opens in a second.
import { addressKey } from "../protocol/address.ts";
import {
  ADDRESS_PLACES,
  CONNECTS_AT_ONCE,
  CONNECTS_PER_SECOND,
  REMEMBERED_ADDRESSES,
} from "../protocol/limits.ts";

/** How long after its last connect an address may open as many as one that never came: milliseconds. */
const REFILL_MS = (CONNECTS_AT_ONCE / CONNECTS_PER_SECOND) * 1000;

interface Coming {
  connections: number;
  /** Connects that it may make at once, as of its last one: that was at this time. */
  connects: number;
  at: number;
}

export class Addresses {
  /** Those that have connections; there are no more of them than connections. */
  #present = new Map<string, Coming>();
  /** Those that have none, and have had of late; who connected first stands first. */
  #past = new Map<string, Coming>();

  /** `isExempt` tells which hosts may connect without bounds. */
  constructor(
    private readonly now: () => number,
    private readonly isExempt: (host: string) => boolean,
  ) {}

  /** How many addresses are remembered. */
  get size(): number {
    return this.#present.size + this.#past.size;
  }

  /** Whether a host may have one more connection, which counts from now on until `left`. */
  enter(host: string): boolean {
    if (this.isExempt(host)) return true;
    this.#forget();
    const key = addressOf(host);
    const coming = this.#present.get(key) ?? this.#past.get(key) ?? newcomer(this.now());
    const mayEnter = this.#mayConnect(coming) && coming.connections < ADDRESS_PLACES;
    if (mayEnter) coming.connections++;
    this.#keep(key, coming);
    return mayEnter;
  }

  /** A connection of a host that was let in is closed. */
  left(host: string): void {
    const key = addressOf(host);
    const coming = this.#present.get(key);
    if (!coming) return;
    coming.connections--;
    this.#keep(key, coming);
  }

  #mayConnect(coming: Coming): boolean {
    const now = this.now();
    // A clock that was put back gives nothing, and takes nothing.
    const since = Math.max(0, now - coming.at);
    const refilled = coming.connects + (since / 1000) * CONNECTS_PER_SECOND;
    coming.connects = Math.min(CONNECTS_AT_ONCE, refilled);
    coming.at = now;
    if (coming.connects < 1) return false;
    coming.connects--;
    return true;
  }

  #keep(key: string, coming: Coming): void {
    this.#past.delete(key);
    if (coming.connections > 0) return void this.#present.set(key, coming);
    this.#present.delete(key);
    this.#past.set(key, coming);
    if (this.#past.size > REMEMBERED_ADDRESSES) this.#forgetFirst();
  }

  /** Forgets those that may do as if they had never come. */
  #forget(): void {
    const now = this.now();
    for (const { at } of this.#past.values()) {
      if (now - at < REFILL_MS) return;
      this.#forgetFirst();
    }
  }

  #forgetFirst(): void {
    const [first] = this.#past.keys();
    if (first !== undefined) this.#past.delete(first);
  }
}

function newcomer(at: number): Coming {
  return { connections: 0, connects: CONNECTS_AT_ONCE, at };
}

/** What counts as one address; a text that is none stands for itself. */
export function addressOf(host: string): string {
  return addressKey(host) ?? host;
}
