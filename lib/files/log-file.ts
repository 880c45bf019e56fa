// A log in a file of bounded size: lines are appended in their order, and of what is older one more file is kept.

import { constants } from "node:fs";
import { mkdir, open, rename, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { reasonOf } from "./reasons.ts";

// A pipe in the file's place must not hold anybody up.
const APPEND = constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_NONBLOCK;
const OWNER_ALONE = 0o600;

export class LogFile {
  readonly #path: string;
  readonly #mostBytes: number;
  readonly #failed: (message: string) => void;
  #file: FileHandle | undefined;
  /** Bytes that the file has. */
  #size = 0;
  #waiting: { text: string; taken: () => void }[] = [];
  #writing: Promise<void> | undefined;
  #hasFailed = false;

  /**
   * A file of at most so many bytes; where more comes it bears the ending ".1", in place of the one before, and another
   * is begun. `failed` hears `Cannot write "path": why`, once until it can be written again.
   */
  constructor(path: string, mostBytes: number, failed: (message: string) => void) {
    this.#path = path;
    this.#mostBytes = mostBytes;
    this.#failed = failed;
  }

  /** Appends a text; `taken` is called when it is in the file, or cannot be. */
  write(text: string, taken: () => void): void {
    this.#waiting.push({ text, taken });
    this.#writing ??= this.#write();
  }

  /** Resolves when all that was written is in the file, or cannot be; it is opened again for what is written later. */
  async close(): Promise<void> {
    while (this.#writing) await this.#writing;
    await this.#close();
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0);
      await this.#append(Buffer.from(batch.map(({ text }) => text).join("")));
      for (const { taken } of batch) taken();
    }
    this.#writing = undefined;
  }

  async #append(bytes: Uint8Array): Promise<void> {
    try {
      let file = (this.#file ??= await this.#open());
      if (this.#size > 0 && this.#size + bytes.byteLength > this.#mostBytes) {
        await this.#close();
        await rename(this.#path, `${this.#path}.1`);
        file = this.#file = await this.#open();
      }
      await file.appendFile(bytes);
      this.#size += bytes.byteLength;
      this.#hasFailed = false;
    } catch (error) {
      await this.#close();
      if (!this.#hasFailed) this.#failed(`Cannot write "${this.#path}": ${reasonOf(error)}`);
      this.#hasFailed = true;
    }
  }

  async #open(): Promise<FileHandle> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const file = await open(this.#path, APPEND, OWNER_ALONE);
    try {
      const stats = await file.stat();
      if (!stats.isFile()) throw new Error("no regular file");
      await file.chmod(OWNER_ALONE);
      this.#size = stats.size;
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  async #close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => {}); // what it could not keep was told when it was written
  }
}
