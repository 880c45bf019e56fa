// Who of those at the door makes room for one more, so that no address holds all of it.

import { DOOR_GRACE_MS } from "../protocol/limits.ts";

/** Somebody at the door, the address it came from, and for how long it has stood there: milliseconds. */
export interface Standing<Guest> {
  guest: Guest;
  address: string;
  stoodFor: number;
}

/**
 * Who has stood the longest of the address with the most guests, where a newcomer's address has fewer; where each has one,
 * only who has had DOOR_GRACE_MS. Undefined where nobody has to go. Those at the door are given in the order in which they came.
 */
export function whoMakesRoom<Guest>(
  standing: readonly Standing<Guest>[],
  newcomer: string,
): Guest | undefined {
  const counts = new Map<string, number>();
  for (const { address } of standing) counts.set(address, (counts.get(address) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if ((counts.get(newcomer) ?? 0) >= most) return undefined;
  const first = standing.find(({ address }) => counts.get(address) === most);
  return most > 1 || (first?.stoodFor ?? 0) >= DOOR_GRACE_MS ? first?.guest : undefined;
}
