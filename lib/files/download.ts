// Receiving a file into a folder: a partial file that can be continued after whatever interrupts it, and that
// gets its final name only when all of it is there and right.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Have } from "../protocol/messages.ts";
import { bytesText } from "../protocol/sizes.ts";
import { VerificationError } from "./appending.ts";
import { lastPart } from "./names.ts";
import type { PartialFile } from "./partial.ts";
import { createPartial, nothingOf, removePartials, takeUp, type TakenUp } from "./partials.ts";
import { NameTaken, TAKEN, give, lstatIfAny, replaceProblem, type OnDuplicate } from "./place.ts";
import { NOT_OWN, Receiving } from "./receiving.ts";
import { isRunning, type IsAlive } from "./running.ts";
import { cannotSave, folderReason, saveError, savedNameProblem } from "./saving.ts";
import { freeBytes } from "./space.ts";

export interface DownloadOptions {
  /** What becomes of a file that has the final name already; where nothing is said, both are kept. */
  onDuplicate?: OnDuplicate;
  /** This process's number, and how it is known whether another runs. */
  pid?: number;
  isAlive?: IsAlive;
  /** The bytes that a folder's disk has left. */
  free?: typeof freeBytes;
}

/** What a server says of a file: its size, its time, and from which byte on it sends it. */
export interface Facts {
  size: number;
  modified: number;
  sha256?: string | undefined;
  from: number;
}

const OVER = "its download is over";
const NOT_BEGUN = "its download has not begun";

/** A file that is being received. It lives until finish(), suspend() or discard(), one of which must be called. */
export class Download {
  /** What is there of the file already, to be told to the server; undefined where nothing is. */
  readonly have: Have | undefined;
  /** Whether a part of the file was there that could not be continued, since it was not what had been written. */
  readonly damaged: boolean;
  readonly #folder: string;
  readonly #file: string;
  readonly #options: Required<DownloadOptions>;
  readonly #prefix: Bun.CryptoHasher | undefined;
  #partial: PartialFile | undefined;
  #begun: Promise<void> | undefined;
  #receiving: Receiving | undefined;
  #isUnwanted = false;
  #ending: Promise<void> | undefined;

  private constructor(
    folder: string,
    file: string,
    options: Required<DownloadOptions>,
    taken: TakenUp | undefined,
  ) {
    this.#folder = folder;
    this.#file = file;
    this.#options = options;
    this.#partial = taken?.partial;
    this.#prefix = taken?.prefix;
    this.damaged = taken?.damaged ?? false;
    if (taken === undefined || taken.partial.record.bytes === 0) return;
    const { bytes, size, modified, sha256 } = taken.partial.record;
    this.have = { bytes, size, modified, sha256 };
  }

  /**
   * Prepares to receive a shelf's file into the folder, without the file's own folders, and takes up what an
   * interrupted download left there of it. Makes nothing yet. Throws an Error where the name does not allow
   * it, or something else than a regular file would have to make room; NameTaken where the name is taken and
   * neither another name nor that file's place was allowed.
   */
  static async open(
    folder: string,
    file: string,
    {
      onDuplicate = "rename",
      pid = process.pid,
      isAlive = isRunning,
      free = freeBytes,
    }: DownloadOptions = {},
  ): Promise<Download> {
    try {
      const unfit = savedNameProblem(file);
      if (unfit !== undefined) throw new Error(unfit);
      // Better known before the bytes travel; give() looks again.
      await checkFinalName(join(folder, lastPart(file)), onDuplicate);
      const taken = await takeUp(folder, file, { pid, isAlive });
      return new Download(folder, file, { onDuplicate, pid, isAlive, free }, taken);
    } catch (error) {
      throw saveError(file, error);
    }
  }

  /**
   * Starts to receive, from the byte that `have` tells or all over. The folder is made if need be. Throws an
   * Error where the server sends the file from elsewhere, or the disk refuses or has too little room.
   */
  begin(facts: Facts): Promise<void> {
    const why = this.#ending || this.#begun ? OVER : undefined;
    if (why !== undefined) return Promise.reject(new Error(cannotSave(this.#file, why)));
    this.#begun = this.#begin(facts).catch((error: unknown) => {
      throw saveError(this.#file, error);
    });
    return this.#begun;
  }

  async #begin({ size, modified, sha256, from }: Facts): Promise<void> {
    const file = this.#file;
    if ((from !== 0 && from !== this.have?.bytes) || from > size) {
      throw new Error(`it is sent from byte ${from}, which is not what is missing`);
    }
    await mkdir(this.#folder, { recursive: true }).catch((error: unknown) => {
      throw new Error(folderReason(error), { cause: error });
    });
    const facts = { file, size, modified, sha256 };
    if (from === 0 && (await this.#partial?.note(nothingOf(facts))) === false) {
      throw new Error(NOT_OWN);
    }
    // What is behind the recorded bytes may be anything.
    await this.#partial?.handle.truncate(from);
    await this.#checkSpace(size - from);
    this.#partial ??= await createPartial(this.#folder, facts, this.#options.pid);
    const hash = (from > 0 && this.#prefix) || new Bun.CryptoHasher("sha256");
    const message = (why: string) => cannotSave(file, why);
    this.#receiving = new Receiving(this.#partial, facts, { from, hash }, message);
  }

  async #checkSpace(needed: number): Promise<void> {
    const free = await this.#options.free(this.#folder);
    if (free === undefined || free >= needed) return;
    const numbers = `it needs ${bytesText(needed)}, ${bytesText(free)} are free`;
    throw new Error(`no space left on the disk: ${numbers}`);
  }

  /**
   * Appends bytes, which must stay as they are until this resolves: they are on the disk then. Rejects where
   * they are more than announced or the disk refuses; so does all that follows. A caller need not await each:
   * finish() throws the first of these errors.
   */
  write(bytes: Uint8Array): Promise<void> {
    const written = this.#write(bytes);
    written.catch(() => undefined);
    return written;
  }

  async #write(bytes: Uint8Array): Promise<void> {
    if (this.#ending !== undefined) throw new Error(cannotSave(this.#file, OVER));
    if (this.#receiving === undefined) throw new Error(cannotSave(this.#file, NOT_BEGUN));
    return this.#receiving.write(bytes);
  }

  /**
   * Checks size and SHA-256 (hex) and gives the file its final name; its data is on the disk before. Gives the
   * final path; no other partial of the file stays that nobody writes. Throws a VerificationError where the bytes are not the file: nothing is left behind then. Throws
   * an Error where the disk refuses, NameTaken where the name was taken meanwhile: as after suspend() then.
   */
  finish(sha256: string): Promise<string> {
    if (this.#ending) return Promise.reject(new Error(cannotSave(this.#file, OVER)));
    const finished = this.#finish(sha256);
    const ended = () => undefined;
    this.#ending = finished.then(ended, ended);
    return finished;
  }

  async #finish(sha256: string): Promise<string> {
    try {
      await this.#settled();
      const [partial, receiving] = [this.#partial, this.#receiving];
      if (partial === undefined || receiving === undefined) throw new Error(NOT_BEGUN);
      if (receiving.failure !== undefined) throw receiving.failure;
      await receiving.verify(sha256);
      if (!(await partial.isOwn())) throw new Error(NOT_OWN);
      await partial.handle.datasync();
      const { onDuplicate, pid, isAlive } = this.#options;
      const path = await give(partial.path, this.#folder, lastPart(this.#file), onDuplicate);
      await partial.named();
      await removePartials(this.#folder, this.#file, { pid, isAlive });
      return path;
    } catch (error) {
      const isLost = this.#isUnwanted || error instanceof VerificationError;
      await (isLost ? this.#partial?.remove() : this.#keep());
      throw error === this.#receiving?.failure ? error : saveError(this.#file, error);
    }
  }

  /**
   * Ends the download, and keeps what is there of the file for a later one, if that is anything. May be called
   * at any time, and again; does nothing where it has ended. Never rejects.
   */
  suspend(): Promise<void> {
    return (this.#ending ??= this.#settled().then(() => this.#keep()));
  }

  /** Ends the download and leaves nothing behind. Otherwise like suspend(). */
  discard(): Promise<void> {
    this.#isUnwanted = true;
    this.#receiving?.fail("its download was given up");
    return (this.#ending ??= this.#settled().then(() => this.#partial?.remove()));
  }

  async #settled(): Promise<void> {
    await this.#begun?.catch(() => undefined);
    await this.#receiving?.settled();
  }

  async #keep(): Promise<void> {
    const progress = await this.#receiving?.progress().catch(() => undefined);
    await this.#partial?.keep(progress ?? this.#partial.record);
  }
}

async function checkFinalName(path: string, onDuplicate: OnDuplicate): Promise<void> {
  if (onDuplicate === "overwrite") {
    const problem = await replaceProblem(path);
    if (problem !== undefined) throw new Error(problem);
  }
  if (onDuplicate === "error" && (await lstatIfAny(path)) !== undefined) throw new NameTaken(TAKEN);
}
