// Who may put a file on the shelf or take one off, and who hears of it.
import type { Command } from "../protocol/messages.ts";
import { cleanText } from "../protocol/text.ts";
import { HOST } from "./client.ts";
import type { ClientCache } from "./clients.ts";
import type { Effect, Tag } from "./effects.ts";
import { Owners } from "./owners.ts";
import { ack, refusal, relay, type Request } from "./replies.ts";

type Put = Extract<Command, { type: "put" }>;

export class ShelfRules {
  #owners = new Owners();

  /** `takesFiles`: whether guests may put files there. */
  constructor(
    private readonly clients: ClientCache,
    private readonly takesFiles: boolean,
    private readonly now: () => number,
  ) {}

  /** A guest wants to put a file there. */
  put(request: Request, { file, size, sha256 }: Put): Effect[] {
    const { client, tag } = request;
    if (this.takesFiles)
      return [ack(request), { effect: "put", to: client.number, tag, file, size, sha256 }];
    const why = `Cannot put "${cleanText(file)}": this server takes no files`;
    return [refusal(request, "uploads-off", why)];
  }

  /** A guest wants to take a file off. */
  remove(request: Request, file: string): Effect[] {
    const { client, tag } = request;
    if (client.number === HOST || this.#owners.owns(client.number, file))
      return [ack(request), { effect: "rm", to: client.number, tag, file }];
    const why = `Cannot remove "${file}": only who put it there since they came can, or the host`;
    return [refusal(request, "not-yours", why)];
  }

  /** A file that a client put is there: it is told, and so are all others. */
  added(number: number, tag: Tag, file: string, size: number): Effect[] {
    if (this.clients.here.has(number)) this.#owners.add(number, file);
    else this.#owners.remove(file);
    const message = { type: "added", at: this.now(), file, size, ...this.#by(number) } as const;
    const stored = { effect: "reply", to: number, tag, message: { type: "stored", file } } as const;
    return [stored, relay(message, number)];
  }

  /** A file that a client had taken off is gone. */
  removed(number: number, tag: Tag, file: string): Effect[] {
    this.#owners.remove(file);
    const message = { type: "removed", at: this.now(), file, ...this.#by(number) } as const;
    return [{ effect: "reply", to: number, tag, message }, relay(message, number)];
  }

  /** A client has left: what it put is nobody's any more. */
  left(number: number): void {
    this.#owners.forget(number);
  }

  #by(client: number): { name: string; client: number } {
    return { name: this.clients.known(client)?.name ?? "", client };
  }
}
