// Opening a session: a TCP connection, the preface, the server's hello, all within one deadline.
import type { Socket, TLSOptions } from "bun";
import { errorCode } from "../files/reasons.ts";
import { addressText, type Address } from "../protocol/address.ts";
import { FULL } from "../protocol/dialogue.ts";
import { ASLEEP_MS, CLIENT_SWEEP_MS, CONNECT_MS } from "../protocol/limits.ts";
import type { Message } from "../protocol/messages.ts";
import { limitUnsent } from "../protocol/socket-options.ts";
import { Failure, refused } from "./failure.ts";
import { CLOSED, shownIn } from "./handshake.ts";
import { Lost } from "./passing.ts";
import { Session } from "./session.ts";
import type { Trust } from "./trust.ts";

const REASONS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "no such host is known",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ETIMEDOUT: "it does not answer",
};

export interface Connected {
  session: Session;
  hello: Message<"hello">;
  /** What the person should know of how the server was known. */
  remark?: string | undefined;
}

/**
 * A session with the server at an address, and its hello. `comesBack` gets the session before anything has come, to
 * ask for a place that is ours; without it a full room is no place to connect to. With a trust TLS is spoken, and nothing
 * is said to a server that is not worth it.
 * @throws Failure that says why there is none
 */
export async function connect(
  address: Address,
  now: () => number,
  deadlineMs = CONNECT_MS,
  comesBack?: (session: Session) => void,
  trust?: Trust,
): Promise<Connected> {
  const server = addressText(address);
  const givingUp = new AbortController();
  const opened = open(address, { server, now, comesBack, trust, signal: givingUp.signal });
  const late = Promise.withResolvers<never>();
  let missing = "no answer";
  const deadline = setTimeout(() => {
    const why = `${missing} within ${deadlineMs / 1000} seconds`;
    const tooLate = new Lost(`Cannot join "${server}": ${why}`);
    late.reject(tooLate);
    givingUp.abort(tooLate);
    opened.then(({ session }) => session.abandon(tooLate)).catch(() => {});
  }, deadlineMs);
  try {
    const { session, remark } = await Promise.race([opened, late.promise]);
    missing = "no Parlor server, no answer";
    const hello = await session.hello;
    if (hello.client === 0 && !comesBack) throw turnedAway(session);
    keepSweeping(session, now);
    return { session, hello, remark };
  } finally {
    clearTimeout(deadline);
  }
}

/** Only who was here before can have a place, for a moment. */
function turnedAway(session: Session): Failure {
  const full = refused({ code: "full", message: FULL });
  session.abandon(full);
  return full;
}

/** Looks now and then whether the server is still there, and at once after this machine has slept. */
function keepSweeping(session: Session, now: () => number): void {
  let sweptAt = now();
  const sweeping = setInterval(() => {
    if (now() - sweptAt >= ASLEEP_MS) session.probe();
    sweptAt = now();
    session.sweep();
  }, CLIENT_SWEEP_MS);
  void session.ended.then(() => clearInterval(sweeping));
}

interface Opening {
  server: string;
  now: () => number;
  comesBack: ((session: Session) => void) | undefined;
  trust: Trust | undefined;
  /** Nobody waits for it any more. */
  signal: AbortSignal;
}

type Opened = Pick<Connected, "session" | "remark">;

/** A session on a connection of which it is known, where it has to be, that it is with the right server. */
async function open({ host, port }: Address, opening: Opening): Promise<Opened> {
  const { server, now, comesBack, trust, signal } = opening;
  const opened = Promise.withResolvers<Opened>();
  const begin = (socket: Socket<Session | undefined>, remark?: string) => {
    const session = new Session(socket, server, now);
    socket.data = session;
    comesBack?.(session);
    opened.resolve({ session, remark });
  };
  const shakeHands = (socket: Socket<Session | undefined>, error: Error | null, by: Trust) => {
    try {
      begin(socket, by.judge(shownIn(socket, error, server, by)));
    } catch (failure) {
      if (!(failure instanceof Failure)) throw failure;
      opened.reject(failure);
      socket.terminate();
    }
  };
  try {
    await Bun.connect<Session | undefined>({
      hostname: host,
      port,
      allowHalfOpen: true,
      ...(trust && { tls: tlsOf(trust) }),
      // No `error` here: what a handler of ours throws is then a fault that nobody catches, as it should be.
      socket: {
        open: (socket) => {
          limitUnsent(socket);
          signal.addEventListener("abort", () => socket.data ?? socket.terminate());
          if (signal.aborted) socket.terminate();
          else if (!trust) begin(socket);
        },
        ...(trust && {
          handshake: (socket: Socket<Session | undefined>, _ok: boolean, error: Error | null) =>
            shakeHands(socket, error, trust),
        }),
        data: ({ data: session }, bytes) => session?.received(bytes),
        drain: ({ data: session }) => session?.drained(),
        end: (ending) => void ending.end(),
        close: ({ data: session }) => {
          if (session) session.closed();
          else opened.reject(new Lost(`Cannot join "${server}": ${CLOSED}`));
        },
      },
    });
  } catch (error) {
    const reason =
      REASONS[errorCode(error) ?? ""] ?? (error instanceof Error ? error.message : String(error));
    throw new Lost(`Cannot reach "${server}": ${reason}`);
  }
  return opened.promise;
}

/** Where somebody has to vouch for the server the library breaks off by itself; else a fingerprint is looked at. */
function tlsOf({ ca }: Trust): TLSOptions {
  return ca === undefined ? { rejectUnauthorized: false } : { ca, rejectUnauthorized: true };
}
