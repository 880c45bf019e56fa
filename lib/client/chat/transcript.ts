// What a person reads of the room: its events as lines, in order, and when one is worth a bell.
import type { ServerMessage } from "../../protocol/messages.ts";
import { MAX_PLACES } from "../../protocol/limits.ts";
import { foldName } from "../../protocol/names.ts";
import { Days } from "../view/days.ts";
import type { Failure } from "../failure.ts";
import { Folding } from "../view/folding.ts";
import type { Line } from "../view/line.ts";
import { mentions } from "../view/mentions.ts";
import type { Surface } from "../terminal/surface.ts";
import {
  errorLine,
  eventLine,
  failedLine,
  noticeLine,
  ownLine,
  pendingLine,
  type Look,
  type Words,
} from "../view/events.ts";

/** When the bell rings: for what is meant for us, never, or for all that is said. */
export type BellMode = "on" | "off" | "all";

interface Ignored {
  name: string;
  /** What the clients that were seen with that name are called now. */
  clients: Map<number, string>;
}

const BELL_NOTES: Record<BellMode, string> = {
  on: "The bell rings when you are meant",
  off: "The bell is off",
  all: "The bell rings for all that is said",
};

export class Transcript {
  #bell: BellMode = "on";
  #times = false;
  readonly #look: Look;
  readonly #folding: Folding;
  readonly #days = new Days();
  /** Who is not heard, by the folded name that was given. */
  #ignored = new Map<string, Ignored>();
  #closed = false;
  /** Own words on their way. */
  #pending = new Set<Words>();

  constructor(
    private readonly surface: Pick<Surface, "appendOnly" | "print" | "setLive" | "bell">,
    look: Pick<Look, "me" | "colourOf">,
    private readonly facts: { number: number; now: () => number },
  ) {
    this.#look = { ...look, times: () => this.#times };
    this.#folding = new Folding(this.#look);
  }

  /** Shows what the server said unasked. */
  hear(message: ServerMessage): void {
    if (this.#closed || this.#isIgnored(message)) return;
    switch (message.type) {
      case "joined":
      case "left":
      case "renamed": {
        const full = this.#folding.add(message);
        if (full) this.surface.print(full);
        // Where nothing shown can change, a fold ends with the turn that brought it.
        if (this.surface.appendOnly) setImmediate(() => this.#unfold());
        return this.#showLive();
      }
      default: {
        const line = eventLine(message, this.#look);
        if (line) this.show(line, "at" in message ? message.at : undefined);
        if (this.#isWorthBell(message)) this.surface.bell();
      }
    }
  }

  /** Shows a line behind all that is open; with the time of what it tells, behind its day. */
  show(line: Line, at?: number): void {
    if (this.#closed) return;
    const day = at === undefined ? undefined : this.#days.due(at);
    this.#unfold();
    if (day) this.surface.print(day);
    this.surface.print(line);
  }

  /** Shows a remark of our own. */
  note(text: string): void {
    this.show(noticeLine(text));
  }

  /** Shows why something was not done. */
  refuse(message: string): void {
    this.show(errorLine(message));
  }

  /** Shows own words as on their way, until sent() or failed(). */
  sending(words: Words): void {
    this.#pending.add(words);
    this.#showLive();
  }

  /** Shows own words at their place in everyone's order. */
  sent(words: Words): void {
    this.#pending.delete(words);
    const at = this.facts.now();
    this.show(ownLine(words, this.#look, at), at);
  }

  /** Shows that own words were not acknowledged, and why. */
  failed(words: Words, { refusal, message }: Failure): void {
    this.#pending.delete(words);
    this.show(failedLine(words.text, refusal ? "refused" : "unknown", message));
  }

  /** Has each line begin with its time, or not. */
  setTimes(when: "on" | "off"): void {
    this.#times = when === "on";
    this.note(`Times are ${when}`);
  }

  setBell(mode: BellMode): void {
    this.#bell = mode;
    this.note(BELL_NOTES[mode]);
  }

  /** Ignores who has a name, whatever they are called later, or hears them again; without a name tells who is ignored. */
  ignore(name: string | undefined): void {
    if (name === undefined) this.note(this.#ignoredNames.join(", ") || "Nobody is ignored");
    else if (this.#hearAgain(foldName(name))) this.note(`${name} is heard again`);
    else {
      this.#ignored.set(foldName(name), { name, clients: new Map() });
      this.note(`${name} is ignored; /ignore ${name} again hears them`);
    }
  }

  /** Shows for good what could still have changed, own words without an answer too, and nothing any more. */
  close(): void {
    for (const { text } of this.#pending) {
      this.show(failedLine(text, "unknown", "The server has not answered"));
    }
    this.#pending.clear();
    this.#unfold();
    this.#closed = true;
  }

  #unfold(): void {
    if (this.#closed) return;
    const folded = this.#folding.take();
    if (folded) this.surface.print(folded);
    this.#showLive();
  }

  #showLive(): void {
    if (this.#closed) return;
    const folded = this.#folding.line();
    const pending = [...this.#pending].map((words) => pendingLine(words, this.#look));
    this.surface.setLive(folded ? [folded, ...pending] : pending);
  }

  #hearAgain(folded: string): boolean {
    for (const [key, { clients }] of this.#ignored) {
      const isNow = [...clients.values()].some((each) => foldName(each) === folded);
      if (key === folded || isNow) return this.#ignored.delete(key);
    }
    return false;
  }

  /** The names that are ignored, each with what they are called now. */
  get #ignoredNames(): string[] {
    return [...this.#ignored.values()].map(({ name, clients }) => {
      const others = [...clients.values()].filter((each) => foldName(each) !== foldName(name));
      return others.length > 0 ? `${name} (now ${others.join(", ")})` : name;
    });
  }

  #isIgnored(message: ServerMessage): boolean {
    if (this.#ignored.size === 0 || !("client" in message)) return false;
    const name = "from" in message ? message.from : "name" in message ? message.name : "";
    const { client } = message;
    if (client === this.facts.number) return false;
    const known = [...this.#ignored.values()].find(({ clients }) => clients.has(client));
    const ignored = known ?? this.#ignored.get(foldName(name));
    if (!ignored) return false;
    const { clients } = ignored;
    // Whoever has the name, and by number from then on: a new name does not bring them back, nor is it
    // ignored in another.
    if (message.type === "left") clients.delete(client);
    else if (clients.size < MAX_PLACES || clients.has(client)) {
      clients.set(client, message.type === "renamed" ? message.to : name);
    }
    return true;
  }

  #isWorthBell(message: ServerMessage): boolean {
    if (this.#bell === "off") return false;
    if (message.type === "told") return true;
    if (message.type !== "said") return false;
    return this.#bell === "all" || mentions(message.text, this.#look.me());
  }
}
