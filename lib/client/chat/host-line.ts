// The host's place in its own room: over a line within this process, and again over another where that is lost.
import type { DuplexEnd } from "../../protocol/duplex.ts";
import { EXIT } from "../../protocol/exits.ts";
import type { Later } from "../../protocol/later.ts";
import type { Connected } from "../connect.ts";
import { Failure } from "../failure.ts";
import { join } from "../joining.ts";
import { Membership } from "../membership.ts";
import { Session } from "../session.ts";

const HOST_NAME = "host";

export interface HostLineFacts {
  /** Lets the host in, and gives its end of the line; undefined where the server stops. */
  attach: () => Promise<DuplexEnd | undefined>;
  /** Whether the server stops: no other line is waited for then. */
  isClosing: () => boolean;
  now: () => number;
  later: Later;
}

/** The host's place. @throws Failure where the server stops */
export async function takeHostPlace(facts: HostLineFacts): Promise<Membership> {
  const { isClosing, now, later } = facts;
  const connected = await openSession(facts);
  const welcomed = await join(connected.session, { type: "nick", name: HOST_NAME });
  const means = {
    connect: (opened: (session: Session) => void) => openSession(facts, opened),
    now,
    later: (ms: number, act: () => void) => later(isClosing() ? 0 : ms, act),
    random: Math.random,
  };
  return new Membership({ ...connected, ...welcomed }, means, () => Bun.randomUUIDv7());
}

async function openSession(
  { attach, now }: HostLineFacts,
  opened: (session: Session) => void = () => {},
): Promise<Connected> {
  const line = await attach();
  if (!line) throw new Failure(EXIT.ok, "The room is closed");
  const session = new Session(line, "this room", now);
  line.listen({
    data: (bytes) => session.received(bytes),
    drain: () => session.drained(),
    end: () => line.end(),
    close: () => session.closed(),
  });
  opened(session);
  return { session, hello: await session.hello };
}
