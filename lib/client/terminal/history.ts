// The lines that were sent, to be walked through and searched; the line that is being written is the newest.

import { HISTORY_BYTES, HISTORY_LINES } from "../../protocol/limits.ts";
import { byteLength } from "../../protocol/text.ts";
import { HistoryFile } from "./history-file.ts";

/** The history of the input line, kept between runs where there is a file for it. */
export class History {
  readonly #file: HistoryFile | undefined;
  #lines: string[];
  /** Which line is shown; the number of lines where it is the draft. */
  #at: number;
  /** What has been made of lines that were shown, until one is sent; the draft among them. */
  readonly #edited = new Map<number, string>();
  #troubleTaken = false;
  #search: { query: string; found: string } | undefined;

  private constructor(file: HistoryFile | undefined, lines: string[]) {
    this.#file = file;
    this.#lines = lines;
    this.#at = lines.length;
  }

  /**
   * The history that is kept in a file, which need not be there yet; undefined keeps nothing on the
   * disk. Where the disk does not allow it, `takeTrouble` says so and the history lasts as long as this run.
   */
  static open(path: string | undefined): History {
    if (path === undefined) return new History(undefined, []);
    const file = new HistoryFile(path);
    return new History(file, withinBounds(file.read()));
  }

  /** Why nothing is kept on the disk, in a sentence, the first time it is asked for; undefined while all is well. */
  takeTrouble(): string | undefined {
    const trouble = this.#troubleTaken ? undefined : this.#file?.trouble;
    this.#troubleTaken = trouble !== undefined || this.#troubleTaken;
    return trouble;
  }

  /** Remembers a line that was sent; not a blank one, nor the last one again. */
  add(line: string): void {
    if (line.trim() === "" || line === this.#lines.at(-1) || lineBytes(line) > HISTORY_BYTES)
      return;
    this.#lines = withinBounds([...this.#lines, line]);
    this.#file?.append(line, withinBounds);
    this.reset();
  }

  /** The line before the one that is shown, which `draft` is what has been made of. */
  older(draft: string): string | undefined {
    return this.#show(draft, this.#at - 1);
  }

  /** The line after it; at last the draft. */
  newer(draft: string): string | undefined {
    return this.#show(draft, this.#at + 1);
  }

  /** The next older line that contains what is typed, or what was typed when the search began. */
  search(draft: string): string | undefined {
    const query = this.#search?.found === draft ? this.#search.query : draft;
    for (let at = this.#at - 1; at >= 0; at--) {
      const line = this.#edited.get(at) ?? this.#lines[at] ?? "";
      if (line === draft || !line.includes(query)) continue;
      this.#show(draft, at);
      this.#search = { query, found: line };
      return line;
    }
    return undefined;
  }

  /** Goes back to the newest end, with an empty draft. */
  reset(): void {
    this.#at = this.#lines.length;
    this.#edited.clear();
    this.#search = undefined;
  }

  #show(draft: string, at: number): string | undefined {
    if (at < 0 || at > this.#lines.length) return undefined;
    this.#edited.set(this.#at, draft);
    this.#at = at;
    return this.#edited.get(at) ?? this.#lines[at] ?? "";
  }
}

/** The newest of the lines, as many as may be kept. */
function withinBounds(lines: readonly string[]): string[] {
  let from = lines.length;
  let bytes = 0;
  while (from > 0 && lines.length - from < HISTORY_LINES) {
    bytes += lineBytes(lines[from - 1] ?? "");
    if (bytes > HISTORY_BYTES) break;
    from--;
  }
  return lines.slice(from);
}

/** What a line takes in the file: bytes. */
function lineBytes(line: string): number {
  return byteLength(line) + 1;
}
