// The chat around its traffic, without a chat: it keeps what it is told, and answers questions as it was told to.

import { Traffic } from "../../../lib/client/chat/traffic.ts";
import type { Session } from "../../../lib/client/session.ts";
import type { Question } from "../../../lib/client/terminal/surface.ts";
import { Changing } from "../../support/patience.ts";
import { House } from "../server.ts";

export class Around extends Changing {
  readonly words: string[] = [];
  readonly questions: Question[] = [];
  /** What the next questions are answered; a promise's answer is waited for. */
  answers: (string | undefined | Promise<string>)[] = [];
  /** The progress whenever it was said to have changed. */
  readonly shown: string[][] = [];
  /** The clock, and how far it goes on whenever it is looked at: milliseconds. */
  now = 1_000_000;
  step = 0;
  typing = false;
  /** What looks at the input line now and then. */
  readonly #looks = new Set<() => void>();
  readonly traffic: Traffic;

  constructor(
    readonly session: Session,
    out: string,
    uploads = false,
  ) {
    super();
    const told = (text: string) => {
      this.words.push(text);
      this.changed();
    };
    this.traffic = new Traffic({
      session,
      out,
      uploads,
      now: () => (this.now += this.step),
      every: (_ms, look) => {
        this.#looks.add(look);
        return () => void this.#looks.delete(look);
      },
      choose: async (question) => {
        this.questions.push(question);
        this.changed();
        return this.answers.shift();
      },
      isTyping: () => this.typing,
      note: told,
      failed: told,
      changed: () => {
        this.shown.push(this.traffic.progress);
        this.changed();
      },
    });
  }

  /** How many look at the input line now and then. */
  get looking(): number {
    return this.#looks.size;
  }

  /** Lets so many milliseconds pass, and has all look at the input line that do so. */
  pass(ms: number): void {
    this.now += ms;
    for (const look of this.#looks) look();
  }

  /** Resolves with the last word once there are so many. */
  async told(count = 1): Promise<string> {
    return this.until(
      () => (this.words.length >= count ? this.words.at(-1) : undefined),
      (state) => `${this.words.join("\n")}: ${state}`,
    );
  }

  /** Resolves once such a progress was shown. */
  async showed(text: string | RegExp): Promise<void> {
    const holds = (part: string) => (typeof text === "string" ? part === text : text.test(part));
    await this.until(
      () => this.shown.some((progress) => progress.some(holds)) || undefined,
      (state) => `no ${text} in ${this.shown.join("; ")}: ${state}`,
    );
  }

  /** Resolves once the table has such a row. */
  async lists(row: RegExp): Promise<void> {
    await this.until(
      () => this.table.some((each) => row.test(each)) || undefined,
      (state) => `no ${row} in\n${this.table.join("\n")}: ${state}`,
    );
  }

  /** Resolves with the last question once there are so many. */
  async asked(count = 1): Promise<Question> {
    return this.until(
      () => (this.questions.length >= count ? this.questions.at(-1) : undefined),
      (state) => `nothing asked: ${state}`,
    );
  }

  /** Resolves once nothing is under way but these. */
  async idle(...but: string[]): Promise<void> {
    await this.until(
      () => this.traffic.progress.length === but.length || undefined,
      (state) => `still ${this.traffic.progress.join(", ")}: ${state}`,
    );
  }

  /** The rows of the table. */
  get table(): string[] {
    return this.traffic
      .table()(Infinity)
      .map((row) => Bun.stripANSI(row).trimEnd());
  }
}

/** A guest of a house. */
export async function inHouse(house: House, uploads = false): Promise<Around> {
  return new Around(await house.join("Ann"), house.out, uploads);
}
