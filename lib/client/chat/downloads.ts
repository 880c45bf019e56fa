// The flow of a download in the chat: which file, what to do about one that has its name, and its bytes.
import { join } from "node:path";
import { fileNameProblem, lastPart } from "../../files/names.ts";
import { lstatIfAny, type OnDuplicate } from "../../files/place.ts";
import { bytesText } from "../../protocol/sizes.ts";
import { toFailure } from "../failure.ts";
import { fetchFile, intoFolder, type Target } from "../fetch.ts";
import { gatherList } from "../gather.ts";
import type { Session } from "../session.ts";
import { filesMatching, isPattern } from "../shelf-files.ts";
import type { Choice, Question } from "../terminal/surface.ts";
import { fetchedText } from "../transfer-words.ts";
import type { Transfer } from "./transfer.ts";
import { CROWDED, type Transfers } from "./transfers.ts";

/** What downloads need of the chat around them. */
export interface DownloadsFacts {
  session: Session;
  /** The folder that they go to. */
  out: string;
  transfers: Transfers;
  choose: (question: Question) => Promise<string | undefined>;
  /** Whether the person is in the middle of a line. */
  isTyping: () => boolean;
  note: (text: string) => void;
  failed: (text: string) => void;
}

/** The person would rather keep what has the name. */
class Declined extends Error {}

export class Downloads {
  /** Settles when the last file was looked for in the folder; it never rejects. */
  #looked: Promise<unknown> = Promise.resolve();

  constructor(private readonly facts: DownloadsFacts) {}

  /** Downloads a file, or all that a pattern means; asks which one where none is named. */
  start(named: string | undefined): void {
    this.#try(async () => {
      if (named === undefined) await this.#pick();
      else if (isPattern(named)) await this.#getAll(named);
      else this.#get(named);
    });
  }

  #get(file: string): void {
    const problem = fileNameProblem(file);
    if (problem !== undefined) throw new Error(`Cannot get "${file}": ${problem}`);
    const asked = { direction: "down", file, key: file, again: `/get ${file}` } as const;
    this.facts.transfers.run(asked, (transfer) => this.#fetch(transfer));
  }

  async #getAll(pattern: string): Promise<void> {
    const { session, transfers } = this.facts;
    const names = async () => (await gatherList(session)).map(({ file }) => file);
    const { files, unmatched } = await filesMatching([pattern], names);
    if (unmatched.length > 0)
      throw new Error(`Cannot get "${pattern}": nothing on the shelf matches`);
    if (files.length > transfers.room) {
      const many = files.length.toLocaleString("en");
      throw new Error(`Cannot get "${pattern}": ${many} files match, ${CROWDED}`);
    }
    // One that cannot be had, or is on its way, is no reason to leave out the others.
    for (const file of files) this.#try(async () => this.#get(file));
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
    if (file !== undefined) this.#get(file);
  }

  async #fetch(transfer: Transfer): Promise<string | undefined> {
    const { session, transfers } = this.facts;
    const { file } = transfer.asked;
    try {
      const fetched = await fetchFile(session, file, this.#target(transfer), {
        onProgress: (received, size) => transfers.heard(transfer, received, size),
        signal: transfer.signal,
      });
      return fetchedText(fetched);
    } catch (error) {
      if (error instanceof Declined) return undefined;
      throw error;
    }
  }

  /** The folder, where the person says what becomes of another file of that name. */
  #target(transfer: Transfer): Target {
    const { out, transfers } = this.facts;
    let target = intoFolder(out, "rename");
    return {
      existing: async (file, about) => {
        // One after the other, so that files are asked for in the order in which they were.
        const looking = this.#looked.then(async () => {
          if (transfer.signal.aborted) throw new Declined();
          const same = await target.existing(file, about);
          if (!same) target = intoFolder(out, await this.#onDuplicate(file));
          return same;
        });
        this.#looked = looking.catch(() => {});
        const same = await looking;
        if (!same) await transfers.turn(transfer);
        return same;
      },
      open: (file) => target.open(file),
    };
  }

  /** What to do about another file that has the name already. @throws Declined */
  async #onDuplicate(file: string): Promise<OnDuplicate> {
    const path = join(this.facts.out, lastPart(file));
    // Where it cannot be known, the download itself will say why.
    const there = await lstatIfAny(path).catch(() => undefined);
    if (!there) return "rename";
    const answer = await this.facts.choose({
      message: `${path} exists already`,
      choices: [
        { value: "rename", label: "Keep both", hint: "the new one gets a number" },
        { value: "overwrite", label: "Overwrite it" },
        { value: "cancel", label: "Do not download" },
      ],
    });
    if (answer === "rename" || answer === "overwrite") return answer;
    throw new Declined();
  }

  #try(step: () => Promise<void>): void {
    step().catch((error: unknown) => this.facts.failed(toFailure(error).message));
  }
}
