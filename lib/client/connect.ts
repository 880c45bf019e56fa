// Opening a session: a TCP connection, the preface, the server's hello, all within one deadline.
import { errorCode } from "../files/reasons.ts";
import { addressText, type Address } from "../protocol/address.ts";
import { EXIT } from "../protocol/exits.ts";
import { CLIENT_SWEEP_MS, CONNECT_MS } from "../protocol/limits.ts";
import type { Message } from "../protocol/messages.ts";
import { limitUnsent } from "../protocol/unsent.ts";
import { Failure } from "./failure.ts";
import { Session } from "./session.ts";

const REASONS: Record<string, string> = {
  ECONNREFUSED: "nothing listens there",
  ENOTFOUND: "no such host is known",
  EHOSTUNREACH: "there is no way to that host",
  ENETUNREACH: "there is no way to that network",
  ETIMEDOUT: "it does not answer",
};

/**
 * A session with the server at an address, and its hello.
 * @throws Failure that says why there is none
 */
export async function connect(
  address: Address,
  now: () => number,
  deadlineMs = CONNECT_MS,
): Promise<{ session: Session; hello: Message<"hello"> }> {
  const server = addressText(address);
  const opened = open(address, server, now);
  const late = Promise.withResolvers<never>();
  let missing = "no answer";
  const deadline = setTimeout(() => {
    const why = `${missing} within ${deadlineMs / 1000} seconds`;
    const tooLate = new Failure(EXIT.network, `Cannot join "${server}": ${why}`);
    late.reject(tooLate);
    opened.then((session) => session.abandon(tooLate)).catch(() => {});
  }, deadlineMs);
  try {
    const session = await Promise.race([opened, late.promise]);
    missing = "no Parlor server, no answer";
    const hello = await session.hello;
    const sweeping = setInterval(() => session.sweep(), CLIENT_SWEEP_MS);
    void session.ended.then(() => clearInterval(sweeping));
    return { session, hello };
  } finally {
    clearTimeout(deadline);
  }
}

async function open({ host, port }: Address, server: string, now: () => number): Promise<Session> {
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
    throw new Failure(EXIT.network, `Cannot reach "${server}": ${reason}`);
  }
}
