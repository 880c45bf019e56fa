// The client cache: who stands at the door, who is here, and who was; each apart, each bounded.
import { DOOR_PLACES, PAST_CLIENTS } from "../protocol/limits.ts";
import type { ClientRecord } from "../protocol/messages.ts";
import { foldName } from "../protocol/names.ts";

/** Bytes that a connection has received and sent so far; the connection counts, the cache reads. */
export interface Traffic {
  received: number;
  sent: number;
}

export interface Client {
  readonly number: number;
  /** Undefined until the guest has given one at the door. */
  name: string | undefined;
  readonly address: string;
  dialect: string;
  readonly traffic: Traffic;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  closed: number | null;
  messages: number;
}

export class ClientCache {
  #lastNumber = 0;
  #door = new Map<number, Client>();
  #here = new Map<number, Client>();
  #byName = new Map<string, Client>();
  #past: Client[] = [];

  constructor(
    private readonly places: number,
    private readonly pastPlaces = PAST_CLIENTS,
  ) {}

  /** Everyone with a name, by number. */
  get here(): ReadonlyMap<number, Client> {
    return this.#here;
  }

  /** Whether every place is taken. */
  get full(): boolean {
    return this.#here.size >= this.places;
  }

  /** A new client at the door, with the next number; undefined, and no number spent, where there is no place. */
  open(address: string, traffic: Traffic, now: number): Client | undefined {
    if (this.full || this.#door.size >= DOOR_PLACES) return undefined;
    const client: Client = {
      number: ++this.#lastNumber,
      name: undefined,
      address,
      dialect: "unknown",
      traffic,
      opened: now,
      closed: null,
      messages: 0,
    };
    this.#door.set(client.number, client);
    return client;
  }

  /** The client of that number, at the door or here. */
  find(number: number): Client | undefined {
    return this.#here.get(number) ?? this.#door.get(number);
  }

  /** The client here by that name, compared as names are. */
  named(name: string): Client | undefined {
    return this.#byName.get(foldName(name));
  }

  /** The name of a client, here or past; empty where none is remembered. */
  nameOf(number: number): string {
    const client = this.#here.get(number) ?? this.#past.findLast((past) => past.number === number);
    return client?.name ?? "";
  }

  /** Gives a client a name that nobody else here has; from the door it takes a place by it. */
  setName(client: Client, name: string): void {
    if (client.name !== undefined) this.#byName.delete(foldName(client.name));
    client.name = name;
    this.#byName.set(foldName(name), client);
    if (this.#door.delete(client.number)) this.#here.set(client.number, client);
  }

  /** Takes a client out; one that had a name is remembered among the past. */
  close(client: Client, now: number): void {
    client.closed = now;
    if (this.#door.delete(client.number) || client.name === undefined) return;
    this.#here.delete(client.number);
    this.#byName.delete(foldName(client.name));
    this.#past.push(client);
    if (this.#past.length > this.pastPlaces) this.#past.shift();
  }

  /** Past and present clients that had or have a name, by number. */
  all(): Client[] {
    return [...this.#past, ...this.#here.values()].toSorted((a, b) => a.number - b.number);
  }
}

/** A client as others may see it. */
export function recordOf(client: Client): ClientRecord {
  return {
    client: client.number,
    name: client.name ?? "",
    address: client.address,
    dialect: client.dialect,
    opened: client.opened,
    closed: client.closed,
    messages: client.messages,
    received: client.traffic.received,
    sent: client.traffic.sent,
  };
}
