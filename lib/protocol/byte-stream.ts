// What an outbox takes, and whom it gives to: a socket, streams of bytes, and its owner.

/** The part of a socket that an outbox needs. `write` returns the bytes taken, less than 0 when it is dead. */
export interface Sink {
  write(bytes: Uint8Array, offset: number, length: number): number;
  shutdown(): void;
}

/** What a stream has to say once it is ready, without holding back the others meanwhile. */
export type LastWords = () => Promise<Uint8Array>;

/** Bytes made while they are sent. A piece need only stay valid until the next is asked for. */
export interface ByteStream extends AsyncIterator<Uint8Array, LastWords | void, undefined> {
  /** Resolves when it may be asked for its first piece beside others; it never rejects. Without it: at once. */
  ready?(): Promise<unknown>;
}

/** What the owner of an outbox wants to hear of it. */
export interface OutboxEvents {
  /** It was `congested` and is so no longer. */
  relieved(): void;
  /** A stream threw: a fault of ours, to be logged once; the connection has to end. */
  failed(error: unknown): void;
  /** The socket refused a write for good. */
  dead(): void;
}
