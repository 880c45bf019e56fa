// Whether the server is still there: told by what comes from it, and by asking where nothing does.
import { Keepalive } from "../protocol/keepalive.ts";
import { PROBE_MS, UNANSWERED_MS } from "../protocol/limits.ts";

/** What a session knows of its line. */
export interface Signs {
  /** How long something that a server answers at once has had no answer: milliseconds. */
  owedMs: number;
  /** Whether the line still takes what we send, however slowly. */
  isTaking: boolean;
}

export class Pulse {
  #keepalive: Keepalive;
  /** When the server was asked whether it is there, where nothing has come since: milliseconds since the epoch. */
  #probedAt: number | undefined;

  constructor(
    private readonly now: () => number,
    private readonly ping: () => void,
  ) {
    this.#keepalive = new Keepalive(now);
  }

  /** How long nothing has come: milliseconds. */
  get silentMs(): number {
    return this.#keepalive.silentMs;
  }

  /** Something has come, or begins to be listened to again. */
  heard(): void {
    this.#keepalive.heard();
    this.#probedAt = undefined;
  }

  /** Asks whether the server is there: one that does not say a word then counts as gone after PROBE_MS. */
  probe(): void {
    if (this.#probedAt !== undefined) return;
    this.#probedAt = this.now();
    this.ping();
  }

  /** Pings a server that has been silent; true where it has been so for too long, and is gone. */
  isGone({ owedMs, isTaking }: Signs): boolean {
    if (Math.min(owedMs, this.silentMs) >= UNANSWERED_MS) this.probe();
    // A slow line that takes our bytes lives, and the probe may not even have left.
    if (this.#probedAt !== undefined && isTaking) this.#probedAt = this.now();
    const due = this.#keepalive.due();
    if (due === "ping" && this.#probedAt === undefined) this.ping();
    return due === "goodbye" || this.#probeMs >= PROBE_MS;
  }

  get #probeMs(): number {
    return this.#probedAt === undefined ? 0 : this.now() - this.#probedAt;
  }
}
