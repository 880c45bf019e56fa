// What guests are told in a row: encoded once a dialect, and handed to everyone as few pieces of the same bytes.
import type { DialectName } from "../protocol/opening.ts";
import type { Effect } from "../room/effects.ts";
import type { Connection } from "./connection.ts";
import { NOTHING, type Dialect } from "./dialects/dialect.ts";

/** An effect that tells something, and nothing else. */
export type Told = Extract<Effect, { effect: "relay" | "reply" | "tell" }>;

export function isTold(effect: Effect): effect is Told {
  return effect.effect === "relay" || effect.effect === "reply" || effect.effect === "tell";
}

type Guest = Pick<Connection, "dialect" | "send" | "tell">;

/** Who hears what is relayed, and the guests by their numbers. */
export interface Hearers {
  room: { readonly listeners: Iterable<number> };
  connections: { get(number: number): Guest | undefined };
}

/**
 * Tells everyone what is for it of a row of effects: to each guest as if they were carried out one after the other. Who
 * is let go over it gets no more; what follows from that comes after the row.
 */
export function tellRow(row: readonly Told[], { room, connections }: Hearers): void {
  const own = placesOf(row);
  if (row.some(({ effect }) => effect === "relay")) {
    const relayed = new Map<DialectName, Relayed>();
    for (const number of room.listeners) {
      const guest = connections.get(number);
      if (!guest?.dialect) continue;
      const { name } = guest.dialect;
      const bytes = relayed.get(name) ?? new Relayed(row, guest.dialect);
      relayed.set(name, bytes);
      tellAll(guest, bytes, row, own.get(number) ?? []);
      own.delete(number);
    }
  }
  for (const [number, places] of own) {
    const guest = connections.get(number);
    if (guest) for (const place of places) tellOne(guest, row[place]);
  }
}

/** Tells a guest what is relayed, cut where its own messages and answers stand. */
function tellAll(guest: Guest, bytes: Relayed, row: readonly Told[], own: readonly number[]): void {
  let from = 0;
  for (const place of own) {
    guest.send(bytes.between(from, place));
    tellOne(guest, row[place]);
    from = place + 1;
  }
  guest.send(bytes.between(from, row.length));
}

/** What of a row is for one client alone, or for all but that one: the places, by its number. */
function placesOf(row: readonly Told[]): Map<number, number[]> {
  const places = new Map<number, number[]>();
  for (const [place, effect] of row.entries()) {
    const number = effect.effect === "relay" ? effect.except : effect.to;
    if (number === undefined) continue;
    const before = places.get(number);
    if (before) before.push(place);
    else places.set(number, [place]);
  }
  return places;
}

function tellOne(guest: Guest, effect: Told | undefined): void {
  if (effect?.effect === "tell") guest.tell(effect.message);
  else if (effect?.effect === "reply") guest.tell(effect.message, effect.tag);
}

/** All that a row relays, in one dialect. */
class Relayed {
  /** Where each effect's bytes begin, and where the last one's end. */
  readonly #starts: number[] = [];
  readonly #bytes: Uint8Array;

  constructor(row: readonly Told[], dialect: Dialect) {
    let end = 0;
    const pieces = row.map((effect) => {
      const bytes = effect.effect === "relay" ? dialect.encode(effect.message) : undefined;
      this.#starts.push(end);
      end += bytes?.byteLength ?? 0;
      return bytes ?? NOTHING;
    });
    this.#starts.push(end);
    this.#bytes = Buffer.concat(pieces, end);
  }

  /** What is relayed from one place on, until before another. */
  between(from: number, to: number): Uint8Array | undefined {
    const start = this.#starts[from];
    const end = this.#starts[to];
    if (start === 0 && to === this.#starts.length - 1) return this.#bytes;
    return start === end ? undefined : this.#bytes.subarray(start, end);
  }
}
