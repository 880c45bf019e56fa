// Who may listen and not speak: by its number, which stays on another connection and under another name, and by its name,
// which stays where it joins anew.
import { durationText } from "../protocol/durations.ts";
import { MOST_MUTES } from "../protocol/limits.ts";
import { nameLooks } from "../protocol/names.ts";
import type { Client } from "./client.ts";
import type { Effect } from "./effects.ts";
import { refusal, type Request } from "./replies.ts";

type Muted = Pick<Client, "number" | "name">;

interface Mute {
  number: number;
  looks: readonly string[];
  /** Milliseconds since the epoch, or Infinity. */
  until: number;
}

export class Mutes {
  #mutes: Mute[] = [];

  /** Mutes a client until then. */
  add(client: Muted, until: number, now: number): void {
    this.lift(client, now);
    if (this.#mutes.length >= MOST_MUTES) this.#mutes.shift();
    this.#mutes.push({ number: client.number, looks: nameLooks(client.name ?? ""), until });
  }

  /** Lets a client speak again; false where it was not muted. */
  lift(client: Muted, now: number): boolean {
    const before = this.#list(now).length;
    const isMeant = isOf(client);
    this.#mutes = this.#mutes.filter((mute) => !isMeant(mute));
    return this.#mutes.length < before;
  }

  /** Until when a client is muted: milliseconds since the epoch; undefined where it is not. */
  until(client: Muted, now: number): number | undefined {
    const mutes = this.#list(now);
    // It is asked at every message, and what a name looks like takes a while to say.
    return mutes.length === 0 ? undefined : mutes.find(isOf(client))?.until;
  }

  #list(now: number): readonly Mute[] {
    this.#mutes = this.#mutes.filter(({ until }) => now < until);
    return this.#mutes;
  }
}

/** Tells the mutes of one client from others. */
function isOf(client: Muted): (mute: Mute) => boolean {
  const own = nameLooks(client.name ?? "");
  return ({ number, looks }) =>
    number === client.number || own.some((look) => looks.includes(look));
}

/** What a client is told that is muted until then, and so cannot do something. */
export function mutedRefusal(request: Request, cannot: string, until: number, now: number): Effect {
  const time = until === Infinity ? "" : ` for another ${durationText(until - now)}`;
  return refusal(request, "muted", `${cannot}: the host has muted you${time}`);
}
