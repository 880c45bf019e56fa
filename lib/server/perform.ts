// Carries out what the room decided: finds the connections, encodes once a dialect, queues.
import { UploadRefused } from "../files/upload.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import type { DialectName } from "../protocol/opening.ts";
import type { Effect } from "../room/effects.ts";
import type { Room } from "../room/room.ts";
import { aboutAnswer, fileAnswer, listAnswer, notFound, pagesAnswer } from "./answers.ts";
import type { Connection } from "./connection.ts";
import type { Log } from "./log.ts";
import type { Shelf } from "./shelf.ts";

export interface Means {
  room: Room;
  connections: ReadonlyMap<number, Connection>;
  shelf: Shelf;
  log: Log;
  /** Takes what follows from an effect that took time. */
  followUp(effects: readonly Effect[]): void;
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
    case "get": {
      const { file, tag, have } = effect;
      return connection.stream((dialect) =>
        connection.sendings.stream(tag, (signal, memory) =>
          fileAnswer(dialect, means.shelf, { file, tag, have, memory, signal }, means.log),
        ),
      );
    }
    case "about":
      return connection.stream((dialect) =>
        connection.sendings.stream(effect.tag, (signal) =>
          aboutAnswer(dialect, means.shelf, { ...effect, signal }, means.log),
        ),
      );
    case "put":
      // Only frames have files, and their tags are numbers.
      if (means.shelf.uploads)
        connection.reception.take(Number(effect.tag), effect, means.shelf.uploads);
      return;
    case "rm":
      remove(effect, connection, means).catch((error: unknown) => connection.fault(error));
      return;
    case "cancel":
      if (!connection.reception.cancel(effect.transfer))
        connection.sendings.cancel(effect.transfer);
      return;
    case "close":
      return connection.finish();
  }
}

async function remove(
  { file, tag, to }: Extract<Effect, { effect: "rm" }>,
  connection: Connection,
  { room, shelf, log, followUp }: Means,
): Promise<void> {
  try {
    if (!(await shelf.uploads?.remove(file))) return connection.tell(notFound(file), tag);
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    return connection.tell({ type: "error", code: error.code, message: error.message }, tag);
  }
  log.info(`Client ${to} removed "${file}"`, { client: to });
  followUp(room.removed(to, tag, file));
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
