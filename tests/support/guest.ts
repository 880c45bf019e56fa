// A guest of the server as a raw TCP peer: what it sends is up to the test, what it gets is read piece by piece.

import type { Socket } from "bun";
import { Changing } from "./patience.ts";

const LF = 0x0a;

/** A line that the server answers with one line to its sender alone, and that line. */
const FENCE = "/nothing";
const FENCE_ANSWER = '* Cannot run "/nothing": there is no such command; ';

/** What takes the bytes in place of `line` and `bytes`; undefined is the end of them. */
export type Tap = (bytes: Uint8Array | undefined) => void;

export class Guest extends Changing implements Disposable {
  /** Resolves when the connection is closed both ways. */
  readonly closed: Promise<void>;
  #connected: Socket | undefined;
  #close = Promise.withResolvers<void>();
  /** Resolves once it may speak: in TLS after the handshake. */
  #open = Promise.withResolvers<void>();
  #unsent: Uint8Array[] = [];
  #ending = false;
  #arrived: Uint8Array[] = [];
  #rest: Buffer = Buffer.alloc(0);
  #ended = false;
  #tap: Tap | undefined;
  #address = "";

  /**
   * Connects, from a loopback address of its own where one is given, and speaks TLS where that is asked for. One that
   * `stays` does not close its side when the server closes its own.
   */
  static async connect(
    port: number,
    { stays = false, from = "127.0.0.1", tls = false } = {},
  ): Promise<Guest> {
    const guest = new Guest(stays, from);
    const where = { hostname: "127.0.0.1", port, localAddress: from };
    await Bun.connect({
      ...where,
      ...(tls && { tls: { rejectUnauthorized: false } }),
      allowHalfOpen: true,
      socket: {
        open: (socket) => guest.#opened(socket),
        data: (_socket, bytes) => guest.#take(bytes),
        drain: () => guest.#flush(),
        end: () => guest.#end(),
        close: () => guest.#closed(),
      },
    });
    await Promise.race([guest.#open.promise, guest.closed]);
    return guest;
  }

  private constructor(
    private readonly stays: boolean,
    private readonly from: string,
  ) {
    super();
    this.closed = this.#close.promise;
  }

  /** Its address, as the server sees it. */
  get address(): string {
    return this.#address;
  }

  /** Whether everything that was sent has been taken by the system. */
  get sentAll(): boolean {
    return this.#unsent.length === 0;
  }

  send(data: string | Uint8Array): void {
    this.#unsent.push(typeof data === "string" ? Buffer.from(data) : data);
    this.#flush();
  }

  /** Says that nothing more will be sent, once all is; it may still read. */
  end(): void {
    this.#ending = true;
    this.#flush();
  }

  /** Stops reading. */
  pause(): void {
    this.#socket.pause();
  }

  resume(): void {
    this.#socket.resume();
  }

  /** The next line, without its LF. */
  line(): Promise<string> {
    return this.until(
      () => this.#takeLine(),
      (state) => `no line: ${state}`,
    );
  }

  async lines(count: number): Promise<string[]> {
    const lines: string[] = [];
    while (lines.length < count) lines.push(await this.line());
    return lines;
  }

  /** The next so many bytes. */
  bytes(count: number): Promise<Buffer> {
    return this.until(
      () => {
        if (this.#held() < count) return this.#mayHaveMore();
        this.#join();
        return this.#cut(count);
      },
      (state) => `not ${count} bytes: ${state}`,
    );
  }

  /** All that is still to come until the server ends the connection. */
  async restBytes(): Promise<Buffer> {
    await this.until(
      () => this.#ended || undefined,
      (state) => `the connection is not ended: ${state}`,
    );
    this.#join();
    return this.#cut(this.#rest.byteLength);
  }

  async rest(): Promise<string> {
    return (await this.restBytes()).toString();
  }

  /** The lines that came before the server has worked off all that was sent so far, by whomever. */
  async heard(ending = "\n"): Promise<string[]> {
    this.send(`${FENCE}${ending}`);
    const lines: string[] = [];
    for (;;) {
      const line = await this.line();
      if (line.startsWith(FENCE_ANSWER)) return lines;
      lines.push(line);
    }
  }

  /** Hands over all that is unread and all that is to come. */
  tap(tap: Tap): void {
    this.#join();
    if (this.#rest.byteLength > 0) tap(this.#cut(this.#rest.byteLength));
    if (this.#ended) tap(undefined);
    this.#tap = tap;
  }

  /** Breaks the connection off. */
  [Symbol.dispose](): void {
    this.#socket.terminate();
  }

  get #socket(): Socket {
    if (!this.#connected) throw new Error("the guest is not connected");
    return this.#connected;
  }

  #opened(socket: Socket): void {
    this.#connected = socket;
    this.#open.resolve();
    this.#address = `${this.from}:${socket.localPort}`;
  }

  #take(bytes: Uint8Array): void {
    if (this.#tap) return this.#tap(bytes);
    this.#arrived.push(bytes);
    this.changed();
  }

  #end(): void {
    if (!this.#ended) this.#tap?.(undefined);
    this.#ended = true;
    this.changed();
    if (!this.stays) this.#socket.end();
  }

  #closed(): void {
    if (!this.#ended) this.#tap?.(undefined);
    this.#ended = true;
    this.#unsent = [];
    this.#close.resolve();
    this.changed();
  }

  #flush(): void {
    for (let next = this.#unsent[0]; next; next = this.#unsent[0]) {
      const taken = this.#socket.write(next);
      if (taken < 0) return void (this.#unsent = []);
      if (taken < next.byteLength) return void (this.#unsent[0] = next.subarray(taken));
      this.#unsent.shift();
    }
    if (this.#ending) this.#socket.shutdown();
    this.#ending = false;
  }

  #held(): number {
    return this.#arrived.reduce((sum, { byteLength }) => sum + byteLength, this.#rest.byteLength);
  }

  #join(): void {
    if (this.#arrived.length === 0) return;
    this.#rest = Buffer.concat([this.#rest, ...this.#arrived]);
    this.#arrived = [];
  }

  #cut(count: number): Buffer {
    const cut = this.#rest.subarray(0, count);
    this.#rest = this.#rest.subarray(count);
    return cut;
  }

  #takeLine(): string | undefined {
    // What arrived is joined only where no whole line is left, so that many lines cost no copying each.
    if (!this.#rest.includes(LF)) this.#join();
    const at = this.#rest.indexOf(LF);
    return at < 0 ? this.#mayHaveMore() : this.#cut(at + 1).toString("utf8", 0, at);
  }

  #mayHaveMore(): undefined {
    if (!this.#ended) return;
    this.#join();
    throw new Error(`the connection has ended after ${JSON.stringify(this.#rest.toString())}`);
  }
}
