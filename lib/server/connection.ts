// One guest's connection: joins its socket, its intake and its outbox, and keeps its deadlines.
import type { Refusal } from "../protocol/errors.ts";
import { IGNORED_BYTES, TALK_WAITING_BYTES } from "../protocol/limits.ts";
import type { ByteStream } from "../protocol/byte-stream.ts";
import type { Line } from "../protocol/duplex.ts";
import { FULL } from "../protocol/dialogue.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import { Outbox } from "../protocol/outbox.ts";
import { HOST, type Traffic } from "../room/client.ts";
import type { Tag } from "../room/effects.ts";
import { Deadlines } from "./deadlines.ts";
import type { Dialect, Input } from "./dialects/dialect.ts";
import { LinesDialect } from "./dialects/lines.ts";
import { Farewell } from "./farewell.ts";
import { Holds } from "./holds.ts";
import type { House } from "./house.ts";
import { Intake } from "./intake.ts";
import { Pace } from "./pace.ts";
import { Parting } from "./parting.ts";
import { Reading } from "./reading.ts";
import { Reception } from "./reception.ts";
import { Sendings } from "./sendings.ts";
import { Silence } from "./silence.ts";

/** What a guest whose dialect is not known yet can read. */
const PLAIN: Dialect = new LinesDialect();

/** What a guest reads for whom there is no place, whatever it speaks. */
const FULL_TEXT = new TextEncoder().encode(`${FULL}\n`);

const TOO_SLOW: Refusal = {
  code: "too-slow",
  message: "You do not read what you are sent; goodbye",
};

export class Connection {
  readonly #outbox: Outbox;
  #number: number;
  /** The client that it was before another connection became it. */
  #formerly: number | undefined;
  readonly #intake: Intake;
  readonly #reading: Reading;
  /** What the guest's next request waits for. */
  readonly holds: Holds;
  /** The guest's files on their way here, and those on their way to it. */
  readonly reception: Reception;
  readonly sendings: Sendings;
  readonly #silence: Silence;
  /** Ends what the guest is made to wait for, once it goes. */
  #waiting: AbortController | undefined;
  #inputEnded = false;
  /** Nothing more is read of this guest; what it is owed may still be on its way. */
  #leaving = false;
  /** What came of it since. */
  #ignoredBytes = 0;
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
    const work = () => this.#guarded(() => this.#reading.work());
    this.holds = new Holds(work, (action) => this.#guarded(action));
    this.#farewell = new Farewell(this.holds, this.#parting, {
      readNoMore: () => this.#readNoMore(),
      drop: () => this.#outbox.drop(),
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
    this.#intake = new Intake(
      (dialect) => this.send(dialect.preface),
      () => house.stage(this),
    );
    const { rate, now } = house;
    const isReceiving = (transfer: number) => this.reception.isReceiving(transfer);
    const isBound = rate > 0 && number !== HOST;
    const pace = isBound ? new Pace({ rate, now, isReceiving, relieved: work }) : undefined;
    const reading = {
      take: (input: Input) => house.input(this, input),
      congested: () => this.#outbox.congested || this.reception.congested,
      pause: (paused: boolean) => this.#pause(paused),
      later: () => void setImmediate(work),
      exhausted: () => this.#farewell.depart(),
    };
    this.#reading = new Reading(this.#intake, this.holds, reading, pace);
    // While the guest is not read, its silence is of our making.
    this.#silence = new Silence(
      () => this.#reading.paused,
      () => this.#guarded(() => this.#reading.push("silence")),
    );
    this.#outbox = new Outbox(
      {
        write: (bytes, offset, length) => this.#write(bytes, offset, length),
        shutdown: () => this.#endOutput(),
      },
      house.now,
      {
        relieved: work,
        failed: (error) => house.fault(this, error),
        dead: () => socket.terminate(),
      },
    );
    this.#outbox.send(number < 0 ? FULL_TEXT : house.opening(this));
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
    return this.#leaving;
  }

  /** Since when it is here, less what it was made to wait: milliseconds. */
  get stoodFor(): number {
    return this.#deadlines.stoodFor();
  }

  get dialect(): Dialect | undefined {
    return this.#intake.dialect;
  }

  /** Bytes came. */
  received(bytes: Uint8Array): void {
    this.traffic.received += bytes.byteLength;
    this.#deadlines.heard();
    // Those of uploads are far more than the collector could be told of for each, and are done with evenly.
    if (!this.reception.isBusy) this.house.litter.add(bytes.byteLength);
    if (this.#leaving) return this.#ignored(bytes.byteLength);
    this.#guarded(() => {
      this.#silence.stop();
      this.#reading.push(bytes);
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
    this.#guarded(() => this.#reading.push("end"));
  }

  /** The socket is closed. The guest is gone once its last words are stored, or cannot be. */
  closed(): void {
    this.#waiting?.abort();
    this.#readNoMore();
    this.#outbox.close();
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
    if (!bytes) return;
    this.#outbox.send(bytes);
    if (this.#outbox.waitingBytes > TALK_WAITING_BYTES) this.cutOff(TOO_SLOW);
  }

  /** Sends a message in the guest's dialect; a guest refused at the door is asked for a name again. */
  tell(message: ServerMessage, tag?: Tag): void {
    const dialect = this.dialect ?? PLAIN;
    this.send(dialect.encode(message, tag));
    if (message.type === "error") this.send(dialect.prompt(this.house.stage(this)));
  }

  /** Sends an answer that is made while it is sent: in the lane of such answers, or in another. */
  stream(make: (dialect: Dialect) => ByteStream, lane?: Dialect["lane"]): void {
    const dialect = this.dialect ?? PLAIN;
    this.#outbox.stream(make(dialect), lane ?? dialect.lane);
  }

  /**
   * Has the guest wait for something of ours until `over` is called: nothing more of it is taken meanwhile. The signal
   * aborts where it has to go, or is gone, before that.
   */
  wait(): { signal: AbortSignal; over: () => void } {
    const settled = this.holds.begin("keep");
    const goesOn = this.#deadlines.holdUp();
    const waiting = new AbortController();
    this.#waiting = waiting;
    const over = () => {
      goesOn();
      settled();
    };
    return { signal: waiting.signal, over };
  }

  /** Ends the connection after what is owed was sent; nothing more is read. */
  finish(): void {
    this.#readNoMore();
    this.socket.resume(); // a paused socket never hears of its peer's end
    const owed = this.reception.leave();
    if (owed) void owed.then(() => this.#outbox.finish());
    else this.#outbox.finish();
  }

  /** Ends the connection with a reason, after what is owed. */
  letGo(reason: Refusal): void {
    this.#waiting?.abort();
    this.#farewell.letGo(reason);
  }

  /** The same, while the guest stays one of the room until its socket closes. */
  sendAway(reason: Refusal): void {
    this.#waiting?.abort();
    this.#farewell.sendAway(reason);
  }

  /** The same, but what it was not sent yet goes to nobody. */
  cutOff(reason: Refusal): void {
    this.#waiting?.abort();
    this.#farewell.cutOff(reason);
  }

  /** Ends the connection of a guest for whom there is no place, which people were told at once. */
  turnAway(): void {
    if (this.dialect?.name === "frames") this.letGo({ code: "full", message: FULL });
    else this.#farewell.withoutWords();
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
      isLeaving: this.#leaving,
      isPaused: this.#reading.paused,
      pings: this.dialect?.pings ?? false,
    };
    const overdue = this.#deadlines.overdue(standing, this.#outbox, nameTimeoutMs);
    if (overdue === "slow") return this.cutOff(TOO_SLOW);
    if (overdue === "full") return this.turnAway();
    if (overdue === "gone") return this.terminate();
    if (overdue === "ping") this.tell({ type: "ping" });
    else if (overdue !== "nothing") return this.letGo(overdue);
    if (!this.#leaving && !this.#reading.paused) this.reception.sweep();
  }

  /** Who goes on sending after the goodbye does not read it, and is not waited for. */
  #ignored(bytes: number): void {
    this.#ignoredBytes += bytes;
    if (this.#ignoredBytes > IGNORED_BYTES) this.terminate();
  }

  #readNoMore(): void {
    this.#leaving = true;
    this.#reading.stop();
    this.#silence.stop();
  }

  #pause(paused: boolean): void {
    if (paused) return void this.socket.pause();
    this.#deadlines.heard(); // it was us who did not listen
    this.#silence.again();
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
