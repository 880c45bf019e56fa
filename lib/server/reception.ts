// The uploads of one guest: each from its offer to its place on the shelf, or to the word why not.
import { VerificationError } from "../files/appending.ts";
import { cannotPut, UploadRefused, type Announced, type Upload } from "../files/upload.ts";
import type { Uploads } from "../files/uploads.ts";
import type { ErrorCode, Refusal } from "../protocol/errors.ts";
import {
  ENDED_TRANSFERS,
  FILE_STALL_MS,
  UPLOAD_WAITING_BYTES,
  UPLOADS_PER_GUEST,
} from "../protocol/limits.ts";
import type { ServerMessage } from "../protocol/messages.ts";

/** What a reception tells its connection. */
export interface ReceptionEvents {
  now: () => number;
  /** An answer to the request that opened the transfer. */
  answer(transfer: number, message: ServerMessage): void;
  /** A file is on the shelf. */
  stored(transfer: number, file: string, size: number): void;
  /** More can be read of the guest. */
  relieved(): void;
  /** A fault of ours. */
  failed(error: unknown): void;
}

interface Receiving extends Announced {
  /** Undefined while the offer is looked at. */
  upload: Upload | undefined;
  /** When bytes came last, or were asked for: milliseconds. */
  heardAt: number;
}

export class Reception {
  #open = new Map<number, Receiving>();
  /** Of these chunks may still be on their way. */
  #ended = new Set<number>();
  #closed = false;

  constructor(private readonly events: ReceptionEvents) {}

  /** Whether so much waits for the disk that the guest should not be read. */
  get congested(): boolean {
    let waiting = 0;
    for (const { upload } of this.#open.values()) waiting += upload?.waiting ?? 0;
    return waiting > UPLOAD_WAITING_BYTES;
  }

  /** Looks at what a guest announces; asks for its bytes, or answers at once. */
  take(transfer: number, announced: Announced, uploads: Uploads): void {
    const receiving = { ...announced, upload: undefined, heardAt: this.events.now() };
    if (this.#open.size >= UPLOADS_PER_GUEST) {
      const why = `${UPLOADS_PER_GUEST} uploads of yours are under way`;
      return this.#refuse(transfer, "busy", cannotPut(announced.file, why));
    }
    this.#open.set(transfer, receiving);
    this.#offer(transfer, receiving, uploads).catch(this.events.failed);
  }

  /** Takes bytes of a transfer; gives the refusal where none is open. */
  chunk(transfer: number, data: Uint8Array): Refusal | undefined {
    const receiving = this.#open.get(transfer);
    const upload = receiving?.upload;
    if (!upload || upload.complete) {
      if (this.#ended.has(transfer)) return undefined;
      const message = `Cannot take a chunk: transfer ${transfer} is not open`;
      return { code: "no-transfer", message };
    }
    receiving.heardAt = this.events.now();
    const written = upload.write(data);
    if (upload.complete) this.#finish(transfer, receiving, upload);
    else written.catch((error: unknown) => this.#broke(transfer, receiving, upload, error));
    void written.catch(() => {}).finally(() => this.events.relieved());
    return undefined;
  }

  /** Ends a transfer that the guest no longer wants; false where there is none. */
  cancel(transfer: number): boolean {
    const receiving = this.#open.get(transfer);
    if (!receiving || receiving.upload?.complete) return false;
    this.#end(transfer);
    receiving.upload?.suspend().catch(this.events.failed);
    this.#refuse(transfer, "cancelled", cannotPut(receiving.file, "it was cancelled"));
    return true;
  }

  /** Ends what has not come on for long; not to be called while the guest is not read. */
  sweep(): void {
    for (const [transfer, receiving] of this.#open) {
      const { upload, heardAt } = receiving;
      if (!upload || upload.complete || this.events.now() - heardAt <= FILE_STALL_MS) continue;
      this.#end(transfer);
      upload.suspend().catch(this.events.failed);
      const why = `nothing of it came for ${FILE_STALL_MS / 1000} seconds`;
      this.#refuse(transfer, "too-slow", cannotPut(receiving.file, why));
    }
  }

  /** The guest is gone: what has come of its files is kept. What is complete still gets its place. */
  close(): void {
    this.#closed = true;
    for (const { upload } of this.#open.values()) {
      if (upload && !upload.complete) upload.suspend().catch(this.events.failed);
    }
    this.#open.clear();
  }

  async #offer(transfer: number, receiving: Receiving, uploads: Uploads): Promise<void> {
    const offer = await uploads.offer(receiving);
    const isWanted = this.#open.get(transfer) === receiving;
    if (offer.offer === "send") {
      if (!isWanted) return offer.upload.suspend();
      receiving.upload = offer.upload;
      receiving.heardAt = this.events.now();
      this.events.answer(transfer, { type: "send", from: offer.upload.from });
      if (offer.upload.complete) this.#finish(transfer, receiving, offer.upload);
      return;
    }
    if (!isWanted) return;
    this.#end(transfer);
    if (offer.offer === "refused")
      this.#refuse(transfer, offer.code, cannotPut(receiving.file, offer.why));
    else this.events.answer(transfer, { type: "stored", file: offer.file, already: true });
  }

  #finish(transfer: number, receiving: Receiving, upload: Upload): void {
    upload.finish().then(
      ({ file, size }) => {
        this.#end(transfer);
        this.events.stored(transfer, file, size);
      },
      (error: unknown) => this.#broke(transfer, receiving, upload, error),
    );
  }

  #broke(transfer: number, receiving: Receiving, upload: Upload, error: unknown): void {
    if (this.#open.get(transfer) === receiving) this.#end(transfer);
    else if (!upload.complete) return;
    const kept = error instanceof VerificationError ? upload.discard() : upload.suspend();
    kept.catch(this.events.failed);
    if (error instanceof UploadRefused) return this.#refuse(transfer, error.code, error.message);
    if (error instanceof VerificationError) return this.#refuse(transfer, "broken", error.message);
    this.events.failed(error);
  }

  #end(transfer: number): void {
    this.#open.delete(transfer);
    this.#ended.add(transfer);
    const [oldest] = this.#ended;
    if (this.#ended.size > ENDED_TRANSFERS && oldest !== undefined) this.#ended.delete(oldest);
  }

  #refuse(transfer: number, code: ErrorCode, message: string): void {
    if (!this.#closed) this.events.answer(transfer, { type: "error", code, message });
  }
}
