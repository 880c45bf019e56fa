// Who connects from where: how many connections an address has, and a network, and how many they open in a second.
import { addressKey, networkKey } from "../protocol/address.ts";
import {
  ADDRESS_CONNECTS,
  ADDRESS_PLACES,
  NETWORK_CONNECTS,
  NETWORK_PLACES,
  REMEMBERED_ADDRESSES,
} from "../protocol/limits.ts";

/** How long after its last connect it may open as many as one that never came: milliseconds. */
const REFILL_MS = 1000;

/** How many connections there may be of one, and how many it may open at once, and in a second. */
interface Bound {
  places: number;
  connects: number;
}

interface Coming {
  connections: number;
  /** Connects that it may make at once, as of its last one: that was at this time. */
  connects: number;
  at: number;
}

/** The addresses, or the networks, that come, each within its bound. */
class Book {
  /** Those that have connections; there are no more of them than connections. */
  #present = new Map<string, Coming>();
  /** Those that have none, and have had of late; who connected first stands first. */
  #past = new Map<string, Coming>();

  constructor(
    private readonly now: () => number,
    private readonly bound: Bound,
  ) {}

  get size(): number {
    return this.#present.size + this.#past.size;
  }

  enter(key: string): boolean {
    this.#forget();
    const { connects, places } = this.bound;
    const newcomer = { connections: 0, connects, at: this.now() };
    const coming = this.#present.get(key) ?? this.#past.get(key) ?? newcomer;
    const mayEnter = this.#mayConnect(coming) && coming.connections < places;
    if (mayEnter) coming.connections++;
    this.#keep(key, coming);
    return mayEnter;
  }

  left(key: string): void {
    const coming = this.#present.get(key);
    if (!coming) return;
    coming.connections--;
    this.#keep(key, coming);
  }

  #mayConnect(coming: Coming): boolean {
    const now = this.now();
    // A clock that was put back gives nothing, and takes nothing.
    const since = Math.max(0, now - coming.at);
    const { connects } = this.bound;
    coming.connects = Math.min(connects, coming.connects + (since / REFILL_MS) * connects);
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

export class Addresses {
  #addresses: Book;
  #networks: Book;

  /** `isExempt` tells which hosts may connect without bounds. */
  constructor(
    now: () => number,
    private readonly isExempt: (host: string) => boolean,
  ) {
    this.#addresses = new Book(now, { places: ADDRESS_PLACES, connects: ADDRESS_CONNECTS });
    // Who has one address of a network of IPv6 has all of them; but so have its neighbours.
    this.#networks = new Book(now, { places: NETWORK_PLACES, connects: NETWORK_CONNECTS });
  }

  /** How many addresses and networks are remembered. */
  get size(): number {
    return this.#addresses.size + this.#networks.size;
  }

  /** Whether a host may have one more connection, which counts from now on until `left`. */
  enter(host: string): boolean {
    if (this.isExempt(host)) return true;
    const address = addressOf(host);
    if (!this.#addresses.enter(address)) return false;
    if (this.#networks.enter(networkOf(host))) return true;
    this.#addresses.left(address);
    return false;
  }

  /** A connection of a host that was let in is closed. */
  left(host: string): void {
    if (this.isExempt(host)) return;
    this.#addresses.left(addressOf(host));
    this.#networks.left(networkOf(host));
  }
}

function addressOf(host: string): string {
  return addressKey(host) ?? host;
}

/** What counts as one where addresses cost nothing; a text that is no address stands for itself. */
export function networkOf(host: string): string {
  return networkKey(host) ?? host;
}
