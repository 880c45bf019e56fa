// The room's password at the server's start: where it is from, and the gate that asks for it.
import { setTimeout as after } from "node:timers/promises";
import { isShown } from "../files/apart.ts";
import { givenPassword } from "../files/given-password.ts";
import { isLoopback } from "../protocol/address.ts";
import { Gate, hashOf, type Cost } from "./gate.ts";
import { crossesInClear, IN_CLEAR } from "./in-clear.ts";
import type { Log } from "./log.ts";
import type { ServerSettings } from "./settings.ts";

export interface SecretMeans {
  env: Record<string, string | undefined>;
  /** The shelf's folder, a real path: what is on it is anybody's. */
  shelf: string;
  log: Pick<Log, "warn">;
  /** What hashing a password costs. */
  cost?: Cost;
}

/**
 * The gate of a room that has a password; undefined where it has none. The password itself is not kept.
 * @throws UsageError where it cannot be one, or must not be asked for in the clear; Error `Cannot read "path": why`
 */
export async function openGate(
  settings: Parameters<typeof crossesInClear>[0] & Pick<ServerSettings, "passwordFile">,
  { env, shelf, log, cost }: SecretMeans,
): Promise<Gate | undefined> {
  const { passwordFile: file } = settings;
  if (file !== undefined && (await isShown(shelf, file)))
    throw new Error(`Cannot use "${file}": everyone could get it from the shelf`);
  const password = await givenPassword(file, env);
  if (password === undefined) return undefined;
  const inClear = crossesInClear(settings);
  if (inClear) log.warn(`${IN_CLEAR}: whoever can listen there can come in`);
  const now = () => performance.now();
  return new Gate(await hashOf(password, cost), { now, pause, isExempt: isLoopback, log, inClear });
}

/** Resolves after so many milliseconds, or when the signal aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return after(ms, undefined, { signal }).catch(() => {});
}
