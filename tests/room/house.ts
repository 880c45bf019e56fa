// A room with a clock that is set by hand, and guests in it.
import type { Command, ServerMessage } from "../../lib/protocol/messages.ts";
import type { Traffic } from "../../lib/room/clients.ts";
import type { Effect } from "../../lib/room/effects.ts";
import { Room, type RoomSettings } from "../../lib/room/room.ts";

export function openRoom(settings: Partial<RoomSettings> = {}) {
  const clock = { at: 1000 };
  const room = new Room(
    { name: "Den", motd: "", places: 3, uploads: false, ...settings },
    () => clock.at,
  );
  return { room, clock };
}

/** A guest at the door, by its number. */
export function arrive(room: Room, dialect = "lines", traffic: Traffic = quiet()): number {
  const number = room.open("127.0.0.1:5", traffic);
  if (number === undefined) throw new Error("turned away");
  room.greet(number, dialect);
  return number;
}

/** A guest with a name, by its number. */
export function enter(room: Room, name: string, dialect?: string, traffic?: Traffic): number {
  const number = arrive(room, dialect, traffic);
  room.handle(number, "", { type: "nick", name });
  if (!room.isNamed(number)) throw new Error(`${name} could not enter`);
  return number;
}

export function quiet(): Traffic {
  return { received: 0, sent: 0 };
}

/** The messages of the pages that a command brings about, all read. */
export function pagesOf(effects: readonly Effect[]): ServerMessage[] {
  return effects.flatMap((each) => (each.effect === "pages" ? [...take(each.pages)] : []));
}

/** The records of a status, of all its pages. */
export function recordsOf(room: Room, number: number) {
  const pages = pagesOf(room.handle(number, 1, status));
  return pages.flatMap((page) => (page.type === "status" ? page.clients : []));
}

function* take<T>(pages: Iterator<T>): Generator<T> {
  for (let page = pages.next(); !page.done; page = pages.next()) yield page.value;
}

export const status: Command = { type: "status" };
export const nick = (name: string): Command => ({ type: "nick", name });
export const say = (text: string): Command => ({ type: "say", text });
export const msg = (to: string, text: string): Command => ({ type: "msg", to, text });
export const ack = (to: number, tag: number | string): Effect => ({
  effect: "reply",
  to,
  tag,
  message: { type: "ack" },
});
