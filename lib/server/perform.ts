// Carries out what the room decided: finds the connections, encodes once a dialect, queues.
import { UploadRefused } from "../files/upload-refused.ts";
import { hostOf } from "../protocol/address.ts";
import { FAULT } from "../protocol/errors.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import type { Ban } from "../room/bans.ts";
import { HOST } from "../room/client.ts";
import type { Effect } from "../room/effects.ts";
import { JournalFailure, type Journal } from "../room/journal.ts";
import type { Room } from "../room/room.ts";
import { aboutAnswer, fileAnswer, listAnswer, notFound, pagesAnswer } from "./answers.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { Gate } from "./gate.ts";
import { cannotRead, historyAnswer, mayReplay, replayAnswer, searchAnswer } from "./history.ts";
import { describe, type Log } from "./log.ts";
import { littering, type Litter } from "./litter.ts";
import type { Recorder } from "./recorder.ts";
import type { Shelf } from "./shelf.ts";
import { isTold, tellRow, type Told } from "./telling.ts";

export interface Means {
  room: Room;
  connections: Connections;
  journal: Journal;
  recorder: Recorder;
  shelf: Shelf;
  log: Log;
  litter: Litter;
  /** Compares passwords; undefined where the room has none. */
  gate: Gate | undefined;
  /** Keeps the host's bans over restarts: these and no others. */
  keepBans(bans: readonly Ban[]): void;
  /** Stops the server in so many milliseconds; undefined: it does not, where it was about to. */
  closeIn(ms: number | undefined): void;
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
        const row = rowFrom(this.#due, done);
        done += Math.max(1, row.length);
        if (isTold(next)) tellRow(row, means);
        else carryOut(next, means);
      }
    } finally {
      this.#due.splice(0, done);
      this.#performing = false;
    }
  }
}

/** The effects that do nothing but tell, from one on. */
function rowFrom(effects: readonly Effect[], from: number): Told[] {
  const row: Told[] = [];
  for (let at = from; at < effects.length; at++) {
    const effect = effects[at];
    if (!effect || !isTold(effect)) break;
    row.push(effect);
  }
  return row;
}

function carryOut(effect: Exclude<Effect, Told>, means: Means): void {
  if (effect.effect === "keep") return keep(effect, means);
  if (effect.effect === "adopt") return adopt(effect.from, effect.as, means);
  if (effect.effect === "bans") return means.keepBans(effect.bans);
  if (effect.effect === "pardon") return means.gate?.pardon(effect.address);
  if (effect.effect === "shutdown") return means.closeIn(effect.ms);
  const connection = means.connections.get(effect.to);
  if (!connection) return;
  switch (effect.effect) {
    case "store":
      return means.recorder.store(effect.draft, connection.holds.begin("store"));
    case "listen":
      return listen(effect, connection, means);
    case "history": {
      const { to: viewer, tag, range } = effect;
      const looking = { viewer, upTo: means.room.lastSeq };
      return connection.stream((dialect) =>
        littering(historyAnswer(dialect, means.journal, range, looking, tag), means.litter),
      );
    }
    case "search": {
      const { to: viewer, tag, text } = effect;
      return connection.stream((dialect) =>
        littering(searchAnswer(dialect, means.journal, { viewer, text }, tag), means.litter),
      );
    }
    case "pages":
      return connection.stream((dialect) =>
        littering(pagesAnswer(dialect, effect.pages, effect.tag), means.litter),
      );
    case "list":
      return connection.stream((dialect) =>
        connection.sendings.stream(
          effect.tag,
          async () => listAnswer(dialect, means.shelf, effect.tag),
          "list",
        ),
      );
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
        connection.sendings.stream(
          effect.tag,
          (signal) => aboutAnswer(dialect, means.shelf, { ...effect, signal }, means.log),
          "facts",
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
    case "verify":
      verify(effect, connection, means).catch((error: unknown) => connection.fault(error));
      return;
    case "letGo":
      return connection.cutOff(effect.reason);
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
    if (!(await shelf.uploads?.remove(file)))
      return connection.tell(to === HOST ? notPut(file) : notFound(file), tag);
  } catch (error) {
    if (!(error instanceof UploadRefused)) throw error;
    return connection.tell({ type: "error", code: error.code, message: error.message }, tag);
  }
  log.info(`${to === HOST ? "The host" : `Client ${to}`} removed "${file}"`, { client: to });
  answer(connection, room.removed(to, tag, file));
}

/** What the host's folder had before, the host alone put there, and takes away there. */
function notPut(file: string): ServerMessage {
  const why = "no guest has put it on the shelf since the server began";
  return { type: "error", code: "not-found", message: `Cannot remove "${file}": ${why}` };
}

async function verify(
  { to, tag, password }: Extract<Effect, { effect: "verify" }>,
  connection: Connection,
  { gate, room, answer }: Means,
): Promise<void> {
  const { signal, over } = connection.waits.begin();
  try {
    const host = hostOf(connection.address);
    const verdict = (await gate?.compare(host, password, signal)) ?? "right";
    if (verdict === "gone") return;
    if (verdict !== "barred") answer(connection, room.verified(to, tag, verdict === "right"));
    else connection.letGo({ code: "banned", message: "Too many wrong passwords; goodbye" });
  } finally {
    over();
  }
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
  { journal, log }: Means,
): void {
  if (!mayReplay(earlier, upTo)) return connection.tell({ type: "live", seq: upTo });
  const broken = (error: unknown) => {
    const isExpected = error instanceof JournalFailure;
    if (!isExpected) log.error(`Cannot replay to client ${viewer}: ${describe(error)}`);
    connection.cutOff(isExpected ? { ...FAULT, message: cannotRead(error).message } : FAULT);
  };
  connection.stream(
    (dialect) => replayAnswer(dialect, journal, earlier, { viewer, upTo }, broken),
    "talk",
  );
}
