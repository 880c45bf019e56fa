// Whom the host keeps out: names, by how they look, and addresses; each for a while or for ever.
import { addressKey, networkKey } from "../protocol/address.ts";
import { MOST_BANS } from "../protocol/limits.ts";
import { nameLooks } from "../protocol/names.ts";

export interface Ban {
  /** At least one of the two. */
  name?: string | undefined;
  address?: string | undefined;
  /** Since when, and until when: milliseconds since the epoch; null is for ever. */
  at: number;
  until: number | null;
}

/** A ban, and by what it is found: an address's key, the looks of a name. */
interface Entry {
  ban: Ban;
  key: string | undefined;
  looks: readonly string[];
}

export class Bans {
  #entries: Entry[] = [];

  constructor(bans: readonly Ban[]) {
    this.replace(bans);
  }

  /** These and no others, the newest MOST_BANS of them. */
  replace(bans: readonly Ban[]): void {
    this.#entries = bans.slice(-MOST_BANS).map(entryOf);
  }

  /** Those that hold. */
  list(now: number): readonly Ban[] {
    return this.#holding(now).map(({ ban }) => ban);
  }

  /** Adds one in place of those that keep out no more than it; false where there are MOST_BANS already. */
  add(ban: Ban, now: number): boolean {
    const added = entryOf(ban);
    const others = this.#holding(now).filter((each) => !isWithin(each, added));
    if (others.length >= MOST_BANS) return false;
    this.#entries = [...others, added];
    return true;
  }

  /** Lifts those of a name or an address, and returns them. */
  lift(who: string, now: number): readonly Ban[] {
    const key = addressKey(who);
    const looks = nameLooks(who);
    const meant = (each: Entry) =>
      share(each.looks, looks) || (key !== undefined && each.key === key);
    const lifted = this.#holding(now).filter(meant);
    this.#entries = this.#entries.filter((each) => !meant(each));
    return lifted.map(({ ban }) => ban);
  }

  /** The ban that keeps an address out, if any; `host` is without a port. */
  ofAddress(host: string, now: number): Ban | undefined {
    const entries = this.#holding(now);
    if (entries.length === 0) return undefined;
    const keys = new Set([addressKey(host), networkKey(host)]);
    return entries.find(({ key }) => key !== undefined && keys.has(key))?.ban;
  }

  /** The ban that keeps a name out, and those that look like it. */
  ofName(name: string, now: number): Ban | undefined {
    const looks = nameLooks(name);
    return this.#holding(now).find((each) => share(each.looks, looks))?.ban;
  }

  #holding(now: number): readonly Entry[] {
    this.#entries = this.#entries.filter(({ ban: { until } }) => until === null || now < until);
    return this.#entries;
  }
}

function entryOf(ban: Ban): Entry {
  const { name, address } = ban;
  const key = address === undefined ? undefined : addressKey(address);
  return { ban, key, looks: name === undefined ? [] : nameLooks(name) };
}

/** Whether two names look alike. */
export function looksLike(one: string, other: string): boolean {
  return share(nameLooks(one), nameLooks(other));
}

function share(one: readonly string[], other: readonly string[]): boolean {
  return one.some((look) => other.includes(look));
}

/** Whether all that one ban keeps out, another does too. */
function isWithin(one: Entry, other: Entry): boolean {
  const sameName = one.ban.name === undefined || share(one.looks, other.looks);
  return sameName && (one.key === undefined || one.key === other.key);
}
