// A lines guest in the crash tests: it talks and listens, and when its line is lost it is gone.

import { Guest } from "../support/guest.ts";
import { Changing } from "../support/patience.ts";
import type { TalkerParts } from "./identity.ts";
import { OwnWords } from "./own-words.ts";
import { idOf } from "./view.ts";

const ACK = " ACK";

/** A line that the server answers with one line to its sender alone, behind all that was said before. */
const FENCE = "/nothing";
const FENCE_ANSWER = '* Cannot run "/nothing"';

export class LinesTalker extends Changing {
  /** The ids of all messages that it saw, its own where they were acknowledged, in their order. */
  readonly seen: string[] = [];
  /** Those of them that it said. */
  readonly acknowledged = new Set<string>();
  readonly words: OwnWords;
  #guest: Guest | undefined;
  #rest = "";
  #decoder = new TextDecoder();
  /** Whether the server has said that it has its name. */
  isNamed = false;
  #isLeaving = false;
  #isConnecting = false;
  #fences = 0;

  constructor(
    readonly name: string,
    private readonly parts: TalkerParts,
  ) {
    super();
    this.words = new OwnWords(name, parts.draw);
  }

  async join(): Promise<void> {
    this.#isConnecting = true;
    try {
      const guest = await Guest.connect(this.parts.server.port);
      this.#guest = guest;
      guest.send(`${this.name}\n`);
      guest.tap((bytes) => (bytes ? this.#take(bytes) : this.#ended()));
    } catch (error) {
      if (this.parts.server.isUp) this.#problem(`cannot connect: ${String(error)}`);
    } finally {
      this.#isConnecting = false;
      this.changed();
    }
  }

  talk(isTalking: boolean): void {
    this.words.areEndless = isTalking;
    this.#sayOn();
  }

  async named(): Promise<void> {
    await this.#until("has no name", () => this.isNamed);
  }

  /** Resolves once all that it said is acknowledged. */
  async settled(): Promise<void> {
    await this.#until("waits", () => this.isNamed && this.words.pending.size === 0);
  }

  /** Resolves once it has heard all that was said before. */
  async fence(): Promise<void> {
    const before = this.#fences;
    this.#guest?.send(`${FENCE}\n`);
    await this.#until("has no answer", () => this.#fences > before);
  }

  async exit(): Promise<void> {
    this.#isLeaving = true;
    this.#guest?.send("exit\n");
    await this.orphaned();
  }

  /** Resolves once its line is closed. */
  async orphaned(): Promise<void> {
    await this.#until("still connected", () => !this.#guest && !this.#isConnecting);
  }

  #take(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#takeLine(line);
    this.#sayOn();
    this.changed();
  }

  #takeLine(line: string): void {
    const { moments } = this.parts;
    if (line.startsWith("Server is full")) this.#problem("finds the room full");
    else if (line.startsWith("Your name is set as:")) this.isNamed = true;
    else if (line.startsWith(FENCE_ANSWER)) this.#fences++;
    else if (line.includes(" to you: ")) this.#problem(`gets what is for another: ${line}`);
    else if (line.startsWith(`${FENCE}${ACK}`)) return;
    else if (line.endsWith(ACK)) this.#acknowledged(line.slice(0, -ACK.length));
    else if (/\w+-\d+$/.test(line)) {
      this.seen.push(idOf(line));
      moments.happened("heard");
    }
  }

  #acknowledged(text: string): void {
    const [own] = this.words.pending.values();
    if (own?.text !== text)
      return this.#problem(`gets the ACK of "${idOf(text)}" and waits for another`);
    this.words.stored(own.key);
    this.seen.push(idOf(text));
    this.acknowledged.add(idOf(text));
    this.parts.moments.happened("acked");
  }

  #sayOn(): void {
    if (!this.isNamed || !this.#guest) return;
    for (let own = this.words.next(); own; own = this.words.next()) {
      // What somebody does is a command here; it is enough that others are heard to do something.
      this.#guest.send(`${own.text}\n`);
    }
  }

  #ended(): void {
    this.#guest = undefined;
    if (this.parts.server.isUp && !this.#isLeaving) this.#problem("has its line ended");
    this.changed();
  }

  async #until(what: string, is: () => boolean): Promise<void> {
    await this.until(
      () => is() || undefined,
      (state) => `${this.name}: ${what}; ${state}; ${this.words.pending.size} messages wait`,
    );
  }

  #problem(text: string): void {
    this.parts.problem(`${this.name} ${text}`);
  }
}
