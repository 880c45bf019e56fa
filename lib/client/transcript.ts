// What a person reads of the room: its events as lines, in order, and when one is worth a bell.
import type { ServerMessage } from "../protocol/messages.ts";
import { foldName } from "../protocol/names.ts";
import { Days } from "./days.ts";
import { Folding } from "./folding.ts";
import type { Line } from "./line.ts";
import { mentions } from "./mentions.ts";
import type { Surface } from "./surface.ts";
import {
  errorLine,
  eventLine,
  failedLine,
  noticeLine,
  ownLine,
  pendingLine,
  type Look,
  type Words,
} from "./view.ts";

/** When the bell rings: for what is meant for us, never, or for all that is said. */
export type BellMode = "on" | "off" | "all";

export class Transcript {
  bell: BellMode = "on";
  /** Whether each line begins with its time. */
  times = false;
  readonly #look: Look;
  readonly #folding: Folding;
  readonly #days = new Days();
  /** Names that are not heard, by their folded form. */
  #ignored = new Map<string, string>();
  /** Own words on their way. */
  #pending = new Set<Words>();

  constructor(
    private readonly surface: Pick<Surface, "appendOnly" | "print" | "setLive" | "bell">,
    look: Pick<Look, "me" | "colourOf">,
    private readonly now: () => number,
  ) {
    this.#look = { ...look, times: () => this.times };
    this.#folding = new Folding(this.#look);
  }

  /** Shows what the server said unasked. */
  hear(message: ServerMessage): void {
    if (this.#isIgnored(message)) return;
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
        if (line) this.#show(line, "at" in message ? message.at : undefined);
        if (this.#isWorthBell(message)) this.surface.bell();
      }
    }
  }

  /** Shows an answer. */
  show(line: Line): void {
    this.#show(line);
  }

  /** Shows a remark of our own. */
  note(text: string): void {
    this.#show(noticeLine(text));
  }

  /** Shows why something was not done. */
  refuse(message: string): void {
    this.#show(errorLine(message));
  }

  /** Shows own words as on their way, until sent() or failed(). */
  sending(words: Words): void {
    this.#pending.add(words);
    this.#showLive();
  }

  /** Shows own words at their place in everyone's order. */
  sent(words: Words): void {
    this.#pending.delete(words);
    const at = this.now();
    this.#show(ownLine(words, this.#look, at), at);
  }

  /** Shows that own words did not arrive, and why. */
  failed(words: Words, reason: string): void {
    this.#pending.delete(words);
    this.#show(failedLine(words.text, reason));
  }

  /** Ignores a name, or hears it again; tells which. */
  ignore(name: string): "ignored" | "heard" {
    const folded = foldName(name);
    if (this.#ignored.delete(folded)) return "heard";
    this.#ignored.set(folded, name);
    return "ignored";
  }

  /** The names that are ignored. */
  get ignored(): string[] {
    return [...this.#ignored.values()];
  }

  /** Shows for good what could still have changed. */
  close(): void {
    this.#unfold();
  }

  #show(line: Line, at?: number): void {
    const day = at === undefined ? undefined : this.#days.due(at);
    this.#unfold();
    if (day) this.surface.print(day);
    this.surface.print(line);
  }

  #unfold(): void {
    const folded = this.#folding.take();
    if (folded) this.surface.print(folded);
    this.#showLive();
  }

  #showLive(): void {
    const folded = this.#folding.line();
    const pending = [...this.#pending].map((words) => pendingLine(words, this.#look));
    this.surface.setLive(folded ? [folded, ...pending] : pending);
  }

  #isIgnored(message: ServerMessage): boolean {
    if (this.#ignored.size === 0) return false;
    const name =
      "from" in message
        ? message.from
        : message.type === "joined" || message.type === "left"
          ? message.name
          : "";
    const folded = foldName(name);
    if (!this.#ignored.has(folded)) return false;
    if (message.type === "renamed") {
      // A new name does not bring back who is not to be heard.
      this.#ignored.delete(folded);
      this.#ignored.set(foldName(message.to), message.to);
    }
    return true;
  }

  #isWorthBell(message: ServerMessage): boolean {
    if (this.bell === "off") return false;
    if (message.type === "told") return true;
    if (message.type !== "said") return false;
    return this.bell === "all" || mentions(message.text, this.#look.me());
  }
}
