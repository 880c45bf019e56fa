// Raw ends of connections for the client's tests: guests, and servers that do what a script says.

import type { Socket, SocketHandler, TCPSocketListener } from "bun";
import type { Address } from "../../lib/protocol/address.ts";
import { FrameDecoder } from "../../lib/protocol/decode.ts";
import { ASK_NAME } from "../../lib/protocol/dialogue.ts";
import { encodeControl } from "../../lib/protocol/encode.ts";
import { PREFACE, PREFACE_BYTES } from "../../lib/protocol/frame.ts";
import { ClientMessage } from "../../lib/protocol/messages.ts";
import { readControl } from "../../lib/protocol/read-message.ts";
import { Outbox } from "../../lib/protocol/outbox.ts";

const WAIT_MS = 10_000;

/** Text that grows, and waiting for what it will hold. */
export class Heard {
  text = "";
  #waiting = new Set<() => void>();

  add(text: string): void {
    this.text += text;
    for (const check of this.#waiting) check();
  }

  /** Resolves with the text once it holds `what`. */
  waitFor(what: string | RegExp | ((text: string) => boolean)): Promise<string> {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    const holds = (text: string) => {
      if (typeof what === "string") return text.includes(what);
      return what instanceof RegExp ? what.test(text) : what(text);
    };
    const check = () => void (holds(this.text) && resolve(this.text));
    const late = () => reject(new Error(`no ${what} in:\n${this.text.slice(-4000)}`));
    const deadline = setTimeout(late, WAIT_MS);
    this.#waiting.add(check);
    check();
    return promise.finally(() => {
      clearTimeout(deadline);
      this.#waiting.delete(check);
    });
  }
}

/** One end of a raw connection. */
export class Peer implements Disposable {
  /** What came, byte by byte as latin1. */
  readonly heard = new Heard();
  /** Resolves when the connection is closed. */
  readonly closed = Promise.withResolvers<void>();
  /** Hears the bytes that come, too. */
  onBytes: (bytes: Uint8Array) => void = () => {};
  /** Whether the other side's end is left without an answer. */
  stubborn = false;
  /** Bytes that the socket has taken. */
  taken = 0;
  readonly #outbox: Outbox;

  constructor(readonly socket: Socket<Peer>) {
    const write = (bytes: Uint8Array, offset: number, length: number) => {
      const taken = socket.write(bytes, offset, length);
      this.taken += Math.max(0, taken);
      return taken;
    };
    this.#outbox = new Outbox({ write, shutdown: () => socket.shutdown() }, Date.now);
  }

  text(text: string): void {
    this.bytes(Buffer.from(text));
  }

  control(message: object): void {
    this.bytes(encodeControl(message));
  }

  bytes(bytes: Uint8Array): void {
    this.#outbox.send(bytes);
  }

  /** Ends the connection after all that was sent. */
  finish(): void {
    this.#outbox.finish();
  }

  /** Ends the connection with an RST. */
  reset(): void {
    this.socket.terminate();
  }

  drained(): void {
    this.#outbox.drained();
  }

  /** To be called when the socket is closed. */
  gone(): void {
    this.#outbox.close();
    this.closed.resolve();
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}

function handlers(onOpen: (peer: Peer) => void): SocketHandler<Peer> {
  return {
    open: (socket) => {
      socket.data = new Peer(socket);
      onOpen(socket.data);
    },
    data: ({ data: peer }, bytes) => {
      peer.heard.add(bytes.toString("latin1"));
      peer.onBytes(bytes);
    },
    drain: ({ data: peer }) => peer.drained(),
    end: (socket) => void (socket.data.stubborn || socket.end()),
    close: ({ data: peer }) => peer.gone(),
  };
}

/** A raw connection to a port of this machine. */
export async function dial(port: number): Promise<Peer> {
  const socket = { ...handlers(() => {}) };
  const options = { hostname: "127.0.0.1", port, allowHalfOpen: true, socket };
  return (await Bun.connect<Peer>(options)).data;
}

/** A server that does what `onOpen` does with each who comes. */
export class FakeServer implements Disposable {
  readonly peers: Peer[] = [];
  readonly #listener: TCPSocketListener<Peer>;

  constructor(onOpen: (peer: Peer) => void) {
    const opened = (peer: Peer) => {
      this.peers.push(peer);
      onOpen(peer);
    };
    const socket = handlers(opened);
    const options = { hostname: "127.0.0.1", port: 0, allowHalfOpen: true, socket };
    this.#listener = Bun.listen<Peer>(options);
  }

  get address(): Address {
    return { host: "127.0.0.1", port: this.#listener.port };
  }

  get at(): string {
    return `127.0.0.1:${this.#listener.port}`;
  }

  [Symbol.dispose](): void {
    this.#listener.stop(true);
  }
}

/** What a fake server does when asked for something; `id` is that of the request. */
export type Answers = Partial<
  Record<ClientMessage["type"], (peer: Peer, id: number, message: ClientMessage) => void>
> & {
  /** A piece of a file that it is sent. */
  chunk?: (peer: Peer, transfer: number, data: Uint8Array) => void;
};

const POLITE: Answers = {
  nick: (peer, id) => peer.control({ type: "welcome", name: "me", re: id }),
  exit: (peer, id) => {
    peer.control({ type: "bye", code: "exit", message: "Goodbye", re: id });
    peer.finish();
  },
};

/**
 * A server that greets and speaks frames, but answers as `answers` say; names and exit as it should. `hello` makes
 * what else its greeting has.
 */
export function framesServer(
  answers: Answers = {},
  room = "Fake",
  hello: () => object = () => ({}),
): FakeServer {
  return new FakeServer((peer) => {
    const decoder = new FrameDecoder();
    let preface = PREFACE_BYTES;
    peer.onBytes = (bytes) => {
      const rest = bytes.subarray(preface);
      preface = Math.max(0, preface - bytes.byteLength);
      for (const frame of decoder.push(rest)) {
        if (frame.kind === "chunk") answers.chunk?.(peer, frame.transfer, frame.data);
        if (frame.kind !== "control") continue;
        const { id, result } = readControl(ClientMessage, frame.payload);
        if (!result.ok) continue;
        const message = result.value;
        ({ ...POLITE, ...answers })[message.type]?.(peer, id ?? 0, message);
      }
    };
    peer.text(`${ASK_NAME}\n`);
    peer.bytes(PREFACE);
    peer.control({ type: "hello", room, client: 7, ...hello() });
  });
}

/** Has a server send its guest away for good. */
export function sendAway({ peers }: FakeServer, message: string): void {
  peers.at(-1)?.control({ type: "bye", code: "version", message });
  peers.at(-1)?.finish();
}

/** A port of this machine where nothing listens. */
export function closedPort(): number {
  const listener = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data: () => {} } });
  const { port } = listener;
  listener.stop(true);
  return port;
}
