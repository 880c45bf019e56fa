// The room: what each request means, for whom. It decides and returns effects; it knows no sockets and no disk.
import { ANNOUNCED_CLIENTS } from "../protocol/limits.ts";
import type { Command } from "../protocol/messages.ts";
import { Bans, type Ban } from "./bans.ts";
import { HOST, keptOf, type Client, type Stage, type Traffic } from "./client.ts";
import { ClientCache } from "./clients.ts";
import type { Effect, Tag } from "./effects.ts";
import { Entrance } from "./entrance.ts";
import { sendBannedAway, type HostFacts } from "./host.ts";
import { Keeping } from "./keeping.ts";
import { Mutes } from "./mutes.ts";
import type { Entry, Fate, Kept, KeptClient } from "./journal.ts";
import { close, refusal, relay, reply, tell, type Request } from "./replies.ts";
import { requestEffects, unlessMuted, type RequestFacts } from "./requests.ts";
import type { Reloaded, RoomMeans, RoomSettings } from "./settings.ts";
import { ShelfRules } from "./shelf-rules.ts";
import { Talk } from "./talk.ts";

export class Room {
  #clients: ClientCache;
  #shelf: ShelfRules;
  #talk: Talk;
  #entrance: Entrance;
  #host: HostFacts;
  #needsPassword: boolean;
  #lastSeq: number;
  #keeping: Keeping;

  constructor(
    private readonly settings: RoomSettings,
    private readonly kept: Kept,
    private readonly means: RoomMeans,
  ) {
    const { now, secret, key, barred = () => [] } = means;
    this.#lastSeq = kept.lastSeq;
    this.#clients = new ClientCache(settings.places, kept, now());
    this.#shelf = new ShelfRules(this.#clients, settings.uploads, now);
    this.#talk = new Talk(this.#clients, now, key);
    const { motd, uploads, replay, password } = settings;
    const bans = new Bans(settings.bans);
    this.#needsPassword = password;
    this.#keeping = new Keeping(key);
    this.#host = { clients: this.#clients, bans, mutes: new Mutes(), barred, now, motd };
    this.#entrance = new Entrance({
      clients: this.#clients,
      bans,
      now,
      secret,
      greeting: () => ({
        ...(this.#host.motd === "" ? {} : { motd: this.#host.motd }),
        ...(uploads ? { uploads } : {}),
      }),
      replay,
      lastSeq: () => this.#lastSeq,
      kept: (client, after) =>
        this.#keeping.keep(client, () => (this.#clients.isHere(client) ? after() : [])),
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
    return listening(this.#clients.everyoneNamed());
  }

  /** Lets a guest in as far as the door, under a number of its own; undefined where the room is full. */
  open(address: string, traffic: Traffic): number | undefined {
    const client = this.#clients.open(address, traffic, this.means.now());
    if (client) client.admitted = !this.#needsPassword;
    return client?.number;
  }

  /** Lets a guest in who can only come back, under a number below 0; undefined where nobody can. */
  openReturning(address: string, traffic: Traffic): number | undefined {
    return this.#clients.openReturning(address, traffic, this.means.now())?.number;
  }

  /** Lets the host in, in place of the host that was before. */
  openHost(traffic: Traffic): number {
    return this.#clients.openHost(traffic, this.means.now()).number;
  }

  /** Whether the host keeps an address out; `host` is without a port. */
  isBanned(host: string): boolean {
    return this.#host.bans.ofAddress(host, this.means.now()) !== undefined;
  }

  /** What newcomers read; "" is nothing. */
  get motd(): string {
    return this.#host.motd;
  }

  /** Whom the host keeps out. */
  get bans(): readonly Ban[] {
    return this.#host.bans.list(this.means.now());
  }

  /** Takes what was read anew: from now on it holds for newcomers, and bans for those here as well. */
  reload({ motd, password, bans }: Reloaded): Effect[] {
    this.#host.motd = motd ?? this.#host.motd;
    this.#needsPassword = password ?? this.#needsPassword;
    if (!bans) return [];
    this.#host.bans.replace(bans);
    return sendBannedAway(this.#host.bans, this.#host);
  }

  /** Notes what a guest speaks, and greets it in the terms of programs. */
  greet(number: number, dialect: string): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    client.dialect = dialect;
    const { history } = this.kept;
    const shown = Math.max(0, number);
    const password = client.admitted || number < 0 ? {} : { password: true as const };
    const { name: room } = this.settings;
    return [tell(number, { type: "hello", room, client: shown, history, ...password })];
  }

  /** Whether the client has a name. */
  isNamed(number: number): boolean {
    return this.#clients.here.has(number);
  }

  /** What a client has to give next. */
  stage(number: number): Stage {
    const client = this.#clients.find(number);
    if (client && number >= 0 && !client.admitted) return "password";
    return client?.name === undefined ? "name" : "here";
  }

  /** What a client's command brings about; nothing once the client has left. */
  handle(number: number, tag: Tag, command: Command): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    const request = { client, tag, returns: client.returns };
    if (command.type === "exit") return this.#exit(request);
    if (command.type === "resume") return this.#resume(request, command);
    if (number < 0) return this.#entrance.full(request);
    if (command.type === "password") return this.#password(request, command.password);
    if (!client.admitted)
      return [refusal(request, "password-needed", "Give the room's password first")];
    if (command.type === "nick") return this.#nick(request, command);
    if (client.name === undefined) return [refusal(request, "not-named", "Give a name first")];
    return requestEffects(request, client.name, command, this.#facts);
  }

  /** A password was compared. */
  verified(number: number, tag: Tag, isRight: boolean): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    const request = { client, tag, returns: client.returns };
    client.admitted ||= isRight;
    if (isRight) return [reply(request, { type: "admitted" })];
    return [refusal(request, "wrong-password", "That is not the password")];
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
    if (client.name === undefined || number === HOST) return [];
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
    return this.#keeping.settled(ticket);
  }

  /** Those here of whom something has changed since they were last asked for. */
  present(): KeptClient[] {
    return this.#keeping.changed(this.#clients.here.values());
  }

  /** A file that a client put is on the shelf. */
  added(number: number, tag: Tag, file: string, size: number): Effect[] {
    return this.#shelf.added(number, tag, file, size);
  }

  /** A file that a client had taken off is gone. */
  removed(number: number, tag: Tag, file: string): Effect[] {
    return this.#shelf.removed(number, tag, file);
  }

  #resume(request: Request, command: Extract<Command, { type: "resume" }>): Effect[] {
    if (request.client.name === undefined) return this.#entrance.resume(request, command);
    return [refusal(request, "no-session", "Cannot come back: you have a name already")];
  }

  #password(request: Request, password: string): Effect[] {
    const { client, tag } = request;
    if (client.admitted) return [reply(request, { type: "admitted" })];
    return [{ effect: "verify", to: client.number, tag, password }];
  }

  #nick(request: Request, command: Extract<Command, { type: "nick" }>): Effect[] {
    if (request.client.number === HOST) return this.#entrance.host(request, command);
    const join = () => this.#entrance.nick(request, command);
    const { mutes, now } = this.#host;
    return request.client.name === undefined
      ? join()
      : unlessMuted(request, "Cannot change your name", mutes, now(), join);
  }

  /** Who says goodbye does not come back: its name is free at once. */
  #exit(request: Request): Effect[] {
    const { client } = request;
    client.session = null;
    const bye = reply(request, { type: "bye", code: "exit", message: "Goodbye" });
    return [bye, close(client), ...this.leave(client.number)];
  }

  get #facts(): RequestFacts {
    const host = this.#host;
    return { clients: this.#clients, shelf: this.#shelf, talk: this.#talk, host, now: host.now };
  }

  get #isAnnounced(): boolean {
    return this.#clients.here.size <= ANNOUNCED_CLIENTS;
  }
}

function* listening(clients: Iterable<Client>): Generator<number> {
  for (const client of clients) if (client.listening) yield client.number;
}
