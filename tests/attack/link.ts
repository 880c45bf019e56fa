// One connection of the attack tests, over TCP or TLS: bytes both ways. Nothing of our client is in it.

import type { Socket } from "bun";

/** Where the server under attack is. */
export interface Target {
  host: string;
  port: number;
  tls: boolean;
  /** What the room asks for before a name, where it does. */
  password?: string | undefined;
}

export class Link {
  /** Resolves when the connection is closed, whoever did it. */
  readonly closed: Promise<void>;
  /** Hears what comes; undefined is the end of it. */
  onBytes: (bytes: Uint8Array | undefined) => void = () => {};
  /** Hears that all that was sent has been taken by the system. */
  onDrained: () => void = () => {};
  isClosed = false;
  #close = Promise.withResolvers<void>();
  #socket: Socket | undefined;
  #ready: boolean;
  #unsent: Uint8Array[] = [];
  #ending = false;
  #hasEnded = false;

  /**
   * Connects; over TLS whatever certificate is shown, and resolves before its handshake is through.
   * @throws Error where nobody listens there
   */
  static async open({ host, port, tls }: Target): Promise<Link> {
    const link = new Link(tls);
    const socket = {
      open: (opened: Socket) => void (link.#socket = opened),
      handshake: () => link.#shookHands(),
      data: (_socket: Socket, bytes: Uint8Array) => link.onBytes(bytes),
      drain: () => link.#flush(),
      end: () => link.#end(),
      close: () => link.#closed(),
      error: () => {},
    };
    const { handshake: _none, ...plain } = socket;
    const there = { hostname: host, port, allowHalfOpen: true };
    if (tls) await Bun.connect({ ...there, socket, tls: { rejectUnauthorized: false } });
    else await Bun.connect({ ...there, socket: plain });
    return link;
  }

  private constructor(isTls: boolean) {
    this.closed = this.#close.promise;
    this.#ready = !isTls;
  }

  /** Whether everything that was sent has been taken by the system. */
  get isDrained(): boolean {
    return this.#unsent.length === 0;
  }

  send(data: string | Uint8Array): void {
    if (this.isClosed) return;
    this.#unsent.push(typeof data === "string" ? Buffer.from(data) : data);
    this.#flush();
  }

  /** Says that nothing more will be sent, once all is; it may still read. */
  end(): void {
    this.#ending = true;
    this.#flush();
  }

  pause(): void {
    this.#socket?.pause();
  }

  resume(): void {
    this.#socket?.resume();
  }

  /** Breaks the connection off: its peer sees a reset. */
  reset(): void {
    this.#socket?.terminate();
  }

  #shookHands(): void {
    this.#ready = true;
    this.#flush();
  }

  #end(): void {
    if (!this.#hasEnded) this.onBytes(undefined);
    this.#hasEnded = true;
    if (!this.isClosed) this.#socket?.end();
  }

  #closed(): void {
    this.isClosed = true;
    this.#unsent = [];
    this.#end();
    this.#close.resolve();
  }

  #flush(): void {
    if (!this.#ready || !this.#socket) return;
    for (let next = this.#unsent[0]; next; next = this.#unsent[0]) {
      const taken = this.#socket.write(next);
      if (taken < 0) return void (this.#unsent = []);
      if (taken < next.byteLength) return void (this.#unsent[0] = next.subarray(taken));
      this.#unsent.shift();
    }
    if (this.#ending) this.#socket.shutdown();
    this.#ending = false;
    this.onDrained();
  }
}
