// A guest that talks as fast as it is acknowledged, comes back by its token, and sends again what it knows nothing of.

import type { Message } from "../../lib/protocol/messages.ts";
import type { Heard } from "../support/frames-guest.ts";
import { Changing } from "../support/patience.ts";
import { Identity, type TalkerParts } from "./identity.ts";
import { Links } from "./links.ts";
import { OwnWords, type Own } from "./own-words.ts";
import { View, type Earlier } from "./view.ts";
import type { Request, Wire } from "./wire.ts";

/** A guest sends again before it hears what it missed so often, as the protocol allows. */
const EAGER = 0.3;

/** So often the last words on a line that was left come after the guest is back. */
const LATE = 0.3;

export class Talker extends Changing {
  readonly view: View;
  readonly words: OwnWords;
  readonly #who: Identity;
  readonly #links: Links;
  #asked = new Map<number, Own>();
  #wishId = 0;
  /** The line that it has just left, if it could talk there. */
  #spokenOn: Wire | undefined;

  /** `mark` begins what tells its messages from all others; some are for its partner alone. */
  constructor(
    name: string,
    private readonly parts: TalkerParts,
    partner?: string,
  ) {
    super();
    const problem = (text: string) => this.#problem(text);
    this.#who = new Identity(name, problem);
    this.view = new View(problem);
    this.#links = new Links(parts, {
      hear: (wire, message) => this.#hear(wire, message),
      changed: () => this.#linksChanged(),
      problem,
    });
    this.words = new OwnWords(name, parts.draw, partner);
  }

  get name(): string {
    return this.#who.name;
  }

  /** The client's number, once it is welcome; 0 before. */
  get number(): number {
    return this.#who.number;
  }

  get isWelcome(): boolean {
    return this.#who.token !== undefined;
  }

  /** Joins, and asks for so much of what was said before. */
  async join(earlier: Earlier): Promise<void> {
    this.view.begins(earlier);
    await this.#links.open((wire) => wire.ask({ type: "nick", name: this.name, ...earlier }));
  }

  /** Comes back on another connection. */
  async comeBack(): Promise<void> {
    const { token } = this.#who;
    if (token === undefined) return;
    const { draw } = this.parts;
    const [isEager, isLate] = [draw() < EAGER, draw() < LATE];
    await this.#links.open((wire) => {
      this.#asked.clear();
      this.#wishId = 0;
      // What the line that was left still brings the server arrives just before, or just after.
      const left = this.#spokenOn;
      this.#spokenOn = undefined;
      const late = left ? this.words.some() : [];
      const sayLate = () => late.forEach((own) => left?.ask(this.words.command(own)));
      if (!isLate) sayLate();
      wire.ask({ type: "resume", token, since: this.view.resumes() });
      if (isEager) this.#sendAgain(wire);
      if (isLate) sayLate();
    });
  }

  /** Talks on and on, from now or from when it is back, until it is told to stop. */
  talk(isTalking: boolean): void {
    this.words.areEndless = isTalking;
    this.#sayOn();
  }

  /** Says one thing. */
  sayOne(): void {
    if (this.#links.current) this.#send(this.#links.current, this.words.one());
  }

  /** Takes another name, if it can ask for one now. */
  rename(name: string): void {
    const { current } = this.#links;
    if (!current || this.view.live === undefined) return;
    this.#who.wished = name;
    this.#wishId = current.ask({ type: "nick", name });
  }

  /** Loses its line, if it has one, and comes back at once. */
  lose(how: "cut" | "half-open"): void {
    const { current, isLeaving } = this.#links;
    if (!current || !this.isWelcome || isLeaving) return;
    // On a line that was never live it would have to say again first what it had said before.
    this.#spokenOn = how === "half-open" && this.view.live !== undefined ? current : undefined;
    this.#links.lose(how);
    this.view.live = undefined;
    void this.comeBack();
  }

  /** Resolves once it hears what is said now. */
  async live(): Promise<void> {
    await this.#until("not back in the room", () => this.view.live !== undefined);
  }

  /** Resolves once it knows of everything it said that it is stored, and has one connection. */
  async settled(): Promise<void> {
    const isSettled = () => this.words.pending.size === 0 && this.#links.left.size === 0;
    await this.#until("waits", () => this.view.live !== undefined && isSettled());
  }

  /** Resolves once the server's death has reached it. */
  async orphaned(): Promise<void> {
    this.#links.forgetLeft();
    await this.#until("still connected", () => this.#links.isIdle);
  }

  /** Sends a request; resolves with its answers once the last of them came. */
  async ask(request: Request): Promise<Heard[]> {
    if (!this.#links.current) throw new Error(`${this.name} is not connected`);
    return this.#links.current.answers(request);
  }

  /** Says goodbye; resolves once the connection is closed. */
  async exit(): Promise<void> {
    this.#links.isLeaving = true;
    await this.ask({ type: "exit" });
    await this.#until("still connected", () => this.#links.isIdle);
  }

  #linksChanged(): void {
    if (!this.#links.current) this.view.live = undefined;
    this.changed();
  }

  #hear(wire: Wire, message: Heard): void {
    const { moments } = this.parts;
    switch (message.type) {
      case "hello":
        this.#who.greeted(message);
        break;
      case "welcome":
        this.#who.welcomed(message);
        moments.happened("welcomed");
        break;
      case "said":
      case "told":
        this.#heardTalk(message);
        moments.happened("heard");
        break;
      case "live":
        this.#becameLive(wire, message.seq);
        break;
      case "ack":
        if (message.re === this.#wishId) this.#who.renamed();
        else this.#acknowledged(message);
        break;
      case "renamed":
        if (message.client === this.number) this.#who.renamed(message.to);
        break;
      case "error":
        this.#problem(`hears "${message.code}": ${message.message}`);
    }
    this.changed();
  }

  #becameLive(wire: Wire, seq: number): void {
    this.view.becomesLive(seq);
    this.#links.readLeft();
    if (this.#asked.size === 0) this.#sendAgain(wire);
    this.#sayOn();
  }

  #heardTalk(message: Message<"said"> | Message<"told">): void {
    const { seq, client, text, key } = message;
    if (!this.isWelcome) this.#problem(`hears ${seq} before it is welcome`);
    const isOwn = client === this.number;
    const isKnown = key !== undefined && this.words.isOurs(key, text);
    if (isOwn !== isKnown) this.#problem(`hears ${seq} of ${client} with the key ${key}`);
    if (key !== undefined) this.words.stored(key);
    this.view.hears(message, isOwn);
    this.#sayOn();
  }

  #acknowledged({ re, seq, at }: Message<"ack"> & { re?: number }): void {
    const own = this.#asked.get(re ?? 0);
    if (!own) return;
    if (seq === undefined || at === undefined) return this.#problem("gets an ACK with no number");
    this.words.stored(own.key);
    const { text, action } = own;
    const direct = own.to !== undefined;
    this.view.addOwn({ seq, at, client: this.number, text, action, direct });
    this.parts.moments.happened("acked");
    this.#sayOn();
  }

  #sendAgain(wire: Wire): void {
    for (const own of this.words.pending.values()) this.#send(wire, own);
  }

  #sayOn(): void {
    const wire = this.#links.current;
    if (!wire || this.view.live === undefined) return;
    for (let own = this.words.next(); own; own = this.words.next()) this.#send(wire, own);
  }

  #send(wire: Wire, own: Own): void {
    this.#asked.set(wire.ask(this.words.command(own)), own);
  }

  async #until(what: string, is: () => boolean): Promise<void> {
    await this.until(
      () => is() || undefined,
      (state) =>
        `${this.name}: ${what}; ${state}; ${this.words.pending.size} of its messages wait, ` +
        `${this.#links.left.size} lines it left are open, it is ${this.#links.isIdle ? "not " : ""}connected`,
    );
  }

  #problem(text: string): void {
    this.parts.problem(`${this.name} ${text}`);
  }
}
