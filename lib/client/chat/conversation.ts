// The chat itself: what is typed becomes requests, what the server says becomes lines of the room.
import { STATUS_MS } from "../../protocol/limits.ts";
import type { ServerMessage } from "../../protocol/messages.ts";
import type { NameColours } from "../view/colours.ts";
import { answerOf, whoIsHere, type Asked } from "./answers.ts";
import type { CommandRow } from "../../protocol/commands.ts";
import { carryOut, type Doers } from "./carry-out.ts";
import { readTyped, type Typed } from "./commands.ts";
import { completionAt } from "./completion.ts";
import { toFailure, type Failure } from "../failure.ts";
import type { Membership, When } from "../membership.ts";
import { keepText } from "../../files/keep.ts";
import { pathsBeginning } from "../../files/local-paths.ts";
import { Leaving } from "./leaving.ts";
import { LinesTraffic } from "./lines-traffic.ts";
import { OutageNotes } from "./outage.ts";
import { pasteName, settlePaste } from "./pasting.ts";
import { Roster } from "./roster.ts";
import { statusParts } from "./status.ts";
import { Talking } from "./talking.ts";
import type { TrafficFacts } from "./traffic.ts";
import type { Completion, Question, Surface, Typist } from "../terminal/surface.ts";
import { Transcript } from "./transcript.ts";

export interface ConversationFacts extends Pick<TrafficFacts, "out" | "now" | "every"> {
  /** Where we are: the room's name, and the server's address. */
  room: string;
  address: string;
  colours: NameColours;
  /** All that can be typed. */
  commands: readonly CommandRow<Typed["type"]>[];
  /** What is asked before the chat ends where so many others are here; undefined where nothing is. */
  leaveQuestion?: (others: number) => Question | undefined;
}

export class Conversation implements Typist {
  readonly #surface: Surface;
  readonly #transcript: Transcript;
  readonly #talking: Talking;
  readonly #outage: OutageNotes;
  readonly #roster = new Roster();
  readonly #traffic: LinesTraffic;
  readonly #leaving: Leaving;
  readonly #choose = (question: Question) => this.#surface.choose(question);

  /** `open` makes the surface that tells this conversation what is typed. */
  constructor(
    private readonly place: Membership,
    private readonly facts: ConversationFacts,
    open: (typist: Typist) => Surface,
  ) {
    const { colours, now, every } = facts;
    this.#surface = open(this);
    const look = { me: () => place.name, colourOf: (name: string) => colours.colourOf(name) };
    this.#transcript = new Transcript(this.#surface, look, { number: () => place.number, now });
    this.#talking = new Talking(place, this.#transcript);
    this.#outage = new OutageNotes({ every, note: (text) => this.#transcript.note(text) });
    this.#traffic = new LinesTraffic(place, {
      ...facts,
      choose: this.#choose,
      isTyping: () => this.#surface.draft !== "",
      note: (text) => this.#transcript.note(text),
      failed: (text) => this.#transcript.refuse(text),
      changed: () => this.#showStatus(),
    });
    this.#leaving = new Leaving({
      question: () => facts.leaveQuestion?.(this.#others.length) ?? this.#traffic.now.leaveQuestion,
      choose: this.#choose,
      answered: () => this.#talking.answered(),
      close: () => this.#close(),
    });
  }

  /**
   * Talks until the person leaves; transfers that are then under way are kept to go on with.
   * @throws Failure where the membership ended by itself
   */
  async run(): Promise<void> {
    const { name, motd } = this.place;
    this.#transcript.note(`You are ${name}. /help shows what you can do`);
    if (motd) this.#transcript.note(motd);
    this.place.listen({
      heard: (message, when) => this.#heard(message, when),
      lost: (why) => this.#lost(why),
      back: () => this.#back(),
      tries: () => this.#showStatus(),
    });
    this.#callTheRoll();
    const refreshing = setInterval(() => this.#showStatus(), STATUS_MS);
    void this.place.ended.then(async () => {
      await this.#traffic.now.settled(); // each says how it ended while there is a screen to say it on
      this.#close();
    });
    await this.#surface.run();
    clearInterval(refreshing);
    this.#outage.over();
    const lost = this.place.failure;
    if (this.#traffic.now.busy) {
      await this.#talking.answered();
      this.place.quit();
    }
    await this.#traffic.now.settled();
    if (lost) throw lost;
  }

  onLine(line: string): boolean {
    this.#traffic.now.entered();
    if (this.#leaving.isWaiting) return false;
    const typed = readTyped(line, this.facts.commands);
    if (typed.ok) return this.#do(typed.value);
    this.#transcript.refuse(typed.refusal.message);
    // A message that is too long is to be shortened, not typed again.
    return typed.refusal.code !== "too-long";
  }

  async onPaste(whole: string, pasted: string): Promise<boolean> {
    const { out, now } = this.facts;
    const { uploads: shares } = this.place;
    const keep = () => keepText(out, pasteName(now()), pasted);
    const asked = { whole, pasted, shares, keep, choose: this.#choose };
    const { kept, send } = await settlePaste(asked);
    if (kept !== undefined) this.#transcript.note(`Kept as ${kept}`);
    if (kept !== undefined && shares) this.#try(() => this.#traffic.here().put(kept));
    if (!send) return false;
    // What is pasted alone is meant as talk, whatever it begins with.
    return whole === pasted ? this.#talking.say({ type: "say", text: whole }) : this.onLine(whole);
  }

  onLeave(): void {
    this.#try(() => this.#leaving.wish());
  }

  complete(line: string, cursor: number): Promise<Completion | undefined> {
    return completionAt(line, cursor, {
      commands: this.facts.commands,
      names: () => this.#others,
      files: (type) => this.#traffic.now.files(type),
      paths: pathsBeginning,
    });
  }

  /** False where the line is to stay, since it could not be sent. */
  #do(typed: Typed): boolean {
    if (typed.type === "say" || typed.type === "msg") return this.#talking.say(typed);
    this.#try(() => carryOut(typed, this.#doers));
    return true;
  }

  get #doers(): Doers {
    return {
      place: this.place,
      surface: this.#surface,
      transcript: this.#transcript,
      talking: this.#talking,
      traffic: this.#traffic,
      commands: this.facts.commands,
      ask: (asked) => this.#ask(asked),
      leave: () => this.onLeave(),
    };
  }

  get #others(): string[] {
    return this.#roster.names.filter((name) => name !== this.place.name);
  }

  #close(): void {
    this.#traffic.close();
    this.place.giveUp();
    this.#transcript.close();
    this.#surface.quit();
  }

  async #ask(asked: Asked): Promise<void> {
    const shown = { roster: this.#roster, transcript: this.#transcript, now: this.facts.now };
    this.#transcript.show(await answerOf(asked, this.place, shown));
    this.#showStatus();
  }

  /** Learns who is here; where that cannot be, it is only not told. */
  #callTheRoll(): void {
    const show = () => this.#showStatus();
    void whoIsHere(this.place, this.#roster).then(show, () => {});
  }

  #heard(message: ServerMessage, when: When): void {
    if (message.type === "renamed") this.facts.colours.rename(message.from, message.to);
    if (message.type === "renamed" && message.client === this.place.number)
      this.#surface.setLabel(message.to);
    if (message.type === "left") this.facts.colours.forget(message.name);
    // Who comes back after an outage too never left, as far as one knows here; who spoke before may be gone.
    const isNews = message.type !== "joined" || !this.#roster.has(message.client);
    if (when === "now") this.#roster.hear(message);
    if (isNews) this.#transcript.hear(message, when);
    this.#traffic.now.hear(message);
    if (message.type !== "said") this.#showStatus();
  }

  #lost(why: Failure): void {
    this.#outage.lost(this.place.name, why);
    this.#traffic.lost();
    this.#showStatus();
  }

  #back(): void {
    this.#traffic.back();
    this.#surface.setLabel(this.place.name);
    this.#outage.back(this.place.name);
    this.#callTheRoll();
    this.#showStatus();
  }

  #try(act: () => unknown): void {
    Promise.try(act).catch((error: unknown) => this.#transcript.refuse(toFailure(error).message));
  }

  #showStatus(): void {
    const { place, facts } = this;
    this.#surface.setStatus(
      statusParts({
        ...facts,
        now: facts.now(),
        name: place.name,
        here: this.#roster.countText,
        unansweredMs: place.unansweredMs,
        outage: place.outage,
        transfers: this.#traffic.now.progress,
      }),
    );
  }
}
