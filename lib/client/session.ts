// A session with a server: one connection, requests matched with their answers, and what nobody asked for.
import type { Line } from "../protocol/duplex.ts";
import { encodeControl } from "../protocol/encode.ts";
import { EXIT } from "../protocol/exits.ts";
import { PREFACE } from "../protocol/frame.ts";
import {
  CLOSE_MS,
  DISK_WAITING_BYTES,
  LEAVE_MS,
  QUIT_MS,
  PROBE_MS,
  UNHEARD_EVENTS,
} from "../protocol/limits.ts";
import type { Command, Message, ServerMessage } from "../protocol/messages.ts";
import { Outbox } from "../protocol/outbox.ts";
import type { Answering } from "./answering.ts";
import { Failure, refused } from "./failure.ts";
import { Incoming } from "./incoming.ts";
import { Lost } from "./passing.ts";
import { Pulse } from "./pulse.ts";
import { Requests } from "./requests.ts";

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
  #incoming: Incoming;
  #outbox: Outbox;
  #requests: Requests;
  #heldWeight = 0;
  #pulse: Pulse;
  #bye: Message<"bye"> | undefined;
  /** When it came: milliseconds since the epoch. */
  #byeAt = 0;
  #failure: Failure | undefined;
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
    this.#incoming = new Incoming(server, {
      message: (message, id) => this.#hear(message, id),
      chunk: (transfer, data) => this.#requests.chunk(transfer, data),
    });
    this.#requests = new Requests(now, (frames) => this.#outbox.stream(frames, "files"));
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
    if (this.#failure) return Promise.reject(this.#failure);
    const { id, answered } = this.#requests.add(command.type, answering);
    this.#outbox.send(encodeControl({ ...command, id }));
    this.#cancelOn(answering.signal, id);
    return answered;
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
    return this.#isHeld ? 0 : Math.min(this.#requests.unansweredMs, this.#pulse.silentMs);
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
    this.#requests.heard();
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
      this.#outbox.send(encodeControl({ type: "exit", id: this.#requests.nextId() }));
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
    this.#requests.heard();
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
    const late = this.#isImpatient ? this.#requests.late(this.#outbox) : undefined;
    if (late)
      return this.quit(new Lost(`Lost "${this.server}": it does not answer "${late.type}"`));
    const isTaking = !this.#outbox.empty && this.#outbox.stalledFor() < PROBE_MS;
    if (!this.#pulse.isGone({ owedMs: this.#requests.owedMs, isTaking })) return;
    this.abandon(new Lost(`Lost "${this.server}": it has gone silent`));
  }

  received(chunk: Uint8Array): void {
    this.#pulse.heard();
    try {
      this.#incoming.push(chunk);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      this.abandon(error);
    }
  }

  drained(): void {
    this.#outbox.drained();
  }

  closed(): void {
    this.#outbox.close();
    this.#closed.resolve();
    const lost = new Lost(`Lost the connection to "${this.server}"`);
    this.#end(this.#incoming.closedEarly ?? (this.#bye ? refused(this.#bye) : lost));
  }

  #cancelOn(signal: AbortSignal | undefined, transfer: number): void {
    const cancel = () => {
      if (this.#requests.has(transfer)) this.request({ type: "cancel", transfer }).catch(() => {});
    };
    if (signal?.aborted) cancel();
    else signal?.addEventListener("abort", cancel, { once: true });
  }

  #hear(message: ServerMessage, id: number | undefined): void {
    if (message.type === "bye" && !this.#bye) {
      this.#bye = message;
      this.#byeAt = this.now();
    }
    if (message.type === "hello") return this.#hello.resolve(message);
    if (message.type === "ping") return this.#pong();
    if (id === undefined || !this.#requests.answer(id, message)) this.#event(message);
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

  #end(failure: Failure): void {
    if (this.#failure) return;
    this.#failure = failure;
    this.#requests.fail(failure);
    this.#hello.reject(failure);
    this.#ended.resolve(failure);
  }
}
