// The room: what each request means, for whom. It decides and returns effects; it knows no sockets.
import { helpLines } from "../protocol/commands.ts";
import { FULL } from "../protocol/dialogue.ts";
import type { ErrorCode } from "../protocol/errors.ts";
import { ANNOUNCED_CLIENTS } from "../protocol/limits.ts";
import type { Command, ServerMessage } from "../protocol/messages.ts";
import { nameProblem } from "../protocol/names.ts";
import { cleanText } from "../protocol/text.ts";
import { ClientCache, recordOf, type Traffic } from "./clients.ts";
import type { Effect, Tag } from "./effects.ts";
import { Owners } from "./owners.ts";
import { ack, close, paged, refusal, relay, reply, tell, type Request } from "./replies.ts";

export interface RoomSettings {
  /** The room's own name, and what newcomers are told; an empty motd tells nothing. */
  name: string;
  motd: string;
  places: number;
  /** Whether guests may put files on the shelf. */
  uploads: boolean;
}

export class Room {
  #clients: ClientCache;
  #owners = new Owners();

  constructor(
    private readonly settings: RoomSettings,
    private readonly now: () => number,
  ) {
    this.#clients = new ClientCache(settings.places);
  }

  /** How many can have a name here at once. */
  get places(): number {
    return this.settings.places;
  }

  /** The numbers of all who have a name, and so hear what is relayed. */
  get listeners(): Iterable<number> {
    return this.#clients.here.keys();
  }

  /** Lets a guest in as far as the door, under a number of its own; undefined where the room is full. */
  open(address: string, traffic: Traffic): number | undefined {
    return this.#clients.open(address, traffic, this.now())?.number;
  }

  /** Notes what a guest speaks, and greets it in the terms of programs. */
  greet(number: number, dialect: string): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    client.dialect = dialect;
    return [tell(number, { type: "hello", room: this.settings.name, client: number })];
  }

  /** Whether the client has a name. */
  isNamed(number: number): boolean {
    return this.#clients.here.has(number);
  }

  /** What a client's command brings about; nothing once the client has left. */
  handle(number: number, tag: Tag, command: Command): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    const request = { client, tag };
    if (command.type === "exit") return this.#exit(request);
    if (command.type === "nick") return this.#nick(request, command.name.trim());
    if (client.name === undefined) return [refusal(request, "not-named", "Give a name first")];
    return this.#handleNamed(request, client.name, command);
  }

  /** Takes a client out of the room, however it went; the others are told once. */
  leave(number: number): Effect[] {
    const client = this.#clients.find(number);
    if (!client) return [];
    const announced = this.#announced();
    this.#clients.close(client, this.now());
    this.#owners.forget(number);
    if (client.name === undefined || !announced) return [];
    return [relay({ type: "left", at: this.now(), name: client.name, client: number })];
  }

  /** A file that a client put is on the shelf: it is told, and so are all others. */
  added(number: number, tag: Tag, file: string, size: number): Effect[] {
    if (this.isNamed(number)) this.#owners.add(number, file);
    else this.#owners.remove(file);
    const name = this.#clients.nameOf(number);
    const added = { type: "added", at: this.now(), name, client: number, file, size } as const;
    const stored = { effect: "reply", to: number, tag, message: { type: "stored", file } } as const;
    return [stored, relay(added, number)];
  }

  /** A file that a client had taken off is gone. */
  removed(number: number, tag: Tag, file: string): Effect[] {
    this.#owners.remove(file);
    const name = this.#clients.nameOf(number);
    const message = { type: "removed", at: this.now(), name, client: number, file } as const;
    return [{ effect: "reply", to: number, tag, message }, relay(message, number)];
  }

  #handleNamed(
    request: Request,
    name: string,
    command: Exclude<Command, { type: "exit" | "nick" }>,
  ): Effect[] {
    const { client, tag } = request;
    const to = client.number;
    switch (command.type) {
      case "say":
        return this.#say(request, name, command);
      case "msg":
        return this.#message(request, name, command.to, command.text);
      case "status":
        return [ack(request), { effect: "pages", to, tag, pages: this.#statusPages() }];
      case "who":
        return [ack(request), { effect: "pages", to, tag, pages: this.#whoPages() }];
      case "list":
        return [ack(request), { effect: "list", to, tag }];
      case "get": {
        const { file, have } = command;
        return [ack(request), { effect: "get", to, tag, file, ...(have ? { have } : {}) }];
      }
      case "about":
        return [ack(request), { effect: "about", to, tag, file: command.file }];
      case "put":
        return this.#put(request, command);
      case "rm":
        return this.#remove(request, command.file);
      case "cancel":
        return [ack(request), { effect: "cancel", to, transfer: command.transfer }];
      case "help":
        return [ack(request), reply(request, { type: "help", lines: helpLines(command.command) })];
    }
  }

  #say(request: Request, from: string, { text, action }: Extract<Command, { type: "say" }>) {
    const { client } = request;
    client.messages++;
    const said = { type: "said", at: this.now(), from, client: client.number, text } as const;
    return [ack(request), relay(action ? { ...said, action } : said, client.number)];
  }

  #message(request: Request, from: string, to: string, text: string): Effect[] {
    const { client } = request;
    const addressee = this.#clients.named(to);
    if (!addressee) return [refusal(request, "no-such-client", `Cannot reach "${to}": not here`)];
    if (addressee.dialect === "bare") {
      const why = `Cannot reach "${to}": that client shows no direct messages`;
      return [refusal(request, "no-such-client", why)];
    }
    client.messages++;
    const told = { type: "told", at: this.now(), from, client: client.number, text } as const;
    return [ack(request), tell(addressee.number, told)];
  }

  #put(request: Request, { file, size, sha256 }: Extract<Command, { type: "put" }>): Effect[] {
    const { client, tag } = request;
    if (this.settings.uploads)
      return [ack(request), { effect: "put", to: client.number, tag, file, size, sha256 }];
    const why = `Cannot put "${cleanText(file)}": this server takes no files`;
    return [refusal(request, "uploads-off", why)];
  }

  #remove(request: Request, file: string): Effect[] {
    const { client, tag } = request;
    if (this.#owners.owns(client.number, file))
      return [ack(request), { effect: "rm", to: client.number, tag, file }];
    const why = `Cannot remove "${file}": only who put it there since they came can, or the host`;
    return [refusal(request, "not-yours", why)];
  }

  #nick(request: Request, name: string): Effect[] {
    const { client } = request;
    if (name === client.name) return [ack(request)];
    const cannot = (code: ErrorCode, why: string) => [
      refusal(request, code, `Cannot use "${cleanText(name)}" as a name: ${why}`),
    ];
    const problem = nameProblem(name);
    if (problem) return cannot("name-refused", problem);
    const holder = this.#clients.named(name);
    if (holder && holder !== client) return cannot("name-taken", "it is taken");
    return client.name === undefined
      ? this.#join(request, name)
      : this.#rename(request, client.name, name);
  }

  #join(request: Request, name: string): Effect[] {
    const { client } = request;
    if (this.#clients.full) {
      this.#clients.close(client, this.now());
      return [reply(request, { type: "bye", code: "full", message: FULL }), close(client)];
    }
    this.#clients.setName(client, name);
    const { motd, uploads } = this.settings;
    const welcome = reply(request, {
      type: "welcome",
      name,
      ...(motd === "" ? {} : { motd }),
      ...(uploads ? { uploads } : {}),
    });
    if (!this.#announced()) return [welcome];
    const joined = { type: "joined", at: this.now(), name, client: client.number } as const;
    return [welcome, relay(joined, client.number)];
  }

  #rename(request: Request, from: string, to: string): Effect[] {
    const { client } = request;
    this.#clients.setName(client, to);
    return [
      ack(request),
      relay({ type: "renamed", at: this.now(), from, to, client: client.number }),
    ];
  }

  #exit(request: Request): Effect[] {
    const { client } = request;
    const bye = reply(request, { type: "bye", code: "exit", message: "Goodbye" });
    return [bye, close(client), ...this.leave(client.number)];
  }

  #announced(): boolean {
    return this.#clients.here.size <= ANNOUNCED_CLIENTS;
  }

  #statusPages(): Iterator<ServerMessage> {
    const records = this.#clients.all().map(recordOf);
    return paged(records, (clients, more) => ({ type: "status", clients, more }));
  }

  #whoPages(): Iterator<ServerMessage> {
    const present = [...this.#clients.here.values()].map(({ number, name }) => ({
      client: number,
      name: name ?? "",
    }));
    return paged(present, (clients, more) => ({ type: "who", clients, more }));
  }
}
