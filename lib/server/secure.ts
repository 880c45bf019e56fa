// TLS on the port: a guest is one before its handshake is done, and whoever speaks in the clear is told so in the clear.
import type { Socket, SocketHandler } from "bun";
import { errorCode } from "../files/reasons.ts";
import { SPEAKS_TLS } from "../protocol/dialogue.ts";
import { TLS_SILENCE_MS } from "../protocol/limits.ts";
import type { Certificate } from "./certificate.ts";

/** The first byte of a TLS record that opens a handshake; no other guest begins so. */
const HANDSHAKE = 0x16;

const TOLD = new TextEncoder().encode(`${SPEAKS_TLS}\n`);

/** What happens to the sockets of a port. */
export interface GuestHandler<Data> extends SocketHandler<Data> {
  /** Where TLS is spoken: a guest does not, or says nothing at all. It was told, and nothing more can be sent to it. */
  foreign?(socket: Socket<Data>): void;
}

/** What is on the wire, below TLS. */
export interface Wire {
  /** Ends the wait for the guest's first byte; undefined once it was seen. */
  silence: NodeJS.Timeout | undefined;
  /** Answers in the clear. */
  tell: () => void;
  /** A fault of ours. */
  failed: (error: Error) => void;
}

export interface Secured {
  /** What is to happen to the sockets that a listener accepts. */
  wire: SocketHandler<Wire>;
  /** Breaks off what is still open: a listener no longer knows the sockets that speak TLS. */
  terminate(): void;
}

/** Has TLS spoken on the sockets of a listener; `handler` gets them as it would get them without it. */
export function secured<Data>(
  { cert, key }: Certificate,
  handler: GuestHandler<Data>,
  silenceMs = TLS_SILENCE_MS,
): Secured {
  const sockets = new Set<Socket<Data>>();
  const above: SocketHandler<Data> = {
    ...handler,
    open(socket) {
      sockets.add(socket);
      return handler.open?.(socket);
    },
    // Without it `open` would wait for the handshake, and those who never finish theirs would be nobody's.
    handshake() {},
    close(socket, error) {
      sockets.delete(socket);
      return handler.close?.(socket, error);
    },
    error(socket, error) {
      // What a guest sends that is no TLS is no fault of ours; its socket closes by itself.
      if (!isOfTls(error)) return handler.error?.(socket, error);
    },
  };
  const upgrade = (socket: Socket<Wire>) => {
    const wire: Wire = {
      silence: setTimeout(() => wire.tell(), silenceMs),
      tell: () => {},
      failed: () => socket.terminate(),
    };
    socket.data = wire; // before the upgrade, which gives it to the socket below TLS
    const [below, secure] = socket.upgradeTLS<Data>({ tls: { cert, key }, socket: above });
    wire.tell = () => {
      below.write(TOLD);
      below.shutdown();
      handler.foreign?.(secure);
    };
    wire.failed = (error) => handler.error?.(secure, error);
  };
  const wire: SocketHandler<Wire> = {
    open: upgrade,
    // Heard before TLS is: what comes first tells whether it will be.
    data({ data: seen }, [first]) {
      if (!seen.silence) return;
      clearTimeout(seen.silence);
      seen.silence = undefined;
      if (first !== HANDSHAKE) seen.tell();
    },
    close: ({ data: seen }) => clearTimeout(seen.silence),
    error: ({ data: seen }, error) => seen.failed(error),
  };
  return {
    wire,
    terminate() {
      for (const socket of sockets) socket.terminate();
    },
  };
}

function isOfTls(error: Error): boolean {
  const code = errorCode(error) ?? "";
  return code.startsWith("ERR_SSL") || code === "EPROTO";
}
