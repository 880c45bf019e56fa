// The requests of a session whose answers are not complete: each hears what the server says of it.
import type { ByteStream } from "../protocol/byte-stream.ts";
import type { CommandType, ServerMessage } from "../protocol/messages.ts";
import { COMPLETES, type Answering, type Pending } from "./answering.ts";
import { refused, type Failure } from "./failure.ts";
import { heardOf, lateOf, owedMs, type Leaving } from "./owed.ts";

/** A request that is to be sent. */
export interface Asked {
  id: number;
  /** Resolves when its answer is complete; rejects with a Failure. */
  answered: Promise<void>;
}

export class Requests {
  #pending = new Map<number, Pending>();
  #lastId = 0;

  /** `now` is in milliseconds since the epoch; `send` takes the frames of a file that the server has asked for. */
  constructor(
    private readonly now: () => number,
    private readonly send: (frames: ByteStream) => void,
  ) {}

  /** An id that no request has had. */
  nextId(): number {
    return ++this.#lastId;
  }

  /** Notes a request of this moment. */
  add(type: CommandType, answering: Answering): Asked {
    const settled = Promise.withResolvers<void>();
    const id = this.nextId();
    const now = this.now();
    this.#pending.set(id, { type, asked: now, heard: now, settled, ...answering });
    return { id, answered: settled.promise };
  }

  /** Whether the answer to a request is still to come, or to be completed. */
  has(id: number): boolean {
    return this.#pending.has(id);
  }

  /** Takes what the server says in answer to a request; false where there is none of that id. */
  answer(id: number, message: ServerMessage): boolean {
    const pending = this.#pending.get(id);
    if (!pending) return false;
    if (message.type === "error") {
      this.#pending.delete(id);
      pending.settled.reject(refused(message));
      return true;
    }
    pending.heard = this.now();
    pending.message?.(message);
    if (message.type === "send") this.#sendFile(pending, message.from, id);
    if (!COMPLETES[pending.type](message)) return true;
    this.#pending.delete(id);
    pending.settled.resolve();
    return true;
  }

  /** Takes bytes of the file that a request is for. */
  chunk(id: number, data: Uint8Array): void {
    const pending = this.#pending.get(id);
    if (!pending) return;
    // One without bytes brings nothing on.
    if (data.byteLength > 0) pending.heard = this.now();
    pending.chunk?.(data);
  }

  /** How long the oldest has had no answer: milliseconds; 0 where there is none. An upload does not count once its bytes are asked for. */
  get unansweredMs(): number {
    const oldest = this.#pending.values().find(({ isSending }) => !isSending);
    return oldest ? this.now() - oldest.asked : 0;
  }

  /** How long the oldest that is answered at once has had no answer: milliseconds. */
  get owedMs(): number {
    return owedMs(this.#pending.values(), this.now());
  }

  /** One of whose answer nothing has come for too long. To be asked now and then while uploads are under way. */
  late(leaving: Leaving): Pending | undefined {
    return lateOf([...this.#pending.values()], this.now(), leaving);
  }

  /** Counts their silence from now on, where nothing can have been heard before. */
  heard(): void {
    heardOf(this.#pending.values(), this.now());
  }

  /** Fails them all. */
  fail(failure: Failure): void {
    for (const { settled } of this.#pending.values()) settled.reject(failure);
    this.#pending.clear();
  }

  /** Once: a server that asks again is not to have the file twice. */
  #sendFile(pending: Pending, from: number, id: number): void {
    const { send } = pending;
    delete pending.send;
    pending.isSending = true;
    if (send) this.send(send(from, id));
  }
}
