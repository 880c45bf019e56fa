// The server: accepts guests, turns what happens to their sockets into words to the room, and stops.
import type { Socket, TCPSocketListener } from "bun";
import { addressText } from "../protocol/address.ts";
import { FULL } from "../protocol/dialogue.ts";
import {
  DOOR_PLACES,
  LEAVING_PLACES,
  LINGER_MS,
  STOP_MS,
  SWEEP_MS,
  TCP_KEEPALIVE_MS,
  TURNED_AWAY_PLACES,
} from "../protocol/limits.ts";
import type { Command } from "../protocol/messages.ts";
import { typedForm } from "../protocol/parse.ts";
import { bytesText } from "../protocol/sizes.ts";
import { limitUnsent } from "../protocol/unsent.ts";
import type { Traffic } from "../room/clients.ts";
import type { Room } from "../room/room.ts";
import { bind } from "./bind.ts";
import { Connection } from "./connection.ts";
import type { Input } from "./dialects/dialect.ts";
import type { House } from "./house.ts";
import type { Log } from "./log.ts";
import { perform } from "./perform.ts";
import type { Shelf } from "./shelf.ts";
import type { Effect, Tag } from "../room/effects.ts";

export interface ServerParts {
  room: Room;
  shelf: Shelf;
  log: Log;
  now: () => number;
  /** Milliseconds that a guest may take to give a name. */
  nameTimeoutMs: number;
}

/** What a socket of ours is: a guest's connection, or one that was turned away. */
type Guest = Connection | TurnedAway;

interface TurnedAway {
  closeBy: number;
}

export class Server implements House {
  readonly now: () => number;
  #listener: TCPSocketListener<Guest>;
  #guests = new Map<Socket<Guest>, Guest>();
  #connections = new Map<number, Connection>();
  #sweeping: NodeJS.Timeout;
  /** Resolves once the server is stopping and its last guest is gone. */
  #emptied = Promise.withResolvers<void>();
  #stopping = false;
  /** Effects that wait for those before them, so that what one causes never overtakes it. */
  #due: Effect[] = [];
  #performing = false;

  /**
   * Listens on an address for guests of a room.
   * @throws Error `Cannot listen on "host:port": reason`
   */
  constructor(
    host: string,
    port: number,
    private readonly parts: ServerParts,
  ) {
    this.now = parts.now;
    this.#listener = bind<Guest>(host, port, {
      open: (socket) => this.#open(socket),
      data: ({ data: guest }, bytes) => {
        if (guest instanceof Connection) guest.received(bytes);
      },
      drain: ({ data: guest }) => {
        if (guest instanceof Connection) guest.drained();
      },
      end: (socket) => {
        if (socket.data instanceof Connection) socket.data.ended();
        else socket.end();
      },
      close: (socket) => this.#closed(socket),
      error: (socket, error) => {
        this.parts.log.error(`Cannot serve a connection: ${describe(error)}`);
        socket.terminate();
      },
    });
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS);
  }

  get port(): number {
    return this.#listener.port;
  }

  /** Tells everyone, sends what is owed within STOP_MS, and closes; resolves when all is closed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#listener.stop();
    for (const connection of this.#connections.values()) {
      connection.tell({ type: "bye", code: "shutdown", message: "The server is shutting down" });
      connection.finish();
    }
    if (this.#guests.size === 0) this.#emptied.resolve();
    const deadline = setTimeout(() => this.#emptied.resolve(), STOP_MS);
    await this.#emptied.promise;
    clearTimeout(deadline);
    clearInterval(this.#sweeping);
    this.#listener.stop(true);
    this.parts.shelf[Symbol.dispose]();
  }

  input(connection: Connection, input: Input): void {
    const { number } = connection;
    const received = (what: string) =>
      this.parts.log.info(`Received from Client ${number}: ${what}`, { client: number });
    switch (input.input) {
      case "command":
        received(this.#loggedForm(connection, input.command));
        return this.#perform(this.parts.room.handle(number, input.tag, input.command));
      case "refused":
        received(`(refused) ${input.refusal.message}`);
        return connection.tell({ type: "error", ...input.refusal }, input.tag);
      case "broken":
        received(`(broken off) ${input.refusal.message}`);
        return connection.letGo(input.refusal);
      case "ping":
        return connection.tell({ type: "pong" }, input.tag);
      case "chunk": {
        const refusal = connection.reception.chunk(input.transfer, input.data);
        if (refusal) connection.tell({ type: "error", ...refusal }, input.transfer || undefined);
        return;
      }
      case "nothing":
        return;
      case "opened":
        return this.#greet(connection);
    }
  }

  isNamed(connection: Connection): boolean {
    return this.parts.room.isNamed(connection.number);
  }

  stored({ number }: Connection, tag: Tag, file: string, size: number): void {
    this.parts.log.info(`Client ${number} put "${file}" on the shelf: ${bytesText(size)}`, {
      client: number,
      size,
    });
    this.#perform(this.parts.room.added(number, tag, file, size));
  }

  leave({ number }: Connection, why?: string): void {
    if (why) this.parts.log.info(`Let go of Client ${number}: ${why}`, { client: number });
    this.#perform(this.parts.room.leave(number));
  }

  fault(connection: Connection, error: unknown): void {
    this.parts.log.error(`Cannot serve client ${connection.number}: ${describe(error)}`);
    try {
      connection.letGo({ code: "internal", message: "The server failed, and has logged why" });
    } catch {
      connection.terminate();
    }
  }

  #greet({ number, dialect }: Connection): void {
    if (dialect) this.#perform(this.parts.room.greet(number, dialect.name));
  }

  /** A name given at the door is logged as it was typed there: alone. */
  #loggedForm(connection: Connection, command: Command): string {
    const isFirstName = command.type === "nick" && !this.isNamed(connection);
    return isFirstName ? command.name : typedForm(command);
  }

  #perform(effects: readonly Effect[]): void {
    this.#due.push(...effects);
    if (this.#performing) return;
    this.#performing = true;
    const { room, shelf, log } = this.parts;
    const followUp = (after: readonly Effect[]) => this.#perform(after);
    try {
      for (let next = this.#due.shift(); next; next = this.#due.shift()) {
        perform(next, { room, shelf, log, connections: this.#connections, followUp });
      }
    } finally {
      this.#performing = false;
    }
  }

  #open(socket: Socket<Guest>): void {
    // A guest that is gone already has no address any more.
    if (!socket.remoteAddress) return void socket.terminate();
    socket.setKeepAlive(true, TCP_KEEPALIVE_MS);
    limitUnsent(socket);
    const { room, log } = this.parts;
    const address = addressOf(socket);
    const traffic: Traffic = { received: 0, sent: 0 };
    const hasRoom = this.#connections.size < room.places + DOOR_PLACES + LEAVING_PLACES;
    const number = hasRoom ? room.open(address, traffic) : undefined;
    if (number === undefined) return this.#turnAway(socket, address);
    log.info(`New connection from ${address}; Client ${number}`, { address, client: number });
    const connection = new Connection(socket, this, number, address, traffic);
    this.#connections.set(number, connection);
    socket.data = connection;
    this.#guests.set(socket, connection);
  }

  /** Says that the room is full, in the text that every guest understands, and gives no number. */
  #turnAway(socket: Socket<Guest>, address: string): void {
    this.parts.log.info(`Turned away ${address}: the room is full`, { address });
    socket.write(new TextEncoder().encode(`${FULL}\n`));
    if (this.#guests.size - this.#connections.size >= TURNED_AWAY_PLACES) return void socket.end();
    socket.shutdown();
    socket.data = { closeBy: this.now() + LINGER_MS };
    this.#guests.set(socket, socket.data);
  }

  #closed(socket: Socket<Guest>): void {
    this.#guests.delete(socket);
    const { data: guest } = socket;
    if (guest instanceof Connection) {
      guest.closed();
      const { address, number: client } = guest;
      this.#connections.delete(client);
      this.parts.log.info(`Connection closed: ${address}; Client ${client}`, { address, client });
    }
    if (this.#stopping && this.#guests.size === 0) this.#emptied.resolve();
  }

  #sweep(): void {
    for (const [socket, guest] of this.#guests) {
      if (guest instanceof Connection) guest.sweep(this.parts.nameTimeoutMs);
      else if (this.now() >= guest.closeBy) socket.terminate();
    }
  }
}

/** `127.0.0.1:57869`; an IPv6 address in brackets. */
function addressOf({ remoteAddress, remotePort }: Socket<Guest>): string {
  const host = remoteAddress.replace(/^::ffff:(?=\d+\.)/, "");
  return addressText({ host, port: remotePort });
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
