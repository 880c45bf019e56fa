// The door: who comes to the server gets a connection, waits for a moment to come back, or is turned away.
import type { Socket } from "bun";
import { addressText } from "../protocol/address.ts";
import { FULL } from "../protocol/dialogue.ts";
import {
  DOOR_PLACES,
  LEAVING_PLACES,
  LINGER_MS,
  RETURNING_PLACES,
  TURNED_AWAY_PLACES,
} from "../protocol/limits.ts";
import { limitUnsent } from "../protocol/unsent.ts";
import type { Traffic } from "../room/client.ts";
import type { Room } from "../room/room.ts";
import { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { House } from "./house.ts";
import type { Log } from "./log.ts";

/** What a socket of ours is: a guest's connection, or one that was turned away. */
export type Guest = Connection | TurnedAway;

/** One that was told that there is no place; it is cut off at this time. */
export interface TurnedAway {
  closeBy: number;
}

export interface DoorParts {
  room: Room;
  log: Log;
  connections: Connections;
  /** The sockets that are open. */
  guests: Map<Socket<Guest>, Guest>;
  house: House;
  /** A client was given a number. */
  numbered(): void;
}

export class Door {
  #turnedAway = new Set<Socket<Guest>>();

  constructor(private readonly parts: DoorParts) {}

  /** Takes a guest in, if anyhow, or says that the room is full, and then gives no number. */
  open(socket: Socket<Guest>): void {
    limitUnsent(socket);
    const { log } = this.parts;
    const address = addressOf(socket);
    const traffic: Traffic = { received: 0, sent: 0 };
    const number = this.#number(address, traffic);
    if (number === undefined || number < 0)
      log.info(`Turned away ${address}: the room is full`, { address });
    else log.info(`New connection from ${address}; Client ${number}`, { address, client: number });
    if (number === undefined) return this.#turnAway(socket);
    const connection = new Connection(socket, this.parts.house, number, address, traffic);
    this.parts.connections.add(connection);
    this.#take(socket, connection);
  }

  /** A socket is closed. */
  closed(socket: Socket<Guest>): void {
    this.#turnedAway.delete(socket);
    this.parts.guests.delete(socket);
  }

  /** A number for a guest; below 0 where it can only come back, undefined where it cannot even do that. */
  #number(address: string, traffic: Traffic): number | undefined {
    const { room, connections, numbered } = this.parts;
    const most = room.places + DOOR_PLACES + LEAVING_PLACES;
    const number = connections.size < most ? room.open(address, traffic) : undefined;
    if (number !== undefined) numbered();
    else if (connections.size < most + RETURNING_PLACES)
      return room.openReturning(address, traffic);
    return number;
  }

  /** Tells it in the text that every guest understands. */
  #turnAway(socket: Socket<Guest>): void {
    socket.write(new TextEncoder().encode(`${FULL}\n`));
    if (this.#turnedAway.size >= TURNED_AWAY_PLACES) return void socket.end();
    this.#turnedAway.add(socket);
    socket.shutdown();
    this.#take(socket, { closeBy: this.parts.house.now() + LINGER_MS });
  }

  #take(socket: Socket<Guest>, guest: Guest): void {
    socket.data = guest;
    this.parts.guests.set(socket, guest);
  }
}

/** `127.0.0.1:57869`; an IPv6 address in brackets. */
function addressOf({ remoteAddress, remotePort }: Socket<Guest>): string {
  const host = remoteAddress.replace(/^::ffff:(?=\d+\.)/, "");
  return addressText({ host, port: remotePort });
}
