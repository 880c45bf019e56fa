// The server: accepts guests, turns what happens to their sockets into words to the room, and stops.
import type { Socket } from "bun";
import type { DuplexEnd } from "../protocol/duplex.ts";
import { FAULT } from "../protocol/errors.ts";
import { LINGER_MS, LISTS_PER_GUEST, MAX_PLACES, STOP_MS, SWEEP_MS } from "../protocol/limits.ts";
import { bytesText } from "../protocol/sizes.ts";
import type { Stage } from "../room/client.ts";
import type { Effect, Tag } from "../room/effects.ts";
import { bind, type Listener } from "./bind.ts";
import type { Certificate } from "./certificate.ts";
import { Connection } from "./connection.ts";
import { Connections } from "./connections.ts";
import type { DescriptorPlan } from "./descriptors.ts";
import { questionAt, type Input } from "./dialects/dialect.ts";
import { Door, type Guest } from "./door.ts";
import { guestHandler } from "./guest-handler.ts";
import { openHostLine } from "./host-line.ts";
import type { House } from "./house.ts";
import { IN_CLEAR } from "./in-clear.ts";
import { takeInput, type InputMeans } from "./inputs.ts";
import { calledBy, describe, factsOf } from "./log.ts";
import { Litter } from "./litter.ts";
import { Performer, type Means } from "./perform.ts";
import { Recorder } from "./recorder.ts";
import type { Slots } from "./sendings.ts";
import { TransferSlots } from "./transfer-slots.ts";
import { within } from "./within.ts";

/** What guests are told before they give a password that others can listen to. */
const IN_CLEAR_TEXT = new TextEncoder().encode(`* ${IN_CLEAR}\n`);

/** The journal is the server's from now on: it closes it when it stops. */
export interface ServerParts extends Omit<Means, "recorder" | "connections" | "litter" | "answer"> {
  /** With which TLS is spoken; undefined where it is not. */
  certificate?: Certificate | undefined;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Milliseconds from any beginning, that never go back, whatever is done to the machine's clock: deadlines are held by them. */
  clock: () => number;
  /** Milliseconds that a guest may take to give a name. */
  nameTimeoutMs: number;
  /** Messages a second that a guest may send before it is delayed; 0 for any number. */
  rate: number;
  /** Who may have how many files open. */
  descriptors: DescriptorPlan;
  /** Whether the bounds of one address do not hold for a host. */
  isExempt: (host: string) => boolean;
}

export class Server implements House {
  readonly now: () => number;
  readonly rate: number;
  readonly slots: Slots;
  readonly litter: Litter;
  #listener: Listener;
  #guests = new Map<Socket<Guest>, Guest>();
  #connections = new Connections();
  /** The host's, while it is at its terminal; and who waits for it to be gone. */
  #host: Connection | undefined;
  #hostGone = Promise.withResolvers<void>();
  #door: Door;
  #recorder: Recorder;
  #means: Means;
  #inputMeans: InputMeans;
  #sweeping: NodeJS.Timeout;
  /** Resolves once the server is stopping and its last guest is gone. */
  #emptied = Promise.withResolvers<void>();
  #stopping = false;
  #performer = new Performer();

  /**
   * Listens on an address for guests of a room.
   * @throws Error `Cannot listen on "host:port": reason`
   */
  constructor(
    host: string,
    port: number,
    private readonly parts: ServerParts,
  ) {
    const { room, log } = parts;
    const connections = this.#connections;
    this.now = parts.clock;
    this.rate = parts.rate;
    const files = new TransferSlots(parts.descriptors.transfers);
    this.slots = { files, lists: new TransferSlots(MAX_PLACES, LISTS_PER_GUEST) };
    this.litter = new Litter(() => Bun.gc(true), setImmediate, parts.clock);
    const recorder = new Recorder({ ...parts, perform: (effects) => this.perform(effects) });
    this.#recorder = recorder;
    const numbered = () => recorder.numbered();
    this.#door = new Door({
      room,
      log,
      connections,
      guests: this.#guests,
      mostSockets: parts.descriptors.connections,
      isExempt: parts.isExempt,
      gate: parts.gate,
      house: this,
      numbered,
    });
    this.#means = {
      ...parts,
      recorder,
      connections,
      litter: this.litter,
      answer: (connection, effects) => this.#answer(connection, effects),
    };
    const { answer } = this.#means;
    this.#inputMeans = { room, log, perform: (effects) => this.perform(effects), answer };
    const handler = guestHandler(
      {
        opened: (socket) => this.#door.open(socket),
        drained: (socket) => this.#door.drained(socket),
        closed: (socket) => this.#closed(socket),
      },
      log,
    );
    this.#listener = bind(host, port, handler, parts.certificate);
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS);
  }

  get port(): number {
    return this.#listener.port;
  }

  /**
   * Lets the host in, as soon as the line that it had before is gone, and returns its end of the line: it speaks frames
   * there. Undefined where the server stops.
   */
  async attachHost(): Promise<DuplexEnd | undefined> {
    while (this.#host) await this.#hostGone.promise;
    if (this.#stopping) return undefined;
    const { connection, end } = openHostLine(this, this.parts.room);
    this.#host = connection;
    this.#connections.add(connection);
    return end;
  }

  /**
   * Tells everyone, sends what is owed within STOP_MS, stores what waits for it, and closes; resolves when all is
   * closed.
   */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#listener.stop();
    for (const connection of this.#connections.all())
      connection.sendAway({ code: "shutdown", message: "The server is shutting down" });
    this.#checkEmptied();
    await within(STOP_MS, this.#emptied.promise);
    clearInterval(this.#sweeping);
    this.#listener.terminate();
    this.parts.shelf[Symbol.dispose]();
    // A disk that does not answer keeps nobody here.
    await within(LINGER_MS / 2, this.#recorder.close());
    await within(LINGER_MS / 2, this.parts.journal.close());
  }

  input(connection: Connection, input: Input): void {
    takeInput(connection, input, this.#inputMeans);
  }

  stage(connection: Connection): Stage {
    return this.parts.room.stage(connection.number);
  }

  opening(connection: Connection): Uint8Array {
    const stage = this.stage(connection);
    const isInClear = stage === "password" && this.parts.gate?.inClear === true;
    return isInClear ? Buffer.concat([IN_CLEAR_TEXT, questionAt(stage)]) : questionAt(stage);
  }

  stored(connection: Connection, tag: Tag, file: string, size: number): void {
    const { client } = connection;
    this.parts.log.info(`Client ${client} put "${file}" on the shelf: ${bytesText(size)}`, {
      client,
      size,
    });
    this.#answer(connection, this.parts.room.added(client, tag, file, size));
  }

  leave({ number }: Connection, why?: string): void {
    if (why) this.parts.log.info(`Let go of ${calledBy(number)}: ${why}`, factsOf(number));
    this.perform(this.parts.room.leave(number));
  }

  gone(connection: Connection): void {
    this.leave(connection);
    this.perform(this.parts.room.gone(connection.number));
    this.#connections.remove(connection);
    if (connection === this.#host) this.#hostLeft();
  }

  fault(connection: Connection, error: unknown): void {
    this.parts.log.error(`Cannot serve client ${connection.number}: ${describe(error)}`);
    try {
      connection.letGo(FAULT);
    } catch {
      connection.terminate();
    }
  }

  /** Carries out what a guest caused; answers are for nobody once it goes on, on another connection. */
  #answer({ number, client }: Connection, effects: readonly Effect[]): void {
    const isFor = (effect: Effect) => effect.effect !== "reply" || effect.to === number;
    this.perform(number === client ? effects : effects.filter(isFor));
  }

  /** Carries out what the room decided. */
  perform(effects: readonly Effect[]): void {
    this.#performer.perform(effects, this.#means);
  }

  #closed(socket: Socket<Guest>): void {
    this.#door.closed(socket);
    const { data: guest } = socket;
    if (guest instanceof Connection) {
      const { address, number } = guest;
      guest.closed();
      const whose = number < 0 ? "" : `; Client ${number}`;
      this.parts.log.info(`Connection closed: ${address}${whose}`, { address, ...factsOf(number) });
    }
    this.#checkEmptied();
  }

  #hostLeft(): void {
    this.#host = undefined;
    this.#hostGone.resolve();
    this.#hostGone = Promise.withResolvers();
    this.#checkEmptied();
  }

  #checkEmptied(): void {
    if (this.#stopping && this.#guests.size === 0 && !this.#host) this.#emptied.resolve();
  }

  #sweep(): void {
    for (const [socket, guest] of this.#guests) {
      if (guest instanceof Connection) guest.sweep(this.parts.nameTimeoutMs);
      else if (this.now() >= guest.closeBy) socket.terminate();
    }
    this.#host?.sweep(this.parts.nameTimeoutMs);
    this.#door.sweep();
    this.#recorder.sweep();
  }
}
