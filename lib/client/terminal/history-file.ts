// The file of the input's history: a line for each, the newest last. Several clients may share it.

import {
  appendFileSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { lastBytes } from "../../files/last-bytes.ts";
import { errorCode, reasonOf } from "../../files/reasons.ts";
import { HISTORY_BYTES, HISTORY_LINES } from "../../protocol/limits.ts";
import { cleanText } from "../../protocol/text.ts";

// A pipe in the file's place must not hold up the chat.
const READ = constants.O_RDONLY | constants.O_NONBLOCK;
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;

/** A file that is given up at its first trouble, after which nothing is read or written any more. */
export class HistoryFile {
  readonly #path: string;
  #trouble: string | undefined;
  /** As many as were read and added; another client may have added more. */
  #lines = 0;
  #torn = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** Why the file is not used, in a sentence; undefined while it is. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  /** The file's lines, cleaned; of one beyond the bound only the newest. None where there is no file. */
  read(): string[] {
    return this.#tried(() => this.#read()) ?? [];
  }

  /** Adds a line; where it is too much for the file, only what `keep` leaves of its lines stays. */
  append(line: string, keep: (lines: readonly string[]) => readonly string[]): void {
    this.#tried(() => {
      mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
      const bytes = this.#append(`${this.#torn ? "\n" : ""}${line}\n`);
      this.#torn = false;
      this.#lines++;
      if (bytes > HISTORY_BYTES || this.#lines > HISTORY_LINES) this.#shorten(keep);
    });
  }

  #tried<T>(step: () => T): T | undefined {
    if (this.#trouble !== undefined) return undefined;
    try {
      return step();
    } catch (error) {
      this.#trouble = `Cannot keep the history in "${this.#path}": ${reasonOf(error)}`;
      return undefined;
    }
  }

  #read(): string[] {
    let text: string;
    try {
      text = withFile(this.#path, READ, end);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    }
    this.#torn = text !== "" && !text.endsWith("\n");
    const lines = text
      .split("\n")
      .map(cleanText)
      .filter((line) => line.trim() !== "");
    this.#lines = lines.length;
    return lines;
  }

  /** Writes at the end; gives the bytes that the file then has. */
  #append(text: string): number {
    return withFile(this.#path, APPEND, (fd) => {
      appendFileSync(fd, text);
      return fstatSync(fd).size;
    });
  }

  /** Puts a shorter file in the place of this one, at once, so that a crash loses neither. */
  #shorten(keep: (lines: readonly string[]) => readonly string[]): void {
    const kept = keep(this.#read());
    // Who keeps the file elsewhere, by a symbolic link, goes on to do so.
    const path = realpathSync(this.#path);
    const made = `${path}.${process.pid}`;
    try {
      writeFileSync(made, kept.map((line) => `${line}\n`).join(""), { mode: 0o600 });
      renameSync(made, path);
    } catch (error) {
      rmSync(made, { force: true });
      throw error;
    }
    this.#lines = kept.length;
  }
}

function withFile<T>(path: string, flags: number, use: (fd: number) => T): T {
  const fd = openSync(path, flags, 0o600);
  try {
    if (!fstatSync(fd).isFile()) throw new Error("it is no file");
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

/** The last of a file's text, a little more than may be kept; of a line that began before it, nothing. */
function end(fd: number): string {
  const bytes = lastBytes(fd, 2 * HISTORY_BYTES);
  const from = bytes.length < fstatSync(fd).size ? bytes.indexOf(0x0a) + 1 : 0;
  return bytes.toString("utf8", from);
}
