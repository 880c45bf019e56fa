// The chat's downloads: which file, where to, how far, and how each ended.
import { join } from "node:path";
import type { Existing } from "../../files/download.ts";
import { fileNameProblem, lastPart } from "../../files/names.ts";
import { lstatIfAny } from "../../files/place.ts";
import { PROGRESS_FILE_COLUMNS, PROGRESS_MS } from "../../protocol/limits.ts";
import { cutFile } from "../view/cut.ts";
import { toFailure } from "../failure.ts";
import { fetchFile, intoFolder } from "../fetch.ts";
import { gatherList } from "../gather.ts";
import { bytesText, progressText, Rate } from "../view/numbers.ts";
import type { Session } from "../session.ts";
import type { Choice, Question } from "../terminal/surface.ts";

/** What downloads need of the chat around them. */
export interface DownloadsFacts {
  session: Session;
  /** The folder that they go to. */
  out: string;
  now: () => number;
  choose: (question: Question) => Promise<string | undefined>;
  /** Whether the person is in the middle of a line. */
  isTyping: () => boolean;
  note: (text: string) => void;
  failed: (text: string) => void;
  /** The progress texts have changed. */
  changed: () => void;
}

interface Running {
  file: string;
  size: number | undefined;
  received: number;
  rate: Rate;
}

export class Downloads {
  #running = new Set<Running>();
  #ended = new Set<Promise<void>>();
  /** Settles when the last file was looked for in the folder; it never rejects. */
  #looked: Promise<unknown> = Promise.resolve();
  #shownAt = 0;

  constructor(private readonly facts: DownloadsFacts) {}

  /** What is under way, from when it is asked for. */
  get files(): string[] {
    return [...this.#running].map(({ file }) => file);
  }

  /** How far each is, in words. */
  get progress(): string[] {
    const now = this.facts.now();
    return [...this.#running].map(({ file, size, received, rate }) =>
      size === undefined
        ? `${cutFile(file, PROGRESS_FILE_COLUMNS)}: waiting`
        : progressText({ file, received, size, rate: rate.at(now) }),
    );
  }

  /** Resolves when all whose bytes are on their way have ended, each with a word about it. */
  async settled(): Promise<void> {
    await Promise.all(this.#ended);
  }

  /** Downloads a file, or asks which one where none is named. */
  start(named: string | undefined): void {
    const asked = named === undefined ? this.#pick() : this.#get(named);
    asked.catch((error: unknown) => this.#failed(error));
  }

  async #get(file: string): Promise<void> {
    const problem = fileNameProblem(file);
    if (problem !== undefined) throw new Error(`Cannot get "${file}": ${problem}`);
    const running: Running = { file, size: undefined, received: 0, rate: new Rate() };
    this.#running.add(running);
    this.facts.changed();
    try {
      // One after the other, so that files are asked for in the order in which they were.
      const existing = this.#looked.then(() => this.#existing(file));
      this.#looked = existing.catch(() => {});
      const how = await existing;
      if (how === undefined) return;
      const ended = this.#fetch(running, how).catch((error: unknown) => this.#failed(error));
      this.#ended.add(ended);
      await ended;
      this.#ended.delete(ended);
    } finally {
      this.#running.delete(running);
      this.facts.changed();
    }
  }

  async #pick(): Promise<void> {
    const files = await gatherList(this.facts.session);
    if (files.length === 0) throw new Error("Cannot get a file: the shelf is empty");
    const choices = files.map(({ file, size }): Choice => ({
      value: file,
      label: file,
      hint: bytesText(size),
    }));
    // Whoever went on typing while the list was on its way shall not type into a question.
    if (this.facts.isTyping()) return this.facts.note("To choose a file, empty the line and /get");
    const file = await this.facts.choose({ message: "Which file?", choices, search: true });
    if (file !== undefined) this.start(file);
  }

  /** What to do about a file that has the name already; undefined where the person would rather not download. */
  async #existing(file: string): Promise<Existing | undefined> {
    const path = join(this.facts.out, lastPart(file));
    // Where it cannot be known, the download itself will say why.
    const there = await lstatIfAny(path).catch(() => undefined);
    if (!there) return "keep";
    const answer = await this.facts.choose({
      message: `${path} exists already`,
      choices: [
        { value: "keep", label: "Keep both", hint: "the new one gets a number" },
        { value: "replace", label: "Overwrite it" },
        { value: "cancel", label: "Do not download" },
      ],
    });
    return answer === "keep" || answer === "replace" ? answer : undefined;
  }

  #failed(error: unknown): void {
    this.facts.failed(toFailure(error).message);
  }

  async #fetch(running: Running, existing: Existing): Promise<void> {
    const { session, out, now, changed } = this.facts;
    const { file } = running;
    const heard = (received: number, size: number) => {
      Object.assign(running, { received, size });
      running.rate.add(now(), received);
      if (now() - this.#shownAt < PROGRESS_MS) return;
      this.#shownAt = now();
      changed();
    };
    const { path, size } = await fetchFile(session, file, intoFolder(out, file, existing), heard);
    this.facts.note(`Saved ${path}: ${bytesText(size)}, checked`);
  }
}
