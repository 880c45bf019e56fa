// A line to a server that can be cut, as a cable: what is on its way is lost, and nobody gets through until it is mended.

import type { Socket } from "bun";

/** One of a connection's two sockets; what comes before the other is there waits. */
interface End {
  socket: Socket<End> | undefined;
  other: End | undefined;
  waiting: Uint8Array[];
}

export class Line implements Disposable {
  #isCut = false;
  readonly #ends = new Set<End>();
  /** Those of clients. */
  readonly #near = new Set<End>();
  readonly #listener;

  /** A line to a port of this machine. */
  constructor(private readonly target: number) {
    const socket = { ...this.#handlers(), open: (opened: Socket<End>) => this.#accept(opened) };
    this.#listener = Bun.listen<End>({ hostname: "127.0.0.1", port: 0, socket });
  }

  /** Where it begins, as the client takes it. */
  get at(): string {
    return `127.0.0.1:${this.#listener.port}`;
  }

  /** Both sides lose their connections, and whoever comes is hung up on. */
  cut(): void {
    this.#isCut = true;
    for (const { socket } of this.#ends) socket?.terminate();
  }

  /** The clients lose their connections, and the server does not hear of it. */
  lose(): void {
    for (const end of this.#near) {
      end.other = undefined;
      end.socket?.terminate();
    }
  }

  /** Whoever comes gets through again. */
  mend(): void {
    this.#isCut = false;
  }

  [Symbol.dispose](): void {
    this.cut();
    this.#listener.stop(true);
  }

  #handlers() {
    return {
      data: ({ data: { other } }: Socket<End>, bytes: Uint8Array) => {
        if (!other) return;
        if (other.socket) other.socket.write(bytes);
        else other.waiting.push(bytes);
      },
      close: ({ data: end }: Socket<End>) => {
        this.#ends.delete(end);
        this.#near.delete(end);
        end.other?.socket?.terminate();
      },
    };
  }

  #accept(socket: Socket<End>): void {
    const near: End = { socket, other: undefined, waiting: [] };
    const far: End = { socket: undefined, other: near, waiting: [] };
    near.other = far;
    socket.data = near;
    if (this.#isCut) return void socket.terminate();
    this.#ends.add(near).add(far);
    this.#near.add(near);
    const open = (opened: Socket<End>) => {
      opened.data = far;
      far.socket = opened;
      for (const bytes of far.waiting.splice(0)) opened.write(bytes);
    };
    const handlers = { ...this.#handlers(), open };
    const server = { hostname: "127.0.0.1", port: this.target, socket: handlers };
    Bun.connect<End>(server).catch(() => socket.terminate());
  }
}
