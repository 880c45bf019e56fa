// How a session becomes a place in the room: by a name, or by the token of the place that was lost.
import { EXIT } from "../protocol/exits.ts";
import { OWN_NAMES } from "../protocol/limits.ts";
import type { Command, Message, ServerMessage } from "../protocol/messages.ts";
import { anotherName } from "./another-name.ts";
import type { Connected } from "./connect.ts";
import { Failure, toFailure } from "./failure.ts";
import type { Session } from "./session.ts";

export interface Welcomed {
  welcome: Message<"welcome">;
  /** What came right behind it, before anyone could listen. */
  unheard: ServerMessage[];
}

/** A place in the room, on one session. */
export interface Joined extends Connected, Welcomed {}

/** Who wants to come back. */
export interface Former {
  name: string;
  token: string | undefined;
  /** The history in which `seen` counts, and the number of the newest message that was seen of it. */
  history: string | undefined;
  seen: number | undefined;
}

export interface Return extends Joined {
  /** Whether it is the same client again, or a newcomer. */
  as: "itself" | "newcomer";
  /** Whether all comes that was said meanwhile, and nothing that was seen before. */
  isGapless: boolean;
}

/** Connects; `opened` hears of the session before anything came from the server. */
export type Connect = (opened: (session: Session) => void) => Promise<Connected>;

/** Gives the room's password where the server asks for one. @throws Failure */
export type Admit = (connected: Connected) => Promise<unknown>;

/**
 * The server's welcome to a name or a token. Whoever listens to the session next should do so at once.
 * @throws Failure with the server's refusal, or because the session ended
 */
export async function join(
  session: Session,
  command: Extract<Command, { type: "nick" | "resume" }>,
): Promise<Welcomed> {
  let welcome: Message<"welcome"> | undefined;
  const unheard: ServerMessage[] = [];
  const message = (answer: ServerMessage) => {
    if (answer.type !== "welcome") return;
    welcome = answer;
    // All that was said before may come in the same read, which is more than a session keeps by itself.
    session.listen((heard) => void unheard.push(heard));
  };
  await session.request(command, { message });
  if (!welcome) throw new Failure(EXIT.network, "Cannot join: the server did not welcome us");
  return { welcome, unheard };
}

/**
 * Connects and comes back as who one was, or else joins anew, under a name like the former where that is taken.
 * @throws Failure that says why it could not be
 */
export async function comeBack(
  connect: Connect,
  former: Former,
  admit: Admit = async () => {},
): Promise<Return> {
  const { token, history, seen } = former;
  const asked: { welcomed?: Promise<Welcomed> } = {};
  const connected = await connect((session) => {
    if (token === undefined) return;
    // At once: a room that is full waits for it only a moment.
    asked.welcomed = join(session, { type: "resume", token, since: seen });
    asked.welcomed.catch(() => {});
  });
  const { session, hello } = connected;
  try {
    const resumed = await asked.welcomed
      ?.catch((error: unknown) => underAnotherName(session, error, former))
      .catch(nowhere);
    if (resumed) return { ...connected, ...resumed, as: "itself", isGapless: seen !== undefined };
    await admit(connected);
    const since = hello.history === history && history !== undefined ? seen : undefined;
    const welcomed = await joinAnew(session, former.name, since);
    return { ...connected, ...welcomed, as: "newcomer", isGapless: since !== undefined };
  } catch (error) {
    session.abandon(toFailure(error));
    throw error;
  }
}

/** The welcome to who comes back where the former name is somebody else's by now. @throws the error, elsewhere */
async function underAnotherName(
  session: Session,
  error: unknown,
  { token, seen, name: former }: Former,
): Promise<Welcomed> {
  let refused = error;
  let name = former;
  for (let tries = 1; tries <= OWN_NAMES; tries++) {
    const isTaken = toFailure(refused).refusal?.code === "name-taken";
    if (!isTaken || token === undefined) break;
    name = anotherName(name);
    try {
      return await join(session, { type: "resume", token, since: seen, name });
    } catch (again) {
      refused = again;
    }
  }
  throw refused;
}

/** Nothing where the former place cannot be had but another may. @throws the error, elsewhere */
function nowhere(error: unknown): undefined {
  const { refusal } = toFailure(error);
  if (refusal?.code !== "no-session" && refusal?.code !== "name-taken") throw error;
}

async function joinAnew(
  session: Session,
  wanted: string,
  since: number | undefined,
): Promise<Welcomed> {
  let name = wanted;
  for (let tries = 1; ; tries++) {
    try {
      return await join(session, { type: "nick", name, since });
    } catch (error) {
      if (toFailure(error).refusal?.code !== "name-taken" || tries > OWN_NAMES) throw error;
      name = anotherName(name);
    }
  }
}
