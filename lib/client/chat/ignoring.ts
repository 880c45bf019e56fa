// Whom a person would not hear: by a name, and from then on by number, whatever they are called later.
import { MAX_PLACES } from "../../protocol/limits.ts";
import type { ServerMessage } from "../../protocol/messages.ts";
import { foldName } from "../../protocol/names.ts";

interface Ignored {
  name: string;
  /** What the clients that were seen with that name are called now. */
  clients: Map<number, string>;
}

export class Ignoring {
  /** By the folded name that was given. */
  #ignored = new Map<string, Ignored>();

  /** `number` tells ours: we ourselves are always heard. */
  constructor(private readonly number: () => number) {}

  /** Ignores who has a name. */
  add(name: string): void {
    this.#ignored.set(foldName(name), { name, clients: new Map() });
  }

  /** Whether somebody was ignored who has, or had, that name: they are heard again. */
  remove(name: string): boolean {
    const folded = foldName(name);
    for (const [key, { clients }] of this.#ignored) {
      const isNow = [...clients.values()].some((each) => foldName(each) === folded);
      if (key === folded || isNow) return this.#ignored.delete(key);
    }
    return false;
  }

  /** The names that are ignored, each with what they are called now. */
  get names(): string[] {
    return [...this.#ignored.values()].map(({ name, clients }) => {
      const others = [...clients.values()].filter((each) => foldName(each) !== foldName(name));
      return others.length > 0 ? `${name} (now ${others.join(", ")})` : name;
    });
  }

  /** Whether what the server says is of somebody who is ignored; learns who that is by number. */
  covers(message: ServerMessage): boolean {
    if (this.#ignored.size === 0 || !("client" in message)) return false;
    const name = "from" in message ? message.from : "name" in message ? message.name : "";
    const { client } = message;
    if (client === undefined || client === this.number()) return false;
    const known = [...this.#ignored.values()].find(({ clients }) => clients.has(client));
    const ignored = known ?? this.#ignored.get(foldName(name));
    if (!ignored) return false;
    const { clients } = ignored;
    // Whoever has the name, and by number from then on: a new name does not bring them back, nor is it
    // ignored in another.
    if (message.type === "left") clients.delete(client);
    else if (clients.size < MAX_PLACES || clients.has(client)) {
      clients.set(client, message.type === "renamed" ? message.to : name);
    }
    return true;
  }
}
