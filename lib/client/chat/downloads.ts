// The flow of downloads in the chat: which files, what to do about one that has its name, and its bytes.
import { join } from "node:path";
import { fileNameProblem, lastPart } from "../../files/names.ts";
import { lstatIfAny, type OnDuplicate } from "../../files/place.ts";
import { DOWNLOADS_AT_ONCE } from "../../protocol/limits.ts";
import { bytesText } from "../../protocol/sizes.ts";
import { toFailure } from "../failure.ts";
import { fetchFile, intoFolder, type Target } from "../fetch.ts";
import { gatherList } from "../gather.ts";
import type { Session } from "../session.ts";
import { filesMatching, isMeant, isPattern } from "../shelf-files.ts";
import type { Choice, Question } from "../terminal/surface.ts";
import { fetchedText } from "../transfer-words.ts";
import type { Quiet } from "./quiet.ts";
import { Row } from "./row.ts";
import type { Transfer } from "./transfer.ts";
import { CROWDED, type Transfers } from "./transfers.ts";
import { isPlainWord, wordsOf } from "./words.ts";

/** What downloads need of the chat around them. */
export interface DownloadsFacts {
  session: Session;
  /** The folder that they go to. */
  out: string;
  transfers: Transfers;
  choose: (question: Question) => Promise<string | undefined>;
  /** Whether the person is in the middle of a line. */
  isTyping: () => boolean;
  quiet: Quiet;
  note: (text: string) => void;
  failed: (text: string) => void;
}

/** The person would rather keep what has the name. */
class Declined extends Error {}

export class Downloads {
  /** Where files are looked for in the folder: in their order, so that they begin in it. */
  readonly #seen = new Row(1);
  /** Where those that are there are compared, which takes long for large ones. */
  readonly #compared = new Row(DOWNLOADS_AT_ONCE);
  readonly #asked = new Row(1);
  readonly #over = new AbortController();

  constructor(private readonly facts: DownloadsFacts) {
    void facts.session.ended.then((failure) => this.#over.abort(failure));
  }

  /** Downloads the files that were typed, each by its name or a pattern; asks which one where none was. */
  start(typed: string | undefined): void {
    this.#try(async () => {
      if (typed === undefined) await this.#pick();
      else if (isPlainWord(typed) && !isPattern(typed)) this.#get(typed);
      else await this.#getAll(typed);
    });
  }

  #get(file: string): void {
    const problem = fileNameProblem(file);
    if (problem !== undefined) throw new Error(`Cannot get "${file}": ${problem}`);
    const asked = { direction: "down", file, key: file, again: `/get ${file}` } as const;
    this.facts.transfers.run(asked, (transfer) => this.#fetch(transfer));
  }

  async #getAll(typed: string): Promise<void> {
    const { session, transfers, failed } = this.facts;
    const names = (await gatherList(session)).map(({ file }) => file);
    const { files, unmatched } = await filesMatching(meantWords(typed, names), async () => names);
    if (files.length > transfers.room) {
      const many = files.length.toLocaleString("en");
      throw new Error(`Cannot get "${typed}": ${many} files match, ${CROWDED}`);
    }
    for (const word of unmatched) failed(`Cannot get "${word}": nothing on the shelf matches`);
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
        const path = join(out, lastPart(file));
        const signal = AbortSignal.any([transfer.signal, this.#over.signal]);
        // Where it cannot be known, the download itself will say why.
        const look = () => lstatIfAny(path).catch(() => undefined);
        if (await this.#seen.take(signal, look)) {
          const same = await this.#compared.take(signal, () => target.existing(file, about));
          if (same) return same;
          const how = await this.#asked.take(signal, () => this.#onDuplicate(path, signal));
          target = intoFolder(out, how);
        }
        await transfers.turn(transfer);
        return undefined;
      },
      open: (file) => target.open(file),
    };
  }

  /** What to do about another file that has the name already. @throws Declined */
  async #onDuplicate(path: string, signal: AbortSignal): Promise<OnDuplicate> {
    const { isTyping, quiet, note, choose } = this.facts;
    if (isTyping()) {
      note(`${path} exists already; you are asked when you stop typing`);
      await quiet.wait(signal);
    }
    const answer = await choose({
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

/** The words of what was typed, or all of it as one where that is a file's name as it stands, or none of them means any. */
function meantWords(typed: string, names: readonly string[]): string[] {
  if (names.includes(typed)) return [typed];
  const words = wordsOf(typed).map(({ text }) => text);
  const none = words.length > 1 && !words.some((word) => isMeant(word, names));
  return none ? [typed] : words;
}
