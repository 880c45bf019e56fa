// A room that a test holds in its hand: it keeps what is said, knows its guests again, and fails as it is told to.

import type { Entry } from "../../lib/room/journal.ts";
import type { ClientMessage } from "../../lib/protocol/messages.ts";
import type { Address } from "../../lib/protocol/address.ts";
import { Changing } from "../support/patience.ts";
import { type FakeServer, framesServer, type Peer } from "./peers.ts";

type Say = Extract<ClientMessage, { type: "say" | "msg" }>;
type Nick = Extract<ClientMessage, { type: "nick" }>;
type Resume = Extract<ClientMessage, { type: "resume" }>;

/** When the first message was said: milliseconds since the epoch. */
export const FIRST_AT = new Date(2026, 10, 22, 12).getTime();

export class FakeRoom extends Changing implements Disposable {
  readonly server: FakeServer;
  /** Tells this history from another. */
  history = "one";
  entries: Entry[] = [];
  /** All that was asked, oldest first. */
  readonly asked: ClientMessage[] = [];
  /** What becomes of messages: they are stored and acknowledged, stored without a word, or lost without a word. */
  talk: "taken" | "unanswered" | "lost" = "taken";
  /** What a request of that type is refused with. */
  refusals: Partial<Record<ClientMessage["type"], { code: string; message: string }>> = {};
  /** Whether somebody who joins is told what is earlier; a room without sessions never does. */
  hasSessions = true;
  /** Whether whoever comes hears that it is through with what was earlier. */
  tellsLive = true;
  /** What is not answered. */
  readonly ignored = new Set<ClientMessage["type"]>();
  /** How many messages a newcomer gets. */
  replay = 0;
  #names = new Map<number, string>();
  #tokens = new Map<string, number>();
  #numbers = new Map<Peer, number>();
  #last = 0;

  constructor() {
    super();
    const heard = (peer: Peer, id: number, message: ClientMessage) => {
      this.asked.push(message);
      this.#answer(peer, id, message);
      this.changed();
    };
    const answers = { nick: heard, resume: heard, say: heard, msg: heard, list: heard };
    this.server = framesServer(
      { ...answers, who: (peer, id) => this.#who(peer, id) },
      "Fake",
      () => {
        queueMicrotask(() => this.changed());
        return { client: this.#last + 1, history: this.history };
      },
    );
  }

  get address(): Address {
    return this.server.address;
  }

  /** The connection that came last. */
  get peer(): Peer {
    const peer = this.server.peers.at(-1);
    if (!peer) throw new Error("nobody came");
    return peer;
  }

  /** Keeps what somebody said, as one who is not there. */
  keep(text: string, more: Partial<Entry> = {}): Entry {
    const seq = this.entries.length + 1;
    const entry = { seq, at: FIRST_AT + seq, key: "", client: 99, from: "Bo", text, ...more };
    this.entries.push(entry);
    return entry;
  }

  /** Somebody says something to who is there. */
  say(text: string): void {
    const { seq, at, client, from } = this.keep(text);
    this.peer.control({ type: "said", seq, at, client, from, text });
  }

  /** Forgets all sessions. */
  forget(): void {
    this.#tokens.clear();
  }

  /** Resolves once so many have connected. */
  async came(count: number): Promise<void> {
    const { peers } = this.server;
    await this.until(
      () => peers.length >= count || undefined,
      (state) => `${peers.length} came: ${state}`,
    );
  }

  /** Resolves with all requests of a type once there are so many. */
  async heard<T extends ClientMessage["type"]>(
    type: T,
    count: number,
  ): Promise<Extract<ClientMessage, { type: T }>[]> {
    const those = () =>
      this.asked.filter((each): each is Extract<ClientMessage, { type: T }> => each.type === type);
    return this.until(
      () => (those().length >= count ? those() : undefined),
      (state) => `${JSON.stringify(this.asked)}: ${state}`,
    );
  }

  [Symbol.dispose](): void {
    this.server[Symbol.dispose]();
  }

  #answer(peer: Peer, id: number, message: ClientMessage): void {
    const refusal = this.refusals[message.type];
    if (this.ignored.has(message.type)) return;
    if (refusal) peer.control({ type: "error", ...refusal, re: id });
    else if (message.type === "nick") this.#nick(peer, id, message);
    else if (message.type === "resume") this.#resume(peer, id, message);
    else if (message.type === "say" || message.type === "msg") this.#take(peer, id, message);
  }

  #nick(peer: Peer, id: number, { name, since }: Nick): void {
    if ([...this.#names.values()].includes(name)) {
      const message = `Cannot use "${name}" as a name: it is taken`;
      return peer.control({ type: "error", code: "name-taken", message, re: id });
    }
    const number = ++this.#last;
    const token = `${number}.secret`;
    this.#names.set(number, name);
    this.#tokens.set(token, number);
    this.#numbers.set(peer, number);
    const more = this.hasSessions ? { client: number, token } : {};
    peer.control({ type: "welcome", name, ...more, re: id });
    if (this.hasSessions) this.#tell(peer, since ?? this.entries.length - this.replay);
  }

  #resume(peer: Peer, id: number, { token, since }: Resume): void {
    const client = this.#tokens.get(token);
    if (client === undefined) {
      return peer.control({ type: "error", code: "no-session", message: "No session", re: id });
    }
    this.#numbers.set(peer, client);
    peer.control({ type: "welcome", name: this.#names.get(client), client, token, re: id });
    this.#tell(peer, since ?? this.entries.length - this.replay);
  }

  #tell(peer: Peer, since: number): void {
    const viewer = this.#numbers.get(peer);
    for (const { key, to, ...entry } of this.entries.filter(({ seq }) => seq > since)) {
      const isOwn = entry.client === viewer;
      const own = isOwn ? { key, ...(to ? { to: to.name } : {}) } : {};
      peer.control({ type: to ? "told" : "said", ...entry, ...own });
    }
    if (this.tellsLive) peer.control({ type: "live", seq: this.entries.length });
  }

  #take(peer: Peer, id: number, message: Say): void {
    if (this.talk === "lost") return;
    const client = this.#numbers.get(peer) ?? 0;
    const { text, key = "" } = message;
    const before = this.entries.find((entry) => entry.key === key);
    const to = message.type === "msg" ? { to: { client: 99, name: message.to } } : {};
    const from = this.#names.get(client) ?? "";
    const { seq, at } = before ?? this.keep(text, { key, client, from, ...to });
    if (this.talk === "taken") peer.control({ type: "ack", seq, at, re: id });
  }

  #who(peer: Peer, id: number): void {
    const clients = [...this.#names].map(([client, name]) => ({ client, name }));
    peer.control({ type: "who", clients, more: false, re: id });
  }
}
