// The client cache: who stands at the door, who is here, who was, and whose place is held; each apart, each bounded.
import {
  DOOR_PLACES,
  HELD_MS,
  NAME_BYTES,
  PAST_CLIENTS,
  RETURNING_PLACES,
} from "../protocol/limits.ts";
import { foldName, nameLooks } from "../protocol/names.ts";
import { clientOf, HOST, HOST_NAME, newClient, type Client, type Traffic } from "./client.ts";
import { Held } from "./held.ts";
import type { KeptClient } from "./journal.ts";
import { hasSession, prolonged } from "./sessions.ts";

export class ClientCache {
  #lastNumber: number;
  #lastReturning = 0;
  #door = new Map<number, Client>();
  /** Those who can only come back, by numbers below 0. */
  #returning = new Map<number, Client>();
  #here = new Map<number, Client>();
  #host: Client | undefined;
  /** Those here, and those whose place is held: by name, and by how their names look. */
  #byName = new Map<string, Client>();
  #byLook = new Map<string, Client>();
  /** By number, who left last stands last. */
  #past = new Map<number, Client>();
  /** Those of the past who cannot come back: they are forgotten first. */
  #gone = new Set<Client>();
  /** By name, who left last under it and may come back. */
  #away = new Map<string, Client>();
  /** Those of the past whose names and places are held. */
  #held = new Held((client) => this.#unname(client));

  constructor(
    private readonly places: number,
    { lastNumber, clients }: { lastNumber: number; clients: readonly KeptClient[] },
    now: number,
    private readonly pastPlaces = Math.max(PAST_CLIENTS, places),
  ) {
    this.#lastNumber = lastNumber;
    const past = clients.map(clientOf).toSorted((a, b) => (a.closed ?? 0) - (b.closed ?? 0));
    for (const client of past) this.#remember(client);
    while (this.#past.size > pastPlaces) this.#forgetOne();
    // Whoever was here when the server went is waited for, as if the line had dropped only now: so many as there are
    // places now, and of one name, which a clock that was put back can give to two, the one who left last.
    const last = past.at(-1)?.closed ?? 0;
    for (const client of [...this.#past.values()].toReversed()) {
      const wasHere = hasSession(client, now) && (client.closed ?? 0) > last - HELD_MS;
      const isFree = this.#held.size < places && !this.#byName.has(foldName(client.name ?? ""));
      if (wasHere && isFree) this.#hold(client, now);
    }
  }

  /** Everyone with a name, by number. */
  get here(): ReadonlyMap<number, Client> {
    return this.#here;
  }

  get lastNumber(): number {
    return this.#lastNumber;
  }

  /** Whether every place is taken, or held for somebody. */
  isFull(now: number): boolean {
    this.#held.release(now);
    return this.#here.size + this.#held.size >= this.places;
  }

  /** A new client at the door, with the next number; undefined, and no number spent, where there is no place. */
  open(address: string, traffic: Traffic, now: number): Client | undefined {
    if (this.isFull(now) || this.#door.size >= DOOR_PLACES) return undefined;
    const client = newClient(++this.#lastNumber, address, traffic, now);
    this.#door.set(client.number, client);
    return client;
  }

  /** One beyond the last place, who can only come back; undefined where nobody can, or too many try to. */
  openReturning(address: string, traffic: Traffic, now: number): Client | undefined {
    if (this.#returning.size >= RETURNING_PLACES || !this.#expectsSomebody(now)) return undefined;
    const client = newClient(--this.#lastReturning, address, traffic, now);
    this.#returning.set(client.number, client);
    return client;
  }

  /** The host, who needs no place; whoever it was before is gone. */
  openHost(traffic: Traffic, now: number): Client {
    const host = newClient(HOST, "console", traffic, now);
    this.#host = Object.assign(host, { name: HOST_NAME, admitted: true });
    return host;
  }

  /** The client of that number, at the door or here. */
  find(number: number): Client | undefined {
    if (number === HOST) return this.#host;
    return this.#here.get(number) ?? this.#door.get(number) ?? this.#returning.get(number);
  }

  /** The client of that number that has or had a name. */
  known(number: number): Client | undefined {
    if (number === HOST) return this.#host;
    return this.#here.get(number) ?? this.#past.get(number);
  }

  /** The client here by that name, or whose name it is held for, compared as names are. */
  holder(name: string, now: number): Client | undefined {
    this.#held.release(now);
    // Nobody is called so; and what Unicode makes of kilobytes takes milliseconds.
    if (name.length > NAME_BYTES) return undefined;
    return this.#byName.get(foldName(name));
  }

  /** The client whose name, had or held, is this one or looks like it; but for one client. */
  lookalike(name: string, now: number, except?: Client): Client | undefined {
    this.#held.release(now);
    const found = nameLooks(name).map((look) => this.#byLook.get(look));
    return found.find((client) => client && client !== except);
  }

  /** Whom a message to that name reaches: here, or once they come back. */
  addressee(name: string, now: number): Client | undefined {
    const holder = this.holder(name, now);
    if (holder || name.length > NAME_BYTES) return holder;
    if (foldName(name) === HOST_NAME) return this.#host;
    const away = this.#away.get(foldName(name));
    return away && hasSession(away, now) ? away : undefined;
  }

  isHere(client: Client): boolean {
    if (client === this.#host) return true;
    return this.#here.has(client.number);
  }

  /** Whether a past client still has its name and its place. */
  isHeld(client: Client, now: number): boolean {
    this.#held.release(now);
    return this.#held.has(client);
  }

  /** Gives a client a name that nobody else has; from the door it takes a place by it. */
  setName(client: Client, name: string): void {
    this.#unname(client);
    client.name = name;
    this.#nameIs(client);
    if (this.#door.delete(client.number)) this.#here.set(client.number, client);
  }

  /** Takes a client out; one that had a name is remembered, and its place held while it has a session. */
  close(client: Client, now: number): void {
    client.closed = now;
    client.listening = false;
    if (client === this.#host) this.#host = undefined;
    if (client.number === HOST) return;
    if (this.#shownOut(client) || client.name === undefined) return;
    this.#here.delete(client.number);
    if (client.session) {
      client.session = prolonged(client.session, now);
      this.#hold(client, now);
    } else this.#unname(client);
    this.#remember(client);
    if (this.#past.size > this.pastPlaces) this.#forgetOne();
  }

  /** Gives a client that has a name the place of who stands at the door: it is that one, come back, and called so now. */
  comeBack(client: Client, newcomer: Client, name: string): void {
    this.#shownOut(newcomer);
    this.#leavePast(client);
    this.#held.delete(client);
    this.#here.set(client.number, client);
    client.name = name;
    this.#nameIs(client);
    newcomer.traffic.received += client.traffic.received;
    newcomer.traffic.sent += client.traffic.sent;
    client.traffic = newcomer.traffic;
    client.address = newcomer.address;
    client.dialect = newcomer.dialect;
    client.closed = null;
    client.returns++;
  }

  /** Past and present clients that had or have a name, by number. */
  all(): Client[] {
    return [...this.#past.values(), ...this.#here.values()].toSorted((a, b) => a.number - b.number);
  }

  /** Everyone who has a name and is here, the host first. */
  *everyoneNamed(): Generator<Client> {
    if (this.#host) yield this.#host;
    yield* this.#here.values();
  }

  /** Every guest that is known, at the door too. */
  everyone(): Client[] {
    return [...this.all(), ...this.#door.values(), ...this.#returning.values()];
  }

  /** A client cannot come back by its session any more, and nothing is held for it. */
  endSession(client: Client): void {
    client.session = null;
    this.#held.giveUp(client);
    if (!this.#past.has(client.number)) return;
    this.#leavePast(client);
    this.#remember(client);
  }

  /** The guest that was called so and left last, compared as names are. */
  lastCalled(name: string): Client | undefined {
    if (name.length > NAME_BYTES) return undefined;
    const folded = foldName(name);
    return [...this.#past.values()].findLast((client) => foldName(client.name ?? "") === folded);
  }

  /** Takes somebody without a name out; false where it has one. */
  #shownOut({ number }: Client): boolean {
    return this.#door.delete(number) || this.#returning.delete(number);
  }

  #expectsSomebody(now: number): boolean {
    for (const client of this.#here.values()) if (client.session) return true;
    for (const client of this.#past.values()) if (hasSession(client, now)) return true;
    return false;
  }

  #hold(client: Client, now: number): void {
    this.#held.add(client, now);
    this.#nameIs(client);
  }

  #nameIs(client: Client): void {
    if (client.name === undefined) return;
    this.#byName.set(foldName(client.name), client);
    for (const look of nameLooks(client.name)) this.#byLook.set(look, client);
  }

  /** Its name is nobody's any more, nor what looks like it: but where that is another's by now. */
  #unname(client: Client): void {
    if (client.name === undefined) return;
    const folded = foldName(client.name);
    if (this.#byName.get(folded) === client) this.#byName.delete(folded);
    for (const look of nameLooks(client.name))
      if (this.#byLook.get(look) === client) this.#byLook.delete(look);
  }

  #remember(client: Client): void {
    this.#past.set(client.number, client);
    if (client.session) this.#away.set(foldName(client.name ?? ""), client);
    else this.#gone.add(client);
  }

  /** Forgets who left first of those who cannot come back, or of all where everyone can. */
  #forgetOne(): void {
    const first = this.#gone.values().next().value ?? this.#past.values().next().value;
    if (!first) return;
    this.#leavePast(first);
    this.#held.giveUp(first);
  }

  #leavePast(client: Client): void {
    this.#past.delete(client.number);
    this.#gone.delete(client);
    const folded = foldName(client.name ?? "");
    if (this.#away.get(folded) === client) this.#away.delete(folded);
  }
}
