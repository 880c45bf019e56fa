// Those who are not let in: they are told why in the text that every guest understands, and closed.
import { LINGER_MS, TURNED_AWAY_PLACES } from "../protocol/limits.ts";

/** What is needed of a socket; its owner calls `drained` and `closed`. */
export interface Peer {
  /** Returns how many bytes it took; below 0 it is dead. */
  write(bytes: Uint8Array): number;
  /** Ends its output. */
  shutdown(): void;
  /** Closes it. */
  end(): void;
  terminate(): void;
}

/** One that was told why it is not let in; it is cut off at this time. */
export interface TurnedAway {
  closeBy: number;
  /** What the socket has not taken yet of what it is told. */
  untold: Uint8Array;
}

export class TurningAway<Socket extends Peer> {
  /** Who came first stands first. */
  #lingering = new Map<Socket, TurnedAway>();

  constructor(private readonly now: () => number) {}

  /**
   * Tells a peer a sentence and ends. It gets a while to read it, since a close with unread input would destroy it on
   * its way: then this gives what is left of it. Where too many have one already, or `mayLinger` is false, it is closed
   * at once.
   */
  tell(socket: Socket, sentence: string, mayLinger: boolean): TurnedAway | undefined {
    const untold = new TextEncoder().encode(`${sentence}\n`);
    if (!mayLinger || this.#lingering.size >= TURNED_AWAY_PLACES) {
      socket.write(untold);
      socket.end();
      return undefined;
    }
    const guest = { closeBy: this.now() + LINGER_MS, untold };
    this.#lingering.set(socket, guest);
    this.drained(socket);
    return this.#lingering.get(socket);
  }

  /** The socket can take more. */
  drained(socket: Socket): void {
    const guest = this.#lingering.get(socket);
    if (!guest || guest.untold.byteLength === 0) return;
    const taken = socket.write(guest.untold);
    if (taken < 0) return socket.terminate();
    guest.untold = guest.untold.subarray(taken);
    if (guest.untold.byteLength === 0) socket.shutdown();
  }

  /** Closes the one who had the longest to read why; false where nobody is closed by that. */
  hurry(): boolean {
    const [first] = this.#lingering.keys();
    first?.end();
    return first !== undefined && !this.#lingering.has(first);
  }

  /** A socket is closed. */
  closed(socket: Socket): void {
    this.#lingering.delete(socket);
  }
}
