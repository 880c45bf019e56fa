// A connection within this process: two ends that behave as a socket's do, so that who talks over it knows no other way.
import { LINK_BYTES } from "./limits.ts";

/** What both sides use of a socket: one of the system's, or an end of a duplex. */
export interface Line {
  /** Takes bytes, and tells how many: fewer than given where it is full, and below 0 where nobody gets them any more. */
  write(bytes: Uint8Array, offset: number, length: number): number;
  /** Has nothing handed over for now, not even the end of the other side. */
  pause(): void;
  resume(): void;
  /** Nothing more is written; the other side hears of it behind what was. */
  shutdown(): void;
  /** Closes this end; what was written still arrives. */
  end(): void;
  /** Closes both ends at once; what is under way is lost. */
  terminate(): void;
}

/** What an end tells its owner, each in a turn of its own. */
export interface LineListener {
  data(bytes: Uint8Array): void;
  /** More can be written, after a write that was not taken whole. */
  drain(): void;
  /** The other side writes nothing more. */
  end(): void;
  /** This end is closed; nothing is told any more. */
  close(): void;
}

/** Both ends of a connection; each tells nothing until it is listened to. */
export function duplex(): [DuplexEnd, DuplexEnd] {
  const one = new DuplexEnd();
  const other = new DuplexEnd();
  one.join(other);
  other.join(one);
  return [one, other];
}

/** At most LINK_BYTES wait to be handed over to one end. */
export class DuplexEnd implements Line {
  #peer: DuplexEnd | undefined;
  #listener: LineListener | undefined;
  /** What the other side has written and this one was not told yet. */
  #arrived: Uint8Array[] = [];
  #arrivedBytes = 0;
  #paused = false;
  /** Whether the other side writes nothing more, and whether that was told. */
  #peerEnded = false;
  #endTold = false;
  #outputEnded = false;
  #wantsDrain = false;
  #closed = false;
  #closeTold = false;
  #due = false;

  /** Makes another end what this one talks to. */
  join(peer: DuplexEnd): void {
    this.#peer = peer;
  }

  /** Has a listener told of all that happens here, and has happened. */
  listen(listener: LineListener): void {
    this.#listener = listener;
    this.#later();
  }

  write(bytes: Uint8Array, offset = 0, length = bytes.byteLength - offset): number {
    const peer = this.#peer;
    if (!peer || this.#closed || this.#outputEnded || peer.#closed) return -1;
    const taken = Math.min(length, LINK_BYTES - peer.#arrivedBytes);
    // Whoever wrote them may write others into the same memory.
    if (taken > 0) peer.#arrive(bytes.slice(offset, offset + taken));
    this.#wantsDrain ||= taken < length;
    return taken;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#later();
  }

  shutdown(): void {
    if (this.#outputEnded) return;
    this.#outputEnded = true;
    if (this.#peer) this.#peer.#otherEnded();
  }

  end(): void {
    this.shutdown();
    this.#close();
    if (this.#peer) this.#peer.#relieved();
  }

  terminate(): void {
    this.#outputEnded = true;
    this.#close();
    if (this.#peer) this.#peer.#close();
  }

  #arrive(bytes: Uint8Array): void {
    this.#arrived.push(bytes);
    this.#arrivedBytes += bytes.byteLength;
    this.#later();
  }

  #otherEnded(): void {
    this.#peerEnded = true;
    this.#later();
  }

  /** What this end has written was handed over, or is not wanted any more. */
  #relieved(): void {
    if (this.#wantsDrain) this.#later();
  }

  #close(): void {
    this.#closed = true;
    this.#arrived = [];
    this.#arrivedBytes = 0;
    this.#later();
  }

  #later(): void {
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => {
      this.#due = false;
      this.#tell();
    });
  }

  #tell(): void {
    const listener = this.#listener;
    if (!listener || this.#closeTold) return;
    if (!this.#closed) this.#tellArrived(listener);
    if (!this.#closed && this.#wantsDrain && this.#canWrite) {
      this.#wantsDrain = false;
      listener.drain();
    }
    if (!this.#closed || this.#closeTold) return;
    this.#closeTold = true;
    listener.close();
  }

  /** Whether a write would be taken, or is known to be in vain. */
  get #canWrite(): boolean {
    const peer = this.#peer;
    return !peer || peer.#closed || peer.#arrivedBytes < LINK_BYTES;
  }

  #tellArrived(listener: LineListener): void {
    for (let bytes = this.#next(); bytes; bytes = this.#next()) listener.data(bytes);
    const isThrough = !this.#paused && !this.#closed && this.#arrived.length === 0;
    if (!isThrough || !this.#peerEnded || this.#endTold) return;
    this.#endTold = true;
    listener.end();
  }

  #next(): Uint8Array | undefined {
    if (this.#paused || this.#closed) return undefined;
    const bytes = this.#arrived.shift();
    if (!bytes) return undefined;
    this.#arrivedBytes -= bytes.byteLength;
    if (this.#peer) this.#peer.#relieved();
    return bytes;
  }
}
