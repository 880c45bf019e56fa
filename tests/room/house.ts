// A room with a clock that is set by hand and a naive journal behind it, and guests in it.
import type { Command, Message, ServerMessage } from "../../lib/protocol/messages.ts";
import type { Traffic } from "../../lib/room/client.ts";
import type { Effect, Tag } from "../../lib/room/effects.ts";
import type { Kept } from "../../lib/room/journal.ts";
import { Room } from "../../lib/room/room.ts";
import type { RoomSettings } from "../../lib/room/settings.ts";
import { NaiveJournal } from "./naive-journal.ts";

export const NOTHING_KEPT: Kept = { history: "H", lastSeq: 0, lastNumber: 0, clients: [] };

export type Den = ReturnType<typeof openRoom>;

/** A room over what was kept; its keys and secrets are made up, and each is another. */
export function openRoom(settings: Partial<RoomSettings> = {}, kept = NOTHING_KEPT, at = 1000) {
  const clock = { at };
  const made = { keys: 0, secrets: 0 };
  const room = new Room(
    {
      name: "Den",
      motd: "",
      places: 3,
      uploads: false,
      replay: 20,
      password: false,
      bans: [],
      ...settings,
    },
    kept,
    {
      now: () => clock.at,
      secret: () => `secret${++made.secrets}`,
      key: () => keyOf(++made.keys),
    },
  );
  const journal = new NaiveJournal(room, kept);

  /** What a command brings about once what it wants stored is stored. */
  const ask = (number: number, tag: Tag, command: Command): Effect[] =>
    journal.carryOut(room.handle(number, tag, command));

  const leave = (number: number): Effect[] => journal.carryOut(room.leave(number));

  /** A guest at the door, by its number. */
  const arrive = (dialect = "lines", traffic: Traffic = quiet()): number => {
    const number = room.open("127.0.0.1:5", traffic);
    if (number === undefined) throw new Error("turned away");
    room.greet(number, dialect);
    return number;
  };

  /** A guest with a name, by its number. */
  const enter = (name: string, dialect?: string, traffic?: Traffic): number => {
    const number = arrive(dialect, traffic);
    ask(number, "", nick(name));
    if (!room.isNamed(number)) throw new Error(`${name} could not enter`);
    return number;
  };

  /** A guest that can come back. */
  const join = (name: string, traffic?: Traffic): { number: number; token: string } => {
    const number = arrive("frames", traffic);
    const token = welcomeIn(ask(number, "", nick(name)))?.token;
    if (token === undefined) throw new Error(`${name} could not join`);
    return { number, token };
  };

  /** A guest that was lost and asks for its place on a new connection. */
  const comeBack = (token: string, since = 0, traffic?: Traffic) => {
    const number = arrive("frames", traffic);
    return { number, effects: ask(number, 9, resume(token, since)) };
  };

  /** The records of a status, of all its pages. */
  const recordsOf = (number: number) =>
    pagesOf(room.handle(number, 1, status)).flatMap((page) =>
      page.type === "status" ? page.clients : [],
    );

  return { room, clock, journal, ask, leave, arrive, enter, join, comeBack, recordsOf };
}

export function quiet(): Traffic {
  return { received: 0, sent: 0 };
}

/** A made-up key, another for each number. */
export function keyOf(number: number): string {
  return `00000000-0000-4000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** The messages of the pages that a command brings about, all read. */
export function pagesOf(effects: readonly Effect[]): ServerMessage[] {
  return effects.flatMap((each) => (each.effect === "pages" ? [...take(each.pages)] : []));
}

function* take<T>(pages: Iterator<T>): Generator<T> {
  for (let page = pages.next(); !page.done; page = pages.next()) yield page.value;
}

/** The welcome among effects. */
export function welcomeIn(effects: readonly Effect[]): Message<"welcome"> | undefined {
  return effects.flatMap((each) =>
    each.effect === "reply" && each.message.type === "welcome" ? [each.message] : [],
  )[0];
}

/** The effects in short, each as one text: what is done, by which message, to whom. */
export function outline(effects: readonly Effect[]): string[] {
  return effects.map((each) => {
    if (each.effect === "adopt") return `adopt ${each.from} as ${each.as}`;
    const message = "message" in each ? ` ${each.message.type}` : "";
    if (each.effect === "relay")
      return `relay${message}${each.except === undefined ? "" : ` except ${each.except}`}`;
    return `${each.effect}${message}${"to" in each ? ` to ${each.to}` : ""}`;
  });
}

export const status: Command = { type: "status" };
export const exit: Command = { type: "exit" };
export const nick = (name: string): Command => ({ type: "nick", name });
export const resume = (token: string, since = 0): Command => ({ type: "resume", token, since });
export const say = (text: string, key?: string): Command => ({
  type: "say",
  text,
  ...(key === undefined ? {} : { key }),
});
export const msg = (to: string, text: string, key?: string): Command => ({
  type: "msg",
  to,
  text,
  ...(key === undefined ? {} : { key }),
});
export const reply = (to: number, tag: Tag, message: ServerMessage): Effect => ({
  effect: "reply",
  to,
  tag,
  message,
});
export const ack = (to: number, tag: Tag, stored: Omit<Message<"ack">, "type"> = {}): Effect =>
  reply(to, tag, { type: "ack", ...stored });
