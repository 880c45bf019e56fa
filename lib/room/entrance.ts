// The entrance: how a guest takes a name, takes another, or comes back as who it was.
import { FULL } from "../protocol/dialogue.ts";
import type { ErrorCode } from "../protocol/errors.ts";
import type { Command, Message } from "../protocol/messages.ts";
import { foldName, nameProblem } from "../protocol/names.ts";
import { cleanText } from "../protocol/text.ts";
import type { Bans } from "./bans.ts";
import { keptOf, type Client } from "./client.ts";
import type { ClientCache } from "./clients.ts";
import type { Earlier, Effect } from "./effects.ts";
import { ack, close, refusal, relay, reply, answer, type Request } from "./replies.ts";
import { hasSession, numberIn, openSession, opens, tokenOf } from "./sessions.ts";

type Nick = Extract<Command, { type: "nick" }>;
type Resume = Extract<Command, { type: "resume" }>;

export interface EntranceFacts {
  clients: ClientCache;
  bans: Bans;
  now: () => number;
  /** A secret that nobody can guess. */
  secret: () => string;
  /** What newcomers are told beside their name. */
  greeting: () => Pick<Message<"welcome">, "motd" | "uploads">;
  /** How many messages a newcomer is shown who does not say how many. */
  replay: number;
  /** The number of the newest message. */
  lastSeq: () => number;
  /** Has a client kept, and goes on with these effects afterwards. */
  kept: (client: Client, after: () => Effect[]) => Effect[];
  /** Whether joins and leaves are told to all. */
  isAnnounced: () => boolean;
}

export class Entrance {
  constructor(private readonly facts: EntranceFacts) {}

  /** Gives a guest a name, or another one. */
  nick(request: Request, command: Nick): Effect[] {
    const { client } = request;
    const name = command.name.trim();
    if (name === client.name) return [ack(request)];
    const cannot = (code: ErrorCode, why: string) => [
      refusal(request, code, `Cannot use "${cleanText(name)}" as a name: ${why}`),
    ];
    const problem = nameProblem(name);
    if (problem) return cannot("name-refused", problem);
    const { clients, bans, now } = this.facts;
    if (bans.ofName(name, now())) return cannot("banned", "the host keeps it out");
    const other = clients.lookalike(name, now(), client);
    if (other) return cannot("name-taken", whyTaken(name, other, clients.isHere(other)));
    return client.name === undefined
      ? this.#join(request, name, command)
      : this.#rename(request, client.name, name);
  }

  /** Gives a guest the name, the number and the place of the client that its token is of. */
  resume(request: Request, { token, since, name: other }: Resume): Effect[] {
    const { clients, bans, now, isAnnounced } = this.facts;
    const { client: newcomer } = request;
    const client = clients.known(numberIn(token) ?? 0);
    if (!client?.session || !opens(token, client.session) || !hasSession(client, now()))
      return this.turnAway(request, "no-session", "Cannot come back: no session has that token");
    const wasHere = clients.isHere(client);
    let name = client.name ?? "";
    if (bans.ofName(name, now()))
      return this.turnAway(
        request,
        "banned",
        `Cannot come back as "${name}": the host keeps it out`,
      );
    if (!wasHere && !clients.isHeld(client, now())) {
      if (clients.isFull(now())) return this.full(request);
      // Its own name is asked for first: with another one it goes on where its own is somebody else's by now.
      if (clients.lookalike(name, now())) name = other?.trim() ?? name;
      const problem = nameProblem(name);
      const cannot = `Cannot come back as "${cleanText(name)}"`;
      if (problem) return this.turnAway(request, "name-refused", `${cannot}: ${problem}`);
      if (bans.ofName(name, now()))
        return this.turnAway(request, "banned", `${cannot}: the host keeps it out`);
      if (clients.lookalike(name, now()))
        return this.turnAway(request, "name-taken", `${cannot}: it is taken`);
    }
    clients.comeBack(client, newcomer, name);
    const { number } = client;
    const again = { ...request, client, returns: client.returns };
    const message = { type: "joined", at: now(), name, client: number } as const;
    return [
      { effect: "adopt", from: newcomer.number, as: number },
      { effect: "keep", client: keptOf(client) },
      ...this.#welcome(again, token, this.#earlier(since, this.facts.replay)),
      ...(wasHere || !isAnnounced() ? [] : [relay(message, number)]),
    ];
  }

  /** Lets the host in, who has its name already, and no other. */
  host(request: Request, { since }: Nick): Effect[] {
    if (request.client.listening)
      return [refusal(request, "name-refused", "Cannot change it: the host is called host")];
    return this.#welcome(request, undefined, this.#earlier(since, this.facts.replay));
  }

  /** Refuses somebody; who was let in only to come back has nothing else to do here. */
  turnAway(request: Request, code: ErrorCode, why: string): Effect[] {
    return request.client.number < 0 ? this.full(request) : [refusal(request, code, why)];
  }

  /** Sends a guest at the door away: there is no place. */
  full(request: Request): Effect[] {
    const { client } = request;
    this.facts.clients.close(client, this.facts.now());
    return [reply(request, { type: "bye", code: "full", message: FULL }), close(client)];
  }

  #join(request: Request, name: string, { since, replay, session }: Nick): Effect[] {
    const { client } = request;
    const { clients, now, secret, isAnnounced, kept } = this.facts;
    if (clients.isFull(now())) return this.full(request);
    clients.setName(client, name);
    // Who speaks frames can come back, and is shown what was said before.
    const isProgram = client.dialect === "frames";
    const canReturn = isProgram && session !== false;
    const token = canReturn ? tokenOf(client.number, secret()) : undefined;
    client.session = token === undefined ? null : openSession(token, now());
    const earlier = this.#earlier(since, replay ?? (isProgram ? this.facts.replay : 0));
    const joined = { type: "joined", at: now(), name, client: client.number } as const;
    return kept(client, () => [
      ...this.#welcome(request, token, earlier),
      ...(isAnnounced() ? [relay(joined, client.number)] : []),
    ]);
  }

  #rename(request: Request, from: string, to: string): Effect[] {
    const { client } = request;
    this.facts.clients.setName(client, to);
    const renamed = { type: "renamed", from, to, client: client.number } as const;
    return this.facts.kept(client, () => [
      ...answer(request, { type: "ack" }),
      relay({ ...renamed, at: this.facts.now() }),
    ]);
  }

  /** What somebody gets who has seen all up to `since`, or nothing yet. */
  #earlier(since: number | undefined, newest: number): Earlier {
    return since === undefined ? { newest } : { since };
  }

  /** From here on the client hears the room: what was said before, then what is said. */
  #welcome(request: Request, token: string | undefined, earlier: Earlier): Effect[] {
    const { client } = request;
    const upTo = this.facts.lastSeq();
    client.listening = true;
    const welcome = reply(request, {
      type: "welcome",
      name: client.name ?? "",
      client: client.number,
      ...(token === undefined ? {} : { token }),
      ...this.facts.greeting(),
    });
    return [welcome, { effect: "listen", to: client.number, earlier, upTo }];
  }
}

function whyTaken(name: string, other: Client, isHere: boolean): string {
  if (foldName(other.name ?? "") !== foldName(name)) return `it looks like "${other.name}"`;
  return isHere ? "it is taken" : "it is kept for a minute for somebody whose connection was lost";
}
