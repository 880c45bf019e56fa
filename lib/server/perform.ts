// Carries out what the room decided: finds the connections, encodes once a dialect, queues.
import { UploadRefused } from "../files/upload.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import type { DialectName } from "../protocol/opening.ts";
import type { Effect } from "../room/effects.ts";
import type { Journal } from "../room/journal.ts";
import type { Room } from "../room/room.ts";
import { aboutAnswer, fileAnswer, listAnswer, notFound, pagesAnswer } from "./answers.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { historyAnswer, mayReplay, replayAnswer, searchAnswer } from "./history.ts";
import type { Log } from "./log.ts";
import type { Recorder } from "./recorder.ts";
import type { Shelf } from "./shelf.ts";

export interface Means {
  room: Room;
  connections: Connections;
  journal: Journal;
  recorder: Recorder;
  shelf: Shelf;
  log: Log;
  /** Takes what follows from what a guest caused, and took time. */
  answer(connection: Connection, effects: readonly Effect[]): void;
}

export class Performer {
  /** Effects that wait for those before them, so that what one causes never overtakes it. */
  #due: Effect[] = [];
  #performing = false;

  /** Carries out effects, in their order. */
  perform(effects: readonly Effect[], means: Means): void {
    for (const effect of effects) this.#due.push(effect);
    if (this.#performing) return;
    this.#performing = true;
    let done = 0;
    try {
      for (let next = this.#due[0]; next; next = this.#due[done]) {
        done++;
        carryOut(next, means);
      }
    } finally {
      this.#due.splice(0, done);
      this.#performing = false;
    }
  }
}

function carryOut(effect: Effect, means: Means): void {
  if (effect.effect === "relay") return relay(effect.message, effect.except, means);
  if (effect.effect === "keep") return keep(effect, means);
  if (effect.effect === "adopt") return adopt(effect.from, effect.as, means);
  const connection = means.connections.get(effect.to);
  if (!connection) return;
  switch (effect.effect) {
    case "reply":
      return connection.tell(effect.message, effect.tag);
    case "tell":
      return connection.tell(effect.message);
    case "store":
      return means.recorder.store(effect.draft, connection.holds.begin("store"));
    case "listen":
      return listen(effect, connection, means);
    case "history": {
      const { to: viewer, tag, range } = effect;
      const looking = { viewer, upTo: means.recorder.lastSeq };
      return connection.stream((dialect) =>
        historyAnswer(dialect, means.journal, range, looking, tag),
      );
    }
    case "search": {
      const { to: viewer, tag, text } = effect;
      return connection.stream((dialect) =>
        searchAnswer(dialect, means.journal, { viewer, text }, tag),
      );
    }
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
  { room, shelf, log, answer }: Means,
): Promise<void> {
  try {
    if (!(await shelf.uploads?.remove(file))) return connection.tell(notFound(file), tag);
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    return connection.tell({ type: "error", code: error.code, message: error.message }, tag);
  }
  log.info(`Client ${to} removed "${file}"`, { client: to });
  answer(connection, room.removed(to, tag, file));
}

function keep(
  { client, ticket }: Extract<Effect, { effect: "keep" }>,
  { connections, recorder }: Means,
): void {
  if (ticket === undefined) return recorder.keep(client);
  const done = connections.get(client.number)?.holds.begin("keep") ?? (() => {});
  recorder.keep(client, { what: ticket, done });
}

function adopt(from: number, as: number, { connections, log }: Means): void {
  const connection = connections.adopt(from, as);
  if (!connection) return;
  const { address } = connection;
  const who = from < 0 ? "A guest without a place" : `Client ${from}`;
  log.info(`${who} is Client ${as} again, from ${address}`, { address, client: as });
}

/** What was said before goes the way of talk, so that what is said now comes behind it. */
function listen(
  { to: viewer, earlier, upTo }: Extract<Effect, { effect: "listen" }>,
  connection: Connection,
  { journal }: Means,
): void {
  if (!mayReplay(earlier, upTo)) return connection.tell({ type: "live", seq: upTo });
  const broken = (message: string) => connection.letGo({ code: "internal", message });
  connection.stream(
    (dialect) => replayAnswer(dialect, journal, earlier, { viewer, upTo }, broken),
    "talk",
  );
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
