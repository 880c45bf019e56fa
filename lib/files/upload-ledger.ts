// What guests' files take of the disk: those on the shelf, those under way, and what interrupted uploads left.

import type { BigIntStats } from "node:fs";
import {
  SPARE_DISK_BYTES,
  UPLOAD_FILES,
  UPLOAD_SILENT_MS,
  UPLOADS_AT_ONCE,
} from "../protocol/limits.ts";
import { bytesText } from "../protocol/sizes.ts";
import { IdlePartials } from "./idle-partials.ts";
import { PutFiles } from "./put-files.ts";
import type { freeBytes } from "./space.ts";
import type { Left, Upload } from "./upload.ts";
import type { KeptPartial } from "./upload-partial.ts";

/** The place of one upload among those under way: from before it is looked at until it is over. */
export interface Claim {
  readonly sha256: string;
  /** What there was of the file before. */
  readonly kept: KeptPartial | undefined;
  /** Bytes that count toward the quota. */
  counted: number;
  upload?: Upload;
}

/** Counts in memory, so that no two uploads pass a bound at once; looks at the disk only where room is short. */
export class UploadLedger {
  readonly #root: string;
  readonly #quota: number;
  readonly #mostFiles: number;
  readonly #idle: IdlePartials;
  readonly #put = new PutFiles();
  /** By SHA-256, which names the partial file: two that write to one would spoil it. */
  readonly #claims = new Map<string, Claim>();

  private constructor(root: string, quota: number, mostFiles: number, idle: IdlePartials) {
    this.#root = root;
    this.#quota = quota;
    this.#mostFiles = mostFiles;
    this.#idle = idle;
  }

  /** For the shelf in `root`, with a quota in bytes. Throws as IdlePartials.open() does. */
  static async open(root: string, quota: number, mostFiles = UPLOAD_FILES): Promise<UploadLedger> {
    return new UploadLedger(root, quota, mostFiles, await IdlePartials.open(root));
  }

  /**
   * Resolves when an upload of a file with that SHA-256 that only stands in the way, as after a line was lost, is over;
   * and where no place is left, when the one that has trickled for longest is.
   */
  async vacate(sha256: string): Promise<void> {
    const upload = this.#claims.get(sha256)?.upload;
    if (upload?.isIdle) return upload.giveWay();
    if (upload || this.#claims.size < UPLOADS_AT_ONCE) return;
    const [slowest] = this.#trickling();
    await slowest?.upload.giveWay("waiting");
  }

  /** A place for an upload of a file with that SHA-256, until release(); or why there is none, at once. */
  claim(sha256: string): Claim | string {
    if (this.#claims.has(sha256)) return "it is being put there right now";
    if (this.#claims.size >= UPLOADS_AT_ONCE) return "too many files are being put there right now";
    const kept = this.#idle.take(sha256);
    const claim = { sha256, kept, counted: kept?.bytes ?? 0 };
    this.#claims.set(sha256, claim);
    return claim;
  }

  /** Ends a claim, which leaves this. */
  release({ sha256 }: Claim, { placed, kept }: Left): void {
    this.#claims.delete(sha256);
    if (kept !== undefined) this.#idle.add(sha256, kept);
    if (placed !== undefined) this.#put.add(placed.file, placed.stats);
  }

  /** Grants a claim so many bytes of the quota, or says why it cannot. One caller at a time: it may remove partials. */
  async grant(claim: Claim, bytes: number): Promise<string | undefined> {
    claim.counted = bytes;
    if (this.#isWithinQuota({ idle: true })) return undefined;
    // Some may have been removed since they were put.
    await this.#put.look(this.#root);
    // Interrupted uploads make room only where that is enough.
    let problem = this.#quotaProblem(claim);
    // What trickles makes room too, under the same condition.
    const trickling = problem === undefined ? [] : this.#trickling();
    const most = trickling.reduce((sum, { counted }) => sum + counted, this.#quota);
    if (this.#bytes > most) return problem;
    for (const { upload } of trickling) {
      if (problem === undefined) break;
      await upload.giveWay("waiting");
      problem = this.#quotaProblem(claim);
    }
    if (problem !== undefined) return problem;
    while (!this.#isWithinQuota({ idle: true }) && (await this.#idle.dropOldest()));
    return undefined;
  }

  /** Whether a guest put this very file there since the start. */
  isPut(file: string, stats: BigIntStats): boolean {
    return this.#put.has(file, stats);
  }

  /** A file that a guest had put there is gone. */
  forget(file: string): void {
    this.#put.delete(file);
  }

  /**
   * Whether the disk has room for so many bytes more beside all that is under way, as `free` tells: if need be once
   * interrupted uploads have made room, the oldest first. One caller at a time.
   */
  async makeRoom(bytes: number, free: typeof freeBytes): Promise<boolean> {
    const lacking = await this.#lacking(bytes, free);
    if (lacking <= 0) return true;
    if (this.#idle.bytes < lacking) return false;
    let made = 0;
    while (made < lacking) made += (await this.#idle.dropOldest())?.bytes ?? Infinity;
    return (await this.#lacking(bytes, free)) <= 0;
  }

  async #lacking(bytes: number, free: typeof freeBytes): Promise<number> {
    // Counted before it is measured: what is written in between then counts twice, and not never.
    let needed = bytes + SPARE_DISK_BYTES;
    for (const { upload } of this.#claims.values()) needed += upload?.missing ?? 0;
    return needed - ((await free(this.#root)) ?? Infinity);
  }

  /** Removes what interrupted uploads left and nobody continued since then, in milliseconds since 1970. */
  dropOlder(then: number): Promise<void> {
    return this.#idle.dropOlder(then);
  }

  /** What its guests hold up, for longest first. */
  #trickling(): { upload: Upload; counted: number }[] {
    return [...this.#claims.values()]
      .flatMap(({ upload, counted }) => (upload ? [{ upload, counted }] : []))
      .filter(({ upload }) => upload.tricklesForMs >= UPLOAD_SILENT_MS)
      .toSorted((one, other) => other.upload.tricklesForMs - one.upload.tricklesForMs);
  }

  #quotaProblem(claim: Claim): string | undefined {
    if (this.#isWithinQuota({ idle: false })) return undefined;
    const left = Math.max(0, this.#quota - (this.#bytes - claim.counted));
    if (left >= claim.counted) return `guests may put at most ${this.#mostFiles} files there`;
    return `guests' files may take at most ${bytesText(this.#quota)}, and ${bytesText(left)} are left`;
  }

  #isWithinQuota({ idle }: { idle: boolean }): boolean {
    const bytes = this.#bytes + (idle ? this.#idle.bytes : 0);
    const files = this.#put.count + this.#claims.size + (idle ? this.#idle.count : 0);
    return bytes <= this.#quota && files <= this.#mostFiles;
  }

  /** All that counts and cannot make room. */
  get #bytes(): number {
    let bytes = this.#put.bytes;
    for (const { counted } of this.#claims.values()) bytes += counted;
    return bytes;
  }
}
