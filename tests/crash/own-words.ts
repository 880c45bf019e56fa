// What one guest says in a crash test: each message unlike all others, and known until it is sure that it is stored.

import type { Command } from "../../lib/protocol/messages.ts";
import { idOf } from "./view.ts";

export interface Own {
  key: string;
  text: string;
  action?: true;
  to?: string;
}

/** At most so many messages of one guest are under way. */
const MOST_IN_FLIGHT = 12;

/** Fewer than this are said at once beyond that. */
const SOME = 4;

/** So much of what partners say is for each other alone, and so much of the rest is what they do. */
const DIRECT = 0.4;
const ACTION = 0.1;

/** So many messages are long, and as long: characters. */
const LONG = 0.05;
const LONGEST = 3000;

export class OwnWords {
  /** Begins what tells its messages from those of all others. */
  readonly mark: string;
  /** What was sent and is not known to be stored, in its order, by key. */
  readonly pending = new Map<string, Own>();
  areEndless = false;
  #count = 0;
  #inFlight: number;
  #texts = new Map<string, string>();

  constructor(
    name: string,
    private readonly draw: () => number,
    private readonly partner?: string,
  ) {
    this.mark = name.replaceAll(" ", "");
    this.#inFlight = 1 + Math.floor(draw() * MOST_IN_FLIGHT);
  }

  /** The next message to send; undefined where it is not the time for one. */
  next(): Own | undefined {
    const isTime = this.areEndless && this.pending.size < this.#inFlight;
    return isTime ? this.#make() : undefined;
  }

  /** One to send now. */
  one(): Own {
    return this.#make();
  }

  /** A few more to send at once; none where it is not the time for any. */
  some(): Own[] {
    const count = this.areEndless ? Math.floor(this.draw() * SOME) : 0;
    return Array.from({ length: count }, () => this.#make());
  }

  command({ key, text, action, to }: Own): Command {
    if (to !== undefined) return { type: "msg", to, text, key };
    return { type: "say", text, key, ...(action ? { action } : {}) };
  }

  stored(key: string): void {
    this.pending.delete(key);
  }

  /** Whether a message of that key is one of these. */
  isOurs(key: string, text: string): boolean {
    return this.#texts.get(key) === idOf(text);
  }

  #make(): Own {
    const own = this.#draft();
    this.pending.set(own.key, own);
    this.#texts.set(own.key, idOf(own.text));
    return own;
  }

  #draft(): Own {
    const key = Bun.randomUUIDv7();
    const id = `${this.mark}-${++this.#count}`;
    const isLong = this.draw() < LONG;
    const text = isLong ? `${"x".repeat(Math.floor(this.draw() * LONGEST))} ${id}`.trim() : id;
    if (this.partner !== undefined && this.draw() < DIRECT) return { key, text, to: this.partner };
    return this.draw() < ACTION ? { key, text, action: true } : { key, text };
  }
}
