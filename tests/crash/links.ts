// The connections of one guest of a crash test: the one that it uses, and those that it has left half open.

import type { Heard } from "../support/frames-guest.ts";
import type { TalkerParts } from "./identity.ts";
import { Wire } from "./wire.ts";

/** How the guest hears of its connections. */
export interface LinkListener {
  hear: (wire: Wire, message: Heard) => void;
  /** The connection that it uses is gone, or one that it has left. */
  changed: () => void;
  problem: (text: string) => void;
}

export class Links {
  /** The connection that is used, once it is open. */
  current: Wire | undefined;
  /** Whether it says goodbye: then its connection ends as it should. */
  isLeaving = false;
  /** Those that the server has not ended. */
  readonly left = new Set<Wire>();
  #opening = 0;

  constructor(
    private readonly parts: TalkerParts,
    private readonly to: LinkListener,
  ) {}

  get isIdle(): boolean {
    return !this.current && this.#opening === 0;
  }

  /** Opens another connection, and has it used from the moment that `begin` is called. */
  async open(begin: (wire: Wire) => void): Promise<void> {
    const { server, moments } = this.parts;
    this.#opening++;
    try {
      const wire = await Wire.open(server.port);
      this.current = wire;
      begin(wire);
      moments.happened("connected");
      wire.listen({
        hear: (message) => {
          if (wire === this.current) this.to.hear(wire, message);
        },
        end: () => this.#ended(wire),
        fail: (why) => this.to.problem(`got ${String(why)}`),
      });
    } catch (error) {
      if (server.isUp) this.to.problem(`cannot connect: ${String(error)}`);
    } finally {
      this.#opening--;
      this.to.changed();
    }
  }

  /** Loses the connection: it is broken off, or left unread with whatever is on its way there. */
  lose(how: "cut" | "half-open"): void {
    const { current: wire } = this;
    this.current = undefined;
    if (how === "cut" || !wire) return wire?.cut();
    wire.pause();
    this.left.add(wire);
  }

  /** Reads what came on those that were left, up to their end. */
  readLeft(): void {
    for (const wire of this.left) wire.resume();
  }

  /** Forgets those that were left: their server is dead. */
  forgetLeft(): void {
    for (const wire of this.left) wire.cut();
    this.left.clear();
  }

  #ended(wire: Wire): void {
    const { isUp } = this.parts.server;
    if (wire === this.current) {
      this.current = undefined;
      if (isUp && !this.isLeaving) this.to.problem(`has its line ended, with the code ${wire.bye}`);
    } else if (this.left.delete(wire) && isUp && wire.bye !== "came-back")
      this.to.problem(`has the line that it left ended, with the code ${wire.bye}`);
    this.to.changed();
  }
}
