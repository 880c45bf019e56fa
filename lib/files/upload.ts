// Receiving a guest's file for the shelf: into a partial file, which becomes a file of the shelf once all of it is verified.

import type { BigIntStats } from "node:fs";
import { UPLOAD_SILENT_MS } from "../protocol/limits.ts";
import { Appending, VerificationError } from "./appending.ts";
import { Arrivals } from "./arrivals.ts";
import type { Hasher } from "./hasher.ts";
import { errorCode, reasonOf } from "./reasons.ts";
import type { KeptPartial, UploadPartial } from "./upload-partial.ts";
import { cannotPut, UploadRefused } from "./upload-refused.ts";
import { versionOf } from "./version.ts";

/** What a guest announces: a new file's name on the shelf, its bytes, and its SHA-256 (64 hex digits). */
export interface Announced {
  file: string;
  size: number;
  sha256: string;
}

/** A file of the shelf: the name that it got, and what it is. */
export interface Placed {
  file: string;
  stats: BigIntStats;
}

/** What an upload leaves: a file of the shelf, or what can be continued, or nothing. */
export interface Left {
  placed?: Placed | undefined;
  kept?: KeptPartial | undefined;
}

/** What an upload needs of who began it. */
export interface UploadMeans {
  hasher: Pick<Hasher, "sha256">;
  /** Gives the partial, as it was when it was verified, a name on the shelf. Throws an UploadRefused, or what the system says. */
  place: (verified: BigIntStats) => Promise<Placed>;
  /** Milliseconds. */
  now: () => number;
  /** Hears once that the upload is over, and what it leaves. */
  over: (left: Left) => void;
}

const GAVE_WAY = {
  same: { code: "busy", why: "it is put there by another now" },
  waiting: { code: "too-slow", why: "it came too slowly, and another waited for its place" },
} as const;

/** A file that is being received. It lives until finish(), suspend() or discard(), one of which must be called. */
export class Upload {
  /** Bytes that were there already: the first byte to be sent is this one. */
  readonly from: number;
  readonly size: number;
  readonly #announced: Announced;
  readonly #partial: UploadPartial;
  readonly #means: UploadMeans;
  readonly #appending: Appending;
  #ending: Promise<void> | undefined;
  readonly #arrivals: Arrivals;
  /** Why it had to end for another. */
  #gaveWay: UploadRefused | undefined;
  /** The first failure, as it was told: all that follows tells the same. */
  #failure: unknown;

  constructor(announced: Announced, partial: UploadPartial, means: UploadMeans) {
    this.from = partial.from;
    this.size = announced.size;
    this.#announced = announced;
    this.#partial = partial;
    this.#means = means;
    this.#arrivals = new Arrivals(means.now);
    this.#appending = new Appending(partial.handle, {
      from: partial.from,
      size: announced.size,
      message: (why) => cannotPut(announced.file, why),
    });
  }

  /** The weightOf the chunks that were accepted and that the disk has neither taken nor refused yet. */
  get waiting(): number {
    return this.#appending.waiting;
  }

  /** Bytes that the disk has yet to take until all are there. */
  get missing(): number {
    return this.size - this.#appending.written;
  }

  /** Whether all bytes were accepted: then it is to be finished. */
  get complete(): boolean {
    return this.#appending.accepted === this.size;
  }

  /**
   * Appends bytes, which must stay as they are until they are on the disk: that is when this resolves. Rejects with
   * a VerificationError where they are more than announced, with an UploadRefused where the disk refuses; all that
   * follows, and finish(), reject with that same error. Once it has rejected the upload cannot become complete: suspend() it then.
   */
  write(bytes: Uint8Array): Promise<void> {
    this.#arrivals.came(bytes.byteLength);
    const written =
      this.#ending === undefined
        ? this.#appending.write(bytes).catch((error: unknown) => {
            throw this.#failed(error);
          })
        : Promise.reject(this.#over());
    written.catch(() => undefined);
    return written;
  }

  /**
   * Once complete: checks the SHA-256 of what is on the disk, and gives it a name on the shelf. Rejects with a
   * VerificationError where it is not what was announced, and nothing is left then; with an UploadRefused where
   * the name or the disk does not allow it, and the partial is kept.
   */
  finish(): Promise<{ file: string; size: number }> {
    if (this.#ending !== undefined) return Promise.reject(this.#over());
    const finished = this.#finish();
    this.#ending = finished.then(
      () => undefined,
      () => undefined,
    );
    return finished;
  }

  /**
   * Ends it, and keeps what arrived to be continued, unless that was more than announced. May be called at any
   * time: resolves when it is over, also where it is being ended otherwise.
   */
  suspend(): Promise<void> {
    this.#ending ??= this.#settle();
    return this.#ending;
  }

  /** Milliseconds since bytes came, or since it began. */
  get silentMs(): number {
    return this.#arrivals.silentMs;
  }

  /** Whether another that brings the same bytes may have its place: it is ending, or nothing has come of it for long. */
  get isIdle(): boolean {
    return this.#ending !== undefined || this.silentMs >= UPLOAD_SILENT_MS;
  }

  /** Milliseconds for which less than UPLOAD_PACE_BYTES have come, where it waits for nobody but its guest; 0 else. */
  get tricklesForMs(): number {
    const waitsForUs = this.#ending !== undefined || this.complete || this.waiting > 0;
    return waitsForUs ? 0 : this.#arrivals.slowMs;
  }

  /** Ends it as suspend() does, for another that brings the same bytes, or has no place while this one trickles. */
  giveWay(forWhom: keyof typeof GAVE_WAY = "same"): Promise<void> {
    if (this.#ending === undefined) {
      const { code, why } = GAVE_WAY[forWhom];
      this.#gaveWay = new UploadRefused(code, cannotPut(this.#announced.file, why));
    }
    return this.suspend();
  }

  /** Ends it, and keeps nothing. May be called at any time, as suspend(). */
  discard(): Promise<void> {
    if (this.#ending === undefined) {
      this.#appending.fail("its upload was given up");
      this.#ending = this.#settle({ dropped: true });
    }
    return this.#ending;
  }

  async #settle({ dropped = false } = {}): Promise<void> {
    const failure = await this.#appending.settled().catch((error: unknown) => error);
    await this.#leave(dropped || failure instanceof VerificationError);
  }

  async #finish(): Promise<{ file: string; size: number }> {
    let placed: Placed;
    try {
      await this.#appending.settled();
      placed = await this.#means.place(await this.#verified());
    } catch (error) {
      await this.#leave(error instanceof VerificationError);
      throw this.#failed(error);
    }
    await this.#partial.close();
    this.#means.over({ placed });
    return { file: placed.file, size: this.size };
  }

  // The hash is remembered for the file as it is then: so it must be the hash of what lies there, and of all of it.
  async #verified(): Promise<BigIntStats> {
    const { accepted } = this.#appending;
    if (accepted !== this.size) this.#isNot(`${accepted} of its ${this.size} bytes arrived`);
    const before = await this.#partial.stats();
    if (Number(before.size) !== this.size) this.#isNot("its partial file has another size");
    const sha256 = await this.#sha256();
    if (sha256 !== this.#announced.sha256) this.#isNot("its SHA-256 is not as announced");
    await this.#partial.handle.datasync();
    const same = versionOf(await this.#partial.stats()) === versionOf(before);
    return same ? before : this.#isNot("its partial file changed while it was checked");
  }

  async #sha256(): Promise<string> {
    try {
      return await this.#means.hasher.sha256(this.#partial.handle.fd, this.size);
    } catch (error) {
      throw new UploadRefused("no-space", cannotPut(this.#announced.file, reasonOf(error)), error);
    }
  }

  #isNot(why: string): never {
    throw new VerificationError(cannotPut(this.#announced.file, why));
  }

  async #leave(dropped: boolean): Promise<void> {
    let kept: KeptPartial | undefined;
    try {
      if (dropped) await this.#partial.drop();
      else kept = await this.#partial.keep();
    } catch {
      // What cannot be looked at cannot be continued, but who waits for the end or for the place hears of it.
      await this.#partial.close();
    }
    this.#means.over({ kept });
  }

  #failed(error: unknown): unknown {
    return (this.#failure ??= this.#asRefusal(error));
  }

  // Anything else than these is a fault of ours, and is no refusal.
  #asRefusal(error: unknown): unknown {
    if (error instanceof VerificationError || error instanceof UploadRefused) return error;
    if (error instanceof Error && error === this.#appending.failure) {
      return new UploadRefused("no-space", error.message, error);
    }
    if (errorCode(error) === undefined) return error;
    return new UploadRefused("no-space", cannotPut(this.#announced.file, reasonOf(error)), error);
  }

  #over(): unknown {
    if (this.#failure !== undefined) return this.#failure;
    return this.#gaveWay ?? new Error(cannotPut(this.#announced.file, "its upload is over"));
  }
}
