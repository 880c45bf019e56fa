// Carries out what the room decided: finds the connections, encodes once a dialect, queues.
import type { ServerMessage } from "../protocol/messages.ts";
import type { DialectName } from "../protocol/opening.ts";
import type { Effect } from "../room/effects.ts";
import type { Room } from "../room/room.ts";
import { fileAnswer, listAnswer, pagesAnswer } from "./answers.ts";
import type { Connection } from "./connection.ts";
import type { Log } from "./log.ts";

export interface Means {
  room: Room;
  connections: ReadonlyMap<number, Connection>;
  /** The shelf's folder. */
  shelf: string;
  log: Log;
}

/** Carries out one effect. */
export function perform(effect: Effect, means: Means): void {
  if (effect.effect === "relay") return relay(effect.message, effect.except, means);
  const connection = means.connections.get(effect.to);
  if (!connection) return;
  switch (effect.effect) {
    case "reply":
      return connection.tell(effect.message, effect.tag);
    case "tell":
      return connection.tell(effect.message);
    case "pages":
      return connection.stream((dialect) => pagesAnswer(dialect, effect.pages, effect.tag));
    case "list":
      return connection.stream((dialect) => listAnswer(dialect, means.shelf, effect.tag));
    case "get":
      return connection.stream((dialect) =>
        fileAnswer(dialect, means.shelf, effect.file, effect.tag, means.log),
      );
    case "close":
      return connection.finish();
  }
}

function relay(message: ServerMessage, except: number | undefined, means: Means): void {
  const encoded = new Map<DialectName, Uint8Array | undefined>();
  for (const number of means.room.listeners) {
    const connection = means.connections.get(number);
    const dialect = connection?.dialect;
    if (!dialect || number === except) continue;
    if (!encoded.has(dialect.name)) encoded.set(dialect.name, dialect.encode(message));
    connection.send(encoded.get(dialect.name));
  }
}
