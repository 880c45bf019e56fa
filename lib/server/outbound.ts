// What one guest is told: each message in its dialect, in its lane, and no more than it may leave unread.
import type { ByteStream, OutboxEvents } from "../protocol/byte-stream.ts";
import type { Refusal } from "../protocol/errors.ts";
import type { Line } from "../protocol/duplex.ts";
import { TALK_WAITING_BYTES } from "../protocol/limits.ts";
import type { ServerMessage } from "../protocol/messages.ts";
import { Outbox } from "../protocol/outbox.ts";
import type { Stage, Traffic } from "../room/client.ts";
import type { Tag } from "../room/effects.ts";
import type { Dialect } from "./dialects/dialect.ts";
import { LinesDialect } from "./dialects/lines.ts";

/** What a guest whose dialect is not known yet can read. */
const PLAIN: Dialect = new LinesDialect();

/** Why somebody goes who leaves too much unread, or for too long. */
export const TOO_SLOW: Refusal = {
  code: "too-slow",
  message: "You do not read what you are sent; goodbye",
};

/** What is asked of the guest's connection, and told to it. */
export interface OutboundEvents extends OutboxEvents {
  /** Undefined where it is not known yet. */
  dialect(): Dialect | undefined;
  stage(): Stage;
  /** All is sent after `outbox.finish`. */
  sent(): void;
  /** The guest is to go for this reason. */
  cutOff(reason: Refusal): void;
}

export class Outbound {
  readonly outbox: Outbox;

  /** `now` is a clock in milliseconds. */
  constructor(
    private readonly line: Pick<Line, "write">,
    private readonly traffic: Traffic,
    now: () => number,
    private readonly events: OutboundEvents,
  ) {
    const sink = {
      write: (bytes: Uint8Array, offset: number, length: number) =>
        this.#write(bytes, offset, length),
      shutdown: () => events.sent(),
    };
    this.outbox = new Outbox(sink, now, events);
  }

  /** Queues an encoded message, and lets the guest go where too much waits for it. */
  send(bytes: Uint8Array | undefined): void {
    if (!bytes) return;
    this.outbox.send(bytes);
    if (this.outbox.waitingBytes > TALK_WAITING_BYTES) this.events.cutOff(TOO_SLOW);
  }

  /** Sends a message; a guest refused at the door is asked for a name again. */
  tell(message: ServerMessage, tag?: Tag): void {
    const dialect = this.events.dialect() ?? PLAIN;
    this.send(dialect.encode(message, tag));
    if (message.type === "error") this.send(dialect.prompt(this.events.stage()));
  }

  /** Sends an answer that is made while it is sent: in the lane of such answers, or in another. */
  stream(make: (dialect: Dialect) => ByteStream, lane?: Dialect["lane"]): void {
    const dialect = this.events.dialect() ?? PLAIN;
    this.outbox.stream(make(dialect), lane ?? dialect.lane);
  }

  #write(bytes: Uint8Array, offset: number, length: number): number {
    const taken = this.line.write(bytes, offset, length);
    if (taken > 0) this.traffic.sent += taken;
    return taken;
  }
}
