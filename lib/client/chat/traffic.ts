// What goes between a chat and the shelf: what is asked for, what is under way, and what becomes of it at the end.
import { SHOWN_TRANSFERS } from "../../protocol/limits.ts";
import type { ServerMessage } from "../../protocol/messages.ts";
import { toFailure } from "../failure.ts";
import type { Session } from "../session.ts";
import type { Question } from "../terminal/surface.ts";
import type { Line } from "../view/line.ts";
import { transfersTable } from "../view/transfers.ts";
import { cancelQuestion, meantBy } from "./cancelling.ts";
import { Downloads } from "./downloads.ts";
import { Quiet, type Every } from "./quiet.ts";
import { ShelfNames } from "./shelf-names.ts";
import { Transfers } from "./transfers.ts";
import { Uploads } from "./uploads.ts";

/** What traffic needs of the chat around it. */
export interface TrafficFacts {
  session: Session;
  /** The folder for downloads, and whether the server takes files. */
  out: string;
  uploads: boolean;
  now: () => number;
  every: Every;
  choose: (question: Question) => Promise<string | undefined>;
  /** Whether the person is in the middle of a line. */
  isTyping: () => boolean;
  note: (text: string) => void;
  failed: (text: string) => void;
  /** What is under way, or how far it is, has changed. */
  changed: () => void;
}

export class Traffic {
  readonly #names: ShelfNames;
  readonly #quiet: Quiet;
  readonly #transfers: Transfers;
  readonly #downloads: Downloads;
  readonly #uploads: Uploads;

  constructor(private readonly facts: TrafficFacts) {
    const { session, uploads: taken, now } = facts;
    this.#names = new ShelfNames(session, now);
    const stored = () => this.#names.forget();
    const transfers = new Transfers({ ...facts, over: () => session.failure !== undefined });
    this.#transfers = transfers;
    this.#quiet = new Quiet(facts);
    this.#downloads = new Downloads({ ...facts, transfers, quiet: this.#quiet });
    this.#uploads = new Uploads({ ...facts, taken, transfers, stored });
  }

  /** Downloads the files that were typed, each by its name or a pattern; asks which one where none was. */
  get(files: string | undefined): void {
    this.#downloads.start(files);
  }

  /** Puts the files on the shelf whose paths were typed. */
  put(paths: string): void {
    this.#uploads.start(paths);
  }

  /** A line was entered. */
  entered(): void {
    this.#quiet.entered();
  }

  /** Takes a file off the shelf. */
  remove(file: string): void {
    this.#try(async () => {
      await this.facts.session.request({ type: "rm", file });
      this.#names.forget();
      this.facts.note(`${file} is off the shelf`);
    });
  }

  /** Stops a transfer, by its number or its file; asks which one where several may be meant. */
  cancel(which: string | undefined): void {
    this.#try(() => this.#cancel(which));
  }

  /** What is under way, as a table. */
  table(): Line {
    const now = this.facts.now();
    return transfersTable(this.#transfers.all.map((transfer) => transfer.row(now)));
  }

  /** Whether anything is under way. */
  get busy(): boolean {
    return this.#transfers.all.length > 0;
  }

  /** The files that a command of that type takes: those on the shelf, or for "stop" those under way. */
  async files(type: string): Promise<string[]> {
    if (type === "stop") return this.#transfers.all.map(({ asked }) => asked.file);
    return this.#names.get();
  }

  /** Learns from what the server says unasked. */
  hear({ type }: ServerMessage): void {
    if (type === "added" || type === "removed") this.#names.forget();
  }

  /** How far the first few are, in words, and of more how many. */
  get progress(): string[] {
    const now = this.facts.now();
    const { all } = this.#transfers;
    const shown = all.slice(0, SHOWN_TRANSFERS).map((transfer) => transfer.progress(now));
    const more = all.length - shown.length;
    return more > 0 ? [...shown, `${more} more transfer${more > 1 ? "s" : ""}`] : shown;
  }

  /** What is to be asked before the chat ends; undefined where nothing would be cut off. */
  get leaveQuestion(): Question | undefined {
    const [first, ...more] = this.#transfers.all;
    if (!first) return undefined;
    const one = first.asked.direction === "down" ? "A download is" : "An upload is";
    const several = more.length > 0;
    const message = several ? `${more.length + 1} transfers are` : one;
    const they = several ? "they go on where they stopped" : "it goes on where it stopped";
    return {
      message: `${message} under way`,
      choices: [
        { value: "leave", label: "Leave", hint: `${they} when you ask again` },
        { value: "stay", label: "Stay" },
      ],
    };
  }

  /** What is to be said of all that ends with the session and has not told so itself. */
  get lastWords(): string[] {
    return this.#transfers.lastWords;
  }

  /** Resolves when all whose bytes are on their way have ended, each with a word about it. */
  settled(): Promise<void> {
    return this.#transfers.settled();
  }

  async #cancel(which: string | undefined): Promise<void> {
    const [first, ...more] = meantBy(which, this.#transfers.all);
    if (first && more.length === 0) return first.abort();
    const question = cancelQuestion(first ? [first, ...more] : [], this.facts.now());
    const number = await this.facts.choose(question);
    // It may have ended meanwhile.
    this.#transfers.all.find((transfer) => String(transfer.number) === number)?.abort();
  }

  #try(step: () => Promise<void>): void {
    step().catch((error: unknown) => this.facts.failed(toFailure(error).message));
  }
}
