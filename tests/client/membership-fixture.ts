// A membership whose time passes by hand, and that writes down what it hears.

import type { Later } from "../../lib/protocol/later.ts";
import { connect } from "../../lib/client/connect.ts";
import { join } from "../../lib/client/joining.ts";
import { Membership, type When } from "../../lib/client/membership.ts";
import type { Session } from "../../lib/client/session.ts";
import type { Address } from "../../lib/protocol/address.ts";
import { CONNECT_MS } from "../../lib/protocol/limits.ts";
import type { ServerMessage } from "../../lib/protocol/messages.ts";
import { Changing } from "../support/patience.ts";
import type { FakeRoom } from "./fake-room.ts";

/** Timers that pass only when they are told to. */
export class Timers extends Changing {
  readonly #waiting: { ms: number; act: () => void }[] = [];

  readonly later: Later = (ms, act) => {
    const timer = { ms, act };
    this.#waiting.push(timer);
    this.changed();
    return () => {
      const at = this.#waiting.indexOf(timer);
      if (at >= 0) this.#waiting.splice(at, 1);
    };
  };

  /** How long each is to wait: milliseconds. */
  get waits(): number[] {
    return this.#waiting.map(({ ms }) => ms);
  }

  /** Lets the first pass once there is one; resolves with how long it waited: milliseconds. */
  async pass(): Promise<number> {
    const timer = await this.until(
      () => this.#waiting.shift(),
      (state) => `nobody waits: ${state}`,
    );
    timer.act();
    return timer.ms;
  }
}

/** Somebody in a room, and what they hear. */
export class Ears extends Changing {
  readonly timers = new Timers();
  readonly lines: string[] = [];
  /** Milliseconds since the epoch. */
  now = 1_000_000;
  /** How often it was tried to connect. */
  connects = 0;
  /** What is waited for before each try. */
  before: Promise<unknown> = Promise.resolve();
  #place: Membership | undefined;
  #keys = 0;

  /** Joins a room under a name, and listens to it. */
  static async join(name: string, address: Address): Promise<Ears> {
    const ears = new Ears();
    const connected = await connect(address, Date.now);
    const welcomed = await join(connected.session, { type: "nick", name });
    const means = {
      connect: async (opened: (session: Session) => void) => {
        ears.connects++;
        await ears.before;
        return connect(address, Date.now, CONNECT_MS, opened);
      },
      now: () => ears.now,
      later: ears.timers.later,
      random: () => 0.5,
    };
    ears.#place = new Membership({ ...connected, ...welcomed }, means, () => ears.#key());
    ears.place.listen({
      heard: (message, when) => ears.#heard(message, when),
      lost: () => ears.#write("lost"),
      back: () => ears.#write(`back as ${ears.place.name}, ${ears.place.number}`),
      tries: () => ears.changed(),
    });
    return ears;
  }

  get place(): Membership {
    if (!this.#place) throw new Error("nobody has joined");
    return this.#place;
  }

  /** Says something; what becomes of it is a line. */
  say(text: string): Promise<void> {
    return this.place.say(
      { type: "say", text },
      {
        stored: ({ at }) => this.#write(`own: ${text} at ${at}`),
        failed: (how, why) => this.#write(`own: ${text} ${how}: ${why}`),
      },
    );
  }

  /** Resolves once the last lines are these. */
  async hears(...lines: string[]): Promise<void> {
    await this.until(
      () => Bun.deepEquals(this.lines.slice(-lines.length), lines) || undefined,
      (state) => `no ${lines.join("; ")}: ${state} in\n${this.lines.join("\n")}`,
    );
  }

  /** Resolves once there is a line so far. */
  async heard(line: string): Promise<void> {
    await this.until(
      () => this.lines.includes(line) || undefined,
      (state) => `no ${line}: ${state} in\n${this.lines.join("\n")}`,
    );
  }

  #heard(message: ServerMessage, when: When): void {
    if (message.type === "said") this.#write(`${when}: ${message.from}: ${message.text}`);
    else if (message.type === "told") this.#write(`${when}: → ${message.text}`);
    else if (message.type === "live") this.#write(`live after ${when}`);
    else if (message.type !== "bye") this.#write(`${when}: ${message.type}`);
  }

  #write(line: string): void {
    this.lines.push(line);
    this.changed();
  }

  #key(): string {
    return `00000000-0000-7000-8000-${String(++this.#keys).padStart(12, "0")}`;
  }
}

/** Ann in a room, through with what was said before. */
export async function annIn(room: FakeRoom): Promise<Ears> {
  const ears = await Ears.join("Ann", room.address);
  if (room.hasSessions) await ears.hears("live after earlier");
  return ears;
}

/** The line is lost, as when a cable is pulled. */
export async function lose(room: FakeRoom, ears: Ears): Promise<void> {
  room.peer.reset();
  await ears.hears("lost");
}
