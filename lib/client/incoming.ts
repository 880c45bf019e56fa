// What a server sends, as it comes: its greeting, and then frames; what no server of ours would send ends it.
import { FrameDecoder, FrameTooLong } from "../protocol/decode.ts";
import { EXIT } from "../protocol/exits.ts";
import type { Frame } from "../protocol/frame.ts";
import { ServerMessage } from "../protocol/messages.ts";
import { readControl } from "../protocol/read-message.ts";
import { Failure } from "./failure.ts";
import { Greeting } from "./greeting.ts";

/** Hears what the bytes mean, in their order. */
export interface IncomingEvents {
  /** The server says something, in answer to the request of that id or unasked. */
  message(message: ServerMessage, id: number | undefined): void;
  /** Bytes of a file came. */
  chunk(transfer: number, data: Uint8Array): void;
}

export class Incoming {
  #greeting: Greeting | undefined;
  #decoder = new FrameDecoder();
  #saidHello = false;

  constructor(
    private readonly server: string,
    private readonly events: IncomingEvents,
  ) {
    this.#greeting = new Greeting(server);
  }

  /** Why the server closed before its greeting was complete; undefined where it was. */
  get closedEarly(): Failure | undefined {
    return this.#greeting?.closedEarly();
  }

  /** Bytes came. @throws Failure where they cannot be understood */
  push(chunk: Uint8Array): void {
    const bytes = this.#greeting ? this.#greeting.push(chunk) : chunk;
    if (!bytes) return;
    this.#greeting = undefined;
    try {
      for (const frame of this.#decoder.push(bytes)) this.#take(frame);
    } catch (error) {
      throw error instanceof FrameTooLong ? this.#broken(error.message) : error;
    }
  }

  #take(frame: Frame): void {
    if (frame.kind === "chunk") return this.events.chunk(frame.transfer, frame.data);
    if (frame.kind === "unknown") throw this.#broken(`a frame of kind ${frame.byte}`);
    const { id, result } = readControl(ServerMessage, frame.payload);
    // A newer server may say things that this client does not know; they are not for it.
    if (!result.ok) return;
    this.#saidHello ||= result.value.type === "hello";
    // Nobody listens yet who could bound what follows.
    if (result.value.type === "welcome" && !this.#saidHello)
      throw this.#broken("it welcomes before its hello");
    this.events.message(result.value, id);
  }

  #broken(why: string): Failure {
    return new Failure(EXIT.network, `Cannot understand "${this.server}": ${why}`);
  }
}
