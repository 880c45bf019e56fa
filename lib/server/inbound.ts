// What comes of one guest: its bytes become inputs in its dialect, taken one at a time, at its pace and ours.
import type { Line } from "../protocol/duplex.ts";
import { IGNORED_BYTES } from "../protocol/limits.ts";
import type { Stage } from "../room/client.ts";
import type { Dialect, Input } from "./dialects/dialect.ts";
import type { Holds } from "./holds.ts";
import { Intake } from "./intake.ts";
import { Pace } from "./pace.ts";
import { Reading } from "./reading.ts";
import { Silence } from "./silence.ts";

/** What is asked of the guest's connection, and told to it. */
export interface InboundEvents {
  /** The guest's dialect is known: it is greeted in it. */
  chosen(dialect: Dialect): void;
  stage(): Stage;
  take(input: Input): void;
  /** Whether so much waits that nothing more should be taken. */
  congested(): boolean;
  /** Whether these are the bytes of a file that is being received. */
  isReceiving(transfer: number): boolean;
  /** The guest is listened to again; before that it was us who did not. */
  listening(): void;
  /** The guest has sent its last, and all of it was taken. */
  exhausted(): void;
  /** More than IGNORED_BYTES came after `stop`: the guest does not read its goodbye, and is not waited for. */
  ignored(): void;
  /** Does something; a fault in it ends the connection, and is not thrown. */
  guarded(action: () => void): void;
}

export interface InboundMeans {
  line: Pick<Line, "pause" | "resume">;
  holds: Holds;
  /** A clock in milliseconds. */
  now: () => number;
  /** Messages a second that the guest may send before it is delayed; 0 for any number. */
  rate: number;
}

export class Inbound {
  readonly #intake: Intake;
  readonly #reading: Reading;
  readonly #silence: Silence;
  #stopped = false;
  /** What came since then: bytes. */
  #ignoredBytes = 0;

  constructor(
    private readonly means: InboundMeans,
    private readonly events: InboundEvents,
  ) {
    const { holds, now, rate } = means;
    this.#intake = new Intake(
      (dialect) => events.chosen(dialect),
      () => events.stage(),
    );
    const isReceiving = (transfer: number) => events.isReceiving(transfer);
    const pace =
      rate > 0 ? new Pace({ rate, now, isReceiving, relieved: () => this.work() }) : undefined;
    const reading = {
      take: (input: Input) => events.take(input),
      congested: () => events.congested(),
      pause: (paused: boolean) => this.#pause(paused),
      later: () => void setImmediate(() => this.work()),
      exhausted: () => events.exhausted(),
    };
    this.#reading = new Reading(this.#intake, holds, reading, pace);
    // While the guest is not read, its silence is of our making.
    this.#silence = new Silence(
      () => this.#reading.paused,
      () => events.guarded(() => this.#reading.push("silence")),
    );
  }

  get dialect(): Dialect | undefined {
    return this.#intake.dialect;
  }

  /** Whether the guest is not read for now. */
  get paused(): boolean {
    return this.#reading.paused;
  }

  /** Whether nothing more is read of it for good. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** Bytes came. */
  received(bytes: Uint8Array): void {
    if (this.#stopped) return this.#ignore(bytes.byteLength);
    this.#silence.stop();
    this.#reading.push(bytes);
    if (!this.#stopped && this.#intake.awaitsSilence) this.#silence.await();
  }

  /** The guest has sent its last byte. */
  ended(): void {
    this.#silence.stop();
    this.#reading.push("end");
  }

  /** Goes on, where more may be taken by now. */
  work(): void {
    this.events.guarded(() => this.#reading.work());
  }

  /** Nothing more is read of the guest. */
  stop(): void {
    this.#stopped = true;
    this.#reading.stop();
    this.#silence.stop();
  }

  #ignore(bytes: number): void {
    this.#ignoredBytes += bytes;
    if (this.#ignoredBytes > IGNORED_BYTES) this.events.ignored();
  }

  #pause(paused: boolean): void {
    if (paused) return void this.means.line.pause();
    this.events.listening();
    this.#silence.again();
    this.means.line.resume();
  }
}
