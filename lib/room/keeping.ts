// What is kept of clients: what follows once that is done, and of whom there is something new to keep.
import { keptOf, type Client } from "./client.ts";
import type { Effect } from "./effects.ts";
import type { KeptClient } from "./journal.ts";

export class Keeping {
  /** What follows once a client was kept, by ticket. */
  #after = new Map<string, () => Effect[]>();
  /** The counters of those here as they were last handed over to be kept. */
  #handedOver = new WeakMap<Client, string>();

  /** `key` makes a ticket. */
  constructor(private readonly key: () => string) {}

  /** Has a client kept; what follows is asked for when `settled` hears of it. */
  keep(client: Client, after: () => Effect[]): Effect[] {
    const ticket = this.key();
    this.#after.set(ticket, after);
    return [{ effect: "keep", client: keptOf(client), ticket }];
  }

  /** A client was kept, if it could be, under that ticket. */
  settled(ticket: string): Effect[] {
    const after = this.#after.get(ticket);
    this.#after.delete(ticket);
    return after?.() ?? [];
  }

  /** Those of the clients of whom something has changed since they were last asked for. */
  changed(clients: Iterable<Client>): KeptClient[] {
    return [...clients].filter((client) => this.#hasChanged(client)).map(keptOf);
  }

  #hasChanged(client: Client): boolean {
    const counters = `${client.messages} ${client.traffic.received} ${client.traffic.sent}`;
    if (this.#handedOver.get(client) === counters) return false;
    this.#handedOver.set(client, counters);
    return true;
  }
}
