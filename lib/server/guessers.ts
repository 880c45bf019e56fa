// Who gave wrong passwords of late, by address: how long it has to wait, and whether it is kept out.
import {
  BARRED_MS,
  REMEMBERED_GUESSERS,
  WRONG_PASSWORD_FIRST_MS,
  WRONG_PASSWORD_MOST_MS,
  WRONG_PASSWORDS,
  WRONG_PASSWORDS_MS,
} from "../protocol/limits.ts";

/** An address that is kept out, and for how long still: milliseconds. */
export interface BarredAddress {
  address: string;
  leftMs: number;
}

interface Guesser {
  /** When its wrong passwords came that still count: the newest WRONG_PASSWORDS of them. */
  wrong: number[];
  /** Until when its next password has to wait. */
  waitsUntil: number;
  /** Until when it is kept out; 0 where it is not. */
  barredUntil: number;
}

export class Guessers {
  /** Whose last wrong password is the oldest stands first. */
  #byAddress = new Map<string, Guesser>();

  /** `now` is in milliseconds, from any beginning, and never goes back. */
  constructor(private readonly now: () => number) {}

  /** How many addresses are remembered. */
  get size(): number {
    return this.#byAddress.size;
  }

  /** How long an address still has to wait: milliseconds. */
  waitMs(address: string): number {
    return Math.max(0, (this.#byAddress.get(address)?.waitsUntil ?? 0) - this.now());
  }

  /** Whether an address is kept out. */
  isBarred(address: string): boolean {
    return this.now() < (this.#byAddress.get(address)?.barredUntil ?? 0);
  }

  /** The addresses that are kept out; whose last wrong password is the oldest stands first. */
  barred(): BarredAddress[] {
    const now = this.now();
    return [...this.#byAddress].flatMap(([address, { barredUntil }]) =>
      now < barredUntil ? [{ address, leftMs: barredUntil - now }] : [],
    );
  }

  /** Forgets the wrong passwords of an address. */
  pardon(address: string): void {
    this.#byAddress.delete(address);
  }

  /**
   * Notes a wrong password; returns how many of the address count by now. With WRONG_PASSWORDS of them it is kept out, unless
   * it is exempt.
   */
  wrong(address: string, isExempt = false): number {
    const now = this.now();
    const before = this.#byAddress.get(address)?.wrong ?? [];
    const wrong = [...before, now].slice(-WRONG_PASSWORDS);
    while ((wrong[0] ?? now) <= now - WRONG_PASSWORDS_MS) wrong.shift();
    const waitMs = Math.min(
      WRONG_PASSWORD_MOST_MS,
      WRONG_PASSWORD_FIRST_MS * 2 ** (wrong.length - 1),
    );
    const isBarred = wrong.length >= WRONG_PASSWORDS && !isExempt;
    this.#byAddress.delete(address);
    this.#byAddress.set(address, {
      wrong,
      waitsUntil: now + waitMs,
      barredUntil: isBarred ? now + BARRED_MS : 0,
    });
    this.#forget(now);
    return wrong.length;
  }

  /** Forgets those whose wrong passwords do not count any more, and beyond the bound the oldest. */
  #forget(now: number): void {
    for (const [address, { wrong, barredUntil }] of this.#byAddress) {
      const isOver = (wrong.at(-1) ?? 0) <= now - WRONG_PASSWORDS_MS && barredUntil <= now;
      if (!isOver && this.#byAddress.size <= REMEMBERED_GUESSERS) return;
      this.#byAddress.delete(address);
    }
  }
}
