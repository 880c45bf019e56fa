// Who of those at the door makes room for one more, so that no address holds all of it.

/** Somebody at the door, and the address it came from. */
export interface Standing<Guest> {
  guest: Guest;
  address: string;
}

/**
 * Who has stood the longest of the address with the most guests, where those are two or more and a newcomer's address has
 * fewer; undefined where nobody has to go. Those at the door are given in the order in which they came.
 */
export function whoMakesRoom<Guest>(
  standing: readonly Standing<Guest>[],
  newcomer: string,
): Guest | undefined {
  const counts = new Map<string, number>();
  for (const { address } of standing) counts.set(address, (counts.get(address) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  if (most < 2 || (counts.get(newcomer) ?? 0) >= most) return undefined;
  return standing.find(({ address }) => counts.get(address) === most)?.guest;
}
