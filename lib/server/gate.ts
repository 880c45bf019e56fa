// The gate: compares passwords with the hash of the room's, one at a time, since each comparison costs memory, and has
// those wait who give wrong ones.
import {
  BARRED_MS,
  PASSWORD_MEMORY_KIB,
  PASSWORD_PASSES,
  WRONG_PASSWORDS,
  WRONG_PASSWORDS_MS,
} from "../protocol/limits.ts";
import { normalPassword } from "../protocol/password.ts";
import { networkOf } from "./addresses.ts";
import { Guessers, type BarredAddress } from "./guessers.ts";
import type { Log } from "./log.ts";

/** What became of a password: `barred` is one of too many wrong ones from its address; of `gone` nobody asks any more. */
export type Verdict = "right" | "wrong" | "barred" | "gone";

/** What hashing costs. */
export interface Cost {
  /** KiB. */
  memoryCost: number;
  timeCost: number;
}

export interface GateParts {
  /** Milliseconds, from any beginning, that never go back. */
  now: () => number;
  /** Resolves after so many milliseconds, or when the signal aborts. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Whether a host is never kept out, as one that many come through: it has to wait all the same. */
  isExempt: (host: string) => boolean;
  log: Pick<Log, "warn">;
  /** Whether passwords come here over a network that others can listen to. */
  inClear?: boolean;
}

const COST: Cost = { memoryCost: PASSWORD_MEMORY_KIB, timeCost: PASSWORD_PASSES };

/** The encoded argon2id hash of a password. */
export function hashOf(password: string, cost = COST): Promise<string> {
  return Bun.password.hash(normalPassword(password), { algorithm: "argon2id", ...cost });
}

export class Gate {
  readonly inClear: boolean;
  #guessers: Guessers;
  /** Settles when the comparison that was begun last is done. */
  #compared: Promise<unknown> = Promise.resolve();
  /** Of each address that waits for one: settles when its last comparison is done, or given up. */
  #turns = new Map<string, Promise<void>>();

  /** `hash` is that of the room's password. */
  constructor(
    private hash: string,
    private readonly parts: GateParts,
  ) {
    this.inClear = parts.inClear ?? false;
    this.#guessers = new Guessers(parts.now);
  }

  /** Whether a text is the password. */
  async isPassword(text: string): Promise<boolean> {
    return (await this.#verify(text)) ?? false;
  }

  /** Another password holds from now on. */
  replace(hash: string): void {
    this.hash = hash;
  }

  /** Whether a host is kept out for the wrong passwords that came from it. */
  bars(host: string): boolean {
    return !this.parts.isExempt(host) && this.#guessers.isBarred(networkOf(host));
  }

  /** The addresses that are kept out, IPv6 by their networks. */
  barred(): BarredAddress[] {
    return this.#guessers.barred();
  }

  /** Lets an address, as barred() gives it, try again as one that never did. */
  pardon(address: string): void {
    this.#guessers.pardon(address);
  }

  /**
   * Compares a password that came from a host, where it is not kept out. A right one is told at once; a wrong one after a time that grows with
   * their number, and the next of the same address is not looked at before that: who hangs up and comes again gains
   * nothing. Others do not wait for it. Once the signal aborts nobody waits for the verdict.
   */
  async compare(host: string, password: string, signal: AbortSignal): Promise<Verdict> {
    const address = networkOf(host);
    const verdict = await this.#inTurn(address, signal, async () => {
      // Who was at the door before it was kept out has no more tries either.
      if (this.bars(host)) return "barred";
      const isRight = await this.#verify(password, signal);
      if (isRight === undefined) return "gone";
      return isRight ? "right" : this.#noteWrong(host, address);
    });
    if (verdict === "wrong") await this.#waitFor(address, signal);
    return signal.aborted ? "gone" : verdict;
  }

  /** Does something once those of the address before are through, and its time to wait is over. */
  async #inTurn(
    address: string,
    signal: AbortSignal,
    judge: () => Promise<Verdict>,
  ): Promise<Verdict> {
    const before = this.#turns.get(address) ?? Promise.resolve();
    const done = Promise.withResolvers<void>();
    const turn = before.then(() => done.promise);
    this.#turns.set(address, turn);
    void turn.then(() => this.#turns.get(address) === turn && this.#turns.delete(address));
    try {
      await untilAborted(before, signal);
      await this.#waitFor(address, signal);
      return signal.aborted ? "gone" : await judge();
    } finally {
      done.resolve();
    }
  }

  async #waitFor(address: string, signal: AbortSignal): Promise<void> {
    const ms = this.#guessers.waitMs(address);
    if (ms > 0 && !signal.aborted) await this.parts.pause(ms, signal);
  }

  /** Undefined where nobody asks any more by the time that it is its turn of all. */
  #verify(password: string, signal?: AbortSignal): Promise<boolean | undefined> {
    const text = normalPassword(password);
    const compared = this.#compared.then(() =>
      signal?.aborted ? undefined : Bun.password.verify(text, this.hash),
    );
    this.#compared = compared.catch(() => {});
    return compared;
  }

  /** With too many of them a guest goes; an address that is exempt can come again, and then waits as long as any. */
  #noteWrong(host: string, address: string): Verdict {
    const { log, isExempt } = this.parts;
    const wrong = this.#guessers.wrong(address, isExempt(host));
    const minutes = (ms: number) => `${ms / 60_000} minutes`;
    const within = minutes(WRONG_PASSWORDS_MS);
    log.warn(`A wrong password from ${address}, ${wrong} within ${within}`, { address, wrong });
    if (this.bars(host)) log.warn(`Keeps ${address} out for ${minutes(BARRED_MS)}`, { address });
    return wrong < WRONG_PASSWORDS ? "wrong" : "barred";
  }
}

/** Resolves with the promise, or when the signal aborts. */
function untilAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: either, resolve } = Promise.withResolvers<void>();
  if (signal.aborted) return Promise.resolve();
  signal.addEventListener("abort", () => resolve(), { once: true });
  void promise.then(resolve);
  return either;
}
