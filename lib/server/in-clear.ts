// Whether others can listen to the password that guests give, and what is said about that.
import { isLoopback } from "../protocol/address.ts";
import { UsageError } from "../protocol/settings.ts";
import type { ServerSettings } from "./settings.ts";
import { speaksTls } from "./tls-settings.ts";

/** What host and guests are told where they can. */
export const IN_CLEAR = "This room's password crosses the network in clear text";

/**
 * Whether a password given to a room of these settings could be listened to.
 * @throws UsageError where it could, and nobody said that this is wanted
 */
export function crossesInClear(
  settings: Pick<ServerSettings, "host" | "insecure" | "noTls" | "tls" | "tlsCert" | "tlsKey">,
): boolean {
  if (speaksTls(settings, true) || isLoopback(settings.host)) return false;
  if (settings.insecure) return true;
  const why = "the password would cross the network in clear text; leave it out, or add --insecure";
  throw new UsageError(`Cannot use --no-tls on "${settings.host}": ${why}`);
}
