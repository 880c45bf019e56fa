// The uploads of one guest: each from its offer to its place on the shelf, or to the word why not.
import { VerificationError } from "../files/appending.ts";
import type { Announced, Upload } from "../files/upload.ts";
import { cannotPut, UploadRefused } from "../files/upload-refused.ts";
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
  /** An answer to the request that opened the transfer. */
  answer(transfer: number, message: ServerMessage): void;
  /** A file is on the shelf. */
  stored(transfer: number, file: string, size: number): void;
  /** More can be read of the guest. */
  relieved(): void;
  /** A fault of ours. */
  failed(error: unknown): void;
}

interface Receiving {
  announced: Announced;
  /** Aborts when it is over, so that nothing is looked for any more. */
  over: AbortController;
  /** Undefined while the offer is looked at. */
  upload?: Upload;
  /** Settles when all of it is there and was dealt with; never rejects. */
  finishing?: Promise<void>;
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
    const problem = this.#open.has(transfer)
      ? `transfer ${transfer} is open already`
      : this.#open.size >= UPLOADS_PER_GUEST
        ? `${UPLOADS_PER_GUEST} uploads of yours are under way`
        : undefined;
    if (problem !== undefined)
      return this.#refuse(transfer, "busy", cannotPut(announced.file, problem));
    const receiving = { announced, over: new AbortController() };
    this.#open.set(transfer, receiving);
    this.#offer(transfer, receiving, uploads).catch(this.events.failed);
  }

  /** Takes bytes of a transfer; gives the refusal where none is open. */
  chunk(transfer: number, data: Uint8Array): Refusal | undefined {
    const receiving = this.#open.get(transfer);
    const upload = receiving?.upload;
    if (!upload || receiving.finishing) {
      if (this.#ended.has(transfer)) return undefined;
      const message = `Cannot take a chunk: transfer ${transfer} is not open`;
      return { code: "no-transfer", message };
    }
    upload
      .write(data)
      .catch((error: unknown) => this.#broke(transfer, receiving, error))
      .finally(() => this.events.relieved())
      .catch(this.events.failed);
    if (upload.complete) this.#finish(transfer, receiving, upload);
    return undefined;
  }

  /** Whether any file is on its way here. */
  get isBusy(): boolean {
    return this.#open.size > 0;
  }

  /** Whether chunks of a transfer are taken. */
  isReceiving(transfer: number): boolean {
    const receiving = this.#open.get(transfer);
    return receiving?.upload !== undefined && receiving.finishing === undefined;
  }

  /** Ends a transfer that the guest no longer wants; false where there is none, or all of it is there already. */
  cancel(transfer: number): boolean {
    const receiving = this.#open.get(transfer);
    if (!receiving || receiving.finishing) return false;
    const why = cannotPut(receiving.announced.file, "it was cancelled");
    this.#giveUp(transfer, receiving, "cancelled", why);
    return true;
  }

  /** Ends what has not come on for long; not to be called while the guest is not read. */
  sweep(): void {
    for (const [transfer, receiving] of this.#open) {
      const { upload, finishing, announced } = receiving;
      if (!upload || finishing || upload.silentMs <= FILE_STALL_MS) continue;
      const why = `nothing of it came for ${FILE_STALL_MS / 1000} seconds`;
      this.#giveUp(transfer, receiving, "too-slow", cannotPut(announced.file, why));
    }
  }

  /**
   * Nothing more is read of the guest: what has come of its files is kept. Resolves when what is complete is on
   * the shelf, or was refused; undefined where nothing is.
   */
  leave(): Promise<unknown> | undefined {
    for (const [transfer, { upload, finishing }] of this.#open) {
      if (finishing) continue;
      this.#end(transfer);
      upload?.suspend().catch(this.events.failed);
    }
    const finishing = [...this.#open.values()].map((receiving) => receiving.finishing);
    return finishing.length > 0 ? Promise.all(finishing) : undefined;
  }

  /** The guest is gone. What is complete still gets its place. */
  close(): void {
    this.#closed = true;
    void this.leave();
  }

  async #offer(transfer: number, receiving: Receiving, uploads: Uploads): Promise<void> {
    const { announced } = receiving;
    const offer = await uploads.offer(announced, receiving.over.signal);
    const isWanted = this.#open.get(transfer) === receiving;
    if (offer.offer === "send") {
      const { upload } = offer;
      if (!isWanted) return upload.suspend();
      receiving.upload = upload;
      this.events.answer(transfer, { type: "send", from: upload.from });
      if (upload.complete) this.#finish(transfer, receiving, upload);
      return;
    }
    if (!isWanted) return;
    this.#end(transfer);
    if (offer.offer === "refused")
      this.#refuse(transfer, offer.code, cannotPut(announced.file, offer.why));
    else this.events.answer(transfer, { type: "stored", file: offer.file, already: true });
  }

  #finish(transfer: number, receiving: Receiving, upload: Upload): void {
    receiving.finishing = upload
      .finish()
      .then(
        ({ file, size }) => {
          this.#end(transfer);
          this.events.stored(transfer, file, size);
        },
        (error: unknown) => this.#broke(transfer, receiving, error),
      )
      .catch(this.events.failed);
  }

  /** The first failure of a transfer ends it; of the others its guest hears nothing. */
  #broke(transfer: number, receiving: Receiving, error: unknown): void {
    if (this.#open.get(transfer) !== receiving) return;
    this.#end(transfer);
    receiving.upload?.suspend().catch(this.events.failed);
    if (error instanceof UploadRefused) this.#refuse(transfer, error.code, error.message);
    else if (error instanceof VerificationError) this.#refuse(transfer, "broken", error.message);
    else this.events.failed(error);
  }

  #giveUp(transfer: number, { upload }: Receiving, code: ErrorCode, message: string): void {
    this.#end(transfer);
    upload?.suspend().catch(this.events.failed);
    this.#refuse(transfer, code, message);
  }

  #end(transfer: number): void {
    this.#open.get(transfer)?.over.abort();
    this.#open.delete(transfer);
    this.#ended.add(transfer);
    const [oldest] = this.#ended;
    if (this.#ended.size > ENDED_TRANSFERS && oldest !== undefined) this.#ended.delete(oldest);
  }

  #refuse(transfer: number, code: ErrorCode, message: string): void {
    if (!this.#closed) this.events.answer(transfer, { type: "error", code, message });
  }
}
