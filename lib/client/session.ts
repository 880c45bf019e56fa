// A session with a server: one connection, requests matched with their answers, and what nobody asked for.
import { FrameDecoder, FrameTooLong } from "../protocol/decode.ts";
import type { Line } from "../protocol/duplex.ts";
import { encodeControl } from "../protocol/encode.ts";
import { EXIT } from "../protocol/exits.ts";
import { PREFACE, type Frame } from "../protocol/frame.ts";
import {
  CLOSE_MS,
  DISK_WAITING_BYTES,
  LEAVE_MS,
  QUIT_MS,
  PROBE_MS,
  UNHEARD_EVENTS,
} from "../protocol/limits.ts";
import { readControl, ServerMessage, type Command, type Message } from "../protocol/messages.ts";
import { Outbox } from "../protocol/outbox.ts";
import { COMPLETES, type Answering, type Pending } from "./answering.ts";
import { Failure, refused } from "./failure.ts";
import { Greeting } from "./greeting.ts";
import { heardOf, lateOf, owedMs } from "./owed.ts";
import { Lost } from "./passing.ts";
import { Pulse } from "./pulse.ts";

export class Session {
  /** Resolves when the server's preface and its hello are here; rejects with a Failure. */
  readonly hello: Promise<Message<"hello">>;
  /** Resolves with why the session ended. */
  readonly ended: Promise<Failure>;
  #hello = Promise.withResolvers<Message<"hello">>();
  #ended = Promise.withResolvers<Failure>();
  /** What the server said unasked before anyone listened, and who listens since. */
  #unheard: ServerMessage[] = [];
  #listener: ((message: ServerMessage) => void) | undefined;
  #greeting: Greeting | undefined;
  #decoder = new FrameDecoder();
  #outbox: Outbox;
  #pending = new Map<number, Pending>();
  #lastId = 0;
  #heldWeight = 0;
  #pulse: Pulse;
  #bye: Message<"bye"> | undefined;
  /** When it came: milliseconds since the epoch. */
  #byeAt = 0;
  #failure: Failure | undefined;
  #isGreeted = false;
  #isLeaving = false;
  #isImpatient = false;
  #isQuitting = false;
  /** Resolves when the socket is closed. */
  #closed = Promise.withResolvers<void>();

  constructor(
    private readonly socket: Line,
    private readonly server: string,
    private readonly now: () => number,
  ) {
    this.#pulse = new Pulse(now, () => this.#outbox.send(encodeControl({ type: "ping" })));
    this.#greeting = new Greeting(server);
    this.#outbox = new Outbox(socket, now);
    this.#outbox.send(PREFACE);
    this.hello = this.#hello.promise;
    this.ended = this.#ended.promise;
    this.hello.catch(() => {}); // whoever waits for it hears of it; nobody has to
  }

  /**
   * Sends a command; resolves when its answer is complete.
   * @throws Failure with the server's refusal, or because the session ended
   */
  request(command: Command, answering: Answering = {}): Promise<void> {
    const settled = Promise.withResolvers<void>();
    if (this.#failure) settled.reject(this.#failure);
    else {
      const id = ++this.#lastId;
      this.#pending.set(id, {
        type: command.type,
        asked: this.now(),
        heard: this.now(),
        settled,
        ...answering,
      });
      this.#outbox.send(encodeControl({ ...command, id }));
      this.#cancelOn(answering.signal, id);
    }
    return settled.promise;
  }

  /** Hears all that the server says unasked, from the first word on. */
  listen(listener: (message: ServerMessage) => void): void {
    this.#listener = listener;
    for (const message of this.#unheard.splice(0)) listener(message);
  }

  /** Why the session ended, where it has. */
  get failure(): Failure | undefined {
    return this.#failure;
  }

  /** How long the server has owed an answer without a word, or 0: milliseconds. An upload does not count once its bytes are asked for. */
  get unansweredMs(): number {
    const oldest = this.#pending.values().find(({ isSending }) => !isSending);
    if (!oldest || this.#isHeld) return 0;
    return Math.min(this.now() - oldest.asked, this.#pulse.silentMs);
  }

  /** Counts what was received and waits for the disk, by its weight; while that is too much, the socket is not read. */
  hold(weight: number): void {
    this.#heldWeight += weight;
    if (this.#isHeld) this.socket.pause();
  }

  /** Counts what was held as done with. */
  release(weight: number): void {
    const wasPaused = this.#isHeld;
    this.#heldWeight -= weight;
    if (!wasPaused || this.#isHeld) return;
    this.#pulse.heard(); // it was us who did not listen
    heardOf(this.#pending.values(), this.now());
    this.socket.resume();
  }

  /** Whether so much waits for the disk that the socket is not read. */
  get #isHeld(): boolean {
    return this.#heldWeight > DISK_WAITING_BYTES;
  }

  /** Leaves the room once all that was sent has left; resolves when the connection is closed. */
  async leave(): Promise<void> {
    if (this.#isQuitting) return this.#closed.promise;
    if (this.#failure) return;
    this.#isLeaving = true;
    this.request({ type: "exit" }).catch(() => {});
    this.#outbox.finish();
    const deadline = setTimeout(() => this.abandon(), LEAVE_MS);
    await this.ended;
    clearTimeout(deadline);
    if (this.#isQuitting) await this.#closed.promise;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  /**
   * Ends the session at once, for this reason, and for good: what is under way breaks off, and only a goodbye is still
   * sent, without which the server would wait for us. leave() resolves when it was, or could not be.
   */
  quit(failure: Failure): void {
    if (this.#failure) return;
    this.#isQuitting = true;
    if (!this.#isLeaving) {
      this.#outbox.drop();
      this.#outbox.send(encodeControl({ type: "exit", id: ++this.#lastId }));
      this.#outbox.finish();
    }
    this.#end(failure);
    this.socket.resume(); // a paused socket does not hear the end of the other side
    const deadline = setTimeout(() => this.socket.terminate(), QUIT_MS);
    void this.#closed.promise.then(() => clearTimeout(deadline));
  }

  /** Ends the session at once, for this reason; the server is not told. */
  abandon(failure = new Failure(EXIT.ok, "Left the room")): void {
    this.#end(failure);
    this.socket.terminate();
  }

  /** Asks the server whether it is there; one that does not say a word then is soon given up. */
  probe(): void {
    heardOf(this.#pending.values(), this.now());
    if (!this.#isHeld) this.#pulse.probe();
  }

  /** From now on a server is given up that says nothing of what it owes, though it says something else. */
  expectProgress(): void {
    this.#isImpatient = true;
  }

  /** Pings a server that has been silent, and gives up one that stays so; to be called now and then. */
  sweep(): void {
    if (this.#isHeld) return;
    if (this.#bye && this.now() - this.#byeAt >= CLOSE_MS) return this.abandon(refused(this.#bye));
    const requests = [...this.#pending.values()];
    const now = this.now();
    const late = this.#isImpatient ? lateOf(requests, now, this.#outbox) : undefined;
    if (late)
      return this.quit(new Lost(`Lost "${this.server}": it does not answer "${late.type}"`));
    const isTaking = !this.#outbox.empty && this.#outbox.stalledFor() < PROBE_MS;
    if (!this.#pulse.isGone({ owedMs: owedMs(requests, now), isTaking })) return;
    this.abandon(new Lost(`Lost "${this.server}": it has gone silent`));
  }

  received(chunk: Uint8Array): void {
    this.#pulse.heard();
    try {
      const bytes = this.#greeting ? this.#greeting.push(chunk) : chunk;
      if (!bytes) return;
      this.#greeting = undefined;
      for (const frame of this.#decoder.push(bytes)) this.#take(frame);
    } catch (error) {
      if (error instanceof Failure) this.abandon(error);
      else if (error instanceof FrameTooLong) this.abandon(this.#broken(error.message));
      else throw error;
    }
  }

  drained(): void {
    this.#outbox.drained();
  }

  closed(): void {
    this.#outbox.close();
    this.#closed.resolve();
    if (this.#greeting) return this.#end(this.#greeting.closedEarly());
    const lost = new Lost(`Lost the connection to "${this.server}"`);
    this.#end(this.#bye ? refused(this.#bye) : lost);
  }

  #take(frame: Frame): void {
    if (frame.kind === "chunk") return this.#chunk(frame.transfer, frame.data);
    if (frame.kind === "unknown") throw this.#broken(`a frame of kind ${frame.byte}`);
    const { id, result } = readControl(ServerMessage, frame.payload);
    // A newer server may say things that this client does not know; they are not for it.
    if (result.ok) this.#hear(result.value, id);
  }

  #chunk(transfer: number, data: Uint8Array): void {
    const pending = this.#pending.get(transfer);
    if (!pending) return;
    // One without bytes brings nothing on.
    if (data.byteLength > 0) pending.heard = this.now();
    pending.chunk?.(data);
  }

  /** Once: a server that asks again is not to have the file twice. */
  #sendFile(pending: Pending, from: number, id: number): void {
    const { send } = pending;
    delete pending.send;
    pending.isSending = true;
    if (send) this.#outbox.stream(send(from, id), "files");
  }

  #cancelOn(signal: AbortSignal | undefined, transfer: number): void {
    const cancel = () => {
      if (this.#pending.has(transfer)) this.request({ type: "cancel", transfer }).catch(() => {});
    };
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  }

  #hear(message: ServerMessage, id: number | undefined): void {
    if (message.type === "bye" && !this.#bye) {
      this.#bye = message;
      this.#byeAt = this.now();
    }
    if (message.type === "hello") {
      this.#isGreeted = true;
      return this.#hello.resolve(message);
    }
    // Nobody listens yet who could bound what follows.
    if (message.type === "welcome" && !this.#isGreeted)
      throw this.#broken("it welcomes before its hello");
    if (message.type === "ping") return this.#pong();
    const pending = id === undefined ? undefined : this.#pending.get(id);
    if (id === undefined || !pending) return this.#event(message);
    if (message.type === "error") {
      this.#pending.delete(id);
      return pending.settled.reject(refused(message));
    }
    pending.heard = this.now();
    pending.message?.(message);
    if (message.type === "send") this.#sendFile(pending, message.from, id);
    if (!COMPLETES[pending.type](message)) return;
    this.#pending.delete(id);
    pending.settled.resolve();
  }

  /** A server that asks faster than it reads the answers gets one for many. */
  #pong(): void {
    if (!this.#outbox.congested) this.#outbox.send(encodeControl({ type: "pong" }));
  }

  #event(message: ServerMessage): void {
    // What comes behind the server's goodbye may stand after a gap; behind ours nobody listens.
    if (this.#bye || this.#isQuitting) return;
    if (this.#listener) this.#listener(message);
    else if (this.#unheard.length < UNHEARD_EVENTS) this.#unheard.push(message);
  }

  #broken(why: string): Failure {
    return new Failure(EXIT.network, `Cannot understand "${this.server}": ${why}`);
  }

  #end(failure: Failure): void {
    if (this.#failure) return;
    this.#failure = failure;
    for (const { settled } of this.#pending.values()) settled.reject(failure);
    this.#pending.clear();
    this.#hello.reject(failure);
    this.#ended.resolve(failure);
  }
}
