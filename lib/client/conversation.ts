// The chat itself: what is typed becomes requests, what the server says becomes lines of the room.
import { FRESH_LIST_MS, LEAVE_MS, STATUS_MS } from "../protocol/limits.ts";
import type { Command, Message, ServerMessage } from "../protocol/messages.ts";
import type { NameColours } from "./colours.ts";
import { CHAT_COMMANDS, readTyped, type Typed } from "./commands.ts";
import { completionAt, type Completion } from "./completion.ts";
import { Downloads } from "./downloads.ts";
import { toFailure } from "./failure.ts";
import { gatherList, gatherStatus, gatherWho } from "./gather.ts";
import type { Line } from "./line.ts";
import { helpLine } from "./help.ts";
import { keepText } from "../files/keep.ts";
import { pathsBeginning } from "../files/local-paths.ts";
import { pasteName, pasteQuestion } from "./pasting.ts";
import { Roster } from "./roster.ts";
import type { Session } from "./session.ts";
import { statusParts } from "./status.ts";
import type { Surface, Typist } from "./surface.ts";
import { listTable, statusTable, whoTable } from "./tables.ts";
import { Transcript } from "./transcript.ts";
import type { Words } from "./view.ts";

export interface ConversationFacts {
  /** Our name, and our number among the clients. */
  name: string;
  number: number;
  /** Where we are: the room's name, and the server's address. */
  room: string;
  address: string;
  /** The folder for downloads. */
  out: string;
  colours: NameColours;
  now: () => number;
}

export class Conversation implements Typist {
  readonly #surface: Surface;
  readonly #transcript: Transcript;
  readonly #downloads: Downloads;
  readonly #roster = new Roster();
  #name: string;
  #files: { asked: number; names: Promise<string[]> } | undefined;
  /** Settles with the last request, and so after all before it: the server takes them in order. */
  #lastRequest: Promise<unknown> = Promise.resolve();

  /** `open` makes the surface that tells this conversation what is typed. */
  constructor(
    private readonly session: Session,
    private readonly facts: ConversationFacts,
    open: (typist: Typist) => Surface,
  ) {
    this.#name = facts.name;
    this.#surface = open(this);
    const { colours, now } = facts;
    const look = { me: () => this.#name, colourOf: (name: string) => colours.colourOf(name) };
    this.#transcript = new Transcript(this.#surface, look, now);
    this.#downloads = new Downloads({
      session,
      out: facts.out,
      now,
      choose: (question) => this.#surface.choose(question),
      saved: (text) => this.#transcript.note(text),
      failed: (text) => this.#transcript.refuse(text),
      changed: () => this.#showStatus(),
    });
  }

  /**
   * Talks until the person leaves; downloads that are then under way are given up.
   * @throws Failure where the session ended by itself
   */
  async run(): Promise<void> {
    this.session.listen((message) => this.#heard(message));
    this.#answer(this.#who());
    const refreshing = setInterval(() => this.#showStatus(), STATUS_MS);
    void this.session.ended.then(async () => {
      await this.#downloads.settled(); // each says how it ended while there is a screen to say it on
      this.#transcript.close();
      this.#surface.quit();
    });
    await this.#surface.run();
    clearInterval(refreshing);
    const lost = this.session.failure;
    if (this.#downloads.count > 0) {
      // Hanging up on a download must not take along what was just said.
      await Promise.race([this.#lastRequest.catch(() => {}), Bun.sleep(LEAVE_MS)]);
      this.session.abandon();
    }
    await this.#downloads.settled();
    if (lost) throw lost;
  }

  onLine(line: string): boolean {
    const typed = readTyped(line);
    if (typed.ok) this.#do(typed.value);
    else this.#transcript.refuse(typed.refusal.message);
    // A message that is too long is to be shortened, not typed again.
    return typed.ok || typed.refusal.code !== "too-long";
  }

  async onPaste(whole: string, pasted: string): Promise<boolean> {
    const answer = await this.#surface.choose(pasteQuestion(whole, pasted));
    if (answer === "file") {
      const kept = keepText(this.facts.out, pasteName(this.facts.now()), pasted);
      this.#answer(kept.then((path) => this.#transcript.note(`Kept as ${path}`)));
    }
    if (answer !== "send") return false;
    // What is pasted alone is meant as talk, whatever it begins with.
    if (whole !== pasted) return this.onLine(whole);
    this.#say({ text: whole }, { type: "say", text: whole });
    return true;
  }

  onLeave(): void {
    this.#answer(this.#leave());
  }

  complete(line: string, cursor: number): Promise<Completion | undefined> {
    return completionAt(line, cursor, {
      commands: CHAT_COMMANDS,
      names: () => this.#roster.names.filter((name) => name !== this.#name),
      files: () => this.#fileNames(),
      paths: pathsBeginning,
    });
  }

  #do(typed: Typed): void {
    const { session } = this;
    switch (typed.type) {
      case "say":
      case "msg":
        return this.#say(typed, typed);
      case "get":
        return this.#downloads.start(typed.file);
      case "pick":
        return this.#downloads.start(undefined);
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
        this.#transcript.times = typed.when === "on";
        return this.#transcript.note(`Times are ${typed.when}`);
      case "bell":
        this.#transcript.bell = typed.when;
        return this.#transcript.note(BELL_NOTES[typed.when]);
      case "ignore":
        return this.#transcript.note(this.#ignore(typed.name));
      case "clear":
        return this.#surface.clear();
    }
  }

  #say(words: Words, command: Command): void {
    this.#transcript.sending(words);
    const message = ({ type }: ServerMessage) => {
      // Our own words appear where the server put them in everyone's order.
      if (type === "ack") this.#transcript.sent(words);
    };
    this.#lastRequest = this.session.request(command, { message });
    this.#lastRequest.catch((error: unknown) =>
      this.#transcript.failed(words, toFailure(error).message),
    );
  }

  #ignore(name: string | undefined): string {
    const { ignored } = this.#transcript;
    if (name === undefined) return ignored.length > 0 ? ignored.join(", ") : "Nobody is ignored";
    return this.#transcript.ignore(name) === "ignored"
      ? `${name} is ignored; /ignore ${name} again hears them`
      : `${name} is heard again`;
  }

  async #leave(): Promise<void> {
    if (this.#downloads.count > 0) {
      const answer = await this.#surface.choose({
        message: "A download is under way",
        choices: [
          { value: "leave", label: "Leave", hint: "the download is given up" },
          { value: "stay", label: "Stay" },
        ],
      });
      if (answer !== "leave") return;
    }
    this.#transcript.close();
    this.#surface.quit();
  }

  async #who(): Promise<Message<"who">["clients"]> {
    this.#roster.asked();
    const clients = await gatherWho(this.session);
    this.#roster.replace(clients);
    this.#showStatus();
    return clients;
  }

  #fileNames(): Promise<string[]> {
    const now = this.facts.now();
    if (!this.#files || now - this.#files.asked > FRESH_LIST_MS) {
      const names = gatherList(this.session).then((files) => files.map(({ file }) => file));
      this.#files = { asked: now, names: names.catch(() => []) };
    }
    return this.#files.names;
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
    if (message.type !== "said") this.#showStatus();
  }

  #show(line: Promise<Line>): void {
    this.#answer(line.then((shown) => this.#transcript.show(shown)));
  }

  #answer(answer: Promise<unknown>): void {
    answer.catch((error: unknown) => this.#transcript.refuse(toFailure(error).message));
  }

  #showStatus(): void {
    const { room, address } = this.facts;
    this.#surface.setStatus(
      statusParts({
        name: this.#name,
        room,
        address,
        here: this.#roster.countText,
        unansweredMs: this.session.unansweredMs,
        downloads: this.#downloads.progress,
      }),
    );
  }
}

const BELL_NOTES = {
  on: "The bell rings when you are meant",
  off: "The bell is off",
  all: "The bell rings for all that is said",
};
