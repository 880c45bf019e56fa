// Talk: what somebody says on its way through the journal, to its place in everyone's order.
import type { Command, ServerMessage } from "../protocol/messages.ts";
import type { Client } from "./client.ts";
import type { ClientCache } from "./clients.ts";
import type { Effect } from "./effects.ts";
import type { Draft, Entry, Fate } from "./journal.ts";
import { answer, refusal, relay, tell, type Request } from "./replies.ts";

type Said = Extract<Command, { type: "say" | "msg" }>;

export class Talk {
  /** Who waits for the fate of which message, in the order in which it was sent to be stored. */
  #waiting = new Map<string, Request[]>();

  /** `key` makes the key of a message whose sender gave it none. */
  constructor(
    private readonly clients: ClientCache,
    private readonly now: () => number,
    private readonly key: () => string,
  ) {}

  /** Has what somebody says stored; what becomes of it is heard() or settled(). */
  say(request: Request, from: string, said: Said): Effect[] {
    const { client } = request;
    const to = said.type === "msg" ? this.#addressee(said.to) : undefined;
    if (typeof to === "string") return [refusal(request, "no-such-client", to)];
    const key = said.key ?? this.key();
    const draft: Draft = {
      key,
      at: this.now(),
      client: client.number,
      from,
      text: said.text,
      ...(said.type === "say" && said.action ? { action: true } : {}),
      ...(to ? { to } : {}),
    };
    this.#waiting.set(key, [...(this.#waiting.get(key) ?? []), request]);
    return [{ effect: "store", to: client.number, draft }];
  }

  /** A message is stored: its sender is told, and all who may see it. */
  heard(entry: Entry): Effect[] {
    const { seq, at, to } = entry;
    const sender = this.clients.known(entry.client);
    if (sender) sender.messages++;
    const request = this.#next(entry.key);
    const addressee = to && this.clients.known(to.client);
    const away = to !== undefined && !addressee?.listening;
    const ack = { type: "ack", seq, at, ...(away ? { away } : {}) } as const;
    const acknowledged = request ? answer(request, ack) : [];
    const message = messageOf(entry);
    // Its sender may have come back meanwhile: the answer would be to a question of another connection.
    const own =
      acknowledged.length === 0 && sender?.listening ? [tell(sender.number, ownOf(entry))] : [];
    if (!to) return [...acknowledged, ...own, relay(message, entry.client)];
    const knowsIt = own.length > 0 && to.client === entry.client;
    const told = addressee?.listening && !knowsIt ? [tell(to.client, message)] : [];
    return [...acknowledged, ...own, ...told];
  }

  /** A message was not stored, or not again: its sender alone is told. */
  settled(key: string, fate: Exclude<Fate, { fate: "stored" }>): Effect[] {
    const request = this.#next(key);
    if (!request) return [];
    switch (fate.fate) {
      case "again":
        return answer(request, { type: "ack", seq: fate.seq, at: fate.at });
      case "key-taken":
        return answer(request, {
          type: "error",
          code: "bad-message",
          message: `Cannot send it: its key "${key}" is that of another message`,
        });
      case "failed":
        return answer(request, {
          type: "error",
          code: "not-stored",
          message: `Not stored, and nobody has seen it: ${fate.why}`,
        });
    }
  }

  /** Whom a direct message is for, or why it cannot be sent. */
  #addressee(name: string): Draft["to"] | string {
    const client = this.clients.addressee(name, this.now());
    // Who is not welcomed yet may never be shown it.
    const isComing = client !== undefined && this.clients.isHere(client) && !client.listening;
    if (!client?.name || isComing) return `Cannot reach "${name}": not here`;
    if (client.dialect === "bare")
      return `Cannot reach "${name}": that client shows no direct messages`;
    return { client: client.number, name: client.name };
  }

  #next(key: string): Request | undefined {
    const [request, ...others] = this.#waiting.get(key) ?? [];
    if (others.length > 0) this.#waiting.set(key, others);
    else this.#waiting.delete(key);
    return request;
  }
}

/** A stored message as others hear it. */
function messageOf({ seq, at, from, client, text, action, to }: Entry): ServerMessage {
  const said = { seq, at, from, client, text };
  if (to) return { type: "told", ...said };
  return { type: "said", ...said, ...(action ? { action } : {}) };
}

/** The same as its own sender hears it who did not get the ACK: by its key it is known again. */
export function ownOf(entry: Entry): ServerMessage {
  const message = messageOf(entry);
  const { key, to } = entry;
  if (message.type === "told") return { ...message, key, ...(to ? { to: to.name } : {}) };
  return message.type === "said" ? { ...message, key } : message;
}

/** A stored message as a client hears it that was not there: one of those who may see it. */
export function replayedTo(viewer: Client["number"], entry: Entry): ServerMessage {
  return entry.client === viewer ? ownOf(entry) : messageOf(entry);
}
