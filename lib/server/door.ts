// The door: who comes to the server gets a connection, waits for a moment to come back, or is turned away.
import type { Socket } from "bun";
import { addressText, hostOf } from "../protocol/address.ts";
import { BANNED, BARRED, CROWDED, FULL } from "../protocol/dialogue.ts";
import {
  CONNECTION_LITTER_BYTES,
  CONNECTS_PER_TURN,
  DOOR_PLACES,
  LEAVING_PLACES,
  RETURNING_PLACES,
} from "../protocol/limits.ts";
import { limitUnsent, noticeVanished } from "../protocol/socket-options.ts";
import type { Traffic } from "../room/client.ts";
import type { Room } from "../room/room.ts";
import { networkOf, Addresses } from "./addresses.ts";
import { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import { DoorWarnings, type Lack } from "./door-warnings.ts";
import { FoldedLog } from "./folded-log.ts";
import type { Gate } from "./gate.ts";
import type { House } from "./house.ts";
import type { Log } from "./log.ts";
import { whoMakesRoom } from "./makes-room.ts";
import { TurningAway, type TurnedAway } from "./turned-away.ts";

/** What a socket of ours is: a guest's connection, or one that was turned away. */
export type Guest = Connection | TurnedAway;

export interface DoorParts {
  room: Room;
  log: Log;
  connections: Connections;
  /** The sockets that are open. */
  guests: Map<Socket<Guest>, Guest>;
  /** The most that may be. */
  mostSockets: number;
  /** Whether the bounds of one address do not hold for a host. */
  isExempt: (host: string) => boolean;
  /** Keeps out who gave too many wrong passwords. */
  gate: Pick<Gate, "bars"> | undefined;
  house: House;
  /** A client was given a number. */
  numbered(): void;
}

/** Why somebody is turned away. */
type Why = "full" | "crowded" | "banned" | "barred";

/** What it is told, and what the host reads. */
const SENTENCES: Record<Why, string> = {
  full: FULL,
  crowded: CROWDED,
  banned: BANNED,
  barred: BARRED,
};
const REASONS: Record<Why, string> = {
  full: "the room is full",
  crowded: "too many come from there",
  banned: "it is banned",
  barred: "too many wrong passwords came from there",
};

/** What somebody hears who stood at the full door for long enough. */
const MADE_ROOM = "Others are waiting at the door, try again later.";

export class Door {
  #addresses: Addresses;
  #turningAway: TurningAway<Socket<Guest>>;
  #turnedAwayLog: FoldedLog;
  #warnings: DoorWarnings;
  #inTurn = 0;
  /** The hosts of the sockets that count at their addresses. */
  #hosts = new Map<Socket<Guest>, string>();
  /** Who came without a name, in their order, and where from; who has one by now is taken out when it is looked at. */
  #unnamed = new Map<Connection, string>();

  constructor(private readonly parts: DoorParts) {
    const { house, isExempt, log, room } = parts;
    this.#addresses = new Addresses(house.now, isExempt);
    this.#turningAway = new TurningAway(house.now);
    this.#warnings = new DoorWarnings(house.now, room.places, (message) => log.warn(message));
    this.#turnedAwayLog = new FoldedLog(house.now, (lines) =>
      log.info(`Turned away ${lines} more connections`, { lines }),
    );
  }

  /** Takes a guest in, if anyhow, or says why not, and then gives no number. */
  open(socket: Socket<Guest>): void {
    // In a storm even a word to each would keep those who are here waiting.
    if (this.#isStorm()) return void socket.terminate();
    // A guest that is gone already has no address any more.
    if (!socket.remoteAddress) return void socket.terminate();
    const { room, gate, house, log, connections, guests } = this.parts;
    const address = textOf(socket);
    const host = hostOf(address);
    const hasRoom = guests.size < this.parts.mostSockets || this.#turningAway.hurry();
    if (!hasRoom) return this.#turnAway(socket, address, "full", "files");
    if (!this.#addresses.enter(host)) return this.#turnAway(socket, address, "crowded", "address");
    this.#hosts.set(socket, host);
    if (room.isBanned(host)) return this.#turnAway(socket, address, "banned");
    if (gate?.bars(host)) return this.#turnAway(socket, address, "barred");
    const traffic: Traffic = { received: 0, sent: 0 };
    const number = this.#number(address, traffic);
    if (number === undefined) return this.#turnAway(socket, address, "full", this.#lack);
    if (number < 0) this.#noteTurnedAway(address, "full", this.#lack);
    else log.info(`New connection from ${address}; Client ${number}`, { address, client: number });
    // Only now: whoever is turned away is to cost as little as can be.
    limitUnsent(socket);
    noticeVanished(socket);
    house.litter.add(CONNECTION_LITTER_BYTES);
    const connection = new Connection(socket, house, number, address, traffic);
    connections.add(connection);
    this.#unnamed.set(connection, networkOf(host));
    this.#take(socket, connection);
  }

  /** A socket of one that was turned away can take more. */
  drained(socket: Socket<Guest>): void {
    this.#turningAway.drained(socket);
  }

  /** A socket is closed. */
  closed(socket: Socket<Guest>): void {
    const host = this.#hosts.get(socket);
    if (host !== undefined) this.#addresses.left(host);
    this.#hosts.delete(socket);
    this.#turningAway.closed(socket);
    if (socket.data instanceof Connection) this.#unnamed.delete(socket.data);
    this.parts.guests.delete(socket);
  }

  /** To be called every SWEEP_MS. */
  sweep(): void {
    this.#turnedAwayLog.sweep();
    this.#warnings.sweep();
  }

  /** Whether more came in this turn of the event loop than are looked at in one. */
  #isStorm(): boolean {
    if (this.#inTurn === 0) setImmediate(() => (this.#inTurn = 0));
    if (++this.#inTurn <= CONNECTS_PER_TURN) return false;
    this.#turnedAwayLog.add(() =>
      this.parts.log.info(`Turned away a connection: over ${CONNECTS_PER_TURN} came at once`),
    );
    return true;
  }

  /** A number for a guest; below 0 where it can only come back, undefined where it cannot even do that. */
  #number(address: string, traffic: Traffic): number | undefined {
    const { room, connections, numbered } = this.parts;
    const most = room.places + DOOR_PLACES + LEAVING_PLACES;
    const from = networkOf(hostOf(address));
    const open = () => (connections.size < most ? room.open(address, traffic) : undefined);
    const number = open() ?? (this.#makeRoom(from, "door") ? open() : undefined);
    if (number !== undefined) {
      numbered();
      return number;
    }
    const openReturning = () =>
      connections.size < most + RETURNING_PLACES ? room.openReturning(address, traffic) : undefined;
    return openReturning() ?? (this.#makeRoom(from, "returning") ? openReturning() : undefined);
  }

  /** What has nobody get a number: too many without a name, or the room's own places. */
  get #lack(): Lack {
    let standing = 0;
    for (const { number, isLeaving } of this.#unnamed.keys())
      if (number >= 0 && !isLeaving) standing++;
    return standing < DOOR_PLACES ? "places" : "door";
  }

  /** Has somebody go who stands at the full door, or of those who can only come back, where an address has too many there. */
  #makeRoom(newcomer: string, where: "door" | "returning"): boolean {
    const { room, house } = this.parts;
    const standing = [];
    for (const [guest, address] of this.#unnamed) {
      if (guest.isLeaving || house.stage(guest) === "here") this.#unnamed.delete(guest);
      else if (guest.number < 0 === (where === "returning"))
        standing.push({ guest, address, stoodFor: guest.stoodFor });
    }
    if (standing.length < (where === "door" ? DOOR_PLACES : RETURNING_PLACES)) return false;
    const guest = whoMakesRoom(standing, newcomer);
    if (!guest) return false;
    guest.letGo({ code: "crowded", message: MADE_ROOM });
    // Even where its goodbye has to wait for something: without a name nobody hears of it.
    room.leave(guest.number);
    return true;
  }

  /** Tells it in the text that every guest understands. */
  #turnAway(socket: Socket<Guest>, address: string, why: Why, lack?: Lack): void {
    this.#noteTurnedAway(address, why, lack);
    // Where sockets are short, nobody keeps one for long.
    const guest = this.#turningAway.tell(socket, SENTENCES[why], lack !== "files");
    if (guest) this.#take(socket, guest);
  }

  #noteTurnedAway(address: string, why: Why, lack?: Lack): void {
    if (lack) this.#warnings.add(lack);
    this.#turnedAwayLog.add(() => {
      this.parts.log.info(`Turned away ${address}: ${REASONS[why]}`, { address });
    });
  }

  #take(socket: Socket<Guest>, guest: Guest): void {
    socket.data = guest;
    this.parts.guests.set(socket, guest);
  }
}

/** `127.0.0.1:57869`; an IPv6 address in brackets. */
function textOf({ remoteAddress, remotePort }: Socket<Guest>): string {
  const host = remoteAddress.replace(/^::ffff:(?=\d+\.)/, "");
  return addressText({ host, port: remotePort });
}
