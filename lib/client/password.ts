// Giving the room's password where its server asks for one: only over a connection that nobody else can listen to.
import { givenPassword } from "../files/given-password.ts";
import { addressText, isLoopback, type Address } from "../protocol/address.ts";
import { EXIT } from "../protocol/exits.ts";
import { WRONG_PASSWORD_MOST_MS, WRONG_PASSWORDS } from "../protocol/limits.ts";
import { normalPassword } from "../protocol/password.ts";
import { UsageError } from "../protocol/settings.ts";
import type { Connected } from "./connect.ts";
import { Failure, toFailure } from "./failure.ts";
import type { Session } from "./session.ts";
import type { ClientSettings } from "./settings.ts";

/** Who asks a person for the password. */
export interface PasswordAsker {
  /** What was typed, or undefined where the person gives up or the signal aborts. */
  ask(signal: AbortSignal): Promise<string | undefined>;
  /** Shows why one was refused. */
  refuse(why: string): void;
}

/** The way to a server. */
export interface Road {
  address: Address;
  isTls: boolean;
  /** Whether a password may be given though others could listen. */
  insecure: boolean;
}

/** How long an answer may take: the server has everyone of an address wait for each other's wrong passwords. Milliseconds. */
const PATIENCE_MS = WRONG_PASSWORDS * WRONG_PASSWORD_MOST_MS;

/**
 * The password that a file or PARLOR_PASSWORD gives, which is no longer in `env` then.
 * @throws Failure
 */
export async function passwordGiven(
  { passwordFile }: Pick<ClientSettings, "passwordFile">,
  env: Record<string, string | undefined>,
): Promise<string | undefined> {
  try {
    return await givenPassword(passwordFile, env);
  } catch (error) {
    if (error instanceof UsageError) throw new Failure(EXIT.usage, error.message);
    throw toFailure(error);
  }
}

/**
 * Gives the password where the server asks for one: this one, and as long as it is wrong what the person types. Returns
 * the one that was right, or that nobody asked for.
 * @throws Failure where it is wrong and nobody can be asked, the person gives up, or the way is not safe
 */
export async function admit(
  { session, hello }: Pick<Connected, "session" | "hello">,
  road: Road,
  given: string | undefined,
  asker?: PasswordAsker,
): Promise<string | undefined> {
  if (!hello.password) return given;
  checkRoad(road);
  let password = given;
  for (;;) {
    password ??= await askFor(session, asker);
    try {
      const command = { type: "password", password: normalPassword(password) } as const;
      await session.request(command, { patienceMs: () => PATIENCE_MS });
      return password;
    } catch (error) {
      const { refusal, message } = toFailure(error);
      if (refusal?.code !== "wrong-password" || !asker) throw error;
      asker.refuse(message);
      password = undefined;
    }
  }
}

/** What gives the password again to whom one has to join anew: the one that was right. */
export function admitting(
  road: Road,
  password: string | undefined,
): (again: Pick<Connected, "session" | "hello">) => Promise<unknown> {
  return (again) => admit(again, road, password);
}

/** @throws Failure where others could listen */
function checkRoad({ address, isTls, insecure }: Road): void {
  if (isTls || insecure || isLoopback(address.host)) return;
  const why =
    "it would cross the network in clear text; use --tls, or --insecure to give it all the same";
  throw new Failure(EXIT.refused, `Cannot give the password to "${addressText(address)}": ${why}`);
}

async function askFor(session: Session, asker: PasswordAsker | undefined): Promise<string> {
  if (!asker) {
    const how = "name a file that has it with --password-file, or set PARLOR_PASSWORD";
    throw new Failure(EXIT.refused, `This room has a password: ${how}`);
  }
  const over = new AbortController();
  void session.ended.then(() => over.abort());
  const password = await asker.ask(over.signal);
  if (session.failure) throw session.failure;
  if (password === undefined) throw new Failure(EXIT.interrupted, "Cancelled");
  return password;
}
