// Who is here, as far as this client knows: asked once, then kept by what the server announces.
import { ANNOUNCED_CLIENTS } from "../protocol/limits.ts";
import type { Message, ServerMessage } from "../protocol/messages.ts";

export class Roster {
  /** Names by client number; who spoke last stands last. */
  #names = new Map<number, string>();
  /** What was heard while a list is on its way, which may be older: a name, or undefined of who left. */
  #since: Map<number, string | undefined> | undefined;

  /** To be called when the list is asked for, before replace(). */
  asked(): void {
    this.#since = new Map();
  }

  /** Takes a whole list; what was heard since it was asked for stands. */
  replace(clients: Message<"who">["clients"]): void {
    const before = this.#names;
    this.#names = new Map();
    for (const { client, name } of clients) this.#names.set(client, name);
    for (const [client, name] of this.#since ?? []) {
      if (name === undefined) this.#names.delete(client);
      else this.#names.set(client, name);
    }
    this.#since = undefined;
    // Who has spoken before keeps the place.
    for (const client of before.keys()) {
      const name = this.#names.get(client);
      if (name !== undefined) this.#put(client, name);
    }
  }

  /** Learns from what the server says unasked. */
  hear(message: ServerMessage): void {
    switch (message.type) {
      case "joined":
        return this.#heard(message.client, message.name);
      case "said":
      case "told":
        return this.#heard(message.client, message.from);
      case "renamed":
        return this.#heard(message.client, message.to);
      case "left":
        this.#names.delete(message.client);
        this.#since?.set(message.client, undefined);
        return;
      default:
        return;
    }
  }

  /** The names, who spoke last first. */
  get names(): string[] {
    return [...this.#names.values()].reverse();
  }

  /** How many are here, in words: of a crowd the server does not announce everyone. */
  get countText(): string {
    const size = this.#names.size;
    return size > ANNOUNCED_CLIENTS ? `about ${size} here` : `${size} here`;
  }

  #heard(client: number, name: string): void {
    this.#put(client, name);
    this.#since?.set(client, name);
  }

  #put(client: number, name: string): void {
    this.#names.delete(client);
    this.#names.set(client, name);
  }
}
