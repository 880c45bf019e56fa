// Joins, leaves and renames with nothing between them, folded into one line that counts them exactly.
import { FOLDED_EVENTS, FOLDED_NAMES } from "../../protocol/limits.ts";
import type { Message } from "../../protocol/messages.ts";
import { foldName } from "../../protocol/names.ts";
import type { Line } from "./line.ts";
import { noticeLine, stampOf, type Look } from "./events.ts";

/** `bob, eve and dan`. */
const list = new Intl.ListFormat("en-GB");

export type FoldedEvent = Message<"joined" | "left" | "renamed">;

/**
 * A fold under way. Each event is counted once: as `joined`, `left`, `is now`, or as one half of `came and
 * went` (joined, then left) and `came back` (left, then joined).
 */
export class Folding {
  #joined = new Tally();
  #left = new Tally();
  #visits = new Tally();
  #returns = new Tally();
  #renames = new Renames();
  #events = 0;
  #at = 0;

  constructor(private readonly look: Look) {}

  /** Adds an event. The fold that it no longer fits into is returned, to be shown for good. */
  add(event: FoldedEvent): Line | undefined {
    const full = this.#events >= FOLDED_EVENTS ? this.take() : undefined;
    this.#events++;
    this.#at = event.at;
    if (event.type === "joined") {
      if (this.#left.remove(event.name)) this.#returns.add(event.name);
      else this.#joined.add(event.name);
    } else if (event.type === "left") {
      if (this.#joined.remove(event.name)) this.#visits.add(event.name);
      else this.#left.add(event.name);
    } else {
      this.#renames.add(event);
      this.#joined.rename(event.from, event.to);
    }
    return full;
  }

  /** The line as it is by now, or undefined where nothing was added. */
  line(): Line | undefined {
    if (this.#events === 0) return undefined;
    // Someone may be in two of these: in this order they tell how it ended.
    const kinds = [
      this.#visits.text("came and went"),
      this.#returns.text("came back"),
      this.#joined.text("joined"),
      this.#left.text("left"),
      this.#renames.text,
    ];
    const text = kinds.filter((kind) => kind !== undefined).join(", ");
    return noticeLine(text, stampOf(this.#at, this.look));
  }

  /** The line for good; the next event begins another. */
  take(): Line | undefined {
    const line = this.line();
    if (!line) return undefined;
    this.#joined = new Tally();
    this.#left = new Tally();
    this.#visits = new Tally();
    this.#returns = new Tally();
    this.#renames = new Renames();
    this.#events = 0;
    return line;
  }
}

/** Who did one thing, and how often all together. */
class Tally {
  #entries = new Map<string, { name: string; times: number }>();
  #times = 0;

  add(name: string, shown = name): void {
    const key = foldName(name);
    const entry = this.#entries.get(key) ?? { name: shown, times: 0 };
    entry.times++;
    this.#entries.set(key, entry);
    this.#times++;
  }

  /** Takes away one time; false where there is none. */
  remove(name: string): boolean {
    const key = foldName(name);
    const entry = this.#entries.get(key);
    if (!entry) return false;
    entry.times--;
    this.#times--;
    if (entry.times === 0) this.#entries.delete(key);
    return true;
  }

  /** Who is known by another name from now on, and shown by the old one. */
  rename(from: string, to: string): void {
    const shown = this.#entries.get(foldName(from))?.name;
    if (this.remove(from)) this.add(to, shown);
  }

  text(verb: string): string | undefined {
    const people = this.#entries.size;
    if (people === 0) return undefined;
    const names = [...this.#entries.values()].map(({ name }) => name);
    const subject = people <= FOLDED_NAMES ? list.format(names) : String(people);
    return `${subject} ${verb}${timesText(this.#times, people)}`;
  }
}

/** Renames in their order, the first of them by name. */
class Renames {
  #first: string[] = [];
  #clients = new Set<number>();
  #times = 0;

  add({ from, to, client }: Message<"renamed">): void {
    if (this.#times < FOLDED_NAMES) this.#first.push(`${from} is now ${to}`);
    this.#clients.add(client);
    this.#times++;
  }

  get text(): string | undefined {
    if (this.#times === 0) return undefined;
    if (this.#times <= FOLDED_NAMES) return this.#first.join(", ");
    return `${this.#clients.size} renamed${timesText(this.#times, this.#clients.size)}`;
  }
}

function timesText(times: number, people: number): string {
  return times > people ? ` (${times} times)` : "";
}
