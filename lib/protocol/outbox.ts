// What waits to be written to one connection: talk first, then files, pulled only while the socket takes them.
import type { ByteStream, LastWords, OutboxEvents, Sink } from "./byte-stream.ts";
import { FileLane } from "./file-lane.ts";
import { atEndOfTurn, gather, keptApart } from "./flush.ts";
import { UNREAD_BYTES, UNREAD_STREAMS } from "./limits.ts";
import { Progress } from "./progress.ts";

const SILENT: OutboxEvents = { relieved() {}, failed() {}, dead() {} };

/**
 * Invariants: bytes leave in the order of their lane; a piece once begun is finished before anything else
 * is written, or asked for; a stream in the talk lane holds back what was sent after it; file streams take turns
 * and yield to talk between two pieces.
 */
export class Outbox {
  #talk: (Uint8Array | ByteStream)[] = [];
  #files = new FileLane(() => this.#pump());
  /** The piece being written, the stream it came from, and how much of it the socket has taken. */
  #piece: Uint8Array | undefined;
  #pieceOf: ByteStream | undefined;
  #offset = 0;
  /** A pulled file piece that waits for talk that came in while it was being made. */
  #pulled: { piece: Uint8Array; from: ByteStream } | undefined;
  #pulling: ByteStream | undefined;
  #scheduled = false;
  #finishing = false;
  #closed = false;
  #ended = false;
  #wasCongested = false;
  #talkBytes = 0;
  #streams = 0;
  /** Last words that are not ready yet. */
  #awaited = new Set<LastWords>();
  readonly #progress: Progress;

  constructor(
    private readonly sink: Sink,
    now: () => number,
    private readonly events: OutboxEvents = SILENT,
  ) {
    this.#progress = new Progress(now);
  }

  /** Bytes of talk that the socket has not taken yet. */
  get waitingBytes(): number {
    return this.#talkBytes;
  }

  /** Whether so much waits that the owner should stop causing more. */
  get congested(): boolean {
    return this.#talkBytes >= UNREAD_BYTES || this.#streams >= UNREAD_STREAMS;
  }

  /** Whether nothing at all waits. */
  get empty(): boolean {
    return !this.#piece && this.#talk.length === 0 && this.#streams === 0;
  }

  /** Whether all was sent after `finish`, and the end of the stream with it. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Milliseconds for which the socket has taken less than PROGRESS_BYTES although something waits for it. */
  stalledFor(): number {
    return this.#progress.stalledFor;
  }

  /** Queues bytes in the talk lane; they leave at the end of this turn of the event loop. */
  send(bytes: Uint8Array): void {
    if (!this.#closed && !this.#finishing && bytes.byteLength > 0) this.#queue(bytes);
  }

  #queue(bytes: Uint8Array): void {
    this.#schedule();
    this.#talk.push(bytes);
    this.#talkBytes += bytes.byteLength;
    if (this.congested) this.#wasCongested = true;
  }

  /** Queues a stream: between the talk sent before and after it, or among the files. */
  stream(stream: ByteStream, lane: "talk" | "files"): void {
    if (this.#closed || this.#finishing) return this.#release(stream);
    this.#schedule();
    if (lane === "talk") this.#talk.push(stream);
    else this.#files.add(stream);
    this.#streams++;
    if (this.congested) this.#wasCongested = true;
  }

  /** To be called when the socket can take more. */
  drained(): void {
    this.#progress.unblock();
    this.#pump();
  }

  /** Forgets all that is not begun, so that a last word can still follow. */
  drop(): void {
    for (const item of this.#talk) if (!(item instanceof Uint8Array)) this.#release(item);
    this.#endFiles();
    this.#talk = [];
    this.#pieceOf = undefined;
    this.#talkBytes = this.#piece ? this.#piece.byteLength - this.#offset : 0;
    this.#streams = 0;
    this.#awaited.clear();
  }

  /** Sends what waits and then the end of the stream; nothing can be sent after it. */
  finish(): void {
    if (this.#finishing || this.#closed) return;
    this.#finishing = true;
    this.#schedule();
  }

  /** To be called when the socket is closed. */
  close(): void {
    this.#closed = true;
    this.#progress.unblock();
    this.#piece = undefined;
    this.drop();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    atEndOfTurn(this.#pumpDue);
  }

  readonly #pumpDue = () => {
    this.#scheduled = false;
    this.#pump();
  };

  #pump(): void {
    while (!this.#closed && !this.#progress.isBlocked && (this.#piece || this.#next()))
      this.#write();
    this.#progress.rest();
    if (this.#wasCongested && !this.congested && !this.#closed) {
      this.#wasCongested = false;
      this.events.relieved();
    }
  }

  #write(): void {
    const piece = this.#piece;
    if (!piece) return;
    const length = piece.byteLength - this.#offset;
    const taken = this.sink.write(piece, this.#offset, length);
    if (taken < 0) {
      this.close();
      return this.events.dead();
    }
    this.#progress.took(taken);
    if (!this.#pieceOf) this.#talkBytes -= taken;
    this.#offset += taken;
    if (taken < length) {
      this.#progress.block();
      this.#piece = keptApart(piece);
      return;
    }
    this.#piece = undefined;
    // A file gives up its turn after each piece; a stream in the talk lane keeps the head of its lane.
    if (this.#pieceOf && this.#pieceOf !== this.#talk[0]) this.#files.again(this.#pieceOf);
    this.#pieceOf = undefined;
  }

  /** Makes the next piece the current one; false where there is none yet. */
  #next(): boolean {
    const first = this.#talk[0];
    if (first instanceof Uint8Array) return this.#begin(gather(first, this.#talk), undefined);
    if (this.#pulled) {
      const { piece, from } = this.#pulled;
      this.#pulled = undefined;
      return this.#begin(piece, from);
    }
    if (this.#pulling) return false;
    const stream = first ?? this.#files.next();
    if (stream) this.#pull(stream);
    else if (this.#finishing && this.#awaited.size === 0 && !this.#files.awaitsOne) this.#end();
    return false;
  }

  #begin(piece: Uint8Array, from: ByteStream | undefined): true {
    this.#piece = piece;
    this.#pieceOf = from;
    this.#offset = 0;
    return true;
  }

  #pull(stream: ByteStream): void {
    this.#pulling = stream;
    stream.next().then(
      (result) => this.#arrived(stream, result),
      (error: unknown) => {
        const wanted = this.#pulling === stream;
        this.#arrived(stream, { done: true, value: undefined });
        if (wanted) this.events.failed(error);
      },
    );
  }

  #arrived(stream: ByteStream, result: IteratorResult<Uint8Array, LastWords | void>): void {
    if (this.#pulling !== stream) return; // dropped meanwhile
    this.#pulling = undefined;
    if (!result.done) this.#pulled = { piece: result.value, from: stream };
    else {
      if (this.#talk[0] === stream) this.#talk.shift();
      if (result.value) this.#await(result.value);
      else this.#streams--;
    }
    this.#pump();
  }

  #await(last: LastWords): void {
    this.#awaited.add(last);
    const ready = (bytes?: Uint8Array) => {
      if (!this.#awaited.delete(last)) return; // dropped meanwhile
      this.#streams--;
      if (bytes) this.#queue(bytes);
      this.#pump();
    };
    last().then(ready, (error: unknown) => {
      ready();
      this.events.failed(error);
    });
  }

  #end(): void {
    this.#closed = true;
    this.#ended = true;
    this.sink.shutdown();
  }

  #endFiles(): void {
    for (const stream of this.#files.drop()) this.#release(stream);
    if (this.#pulled) this.#release(this.#pulled.from);
    if (this.#pulling) this.#release(this.#pulling);
    if (this.#pieceOf) this.#release(this.#pieceOf);
    this.#pulled = undefined;
    this.#pulling = undefined;
  }

  /** Lets a stream that nobody will read give back what it holds. */
  #release(stream: ByteStream): void {
    stream.return?.().catch((error: unknown) => this.events.failed(error));
  }
}
