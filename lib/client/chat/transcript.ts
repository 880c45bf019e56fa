// What a person reads of the room: its events as lines, in order, and when one is worth a bell.
import { PENDING_SHOWN } from "../../protocol/limits.ts";
import type { HistoryEntry, ServerMessage } from "../../protocol/messages.ts";
import type { When } from "../membership.ts";
import { dayLine, Days, isSameDay } from "../view/days.ts";
import { Folding } from "../view/folding.ts";
import { historyLine, type HistoryAsked } from "../view/history.ts";
import { Ignoring } from "./ignoring.ts";
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
  readonly #ignoring: Ignoring;
  /** How many earlier messages were shown, of those that come in one row. */
  #earlier = 0;
  /** Whether the bell has rung for what was missed: once is enough. */
  #hasRung = false;
  #closed = false;
  /** Own words on their way. */
  #pending = new Set<Words>();

  constructor(
    private readonly surface: Pick<Surface, "appendOnly" | "print" | "setLive" | "bell">,
    look: Pick<Look, "me" | "colourOf">,
    private readonly facts: { number: () => number; now: () => number },
  ) {
    this.#look = { ...look, times: () => this.#times };
    this.#folding = new Folding(this.#look);
    this.#ignoring = new Ignoring(facts.number);
  }

  /** Shows what the server said unasked, and when that was. */
  hear(message: ServerMessage, when: When = "now"): void {
    if (this.#closed || this.#ignoring.covers(message)) return;
    switch (message.type) {
      case "live":
        return this.#isThrough(when);
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
        const isTalk = message.type === "said" || message.type === "told";
        const isEarlier = isTalk && when === "earlier";
        const line = eventLine(message, isEarlier ? this.#timed : this.#look);
        if (line && isEarlier) this.#showEarlier(line, message.at);
        else if (line) this.show(line, "at" in message ? message.at : undefined);
        if (this.#isWorthBell(message)) this.#ring(when);
      }
    }
  }

  /** Messages of the history, as a line, under a notice that says which they are. */
  past(entries: readonly HistoryEntry[], ...asked: HistoryAsked): Line {
    const { number, now } = this.facts;
    return historyLine(entries, { ...this.#look, number: number() }, now(), ...asked);
  }

  /** Shows a line behind all that is open; with the time of what it tells, behind its day. */
  show(line: Line, at?: number): void {
    if (this.#closed) return;
    this.#print(line, at === undefined ? undefined : this.#days.due(at));
  }

  #print(line: Line, day: Line | undefined): void {
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

  /** Shows own words as on their way, until sent() or failed(). `waits` tells that this may take a while. */
  sending(words: Words, waits = false): void {
    this.#pending.add(words);
    // Where nothing shown can change they would be out of sight until then.
    if (waits && this.surface.appendOnly) this.show(pendingLine(words, this.#look));
    this.#showLive();
  }

  /** Shows own words at their place in everyone's order; `at` is milliseconds since the epoch. */
  sent(words: Words, at = this.facts.now()): void {
    this.#pending.delete(words);
    this.show(ownLine(words, this.#look, at), at);
  }

  /** Shows that own words were refused, or that nobody knows whether they arrived, and why. */
  failed(words: Words, how: "refused" | "unknown", why: string): void {
    this.#pending.delete(words);
    this.show(failedLine(words.text, how, why));
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
    if (name === undefined) this.note(this.#ignoring.names.join(", ") || "Nobody is ignored");
    else if (this.#ignoring.remove(name)) this.note(`${name} is heard again`);
    else {
      this.#ignoring.add(name);
      this.note(`${name} is ignored; /ignore ${name} again hears them`);
    }
  }

  /** Shows for good what could still have changed, and nothing any more. */
  close(): void {
    this.#unfold();
    this.#closed = true;
  }

  /** Earlier messages have their clock, and the first of them its day: nobody was there to know it. */
  #showEarlier(line: Line, at: number): void {
    const isFirst = this.#earlier++ === 0;
    const day = this.#days.due(at);
    const isLongAgo = isFirst && !isSameDay(at, this.facts.now());
    this.#print(line, day ?? (isLongAgo ? dayLine(at) : undefined));
  }

  /** All that was said before is shown. */
  #isThrough(when: When): void {
    const count = this.#earlier;
    this.#earlier = 0;
    this.#hasRung = false;
    if (when !== "earlier" || count === 0) return;
    const messages = count === 1 ? "1 earlier message" : `${count} earlier messages`;
    this.note(`${messages}; /history shows more`);
  }

  get #timed(): Look {
    return { ...this.#look, times: () => true };
  }

  #ring(when: When): void {
    if (when === "earlier" || (when === "missed" && this.#hasRung)) return;
    this.#hasRung = when === "missed";
    this.surface.bell();
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
    const newest = [...this.#pending].slice(-PENDING_SHOWN);
    const pending = newest.map((words) => pendingLine(words, this.#look));
    this.surface.setLive(folded ? [folded, ...pending] : pending);
  }

  #isWorthBell(message: ServerMessage): boolean {
    if (this.#bell === "off") return false;
    if (message.type === "told") return true;
    if (message.type !== "said") return false;
    return this.#bell === "all" || mentions(message.text, this.#look.me());
  }
}
