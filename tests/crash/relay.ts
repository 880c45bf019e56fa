// Stands between one client and one server, counts the bytes that pass, and can hold a transfer at a byte.

import type { Socket } from "bun";

/** Which way the bytes of a file go: down to the client, or up to the server. */
export type Way = "down" | "up";

/** Where the server says that a transfer begins: a download in `file`, an upload in `send`. */
const BEGINS = /"type":"(?:file|send)"[^}]*"from":(\d+)/;

/** So much of what comes down is looked through for that: bytes. */
const LOOKED_THROUGH_BYTES = 64 * 1024;

/** One of a connection's two sockets. */
interface End {
  /** The way of what comes from it. */
  readonly way: Way;
  socket: Socket<End> | undefined;
  other: End | undefined;
  /** What came from the other and waits to be written here. */
  unsent: Uint8Array[];
  /** Whether nothing more comes from the other. */
  ending: boolean;
}

export class Relay implements Disposable {
  /** Bytes that have passed since the beginning. */
  readonly passed: Record<Way, number> = { down: 0, up: 0 };
  /** The port of the server, for the connections to come. */
  target = 0;
  #ends = new Set<End>();
  #limits: Record<Way, number> = { down: Infinity, up: Infinity };
  #begun: { looked: string; from: number | undefined; way: Way; to: number } | undefined;
  #closed = Promise.withResolvers<void>();
  readonly #listener = Bun.listen<End>({
    hostname: "127.0.0.1",
    port: 0,
    allowHalfOpen: true,
    socket: { ...this.#handlers(), open: (socket) => void this.#accept(socket) },
  });

  get port(): number {
    return this.#listener.port;
  }

  /** Where the transfer of this try begins, as the server has said; undefined until it has. */
  get from(): number | undefined {
    return this.#begun?.from;
  }

  /** A new try begins: its transfer goes that way, and is held once it is at a byte of the file. */
  expect(way: Way, to: number): void {
    this.#begun = { looked: "", from: undefined, way, to };
    this.#closed = Promise.withResolvers();
  }

  /** Holds nothing any more. */
  release(): void {
    this.#limits = { down: Infinity, up: Infinity };
    for (const end of this.#ends) this.#resume(end);
  }

  /** Resolves when both sides of the try's connection are closed. */
  get closed(): Promise<void> {
    return this.#closed.promise;
  }

  [Symbol.dispose](): void {
    this.#listener.stop(true);
    for (const end of this.#ends) end.socket?.terminate();
  }

  #handlers() {
    return {
      data: ({ data: end }: Socket<End>, bytes: Uint8Array) => this.#pass(end, bytes),
      drain: ({ data: end }: Socket<End>) => this.#write(end),
      end: ({ data: end }: Socket<End>) => this.#end(end),
      close: ({ data: end }: Socket<End>) => this.#close(end),
    };
  }

  async #accept(socket: Socket<End>): Promise<void> {
    const client = this.#makeEnd("up", socket);
    socket.data = client;
    socket.pause(); // until there is somewhere to pass it on to
    const server = this.#makeEnd("down", undefined);
    client.other = server;
    server.other = client;
    try {
      await Bun.connect<End>({
        hostname: "127.0.0.1",
        port: this.target,
        allowHalfOpen: true,
        socket: {
          ...this.#handlers(),
          open: (opened) => {
            opened.data = server;
            server.socket = opened;
          },
        },
      });
      if (this.#ends.has(client)) this.#resume(client);
      else server.socket?.terminate(); // it has hung up meanwhile
    } catch {
      this.#ends.delete(server);
      socket.terminate();
    }
  }

  #makeEnd(way: Way, socket: Socket<End> | undefined): End {
    const end: End = { way, socket, other: undefined, unsent: [], ending: false };
    this.#ends.add(end);
    return end;
  }

  #pass(end: End, bytes: Uint8Array): void {
    this.passed[end.way] += bytes.byteLength;
    if (end.way === "down") this.#look(bytes);
    const { other } = end;
    if (!other) return;
    other.unsent.push(bytes);
    this.#write(other);
    if (this.#isHeld(end)) end.socket?.pause();
  }

  #look(bytes: Uint8Array): void {
    const begun = this.#begun;
    if (!begun || begun.from !== undefined) return;
    const text = Buffer.from(bytes.subarray(0, LOOKED_THROUGH_BYTES)).toString("latin1");
    begun.looked = (begun.looked + text).slice(-2 * LOOKED_THROUGH_BYTES);
    const [, from] = BEGINS.exec(begun.looked) ?? [];
    if (from === undefined) return;
    begun.from = Number(from);
    this.#limits[begun.way] = this.passed[begun.way] + begun.to - begun.from;
  }

  /** Whether nothing more is to be read from an end for now. */
  #isHeld({ way, other }: End): boolean {
    return this.passed[way] >= this.#limits[way] || (other?.unsent.length ?? 0) > 0;
  }

  #write(end: End): void {
    for (let next = end.unsent[0]; next && end.socket; next = end.unsent[0]) {
      const taken = end.socket.write(next);
      if (taken < 0) return void (end.unsent = []);
      if (taken < next.byteLength) {
        end.unsent[0] = next.subarray(taken);
        return;
      }
      end.unsent.shift();
    }
    if (end.ending) end.socket?.shutdown();
    else if (end.other) this.#resume(end.other);
  }

  #resume(end: End): void {
    if (!this.#isHeld(end)) end.socket?.resume();
  }

  #end(end: End): void {
    const { other } = end;
    if (!other) return;
    other.ending = true;
    this.#write(other);
  }

  #close(end: End): void {
    this.#ends.delete(end);
    end.unsent = [];
    const { other } = end;
    if (other && this.#ends.has(other)) {
      end.other = undefined;
      other.other = undefined;
      if (other.unsent.length === 0) other.socket?.terminate();
      else other.ending = true;
      // One that is held would not hear of its peer's end.
      other.socket?.resume();
    }
    if (this.#ends.size === 0) this.#closed.resolve();
  }
}
