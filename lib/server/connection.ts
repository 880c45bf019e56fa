// One guest's connection: joins its socket, its intake and its outbox, and keeps its deadlines.
import type { Refusal } from "../protocol/errors.ts";
import type { ByteStream } from "../protocol/byte-stream.ts";
import type { Line } from "../protocol/duplex.ts";
import { FULL } from "../protocol/dialogue.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import { HOST, type Traffic } from "../room/client.ts";
import type { Tag } from "../room/effects.ts";
import { Deadlines } from "./deadlines.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { Farewell } from "./farewell.ts";
import { Holds } from "./holds.ts";
import type { House } from "./house.ts";
import { Inbound } from "./inbound.ts";
import { Outbound, TOO_SLOW } from "./outbound.ts";
import { Parting } from "./parting.ts";
import { Reception } from "./reception.ts";
import { Sendings } from "./sendings.ts";
import { Waits } from "./waits.ts";

/** What a guest reads for whom there is no place, whatever it speaks. */
const FULL_TEXT = new TextEncoder().encode(`${FULL}\n`);

export class Connection {
  readonly #outbound: Outbound;
  #number: number;
  /** The client that it was before another connection became it. */
  #formerly: number | undefined;
  readonly #inbound: Inbound;
  /** What the guest's next request waits for. */
  readonly holds: Holds;
  /** The guest's files on their way here, and those on their way to it. */
  readonly reception: Reception;
  readonly sendings: Sendings;
  /** What the guest is made to wait for by us. */
  readonly waits: Waits;
  #inputEnded = false;
  readonly #deadlines: Deadlines;
  readonly #parting: Parting;
  readonly #farewell: Farewell;

  /** One with a number below 0 is told that the room is full, and can only come back. */
  constructor(
    private readonly socket: Line,
    private readonly house: House,
    number: number,
    readonly address: string,
    private readonly traffic: Traffic,
  ) {
    this.#number = number;
    this.#deadlines = new Deadlines(house.now);
    this.#parting = new Parting(traffic, house.now);
    this.sendings = new Sendings(house.slots, house.litter);
    const work = () => this.#inbound.work();
    this.holds = new Holds(work, (action) => this.#guarded(action));
    this.waits = new Waits(this.holds, this.#deadlines);
    this.#farewell = new Farewell(this.holds, this.waits, this.#parting, {
      readNoMore: () => this.#inbound.stop(),
      drop: () => this.#outbound.outbox.drop(),
      tell: (message) => this.tell(message),
      finish: () => this.finish(),
      leave: (why) => house.leave(this, why),
    });
    this.reception = new Reception({
      answer: (transfer, message) => this.tell(message, transfer),
      stored: (transfer, file, size) => house.stored(this, transfer, file, size),
      relieved: work,
      failed: (error) => house.fault(this, error),
    });
    const rate = number === HOST ? 0 : house.rate;
    this.#inbound = new Inbound(
      { line: socket, holds: this.holds, now: house.now, rate },
      {
        chosen: (dialect) => this.send(dialect.preface),
        stage: () => house.stage(this),
        take: (input) => house.input(this, input),
        congested: () => this.#outbound.outbox.congested || this.reception.congested,
        isReceiving: (transfer) => this.reception.isReceiving(transfer),
        listening: () => this.#deadlines.heard(),
        exhausted: () => this.#farewell.depart(),
        ignored: () => this.terminate(),
        guarded: (action) => this.#guarded(action),
      },
    );
    this.#outbound = new Outbound(socket, traffic, house.now, {
      dialect: () => this.dialect,
      stage: () => house.stage(this),
      sent: () => this.#endOutput(),
      cutOff: (reason) => this.cutOff(reason),
      relieved: work,
      failed: (error) => house.fault(this, error),
      dead: () => socket.terminate(),
    });
    this.#outbound.outbox.send(number < 0 ? FULL_TEXT : house.opening(this));
  }

  /** Below 0 while it can only come back. */
  get number(): number {
    return this.#number;
  }

  /** Who did what came this way. */
  get client(): number {
    return this.#formerly ?? this.#number;
  }

  /** Whether nothing more is read of it for good. */
  get isLeaving(): boolean {
    return this.#inbound.stopped;
  }

  /** Since when it is here, less what it was made to wait: milliseconds. */
  get stoodFor(): number {
    return this.#deadlines.stoodFor();
  }

  get dialect(): Dialect | undefined {
    return this.#inbound.dialect;
  }

  /** Bytes came. */
  received(bytes: Uint8Array): void {
    this.traffic.received += bytes.byteLength;
    this.#deadlines.heard();
    // Those of uploads are far more than the collector could be told of for each, and are done with evenly.
    if (!this.reception.isBusy) this.house.litter.add(bytes.byteLength);
    this.#guarded(() => this.#inbound.received(bytes));
  }

  /** The socket can take more. */
  drained(): void {
    this.#guarded(() => this.#outbound.outbox.drained());
  }

  /** The peer has sent its last byte; it may still read. */
  ended(): void {
    this.#inputEnded = true;
    // Already leaving, and the peer has said its last word: nothing is left to wait for once all is sent.
    if (this.isLeaving) return this.#outbound.outbox.ended ? void this.socket.end() : undefined;
    this.#guarded(() => this.#inbound.ended());
  }

  /** The socket is closed. The guest is gone once its last words are stored, or cannot be. */
  closed(): void {
    this.waits.abort();
    this.#inbound.stop();
    this.#outbound.outbox.close();
    this.reception.close();
    this.sendings.close();
    this.holds.afterwards(() => this.house.gone(this));
  }

  /** It is another client from now on: that of a guest who came back. */
  becomes(number: number): void {
    this.#number = number;
  }

  /** Its guest goes on, on another connection, and gets there what it missed. This one has a number of no client. */
  replaced(number: number): void {
    this.#formerly = this.#number;
    this.#number = number;
    const message = "You are here on another connection now; goodbye";
    this.#farewell.endSoon({ code: "came-back", message });
  }

  /** Queues an encoded message, and lets the guest go where too much waits for it. */
  send(bytes: Uint8Array | undefined): void {
    this.#outbound.send(bytes);
  }

  /** Sends a message in the guest's dialect; a guest refused at the door is asked for a name again. */
  tell(message: ServerMessage, tag?: Tag): void {
    this.#outbound.tell(message, tag);
  }

  /** Sends an answer that is made while it is sent: in the lane of such answers, or in another. */
  stream(make: (dialect: Dialect) => ByteStream, lane?: Dialect["lane"]): void {
    this.#outbound.stream(make, lane);
  }

  /** Ends the connection after what is owed was sent; nothing more is read. */
  finish(): void {
    this.#inbound.stop();
    this.socket.resume(); // a paused socket never hears of its peer's end
    const owed = this.reception.leave();
    if (owed) void owed.then(() => this.#outbound.outbox.finish());
    else this.#outbound.outbox.finish();
  }

  /** Ends the connection with a reason, after what is owed. */
  letGo(reason: Refusal): void {
    this.#farewell.letGo(reason);
  }

  /** The same, while the guest stays one of the room until its socket closes. */
  sendAway(reason: Refusal): void {
    this.#farewell.sendAway(reason);
  }

  /** The same, but what it was not sent yet goes to nobody. */
  cutOff(reason: Refusal): void {
    this.#farewell.cutOff(reason);
  }

  /** Ends the connection of a guest for whom there is no place, which people were told at once. */
  turnAway(): void {
    this.#farewell.turnAway(this.dialect?.name === "frames");
  }

  /** Something of ours failed while this guest was served. */
  fault(error: unknown): void {
    this.house.fault(this, error);
  }

  /** Ends the connection at once. */
  terminate(): void {
    this.socket.terminate();
  }

  /** Looks for deadlines that have passed. */
  sweep(nameTimeoutMs: number): void {
    if (this.#parting.isOver) return this.terminate();
    this.#parting.sweep();
    const standing = {
      number: this.#number,
      isNamed: this.house.stage(this) === "here",
      isLeaving: this.isLeaving,
      isPaused: this.#inbound.paused,
      pings: this.dialect?.pings ?? false,
    };
    const overdue = this.#deadlines.overdue(standing, this.#outbound.outbox, nameTimeoutMs);
    if (overdue === "slow") return this.cutOff(TOO_SLOW);
    if (overdue === "full") return this.turnAway();
    if (overdue === "gone") return this.terminate();
    if (overdue === "ping") this.tell({ type: "ping" });
    else if (overdue !== "nothing") return this.letGo(overdue);
    if (!this.isLeaving && !this.#inbound.paused) this.reception.sweep();
  }

  /** All is sent. Closing with unread input would destroy it on its way, so the peer's end comes first. */
  #endOutput(): void {
    if (this.#inputEnded) return void this.socket.end();
    this.#parting.beginAfterLastByte();
    this.socket.shutdown();
  }

  #guarded(body: () => void): void {
    try {
      body();
    } catch (error) {
      this.house.fault(this, error);
    }
  }
}
