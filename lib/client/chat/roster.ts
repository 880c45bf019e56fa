// Who is here, as far as this client knows: asked once, then kept by what the server announces.
import { ANNOUNCED_CLIENTS, MAX_PLACES } from "../../protocol/limits.ts";
import type { Message, ServerMessage } from "../../protocol/messages.ts";

export class Roster {
  /** Names by client number; who spoke last stands last. */
  #names = new Map<number, string>();
  /** Whether a list was ever there to begin with. */
  #known = false;
  /** What was heard while each list is on its way, which may be older: a name, or undefined of who left. */
  #since = new Set<Map<number, string | undefined>>();

  /**
   * Asks for the whole list by `gather`; what is heard meanwhile stands against it.
   * @throws what `gather` throws
   */
  async learn(
    gather: () => Promise<Message<"who">["clients"]>,
  ): Promise<Message<"who">["clients"]> {
    const since = new Map<number, string | undefined>();
    this.#since.add(since);
    try {
      const clients = await gather();
      this.#replace(clients, since);
      return clients;
    } finally {
      this.#since.delete(since);
    }
  }

  /** Whether that client is here, as far as this one knows. */
  has(client: number): boolean {
    return this.#names.has(client);
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
        return this.#note(message.client, undefined);
      default:
        return;
    }
  }

  /** The names, who spoke last first. */
  get names(): string[] {
    return [...this.#names.values()].toReversed();
  }

  /** How many are here, in words; undefined until that is known. Of a crowd the server does not announce everyone. */
  get countText(): string | undefined {
    if (!this.#known) return undefined;
    const size = this.#names.size;
    return size > ANNOUNCED_CLIENTS ? `about ${size} here` : `${size} here`;
  }

  #heard(client: number, name: string): void {
    this.#put(client, name);
    this.#note(client, name);
    // No room has so many: a server that announces them is only to fill this machine.
    const [first] = this.#names.keys();
    if (this.#names.size > MAX_PLACES && first !== undefined) this.#names.delete(first);
  }

  #note(client: number, name: string | undefined): void {
    for (const since of this.#since) if (since.size < MAX_PLACES) since.set(client, name);
  }

  #replace(
    clients: Message<"who">["clients"],
    since: ReadonlyMap<number, string | undefined>,
  ): void {
    const before = this.#names;
    this.#names = new Map();
    for (const { client, name } of clients.slice(0, MAX_PLACES)) this.#names.set(client, name);
    for (const [client, name] of since) {
      if (name === undefined) this.#names.delete(client);
      else this.#names.set(client, name);
    }
    this.#known = true;
    // Who has spoken before keeps the place.
    for (const client of before.keys()) {
      const name = this.#names.get(client);
      if (name !== undefined) this.#put(client, name);
    }
  }

  #put(client: number, name: string): void {
    this.#names.delete(client);
    this.#names.set(client, name);
  }
}
