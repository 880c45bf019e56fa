// The chat itself: what is typed becomes requests, what the server says becomes lines of the room.
import { LEAVE_MS, STATUS_MS } from "../../protocol/limits.ts";
import type { Command, Message, ServerMessage } from "../../protocol/messages.ts";
import type { NameColours } from "../view/colours.ts";
import { CHAT_COMMANDS, readTyped, type Typed } from "./commands.ts";
import { completionAt } from "./completion.ts";
import { toFailure } from "../failure.ts";
import { gatherList, gatherStatus, gatherWho } from "../gather.ts";
import type { Line } from "../view/line.ts";
import { helpLine } from "../view/help.ts";
import { keepText } from "../../files/keep.ts";
import { pathsBeginning } from "../../files/local-paths.ts";
import { pasteName, settlePaste } from "./pasting.ts";
import { Roster } from "./roster.ts";
import type { Session } from "../session.ts";
import { statusParts } from "./status.ts";
import { Traffic, type TrafficFacts } from "./traffic.ts";
import type { Completion, Question, Surface, Typist } from "../terminal/surface.ts";
import { listTable, statusTable, whoTable } from "../view/tables.ts";
import { Transcript } from "./transcript.ts";
import type { Words } from "../view/events.ts";

export interface ConversationFacts extends Pick<TrafficFacts, "out" | "uploads" | "now" | "every"> {
  /** Our name, our number among the clients, and what newcomers are told. */
  name: string;
  number: number;
  motd: string | undefined;
  /** Where we are: the room's name, and the server's address. */
  room: string;
  address: string;
  colours: NameColours;
}

export class Conversation implements Typist {
  readonly #surface: Surface;
  readonly #transcript: Transcript;
  readonly #traffic: Traffic;
  readonly #roster = new Roster();
  #name: string;
  #leaving: "no" | "asking" | "waiting" = "no";
  /** Settles with the last thing said or name asked for, and so after all before it: the server takes them in order. */
  #lastRequest: Promise<unknown> = Promise.resolve();

  /** `open` makes the surface that tells this conversation what is typed. */
  constructor(
    private readonly session: Session,
    private readonly facts: ConversationFacts,
    open: (typist: Typist) => Surface,
  ) {
    this.#name = facts.name;
    this.#surface = open(this);
    const colourOf = (name: string) => facts.colours.colourOf(name);
    this.#transcript = new Transcript(this.#surface, { me: () => this.#name, colourOf }, facts);
    this.#traffic = new Traffic({
      ...facts,
      session,
      choose: (question) => this.#surface.choose(question),
      isTyping: () => this.#surface.draft !== "",
      note: (text) => this.#transcript.note(text),
      failed: (text) => this.#transcript.refuse(text),
      changed: () => this.#showStatus(),
    });
  }

  /**
   * Talks until the person leaves; transfers that are then under way are kept to go on with.
   * @throws Failure where the session ended by itself
   */
  async run(): Promise<void> {
    const { name, motd } = this.facts;
    this.#transcript.note(`You are ${name}. /help shows what you can do`);
    if (motd) this.#transcript.note(motd);
    this.session.listen((message) => this.#heard(message));
    this.#answer(this.#who());
    const refreshing = setInterval(() => this.#showStatus(), STATUS_MS);
    void this.session.ended.then(async () => {
      await this.#traffic.settled(); // each says how it ended while there is a screen to say it on
      this.#close();
    });
    await this.#surface.run();
    clearInterval(refreshing);
    const lost = this.session.failure;
    if (this.#traffic.busy) {
      await this.#answered();
      this.session.abandon();
    }
    await this.#traffic.settled();
    if (lost) throw lost;
  }

  onLine(line: string): boolean {
    this.#traffic.entered();
    if (this.#leaving === "waiting") return false;
    const typed = readTyped(line);
    if (typed.ok) this.#do(typed.value);
    else this.#transcript.refuse(typed.refusal.message);
    // A message that is too long is to be shortened, not typed again.
    return typed.ok || typed.refusal.code !== "too-long";
  }

  async onPaste(whole: string, pasted: string): Promise<boolean> {
    const { out, now, uploads: shares } = this.facts;
    const keep = () => keepText(out, pasteName(now()), pasted);
    const choose = (question: Question) => this.#surface.choose(question);
    const { kept, send } = await settlePaste({ whole, pasted, shares, keep, choose });
    if (kept !== undefined) this.#transcript.note(`Kept as ${kept}`);
    if (kept !== undefined && shares) this.#traffic.put(kept);
    if (!send) return false;
    // What is pasted alone is meant as talk, whatever it begins with.
    if (whole !== pasted) return this.onLine(whole);
    this.#say({ type: "say", text: whole });
    return true;
  }

  onLeave(): void {
    // Who wants it again will not wait for answers any more.
    if (this.#leaving === "waiting") this.#close();
    else if (this.#leaving === "no") this.#answer(this.#leave());
  }

  complete(line: string, cursor: number): Promise<Completion | undefined> {
    return completionAt(line, cursor, {
      commands: CHAT_COMMANDS,
      names: () => this.#roster.names.filter((name) => name !== this.#name),
      files: (type) => this.#traffic.files(type),
      paths: pathsBeginning,
    });
  }

  #do(typed: Typed): void {
    const { session } = this;
    switch (typed.type) {
      case "say":
      case "msg":
        return this.#say(typed);
      case "fetch":
        return this.#traffic.get(typed.files);
      case "share":
        return this.#traffic.put(typed.paths);
      case "transfers":
        return this.#transcript.show(this.#traffic.table());
      case "stop":
        return this.#traffic.cancel(typed.which);
      case "rm":
        return this.#traffic.remove(typed.file);
      case "nick":
        return this.#answer((this.#lastRequest = session.request(typed)));
      case "status":
        return this.#show(gatherStatus(session).then((all) => statusTable(all, this.facts.now())));
      case "list":
        return this.#show(gatherList(session).then((all) => listTable(all, this.facts.now())));
      case "who":
        return this.#show(this.#who().then(whoTable));
      case "help":
        return this.#transcript.show(helpLine(CHAT_COMMANDS, typed.command));
      case "exit":
        return this.onLeave();
      case "time":
        return this.#transcript.setTimes(typed.when);
      case "bell":
        return this.#transcript.setBell(typed.when);
      case "ignore":
        return this.#transcript.ignore(typed.name);
      case "clear":
        return this.#surface.clear();
      case "about":
      case "get":
      case "put":
      case "cancel":
        return; // only transfers ask for these; no line means them
    }
  }

  #say(words: Extract<Command, Words>): void {
    this.#transcript.sending(words);
    const message = ({ type }: ServerMessage) => {
      // Our own words appear where the server put them in everyone's order.
      if (type === "ack") this.#transcript.sent(words);
    };
    this.#lastRequest = this.session.request(words, { message });
    this.#lastRequest.catch((error: unknown) => this.#transcript.failed(words, toFailure(error)));
  }

  async #leave(): Promise<void> {
    const question = this.#traffic.leaveQuestion;
    if (question) {
      this.#leaving = "asking";
      const answer = await this.#surface.choose(question);
      this.#leaving = "no";
      if (answer !== "leave") return;
    }
    this.#leaving = "waiting";
    await this.#answered();
    this.#close();
  }

  #close(): void {
    for (const words of this.#traffic.lastWords) this.#transcript.note(words);
    this.#transcript.close();
    this.#surface.quit();
  }

  /** Waits until what was said is acknowledged, so that it is seen and nothing takes it along; not for long. */
  async #answered(): Promise<void> {
    await Promise.race([this.#lastRequest.catch(() => {}), Bun.sleep(LEAVE_MS)]);
  }

  async #who(): Promise<Message<"who">["clients"]> {
    const clients = await this.#roster.learn(() => gatherWho(this.session));
    this.#showStatus();
    return clients;
  }

  #heard(message: ServerMessage): void {
    if (message.type === "renamed" && message.client === this.facts.number) {
      this.#name = message.to;
      this.#surface.setLabel(message.to);
    }
    this.#roster.hear(message);
    if (message.type === "left") this.facts.colours.forget(message.name);
    if (message.type === "renamed") this.facts.colours.rename(message.from, message.to);
    this.#transcript.hear(message);
    this.#traffic.hear(message);
    if (message.type !== "said") this.#showStatus();
  }

  #show(line: Promise<Line>): void {
    this.#answer(line.then((shown) => this.#transcript.show(shown)));
  }

  #answer(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.#transcript.refuse(toFailure(error).message));
  }

  #showStatus(): void {
    this.#surface.setStatus(
      statusParts({
        ...this.facts,
        name: this.#name,
        here: this.#roster.countText,
        unansweredMs: this.session.unansweredMs,
        transfers: this.#traffic.progress,
      }),
    );
  }
}
