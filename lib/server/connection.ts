// One guest's connection: joins its socket, its intake and its outbox, and keeps its deadlines.
import type { Socket } from "bun";
import type { Refusal } from "../protocol/errors.ts";
import {
  CLOSE_MS,
  FILE_STALL_MS,
  INPUTS_PER_TURN,
  TALK_STALL_MS,
  TALK_WAITING_BYTES,
} from "../protocol/limits.ts";
import type { ByteStream } from "../protocol/byte-stream.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import { Keepalive } from "../protocol/keepalive.ts";
import { Outbox } from "../protocol/outbox.ts";
import type { Traffic } from "../room/clients.ts";
import type { Tag } from "../room/effects.ts";
import { GREETING, type Dialect } from "./dialects/dialect.ts";
import { LinesDialect } from "./dialects/lines.ts";
import type { House } from "./house.ts";
import { Intake, type Arrival } from "./intake.ts";
import { Parting } from "./parting.ts";
import { Reception } from "./reception.ts";
import { Sendings } from "./sendings.ts";
import { Silence } from "./silence.ts";

/** What a guest whose dialect is not known yet can read. */
const PLAIN: Dialect = new LinesDialect();

export class Connection {
  readonly #outbox: Outbox;
  readonly #openedAt: number;
  readonly #intake: Intake;
  /** The guest's files on their way here, and those on their way to it. */
  readonly reception: Reception;
  readonly sendings = new Sendings();
  readonly #silence: Silence;
  #working = false;
  #paused = false;
  #inputEnded = false;
  /** Nothing more is read of this guest; what it is owed may still be on its way. */
  #leaving = false;
  readonly #keepalive: Keepalive;
  readonly #parting: Parting;

  constructor(
    private readonly socket: Socket<unknown>,
    private readonly house: House,
    readonly number: number,
    readonly address: string,
    private readonly traffic: Traffic,
  ) {
    this.#openedAt = house.now();
    this.#keepalive = new Keepalive(house.now);
    // While the guest is not read, its silence is of our making.
    this.#silence = new Silence(
      () => this.#paused,
      () => this.#guarded(() => this.#take("silence")),
    );
    this.#parting = new Parting(traffic, house.now);
    this.reception = new Reception({
      answer: (transfer, message) => this.tell(message, transfer),
      stored: (transfer, file, size) => house.stored(this, transfer, file, size),
      relieved: () => this.#guarded(() => this.#work()),
      failed: (error) => house.fault(this, error),
    });
    this.#intake = new Intake(
      (dialect) => this.send(dialect.preface),
      () => house.isNamed(this),
    );
    this.#outbox = new Outbox(
      {
        write: (bytes, offset, length) => this.#write(bytes, offset, length),
        shutdown: () => this.#endOutput(),
      },
      house.now,
      {
        relieved: () => this.#guarded(() => this.#work()),
        failed: (error) => house.fault(this, error),
        dead: () => socket.terminate(),
      },
    );
    this.#outbox.send(GREETING);
  }

  get dialect(): Dialect | undefined {
    return this.#intake.dialect;
  }

  /** Bytes came. */
  received(bytes: Uint8Array): void {
    this.traffic.received += bytes.byteLength;
    this.#keepalive.heard();
    if (this.#leaving) return;
    this.#guarded(() => {
      this.#silence.stop();
      this.#take(bytes);
      if (!this.#leaving && this.#intake.awaitsSilence) this.#silence.await();
    });
  }

  /** The socket can take more. */
  drained(): void {
    this.#guarded(() => this.#outbox.drained());
  }

  /** The peer has sent its last byte; it may still read. */
  ended(): void {
    this.#inputEnded = true;
    this.#silence.stop();
    // Already leaving, and the peer has said its last word: nothing is left to wait for once all is sent.
    if (this.#leaving) return this.#outbox.ended ? void this.socket.end() : undefined;
    this.#guarded(() => this.#take("end"));
  }

  /** The socket is closed. */
  closed(): void {
    this.#silence.stop();
    this.#leaving = true;
    this.#outbox.close();
    this.reception.close();
    this.sendings.close();
    this.house.leave(this);
  }

  /** Queues an encoded message, and lets the guest go where too much waits for it. */
  send(bytes: Uint8Array | undefined): void {
    if (!bytes) return;
    this.#outbox.send(bytes);
    if (this.#outbox.waitingBytes > TALK_WAITING_BYTES) this.#letGoAsSlow();
  }

  /** Sends a message in the guest's dialect; a guest refused at the door is asked for a name again. */
  tell(message: ServerMessage, tag?: Tag): void {
    const dialect = this.dialect ?? PLAIN;
    this.send(dialect.encode(message, tag));
    if (message.type === "error" && !this.house.isNamed(this)) this.send(dialect.prompt);
  }

  /** Sends an answer that is made while it is sent. */
  stream(make: (dialect: Dialect) => ByteStream): void {
    const dialect = this.dialect ?? PLAIN;
    this.#outbox.stream(make(dialect), dialect.lane);
  }

  /** Ends the connection after what is owed was sent; nothing more is read. */
  finish(): void {
    this.#leaving = true;
    this.#silence.stop();
    this.socket.resume(); // a paused socket never hears of its peer's end
    const owed = this.reception.leave();
    if (owed) void owed.then(() => this.#outbox.finish());
    else this.#outbox.finish();
  }

  /** Ends the connection with a reason, after what is owed. */
  letGo({ code, message }: Refusal): void {
    if (this.#parting.begun) return;
    this.#parting.begin(CLOSE_MS);
    this.tell({ type: "bye", code, message });
    this.finish();
    this.house.leave(this, message);
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
    const now = this.house.now();
    if (this.#parting.isOver) return this.terminate();
    this.#parting.sweep();
    const patience = this.#outbox.waitingBytes > 0 ? TALK_STALL_MS : FILE_STALL_MS;
    if (this.#outbox.stalledFor() > patience) return this.#letGoAsSlow();
    if (this.#leaving) return;
    if (!this.house.isNamed(this) && now - this.#openedAt >= nameTimeoutMs) {
      const message = `No name within ${nameTimeoutMs / 1000} seconds; goodbye`;
      return this.letGo({ code: "name-timeout", message });
    }
    // A guest that is not read cannot be heard either; its stalls are looked at above.
    if (this.#paused) return;
    this.reception.sweep();
    if (this.dialect?.pings) this.#keepAlive();
  }

  /** What it did not read would only stand before the reason. */
  #letGoAsSlow(): void {
    if (this.#parting.begun) return;
    this.#outbox.drop();
    this.letGo({ code: "too-slow", message: "You do not read what you are sent; goodbye" });
  }

  #keepAlive(): void {
    const due = this.#keepalive.due();
    if (due === "goodbye") this.terminate();
    else if (due === "ping") this.tell({ type: "ping" });
  }

  #take(arrival: Arrival): void {
    this.#intake.push(arrival);
    this.#work();
  }

  /** Works off what was received, one input after the other, while the guest reads its answers. */
  #work(): void {
    if (this.#working) return;
    this.#working = true;
    let inputs = 0;
    while (!this.#leaving && !this.#isCongested && inputs < INPUTS_PER_TURN) {
      const input = this.#intake.next();
      if (!input) break;
      this.house.input(this, input);
      inputs++;
    }
    this.#working = false;
    if (this.#leaving) return;
    const more = inputs === INPUTS_PER_TURN;
    if (more) setImmediate(() => this.#guarded(() => this.#work()));
    this.#pause(more || this.#isCongested);
    if (!this.#intake.exhausted) return;
    this.house.leave(this);
    this.finish();
  }

  /** Whether so much waits, for the guest or for the disk, that it should not be read. */
  get #isCongested(): boolean {
    return this.#outbox.congested || this.reception.congested;
  }

  #pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) return void this.socket.pause();
    this.#keepalive.heard(); // it was us who did not listen
    this.socket.resume();
  }

  #write(bytes: Uint8Array, offset: number, length: number): number {
    const taken = this.socket.write(bytes, offset, length);
    if (taken > 0) this.traffic.sent += taken;
    return taken;
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
