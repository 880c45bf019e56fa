// The room: what each request means, for whom. It decides and returns effects; it knows no sockets and no disk.
import { helpLines } from "../protocol/commands.ts";
import { ANNOUNCED_CLIENTS } from "../protocol/limits.ts";
import type { Command } from "../protocol/messages.ts";
import { keptOf, type Client, type Traffic } from "./client.ts";
import { ClientCache } from "./clients.ts";
import type { Effect, Tag } from "./effects.ts";
import { Entrance } from "./entrance.ts";
import { lookBack } from "./looking-back.ts";
import { statusPages, whoPages } from "./pages.ts";
import type { Entry, Fate, Kept, KeptClient } from "./journal.ts";
import { ack, close, refusal, relay, reply, tell, type Request } from "./replies.ts";
import { ShelfRules } from "./shelf-rules.ts";
import { Talk } from "./talk.ts";

export interface RoomSettings {
  /** The room's own name, and what newcomers are told; an empty motd tells nothing. */
  name: string;
  motd: string;
  places: number;
  /** Whether guests may put files on the shelf. */
  uploads: boolean;
  /** How many earlier messages a newcomer is shown. */
  replay: number;
}

/** What the room cannot know by itself. */
export interface RoomMeans {
  /** Milliseconds since the epoch. */
  now: () => number;
  /** A secret that nobody can guess, for a session. */
  secret: () => string;
  /** A UUID that was never given before, for a message. */
  key: () => string;
}

export class Room {
  #clients: ClientCache;
  #shelf: ShelfRules;
  #talk: Talk;
  #entrance: Entrance;
  #lastSeq: number;
  /** What follows once a client was kept, by ticket. */
  #afterKeeping = new Map<string, () => Effect[]>();
  /** The counters of those here as they were last handed over to be kept. */
  #handedOver = new WeakMap<Client, string>();

  constructor(
    private readonly settings: RoomSettings,
    private readonly kept: Kept,
    private readonly means: RoomMeans,
  ) {
    const { now, secret, key } = means;
    this.#lastSeq = kept.lastSeq;
    this.#clients = new ClientCache(settings.places, kept, now());
    this.#shelf = new ShelfRules(this.#clients, settings.uploads, now);
    this.#talk = new Talk(this.#clients, now, key);
    const { motd, uploads, replay } = settings;
    this.#entrance = new Entrance({
      clients: this.#clients,
      now,
      secret,
      greeting: { ...(motd === "" ? {} : { motd }), ...(uploads ? { uploads } : {}) },
      replay,
      lastSeq: () => this.#lastSeq,
      kept: (client, after) => this.#keep(client, after),
      isAnnounced: () => this.#isAnnounced,
    });
  }

  /** How many can have a name here at once. */
  get places(): number {
    return this.settings.places;
  }

  /** The number of the newest message. */
  get lastSeq(): number {
    return this.#lastSeq;
  }

  /** The highest number that a client was given. */
  get lastNumber(): number {
    return this.#clients.lastNumber;
  }

  /** The numbers of all who were welcomed, and so hear what is relayed. */
  get listeners(): Iterable<number> {
    return listening(this.#clients.here.values());
  }

  /** Lets a guest in as far as the door, under a number of its own; undefined where the room is full. */
  open(address: string, traffic: Traffic): number | undefined {
    return this.#clients.open(address, traffic, this.means.now())?.number;
  }

  /** Lets a guest in who can only come back, under a number below 0; undefined where nobody can. */
  openReturning(address: string, traffic: Traffic): number | undefined {
    return this.#clients.openReturning(address, traffic, this.means.now())?.number;
  }

  /** Notes what a guest speaks, and greets it in the terms of programs. */
  greet(number: number, dialect: string): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    client.dialect = dialect;
    const { history } = this.kept;
    const shown = Math.max(0, number);
    return [tell(number, { type: "hello", room: this.settings.name, client: shown, history })];
  }

  /** Whether the client has a name. */
  isNamed(number: number): boolean {
    return this.#clients.here.has(number);
  }

  /** What a client's command brings about; nothing once the client has left. */
  handle(number: number, tag: Tag, command: Command): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    const request = { client, tag, returns: client.returns };
    if (command.type === "exit") return this.#exit(request);
    if (command.type === "resume") return this.#resume(request, command);
    if (number < 0) return this.#entrance.full(request);
    if (command.type === "nick") return this.#entrance.nick(request, command);
    if (client.name === undefined) return [refusal(request, "not-named", "Give a name first")];
    return this.#handleNamed(request, client.name, command);
  }

  /** Takes a client out of the room, however it went; the others are told once. Its session stays. */
  leave(number: number): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    const { now } = this.means;
    const wasAnnounced = client.listening && this.#isAnnounced;
    // Who was not welcomed yet was told no token, and cannot come back: nothing is held for it.
    if (!client.listening) client.session = null;
    this.#clients.close(client, now());
    this.#shelf.left(number);
    if (client.name === undefined) return [];
    const left = { type: "left", at: now(), name: client.name, client: number } as const;
    const keep = { effect: "keep", client: keptOf(client) } as const;
    return wasAnnounced ? [keep, relay(left)] : [keep];
  }

  /** The connection of a client that has left is closed: what it was sent at the end counts as well. */
  gone(number: number): Effect[] {
    const client = this.#clients.known(number);
    if (!client || this.#clients.isHere(client)) return [];
    return [{ effect: "keep", client: keptOf(client) }];
  }

  /** Messages are stored, in this order. */
  heard(entries: readonly Entry[]): Effect[] {
    return entries.flatMap((entry) => {
      this.#lastSeq = entry.seq;
      return this.#talk.heard(entry);
    });
  }

  /** A message of that key was not stored now, or a client was kept, if it could be, under that ticket. */
  settled(ticket: string, fate: Exclude<Fate, { fate: "stored" }> | "kept"): Effect[] {
    if (fate !== "kept") return this.#talk.settled(ticket, fate);
    const after = this.#afterKeeping.get(ticket);
    this.#afterKeeping.delete(ticket);
    return after?.() ?? [];
  }

  /** Those here of whom something has changed since they were last asked for. */
  present(): KeptClient[] {
    return [...this.#clients.here.values()]
      .filter((client) => this.#hasChanged(client))
      .map(keptOf);
  }

  /** A file that a client put is on the shelf. */
  added(number: number, tag: Tag, file: string, size: number): Effect[] {
    return this.#shelf.added(number, tag, file, size);
  }

  /** A file that a client had taken off is gone. */
  removed(number: number, tag: Tag, file: string): Effect[] {
    return this.#shelf.removed(number, tag, file);
  }

  #handleNamed(
    request: Request,
    name: string,
    command: Exclude<Command, { type: "exit" | "nick" | "resume" }>,
  ): Effect[] {
    const { client, tag } = request;
    const to = client.number;
    switch (command.type) {
      case "say":
      case "msg":
        return this.#talk.say(request, name, command);
      case "history":
      case "search":
        return lookBack(request, command);
      case "status":
        return [ack(request), { effect: "pages", to, tag, pages: statusPages(this.#clients) }];
      case "who":
        return [ack(request), { effect: "pages", to, tag, pages: whoPages(this.#clients) }];
      case "list":
        return [ack(request), { effect: "list", to, tag }];
      case "get": {
        const { file, have } = command;
        return [ack(request), { effect: "get", to, tag, file, ...(have ? { have } : {}) }];
      }
      case "about":
        return [ack(request), { effect: "about", to, tag, file: command.file }];
      case "put":
        return this.#shelf.put(request, command);
      case "rm":
        return this.#shelf.remove(request, command.file);
      case "cancel":
        return [ack(request), { effect: "cancel", to, transfer: command.transfer }];
      case "help":
        return [ack(request), reply(request, { type: "help", lines: helpLines(command.command) })];
    }
  }

  #resume(request: Request, command: Extract<Command, { type: "resume" }>): Effect[] {
    if (request.client.name === undefined) return this.#entrance.resume(request, command);
    return [refusal(request, "no-session", "Cannot come back: you have a name already")];
  }

  /** Who says goodbye does not come back: its name is free at once. */
  #exit(request: Request): Effect[] {
    const { client } = request;
    client.session = null;
    const bye = reply(request, { type: "bye", code: "exit", message: "Goodbye" });
    return [bye, close(client), ...this.leave(client.number)];
  }

  #keep(client: Client, after: () => Effect[]): Effect[] {
    const ticket = this.means.key();
    this.#afterKeeping.set(ticket, () => (this.#clients.isHere(client) ? after() : []));
    return [{ effect: "keep", client: keptOf(client), ticket }];
  }

  #hasChanged(client: Client): boolean {
    const counters = `${client.messages} ${client.traffic.received} ${client.traffic.sent}`;
    if (this.#handedOver.get(client) === counters) return false;
    this.#handedOver.set(client, counters);
    return true;
  }

  get #isAnnounced(): boolean {
    return this.#clients.here.size <= ANNOUNCED_CLIENTS;
  }
}

function* listening(clients: Iterable<Client>): Generator<number> {
  for (const client of clients) if (client.listening) yield client.number;
}
