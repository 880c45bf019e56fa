// Rounds of talk that kill -9 of the server breaks off, lost lines beside them, and what must be true after each.

import { patiently } from "../support/patience.ts";
import { audit } from "./audit.ts";
import { draws } from "./draws.ts";
import type { TalkerParts } from "./identity.ts";
import { Ledger } from "./ledger.ts";
import { LinesTalker } from "./lines-talker.ts";
import { linger, Moments, type Happening } from "./moments.ts";
import { MortalServer } from "./mortal-server.ts";
import { Talker } from "./talker.ts";
import type { Earlier } from "./view.ts";

export interface RoundFacts {
  /** What the server was killed at, one for each time. */
  kills: string[];
  /** Lines that were lost while it ran. */
  lost: number;
  /** Messages in the history afterwards. */
  messages: number;
}

/** Beside those who stay there are one frames guest and one lines guest of each round. */
export const PASSING = 2;

/** The most events before a kill, and after the last start of a round. */
const MOST_ACKS = 400;
const LAST_ACKS = 60;

/** How often a server that was started is killed again before its round goes on. */
const KILLED_EARLY = 0.35;

/** A start takes about as long: milliseconds. A kill comes up to so long after its event: microseconds. */
const START_MS = 150;
const LINGER_MICROS = 3000;

/** So often it comes right at its event: what was acknowledged too early is not on the disk then. */
const AT_ONCE = 0.7;

/** So many first kills come as somebody is welcome, or as one is acknowledged while nobody else talks. */
const AT_WELCOME = 0.25;
const IN_SILENCE = 0.25;

/** All of the history is read again after so many rounds. */
const WHOLE_ROUNDS = 10;

const EARLY: readonly Happening[] = ["connected", "welcomed", "heard", "acked"];

export class Rounds implements AsyncDisposable {
  readonly problems: string[] = [];
  #server: MortalServer;
  #moments = new Moments();
  #draw: () => number;
  #parts: TalkerParts;
  #ledger = new Ledger((text) => this.problems.push(text));
  #talkers: readonly Talker[];
  #lines: LinesTalker[] = [];
  #gone: string[] = [];
  #round = 0;
  #lost = 0;

  constructor(seed: string, clients: number) {
    this.#draw = draws(seed);
    this.#server = new MortalServer(["--max-clients", String(clients + PASSING)]);
    this.#parts = {
      server: this.#server,
      moments: this.#moments,
      draw: this.#draw,
      problem: (text) => this.problems.push(text),
    };
    const names = Array.from({ length: clients }, (_, at) => `Guest${at + 1}`);
    const partners = [names[1], names[0]];
    this.#talkers = names.map((name, at) => new Talker(name, this.#parts, partners[at]));
  }

  /** Opens the room and lets those in who stay. */
  async begin(): Promise<void> {
    await this.#server.start();
    for (const talker of this.#talkers) await talker.join({ replay: 20 });
    await this.#all((talker) => talker.live());
  }

  /** One round; `whole` reads all of the history again at its end. */
  async run(whole = this.#round % WHOLE_ROUNDS === 0): Promise<RoundFacts> {
    this.#round++;
    this.#lost = 0;
    this.#lines = [];
    const passer = new Talker(`Passer${this.#round}`, this.#parts);
    const everyone = [...this.#talkers, passer];
    const kills = [await this.#underLoad(passer)];
    await this.#dead(everyone);
    while (this.#draw() < KILLED_EARLY) kills.push(await this.#early(everyone));
    await this.#lastLoad(everyone);
    await this.#audit(passer, whole);
    this.problems.push(...this.#server.complaints);
    return { kills, lost: this.#lost, messages: this.#ledger.last };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#moments.clear();
    await this.#server[Symbol.asyncDispose]();
  }

  /** All talk, one joins, some lose their line; then the server is killed. Returns at what. */
  async #underLoad(passer: Talker): Promise<string> {
    const { replay, since } = { replay: this.#upTo(30), since: this.#upTo(this.#ledger.last) };
    const earlier = this.#draw() < 0.5 ? { replay } : { since };
    if (this.#draw() < IN_SILENCE) return this.#inSilence(passer, earlier);
    for (const talker of [...this.#talkers, passer]) talker.talk(true);
    await this.#letLinesIn();
    if (this.#draw() < AT_WELCOME) {
      const killed = this.#killAt("welcomed", 1);
      await passer.join(earlier);
      return killed;
    }
    await passer.join(earlier);
    await passer.live();
    this.#planLosses([...this.#talkers, passer]);
    const happening = this.#draw() < 0.8 ? "acked" : "heard";
    return this.#killAt(happening, 1 + Math.floor(MOST_ACKS * this.#draw() ** 2));
  }

  /** One says one thing in a quiet room, and the server is killed at its ACK: nothing else gives it time to store. */
  async #inSilence(passer: Talker, earlier: Earlier): Promise<string> {
    await this.#letLinesIn(false);
    await this.#lines.at(-1)?.settled();
    await passer.join(earlier);
    await passer.live();
    const everyone = [...this.#talkers, passer];
    const killed = this.#killAt("acked", 1);
    everyone[this.#upTo(everyone.length)]?.sayOne();
    const at = await killed;
    for (const talker of everyone) talker.talk(true);
    return `${at} in silence`;
  }

  /** Starts the server and kills it again, while it starts or while all come back. Returns at what. */
  async #early(everyone: readonly Talker[]): Promise<string> {
    if (this.#draw() < 0.5) {
      const ms = Math.round(this.#draw() * START_MS);
      await this.#server.startInVain(ms);
      return `${ms} ms after its start`;
    }
    const happening = EARLY[this.#upTo(EARLY.length)] ?? "welcomed";
    await this.#server.start();
    const few = happening === "connected" || happening === "welcomed";
    const killed = this.#killAt(happening, 1 + this.#upTo(few ? everyone.length : LAST_ACKS));
    await this.#comeBack(everyone);
    const at = await killed;
    await this.#dead(everyone);
    return `${at} after its start`;
  }

  /** All come back, talk on for a while, and stop. */
  async #lastLoad(everyone: readonly Talker[]): Promise<void> {
    await this.#server.start();
    this.#planLosses(everyone);
    const enough = Promise.withResolvers<void>();
    this.#moments.at("acked", 1 + this.#upTo(LAST_ACKS), enough.resolve);
    await this.#comeBack(everyone);
    await patiently(enough.promise, (state) => `no talk after the start: ${state}`);
    this.#moments.clear();
    const lines = this.#lines.at(-1);
    for (const each of everyone) each.talk(false);
    lines?.talk(false);
    await Promise.all([...everyone, ...(lines ? [lines] : [])].map((each) => each.settled()));
    await Promise.all(everyone.map((each) => each.ask({ type: "ping" })));
    await lines?.fence();
  }

  async #audit(passer: Talker, whole: boolean): Promise<void> {
    await passer.exit();
    await this.#lines.at(-1)?.exit();
    const named = this.#lines.filter(({ isNamed }) => isNamed).map(({ name }) => name);
    const stranger = `Stranger${this.#round}`;
    this.#gone.push(passer.name, ...named);
    await audit({
      ledger: this.#ledger,
      parts: this.#parts,
      talkers: this.#talkers,
      passer,
      lines: this.#lines,
      gone: this.#gone,
      stranger,
      whole,
    });
    this.#gone.push(stranger);
  }

  /** Kills the server when something will have happened so often, or a little later; resolves with what that was. */
  async #killAt(happening: Happening, count: number): Promise<string> {
    const micros = this.#draw() < AT_ONCE ? 0 : this.#upTo(LINGER_MICROS);
    const killed = Promise.withResolvers<void>();
    this.#moments.at(happening, count, () => {
      this.#moments.clear();
      linger(micros);
      this.#server.kill();
      killed.resolve();
    });
    const what = `${happening} ${count}${micros > 0 ? ` and ${micros} µs` : ""}`;
    await patiently(killed.promise, (state) => `"${what}" did not happen: ${state}`);
    return what;
  }

  #planLosses(everyone: readonly Talker[]): void {
    for (let left = this.#upTo(4); left > 0; left--) {
      const victim = everyone[this.#upTo(everyone.length)];
      const how = this.#draw() < 0.5 ? "cut" : "half-open";
      this.#moments.at("acked", 1 + this.#upTo(LAST_ACKS), () => {
        this.#lost++;
        victim?.lose(how);
      });
    }
    const renamed = this.#draw() < 0.4 ? everyone[2] : undefined;
    const name = `${renamed?.words.mark} ${this.#round}`;
    this.#moments.at("acked", 1 + this.#upTo(LAST_ACKS), () => renamed?.rename(name));
  }

  async #comeBack(everyone: readonly Talker[]): Promise<void> {
    const all = everyone.map((talker) => () => talker.comeBack());
    all.splice(this.#upTo(all.length + 1), 0, () => this.#letLinesIn());
    await Promise.all(all.map((come) => come()));
  }

  async #letLinesIn(isTalking = true): Promise<void> {
    const letter = String.fromCharCode("a".charCodeAt(0) + this.#lines.length);
    const guest = new LinesTalker(`Lines${this.#round}${letter}`, this.#parts);
    this.#lines.push(guest);
    guest.talk(isTalking);
    await guest.join();
  }

  /** Resolves once the server's death has reached everyone. */
  async #dead(everyone: readonly Talker[]): Promise<void> {
    await this.#server.gone;
    await Promise.all([...everyone, ...this.#lines].map((each) => each.orphaned()));
  }

  #all(each: (talker: Talker) => Promise<void>): Promise<void[]> {
    return Promise.all(this.#talkers.map(each));
  }

  /** A whole number from 0 up to, not including, another. */
  #upTo(end: number): number {
    return Math.floor(this.#draw() * end);
  }
}
