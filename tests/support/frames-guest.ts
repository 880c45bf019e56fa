// A frames guest on top of a raw one: what a program that speaks the frames dialect sends and sees.

import { FrameDecoder } from "../../lib/protocol/decode.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE, PREFACE_BYTES, type Frame } from "../../lib/protocol/frame.ts";
import { ServerMessage, type Command, type Message } from "../../lib/protocol/messages.ts";
import { readControl } from "../../lib/protocol/read-message.ts";
import { isLast, type Asked } from "./answered.ts";
import { encodeChunk } from "./chunk.ts";
import type { Guest } from "./guest.ts";
import { Changing } from "./patience.ts";

/** A message that came, with the id of the request that it answers. */
export type Heard = ServerMessage & { re?: number };

/** All that can come: messages, and chunks by the id of their transfer and how many bytes they bear. */
export type Came = Heard | Chunk;
type Chunk = { type: "chunk"; re: number; size: number };

const isChunk = (came: Came): came is Chunk => came.type === "chunk";

/** What a newcomer asks to be shown of what was said before. */
export interface Earlier {
  since?: number;
  replay?: number;
}

/** What a download brought. */
export interface Download {
  answers: Heard[];
  size: number;
  sha256: string;
}

export class FramesGuest extends Changing implements Disposable {
  /** All that came, in its order. */
  readonly came: Came[] = [];
  readonly raw: Guest;
  #decoder = new FrameDecoder();
  #lastId = 0;
  #asked = new Map<number, Asked>();
  #taken = new Set<Came>();
  #hashes = new Map<number, Bun.CryptoHasher>();
  #fileBytes = 0;
  #ended = false;
  #broken: unknown;
  #welcome: Message<"welcome"> | undefined;

  private constructor(raw: Guest) {
    super();
    this.raw = raw;
    raw.tap((bytes) => this.#take(bytes));
  }

  /** Sends the preface and reads the server's, whatever text stands before it. */
  static async open(raw: Guest, preface: Uint8Array = PREFACE): Promise<FramesGuest> {
    raw.send(preface);
    return FramesGuest.listen(raw);
  }

  /** Reads up to the server's preface, and frames after it. */
  static async listen(raw: Guest): Promise<FramesGuest> {
    while ((await raw.bytes(1))[0] !== PREFACE[0]);
    const rest = await raw.bytes(PREFACE_BYTES - 1);
    if (!rest.equals(PREFACE.subarray(1))) throw new Error("the server's preface is wrong");
    return new FramesGuest(raw);
  }

  /** Sends a request, and returns its id. */
  ask(command: Command | { type: "ping" }): number {
    const id = ++this.#lastId;
    this.#asked.set(id, command.type);
    this.send({ id, ...command });
    return id;
  }

  /** Tells what a request was that was sent by other means, so that its last answer is known. */
  expect(id: number, type: Asked): void {
    this.#asked.set(id, type);
  }

  /** Sends any value as a control frame. */
  send(value: object): void {
    this.raw.send(encodeControl(value));
  }

  /** All answers to a request, the last of them included. */
  async answers(id: number): Promise<Heard[]> {
    await this.until(
      () =>
        this.#messages().find(
          (each) => each.re === id && isLast(each, this.#asked.get(each.re ?? 0)),
        ),
      (state) => `request ${id} is not answered: ${state}; ${this.#seen()}`,
    );
    const answers = this.#messages().filter((message) => message.re === id);
    for (const answer of answers) this.#taken.add(answer);
    return answers;
  }

  request(command: Command | { type: "ping" }): Promise<Heard[]> {
    return this.answers(this.ask(command));
  }

  /** Sends a file's bytes under the id of its `put`. */
  sendChunk(transfer: number, data: Uint8Array): void {
    this.raw.send(encodeChunk(transfer, data));
  }

  /** The answer of one type to a request, once it is there. */
  async answer<T extends ServerMessage["type"]>(
    id: number,
    type: T,
  ): Promise<Extract<Heard, { type: T }>> {
    const is = (message: Heard): message is Extract<Heard, { type: T }> => message.type === type;
    return this.until(
      () =>
        this.#messages()
          .filter(is)
          .find(({ re }) => re === id),
      (state) => `request ${id} got no "${type}": ${state}; ${this.#seen()}`,
    );
  }

  /** Gives a name at the door. */
  async join(name: string, earlier: Earlier = {}): Promise<void> {
    this.#enter(await this.request({ type: "nick", name, ...earlier }));
  }

  /** Comes back by a token, and gets what it missed since a message. */
  async comeBack(token: string, since: number): Promise<void> {
    this.#enter(await this.request({ type: "resume", token, since }));
  }

  /** What it was welcomed with. */
  get welcome(): Message<"welcome"> {
    if (!this.#welcome) throw new Error("it was not welcomed");
    return this.#welcome;
  }

  /** By what it comes back. */
  get token(): string {
    return this.welcome.token ?? "";
  }

  /** What was said before that it was shown, up to where it is live. */
  async shown(): Promise<Heard[]> {
    await this.until(
      () => this.#messages().some(({ type }) => type === "live") || undefined,
      (state) => `it is not live: ${state}; ${this.#seen()}`,
    );
    const messages = this.#messages();
    const from = messages.findIndex(({ type }) => type === "welcome") + 1;
    return messages.slice(
      from,
      messages.findIndex(({ type }) => type === "live"),
    );
  }

  /** The next message of a type that was not returned before, however it was caused. */
  async next<T extends ServerMessage["type"]>(type: T): Promise<Extract<Heard, { type: T }>> {
    const is = (message: Heard): message is Extract<Heard, { type: T }> => message.type === type;
    const found = await this.until(
      () => this.#messages().find((message) => is(message) && !this.#taken.has(message)),
      (state) => `no "${type}": ${state}; ${this.#seen()}`,
    );
    this.#taken.add(found);
    if (!is(found)) throw new Error("never");
    return found;
  }

  /**
   * What came unasked, but for the server's hello and the beginning of what is said now, until all that was sent so
   * far is read; what somebody said is there once its ACK is.
   */
  async heard(): Promise<Heard[]> {
    await this.request({ type: "ping" });
    const isGreeting = (type: Heard["type"]) => type === "hello" || type === "live";
    return this.#messages().filter(({ re, type }) => re === undefined && !isGreeting(type));
  }

  /** Resolves when the first bytes of a transfer have come. */
  async firstChunk(id: number): Promise<void> {
    await this.until(
      () => this.came.some(({ type, re }) => type === "chunk" && re === id) || undefined,
      (state) => `no bytes of transfer ${id}: ${state}; ${this.#seen()}`,
    );
  }

  /** Resolves when all transfers together have brought so many bytes. */
  async fileBytes(count: number): Promise<void> {
    await this.until(
      () => this.#fileBytes >= count || undefined,
      (state) => `${this.#fileBytes} bytes of files, not ${count}: ${state}; ${this.#seen()}`,
    );
  }

  /** What a transfer has brought once it is over. */
  async downloaded(id: number): Promise<Download> {
    const answers = await this.answers(id);
    const size = this.came
      .filter(isChunk)
      .filter(({ re }) => re === id)
      .reduce((sum, chunk) => sum + chunk.size, 0);
    return { answers, size, sha256: this.#hash(id).copy().digest("hex") };
  }

  /** Resolves when the server has ended the connection. */
  async ended(): Promise<void> {
    await this.until(
      () => this.#ended || undefined,
      (state) => `the connection is not ended: ${state}; ${this.#seen()}`,
    );
  }

  [Symbol.dispose](): void {
    this.raw[Symbol.dispose]();
  }

  #enter([answer]: readonly Heard[]): void {
    if (answer?.type !== "welcome") throw new Error(`it is not welcome: ${this.#seen()}`);
    this.#welcome = answer;
  }

  #take(bytes: Uint8Array | undefined): void {
    if (!bytes) this.#ended = true;
    else {
      try {
        for (const frame of this.#decoder.push(bytes)) this.#takeFrame(frame);
      } catch (error) {
        this.#broken ??= error;
      }
    }
    this.changed();
  }

  #takeFrame(frame: Frame): void {
    if (frame.kind === "unknown") throw new Error(`a frame of kind ${frame.byte} came`);
    if (frame.kind === "chunk") {
      this.#hash(frame.transfer).update(frame.data);
      this.#fileBytes += frame.data.byteLength;
      this.came.push({ type: "chunk", re: frame.transfer, size: frame.data.byteLength });
      return;
    }
    const { id, result } = readControl(ServerMessage, frame.payload);
    if (!result.ok) throw new Error(`no message of a server: ${result.refusal.message}`);
    if (result.value.type === "ping") this.send({ type: "pong" });
    this.came.push(id === undefined ? result.value : { ...result.value, re: id });
  }

  #messages(): Heard[] {
    if (this.#broken) throw this.#broken;
    return this.came.filter((each) => !isChunk(each));
  }

  #hash(id: number): Bun.CryptoHasher {
    const hash = this.#hashes.get(id) ?? new Bun.CryptoHasher("sha256");
    this.#hashes.set(id, hash);
    return hash;
  }

  #seen(): string {
    return `the last that came: ${JSON.stringify(this.#messages().slice(-5)).slice(-1000)}`;
  }
}
