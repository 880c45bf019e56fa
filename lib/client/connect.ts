// Opening a session: a TCP connection, the preface, the server's hello, all within one deadline.
import { errorCode } from "../files/reasons.ts";
import { addressText, type Address } from "../protocol/address.ts";
import { FULL } from "../protocol/dialogue.ts";
import { ASLEEP_MS, CLIENT_SWEEP_MS, CONNECT_MS } from "../protocol/limits.ts";
import type { Message } from "../protocol/messages.ts";
import { limitUnsent } from "../protocol/unsent.ts";
import { refused, type Failure } from "./failure.ts";
import { Lost } from "./passing.ts";
import { Session } from "./session.ts";

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
}

/**
 * A session with the server at an address, and its hello. `comesBack` gets the session before anything has come, to
 * ask for a place that is ours; without it a full room is no place to connect to.
 * @throws Failure that says why there is none
 */
export async function connect(
  address: Address,
  now: () => number,
  deadlineMs = CONNECT_MS,
  comesBack?: (session: Session) => void,
): Promise<Connected> {
  const server = addressText(address);
  const opened = open(address, server, now, comesBack);
  const late = Promise.withResolvers<never>();
  let missing = "no answer";
  const deadline = setTimeout(() => {
    const why = `${missing} within ${deadlineMs / 1000} seconds`;
    const tooLate = new Lost(`Cannot join "${server}": ${why}`);
    late.reject(tooLate);
    opened.then((session) => session.abandon(tooLate)).catch(() => {});
  }, deadlineMs);
  try {
    const session = await Promise.race([opened, late.promise]);
    missing = "no Parlor server, no answer";
    const hello = await session.hello;
    if (hello.client === 0 && !comesBack) throw turnedAway(session);
    keepSweeping(session, now);
    return { session, hello };
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

async function open(
  { host, port }: Address,
  server: string,
  now: () => number,
  comesBack: (session: Session) => void = () => {},
): Promise<Session> {
  try {
    const socket = await Bun.connect<Session>({
      hostname: host,
      port,
      allowHalfOpen: true,
      // No `error` here: what a handler of ours throws is then a fault that nobody catches, as it should be.
      socket: {
        open: (opened) => {
          limitUnsent(opened);
          opened.data = new Session(opened, server, now);
          comesBack(opened.data);
        },
        data: ({ data: session }, bytes) => session.received(bytes),
        drain: ({ data: session }) => session.drained(),
        end: (ending) => void ending.end(),
        close: ({ data: session }) => session?.closed(),
      },
    });
    return socket.data;
  } catch (error) {
    const reason =
      REASONS[errorCode(error) ?? ""] ?? (error instanceof Error ? error.message : String(error));
    throw new Lost(`Cannot reach "${server}": ${reason}`);
  }
}
