// One guest's connection: joins its socket, its intake and its outbox, and keeps its deadlines.
import type { Socket } from "bun";
import type { Refusal } from "../protocol/errors.ts";
import {
  BARE_QUIET_MS,
  CLOSE_MS,
  FILE_STALL_MS,
  INPUTS_PER_TURN,
  LINGER_MS,
  SWEEP_MS,
  TALK_STALL_MS,
  TALK_WAITING_BYTES,
  UNREAD_BYTES,
} from "../protocol/limits.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import { Keepalive } from "../protocol/keepalive.ts";
import { Outbox, type ByteStream } from "../protocol/outbox.ts";
import type { Traffic } from "../room/clients.ts";
import type { Tag } from "../room/effects.ts";
import { GREETING, type Dialect, type Input } from "./dialects/dialect.ts";
import { LinesDialect } from "./dialects/lines.ts";
import { Intake } from "./intake.ts";

/** What a connection tells the house it stands in, and asks of it. */
export interface House {
  now: () => number;
  /** A guest asks for something. */
  input(connection: Connection, input: Input): void;
  isNamed(connection: Connection): boolean;
  /** A guest can ask for nothing more, and is no longer one of the room; why, where it was let go. */
  leave(connection: Connection, why?: string): void;
  /** A fault of ours: it is logged, and the connection ends. */
  fault(connection: Connection, error: unknown): void;
}

/** What a guest whose dialect is not known yet can read. */
const PLAIN: Dialect = new LinesDialect();

export class Connection {
  readonly #outbox: Outbox;
  readonly #openedAt: number;
  readonly #intake: Intake;
  #silence: NodeJS.Timeout | undefined;
  #working = false;
  #paused = false;
  #inputEnded = false;
  /** Nothing more is read of this guest; what it is owed may still be on its way. */
  #leaving = false;
  readonly #keepalive: Keepalive;
  #closeBy = Number.POSITIVE_INFINITY;
  /** Bytes sent in all, as the sweeps of the last CLOSE_MS found them. */
  #sentBySweep = [0];

  constructor(
    private readonly socket: Socket<unknown>,
    private readonly house: House,
    readonly number: number,
    readonly address: string,
    private readonly traffic: Traffic,
  ) {
    this.#openedAt = house.now();
    this.#keepalive = new Keepalive(house.now);
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
      this.#intake.push(bytes);
      this.#work();
      this.#awaitSilence();
    });
  }

  /** The socket can take more. */
  drained(): void {
    this.#guarded(() => this.#outbox.drained());
  }

  /** The peer has sent its last byte; it may still read. */
  ended(): void {
    this.#inputEnded = true;
    clearTimeout(this.#silence);
    // Already leaving, and the peer has said its last word: nothing is left to wait for once all is sent.
    if (this.#leaving) return this.#outbox.ended ? void this.socket.end() : undefined;
    this.#guarded(() => {
      this.#intake.push("end");
      this.#work();
    });
  }

  /** The socket is closed. */
  closed(): void {
    clearTimeout(this.#silence);
    this.#leaving = true;
    this.#outbox.close();
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
    clearTimeout(this.#silence);
    this.socket.resume(); // a paused socket never hears of its peer's end
    this.#outbox.finish();
  }

  /** Ends the connection with a reason, after what is owed. */
  letGo({ code, message }: Refusal): void {
    if (this.#closeBy < Number.POSITIVE_INFINITY) return;
    this.#closeBy = this.house.now() + CLOSE_MS;
    this.tell({ type: "bye", code, message });
    this.finish();
    this.house.leave(this, message);
  }

  /** Ends the connection at once. */
  terminate(): void {
    this.socket.terminate();
  }

  /** Looks for deadlines that have passed. */
  sweep(nameTimeoutMs: number): void {
    const now = this.house.now();
    if (now >= this.#closeBy) return this.terminate();
    if (this.#sentBySweep.push(this.traffic.sent) > CLOSE_MS / SWEEP_MS) this.#sentBySweep.shift();
    const patience = this.#outbox.waitingBytes > 0 ? TALK_STALL_MS : FILE_STALL_MS;
    if (this.#outbox.stalledFor() > patience) return this.#letGoAsSlow();
    if (this.#leaving) return;
    if (!this.house.isNamed(this) && now - this.#openedAt >= nameTimeoutMs) {
      const message = `No name within ${nameTimeoutMs / 1000} seconds; goodbye`;
      return this.letGo({ code: "name-timeout", message });
    }
    // A guest that is not read cannot be heard either; its stalls are looked at above.
    if (this.dialect?.pings && !this.#paused) this.#keepAlive();
  }

  /** What it did not read would only stand before the reason. */
  #letGoAsSlow(): void {
    if (this.#closeBy < Number.POSITIVE_INFINITY) return;
    this.#outbox.drop();
    this.letGo({ code: "too-slow", message: "You do not read what you are sent; goodbye" });
  }

  #keepAlive(): void {
    const due = this.#keepalive.due();
    if (due === "goodbye") this.terminate();
    else if (due === "ping") this.tell({ type: "ping" });
  }

  /** Works off what was received, one input after the other, while the guest reads its answers. */
  #work(): void {
    if (this.#working) return;
    this.#working = true;
    let inputs = 0;
    while (!this.#leaving && !this.#outbox.congested && inputs < INPUTS_PER_TURN) {
      const input = this.#intake.next();
      if (!input) break;
      this.house.input(this, input);
      inputs++;
    }
    this.#working = false;
    if (this.#leaving) return;
    const more = inputs === INPUTS_PER_TURN;
    if (more) setImmediate(() => this.#guarded(() => this.#work()));
    this.#pause(more || this.#outbox.congested);
    if (!this.#intake.exhausted) return;
    this.house.leave(this);
    this.finish();
  }

  #pause(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) return void this.socket.pause();
    this.#keepalive.heard(); // it was us who did not listen
    this.socket.resume();
  }

  #awaitSilence(): void {
    clearTimeout(this.#silence);
    if (this.#leaving || !this.#intake.awaitsSilence) return;
    this.#silence = setTimeout(() => {
      // While the guest is not read, its silence is of our making.
      if (this.#paused) return this.#awaitSilence();
      this.#guarded(() => {
        this.#intake.push("silence");
        this.#work();
      });
    }, BARE_QUIET_MS);
  }

  #write(bytes: Uint8Array, offset: number, length: number): number {
    const taken = this.socket.write(bytes, offset, length);
    if (taken > 0) this.traffic.sent += taken;
    return taken;
  }

  /** All is sent. Closing with unread input would destroy it on its way, so the peer's end comes first. */
  #endOutput(): void {
    if (this.#inputEnded) return void this.socket.end();
    const sentOfLate = this.traffic.sent - (this.#sentBySweep[0] ?? 0);
    // Some peers, netcat among them, only leave when they are cut off: soon, but never before they have it all.
    const patience = sentOfLate > UNREAD_BYTES ? CLOSE_MS : LINGER_MS;
    this.#closeBy = Math.min(this.#closeBy, this.house.now() + patience);
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
